"""Two press at the same moment: a paper is issued once, and numbers have no gap."""

import pytest

from reports.issuing import issue, version_seen
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG
from tests.builders import SIGNED
from tests.consolidation.repaid import make_repayable
from tests.consolidation.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CONTRACT = BY_SLUG["contract"]


def issuing(contract, actor, seen=None):
    return lambda: issue(CONTRACT, contract, on=SIGNED, seen=seen, actor=actor)


def numbers() -> list[int]:
    return list(IssuedPaper.objects.order_by("pk").values_list("number", flat=True))


def test_papers_of_several_households_at_once_are_numbered_without_gap_or_double(
    savings_group, treasurer
):
    contracts = [make_repayable(savings_group, treasurer) for _household in range(3)]

    at_once(*(issuing(one, treasurer) for one in contracts))

    assert numbers() == [1, 2, 3]


def test_two_who_looked_at_the_same_page_issue_one_paper(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer)
    seen = version_seen(CONTRACT, contract)

    first, second = at_once(*[issuing(contract, treasurer, seen)] * 2)

    assert first == second
    assert numbers() == [1]
