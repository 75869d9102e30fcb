"""The same form sent twice, because its answer was lost: done once, and no complaint."""

from datetime import date
from decimal import Decimal

import pytest

from members.joining import write_rule
from members.models import FundRule, SavedFilter
from members.saving_filters import keep_filter
from members.terms import Terms

pytestmark = pytest.mark.django_db

TERMS = Terms(date(2026, 1, 1), Decimal("7.5"), Decimal(30000), 12, 2, "มติ 2/2569")


def test_a_rule(village_fund, treasurer):
    first = write_rule(village_fund, TERMS, actor=treasurer)

    assert write_rule(village_fund, TERMS, actor=treasurer) == first
    assert FundRule.objects.filter(fund=village_fund).count() == 1


def test_a_filter(treasurer):
    said = {"page": "households", "query": "q=32", "name": "บ้าน"}

    assert keep_filter(treasurer, **said) == keep_filter(treasurer, **said)
    assert SavedFilter.objects.count() == 1
