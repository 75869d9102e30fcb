"""Raw SQL against every guard of the legal routes and their papers."""

import pytest
from django.db import connection

from consolidation.choosing_route import cancel_paper
from consolidation.models import Contract, DecidingPaper
from debts.models import Guarantor
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.negotiated_homes import agreed, contract_of, make_negotiable, meet
from tests.consolidation.papers import guaranteed, sign_all
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_plan_guards import ask_now

pytestmark = pytest.mark.django_db


def paper(**values):
    columns = {"kind": "'notice'", "loan_id": "NULL", "guarantor_id": "NULL", "number": "''"}
    columns |= {"signed_on": "'2017-07-01'", "signed_by": "'x'", "cancelled_on": "NULL"}
    columns |= {"cancelled_because": "''", **values}
    return f"""INSERT INTO consolidation_decidingpaper (case_id, actor_id, {", ".join(columns)})
        SELECT id, (SELECT min(id) FROM members_user), {", ".join(columns.values())}
          FROM consolidation_case"""


def route(code="easing"):
    return f"""INSERT INTO consolidation_routechoice (case_id, route, reason, actor_id, chain)
        SELECT id, '{code}', 'x', (SELECT min(id) FROM members_user), ''
          FROM consolidation_case"""


STRANGER = "(SELECT max(id) FROM debts_guarantor)"
STRANGERS_LOAN = "(SELECT max(id) FROM debts_loan)"
OWN_LOAN = "(SELECT min(id) FROM debts_loan)"
CANCEL = """UPDATE consolidation_decidingpaper SET cancelled_on = '2017-08-01',
    cancelled_because = 'x' WHERE kind = '{}'"""

GUARDS = {
    "route_is_known": route("bogus"),
    "route_append_only": "UPDATE consolidation_routechoice SET reason = 'x'",
    "route_append_only (delete)": "DELETE FROM consolidation_routechoice",
    "route_append_only_truncate": "TRUNCATE consolidation_routechoice CASCADE",
    "paper_is_of_a_loan_or_guarantor (kind)": paper(kind="'bogus'"),
    "paper_is_of_a_loan_or_guarantor": paper(kind="'deed'"),
    "paper_is_of_a_loan_or_guarantor (consent)": paper(kind="'consent'", loan_id=OWN_LOAN),
    "paper_is_of_a_loan_or_guarantor (told)": paper(kind="'told'"),
    "paper_signed_by_somebody": paper(signed_by="''"),
    "paper_cancelled_with_a_reason": paper(cancelled_on="'2017-08-01'"),
    "paper_never_deleted": "DELETE FROM consolidation_decidingpaper",
    "paper_stands": "UPDATE consolidation_decidingpaper SET signed_by = 'y'",
    "paper_on_its_balance": paper(kind="'deed'", loan_id=OWN_LOAN),
    "paper_of_its_households_loan": paper(kind="'deed'", loan_id=STRANGERS_LOAN),
    "paper_of_its_households_loan (guarantor)": paper(kind="'told'", guarantor_id=STRANGER),
}
AFTER_CONTRACT = {
    "route_chosen_before_the_contract": route(),
    "paper_of_the_contract_stays": CANCEL.format("agreement"),
    "paper_of_the_contract_stays (consent)": CANCEL.format("consent"),
}


@pytest.fixture
def eased(household, treasurer, savings_group):
    """A household on the way of easing, its papers in; another household with a guarantor."""
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", route="easing")
    sign_all(household, treasurer)
    other = make_household(household.institution, "40")
    make_person(other, "นายอื่น ไกล")
    Guarantor.objects.create(loan=make_loan(other, savings_group), name="นายค้ำ อื่น")
    ask_now()
    return household


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_keeps_routes_and_papers(guard, eased):
    assert refused_by(GUARDS[guard]) == guard.split(" ")[0].removesuffix("_truncate")


@pytest.mark.parametrize("guard", AFTER_CONTRACT)
def test_the_database_keeps_what_a_contract_rests_on(guard, eased, treasurer, savings_group):
    make_contract(eased, savings_group, treasurer)
    ask_now()

    assert refused_by(AFTER_CONTRACT[guard]) == guard.split(" ")[0]


def test_a_paper_is_cancelled_once_in_the_database_too(eased, treasurer):
    paper = DecidingPaper.objects.get(kind="agreement")
    cancel_paper(paper, reason="ผิด", on=SIGNED, actor=treasurer)

    again = CANCEL.format("agreement").replace("'x'", "'y'")
    assert refused_by(again) == "paper_cancelled_once"


MERGE_BY_HAND = """
    INSERT INTO consolidation_contractpart (contract_id, loan_id, closing_entry_id, principal,
        interest_over_year, interest_under_year, penalty, fee)
    SELECT {contract}, loan_id, closing_entry_id, principal, interest_over_year,
           interest_under_year, penalty, fee
      FROM consolidation_contractpart LIMIT 1"""


@pytest.mark.parametrize("kind", ["agreement", "consent"])
def test_the_database_closes_no_loan_without_the_papers_of_easing(
    kind, eased, treasurer, savings_group
):
    contract = make_contract(eased, savings_group, treasurer)

    assert _part_without(kind, contract) == "part_with_its_papers"


@pytest.mark.parametrize("kind", ["deed", "balance", "notice"])
def test_the_database_closes_no_loan_without_the_papers_of_a_transfer(
    kind, household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="transfer")
    sign_all(household, treasurer, into=savings_group)
    contract = make_contract(household, savings_group, treasurer)

    assert _part_without(kind, contract) == "part_with_its_papers"


BEHIND_THE_ACTS = {
    "deed": "signed_on = '2017-08-01' WHERE kind = 'deed'",
    "balance": "last_entry_id = NULL WHERE kind = 'balance'",
    "notice": "signed_on = '2017-08-01' WHERE kind = 'notice'",
    "notice of another": """loan_id = (SELECT max(id) FROM debts_loan)
        WHERE kind = 'notice'""",
}


@pytest.mark.parametrize("paper", BEHIND_THE_ACTS)
def test_the_database_asks_for_papers_of_that_balance_day_and_borrower(
    paper, household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="transfer")
    sign_all(household, treasurer, into=savings_group)
    contract = make_contract(household, savings_group, treasurer)

    sql = f"UPDATE consolidation_decidingpaper SET {BEHIND_THE_ACTS[paper]}"
    assert _part_after(sql, contract) == "part_with_its_papers"


def test_the_database_takes_no_waiver_by_a_paper_signed_after_the_contract(
    institution, treasurer, district_officer
):
    home = make_negotiable(institution, treasurer, district_officer)
    meet(home, treasurer, agreed(penalty=450), agreed())
    contract = contract_of(home, treasurer)

    sql = "UPDATE consolidation_offer SET paper_on = '2017-08-01'"
    assert _part_after(sql, contract) == "part_with_its_papers"


def _part_without(kind: str, contract: Contract) -> str:
    """By which guard a further part is refused once that kind of paper is gone behind the acts."""
    return _part_after(f"DELETE FROM consolidation_decidingpaper WHERE kind = '{kind}'", contract)


def _part_after(sql: str, contract: Contract) -> str:
    ask_now()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return refused_by(MERGE_BY_HAND.format(contract=contract.pk))
