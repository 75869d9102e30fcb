"""Raw SQL against every guard of negotiation and waivers; and the ledger, with guards off."""

import pytest
from django.db import connection, transaction

from consolidation.ledger import check_ledger
from consolidation.ledger_of_waivers import OF_WAIVERS
from consolidation.merging import undo_merge
from debts.models import RateDecision
from debts.rate_deciding import Decided, decide_rate
from tests.builders import SIGNED
from tests.consolidation.negotiated_homes import (
    MET,
    agreed,
    contract_of,
    loans_of,
    make_negotiable,
    meet,
)
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_plan_guards import ask_now

pytestmark = pytest.mark.django_db

GUARDS_OFF = "SET LOCAL session_replication_role = replica; "
VILLAGE = "(SELECT min(id) FROM debts_loan WHERE principal = 10000)"
LAST = f"(SELECT max(id) FROM debts_journalentry WHERE loan_id = {VILLAGE})"
A_USER = "(SELECT min(id) FROM members_user)"


@pytest.fixture
def home(institution, treasurer, district_officer):
    made = make_negotiable(institution, treasurer, district_officer, rate_percent=18)
    void = Decided(RateDecision.Outcome.VOID, "นายสมชาย ประธาน", "เกินอัตรา", MET)
    decide_rate(loans_of(made)[0], void, actor=treasurer)
    meet(made, treasurer, None, agreed())
    ask_now()
    return made


@pytest.fixture
def contract(institution, treasurer, district_officer):
    """Of a household whose village fund waived 450 baht and lets 200 come to the principal."""
    home = make_negotiable(institution, treasurer, district_officer)
    meet(home, treasurer, agreed(200, penalty=450), agreed())
    made = contract_of(home, treasurer, into=loans_of(home)[1].account.fund)
    ask_now()
    return made


def a_round(number=2, present="x"):
    return f"""INSERT INTO consolidation_negotiationround
        (case_id, number, "on", place, present, minutes, actor_id)
        SELECT case_id, {number}, "on", '', '{present}', '', actor_id
          FROM consolidation_negotiationround"""


def an_offer(**values):
    columns = {"loan_id": VILLAGE, "waived_principal": 0, "waived_interest_over_year": 0}
    columns |= {"waived_interest_under_year": 0, "waived_penalty": 0, "waived_fee": 0}
    columns |= {"capitalised": 0, "answer": "'proposed'", "agreed_by": "''", "paper": "''"}
    columns |= {"reason": "''", "last_entry_id": LAST, "actor_id": A_USER, **values}
    return f"""INSERT INTO consolidation_offer (round_id, {", ".join(columns)})
        SELECT id, {", ".join(map(str, columns.values()))} FROM consolidation_negotiationround"""


def a_decision(outcome="void", by="x"):
    return f"""INSERT INTO debts_ratedecision
        (loan_id, outcome, decided_by, reason, paper, "on", actor_id)
        SELECT {VILLAGE}, '{outcome}', '{by}', 'x', '', '2017-07-20', {A_USER}"""


SAVINGS = "(SELECT loan_id FROM consolidation_offer)"
SAVINGS_LAST = "(SELECT last_entry_id FROM consolidation_offer)"

GUARDS = {
    "round_append_only": "UPDATE consolidation_negotiationround SET minutes = 'x'",
    "round_append_only (delete)": "DELETE FROM consolidation_negotiationround",
    "round_append_only (truncate)": "TRUNCATE consolidation_negotiationround CASCADE",
    "round_numbers_without_gap": a_round(3),
    "round_number_once_a_case": GUARDS_OFF + a_round(1),
    "round_has_people": a_round(present=""),
    "offer_append_only": "UPDATE consolidation_offer SET waived_penalty = 1",
    "offer_append_only (delete)": "DELETE FROM consolidation_offer",
    "offer_once_a_round_and_loan": an_offer(loan_id=SAVINGS, last_entry_id=SAVINGS_LAST),
    "offer_answer_is_known": an_offer(answer="'perhaps'"),
    "offer_money_not_negative": an_offer(waived_fee=-1),
    "offer_agreed_on_paper": an_offer(answer="'agreed'", waived_fee=1),
    "offer_agreed_on_paper (capitalised)": an_offer(answer="'agreed'", capitalised=1),
    "offer_never_more_than_is_owed": an_offer(waived_penalty="450.01"),
    "offer_never_more_than_is_owed (capitalised)": an_offer(
        capitalised=1200, waived_interest_over_year="0.01"
    ),
    "offer_never_more_than_is_owed (young interest)": an_offer(capitalised=1201),
    "offer_never_more_than_is_owed (of another balance)": an_offer(last_entry_id="NULL"),
    "rate_decision_append_only": "UPDATE debts_ratedecision SET outcome = 'keep'",
    "rate_decision_append_only (delete)": "DELETE FROM debts_ratedecision",
    "rate_decision_keeps_what_the_books_say": a_decision("keep"),
    "rate_decision_by_a_named_person": a_decision(by=""),
    "rate_decision_by_a_named_person (outcome)": a_decision("maybe"),
    "journal_waiver_only_takes_off": f"""INSERT INTO debts_journalentry
        (loan_id, kind, "on", principal, interest_over_year, interest_under_year, penalty, fee,
         reference, actor_id)
        SELECT {VILLAGE}, 'waiver', '2017-07-20', -1, 1, 0, 0, 0, 'x', {A_USER}""",
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_refuses_in_the_name_of(guard, home):
    assert refused_by(GUARDS[guard]) == guard.partition(" (")[0]


def test_a_part_names_no_waiver_of_another_loan(contract):
    other = """INSERT INTO consolidation_contractpart (contract_id, loan_id, closing_entry_id,
        waiver_entry_id, principal, interest_over_year, interest_under_year, penalty, fee)
        SELECT contract_id, loan_id, closing_entry_id,
               (SELECT id FROM debts_journalentry WHERE kind = 'waiver'),
               principal, interest_over_year, interest_under_year, penalty, fee
          FROM consolidation_contractpart WHERE waiver_entry_id IS NULL"""
    assert refused_by(other) == "part_waiver_is_of_its_loan"


WRONG = {
    "waiver_belongs_to_a_part": "UPDATE consolidation_contractpart SET waiver_entry_id = NULL",
    "owed_equals_contract_and_waived": "UPDATE debts_journalentry SET fee = fee - 1"
    " WHERE kind = 'waiver'",
    "waiver_is_on_paper": "UPDATE debts_journalentry SET reference = '' WHERE kind = 'waiver'",
    "waiver_is_on_paper (above the offer)": "UPDATE consolidation_offer SET waived_penalty = 1",
    "waiver_is_undone_with_its_contract": "UPDATE consolidation_contract"
    " SET status = 'cancelled', closed_on = opened_on",
    "capitalised_was_agreed": "UPDATE consolidation_offer SET capitalised = 199"
    " WHERE capitalised > 0",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_ledger_finds(wrong, contract):
    assert check_ledger() == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GUARDS_OFF + WRONG[wrong])
        found = {problem.check for problem in check_ledger()}
        transaction.set_rollback(True)

    assert wrong.partition(" (")[0] in found


def test_every_question_of_waivers_is_asked():
    assert {wrong.partition(" (")[0] for wrong in WRONG} == {*OF_WAIVERS}


def test_the_books_hold_when_a_waived_merge_is_undone_and_made_again(contract, treasurer):
    undo_merge(contract, reason="ทดลอง", on=SIGNED, actor=treasurer)
    assert check_ledger() == []
    contract_of(contract.household, treasurer)
    assert check_ledger() == []
