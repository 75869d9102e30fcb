"""Raw SQL against every guard of plans and receipts; and against the ledger, with guards off."""

import pytest
from django.db import IntegrityError, connection, transaction

from consolidation.closing import close
from consolidation.ledger import check_ledger
from consolidation.ledger_of_repayment import OF_REPAYMENT
from consolidation.receiving import reverse
from tests.consolidation.repaid import FIRST, SECOND, make_repayable, pay
from tests.consolidation.test_guards import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(savings_group, treasurer):
    """5,000 baht were received; another 100 were taken back."""
    made = make_repayable(savings_group, treasurer)
    pay(made, FIRST, 5000)
    wrong = pay(made, FIRST, 100)
    reverse(wrong, on=FIRST, reason="พิมพ์ผิด", actor=treasurer)
    ask_now()
    return made


@pytest.fixture
def ended(savings_group, treasurer):
    made = make_repayable(savings_group, treasurer)
    pay(made, FIRST, 33_600, "next_instalments")
    close(made, on=FIRST, actor=treasurer)
    ask_now()
    return made


def ask_now():
    """What the acts did is asked now, and not with the statement that is tested."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def plan(version=2, on="'2018-08-01'", reason="x"):
    return f"""INSERT INTO consolidation_agreedplan
        (contract_id, version, made_on, reason, terms, words, actor_id)
        SELECT id, {version}, {on}, '{reason}', '{{}}', '{{}}', (SELECT min(id) FROM members_user)
          FROM consolidation_contract"""


def instalment(**values):
    columns = {"number": 4, "starts_on": "due_on", "due_on": "due_on", "principal": 0}
    columns |= {"interest": 0, "carried": 0, "balance": 0, "paid_early": "FALSE", **values}
    return f"""INSERT INTO consolidation_instalment (plan_id, {", ".join(columns)})
        SELECT plan_id, {", ".join(map(str, columns.values()))}
          FROM consolidation_instalment WHERE number = 3"""


def receipt(**values):
    columns = {"fund_id": "c.fund_id", "year": 2561, "number": 3, '"on"': "'2018-08-01'"}
    columns |= {"amount": 1, "payer": "'x'", "rest": "''", "given_back": 0, **values}
    return f"""INSERT INTO consolidation_receipt (contract_id, actor_id, {", ".join(columns)})
        SELECT c.id, (SELECT min(id) FROM members_user), {", ".join(map(str, columns.values()))}
          FROM consolidation_contract c"""


def reversal(on="2018-08-01", reason="x", number=1):
    return f"""INSERT INTO consolidation_receiptreversal (receipt_id, "on", reason, actor_id)
        SELECT id, '{on}', '{reason}', actor_id FROM consolidation_receipt
         WHERE number = {number}"""


ENDED = "UPDATE consolidation_contract SET closed_on = '2018-08-01', status = '{}'"
GUARDS_OFF = "SET LOCAL session_replication_role = replica; "
OTHER_FUND = "(SELECT max(id) FROM members_fund)"

GUARDS = {
    "plan_append_only": "UPDATE consolidation_agreedplan SET reason = 'x'",
    "plan_append_only (delete)": "DELETE FROM consolidation_agreedplan",
    "plan_append_only (truncate)": "TRUNCATE consolidation_agreedplan CASCADE",
    "plan_versions_without_gap": plan(version=3),
    "plan_versions_without_gap (the same)": plan(version=1),
    "plan_versions_without_gap (before the contract)": plan(on="'2017-07-30'"),
    "plan_version_once": GUARDS_OFF + plan(version=1),
    "plan_change_has_a_reason": plan(reason=""),
    "schedule_equals_contract": plan(),
    "instalment_append_only": "UPDATE consolidation_instalment SET principal = principal + 1",
    "instalment_append_only (delete)": "DELETE FROM consolidation_instalment",
    "instalment_append_only (truncate)": "TRUNCATE consolidation_instalment",
    "instalments_keep_the_schedule_whole": instalment(principal=1),
    "instalments_keep_the_schedule_whole (carried)": instalment(carried="0.01"),
    "instalments_keep_the_schedule_whole (a gap)": instalment(number=5),
    "instalments_keep_the_schedule_whole (from nought)": instalment(number=0),
    "instalments_keep_the_schedule_whole (something is left)": instalment(balance=1),
    "instalment_number_once": instalment(number=3),
    "instalment_money_not_negative": instalment(interest=-1),
    "instalment_money_not_negative (no number)": instalment(interest="'NaN'"),
    "instalment_due_on_a_day_that_can_be": instalment(due_on="'2200-01-01'"),
    "instalment_due_on_a_day_that_can_be (before it starts)": instalment(due_on="due_on - 1"),
    "receipt_append_only": "UPDATE consolidation_receipt SET amount = amount + 1",
    "receipt_append_only (delete)": "DELETE FROM consolidation_receipt",
    "receipt_append_only (truncate)": "TRUNCATE consolidation_receipt CASCADE",
    "receipt_numbers_without_gap": receipt(number=4),
    "receipt_numbers_without_gap (the same)": receipt(number=2),
    "receipt_numbers_without_gap (of another year)": receipt(year=2562),
    "receipt_number_once_a_fund_and_year": GUARDS_OFF + receipt(number=2),
    "receipt_is_of_money": receipt(amount=0),
    "receipt_is_of_money (no number)": receipt(amount="'NaN'"),
    "receipt_is_of_money (all of it given back)": receipt(rest="'give_back'", given_back=1),
    "receipt_is_of_money (less than nothing given back)": receipt(
        rest="'give_back'", given_back=-1
    ),
    "receipt_rest_is_known": receipt(rest="'bogus'"),
    "receipt_gives_back_when_asked": receipt(amount=2, given_back=1, rest="'keep'"),
    "receipt_of_an_open_contracts_holder": receipt(fund_id=OTHER_FUND, number=1),
    "receipt_of_an_open_contracts_holder (before it)": receipt(**{'"on"': "'2017-07-30'"}),
    "receipt_reversal_append_only": "UPDATE consolidation_receiptreversal SET reason = 'y'",
    "receipt_reversal_append_only (delete)": "DELETE FROM consolidation_receiptreversal",
    "receipt_reversal_append_only (truncate)": "TRUNCATE consolidation_receiptreversal",
    "receipt_reversal_has_a_reason": reversal(reason=""),
    "receipt_reversed_after_it_was_given": reversal(on="2018-07-30"),
    "consolidation_receiptreversal_receipt_id_key": reversal(number=2),
    "contract_ended_as_its_receipts_say": ENDED.format("closed"),
    "contract_ended_as_its_receipts_say (with money)": ENDED.format("cancelled"),
}


def test_the_database_refuses_in_the_name_of_each_guard(contract):
    assert {guard: refused_by(sql) for guard, sql in GUARDS.items()} == {
        guard: guard.partition(" (")[0] for guard in GUARDS
    }


AFTER_THE_END = {
    "plan_versions_without_gap": plan(),
    "receipt_of_an_open_contracts_holder": receipt(number=2),
    "receipt_reversed_after_it_was_given": reversal(),
}


def test_after_the_contracts_end_the_database_takes_nothing_more(ended):
    assert [refused_by(sql) for sql in AFTER_THE_END.values()] == [*AFTER_THE_END]


def test_a_contract_is_not_ended_without_a_plan(contract):
    gone = """DELETE FROM consolidation_instalment; DELETE FROM consolidation_agreedplan;
        SET LOCAL session_replication_role = origin; """

    assert refused_by(GUARDS_OFF + gone + ENDED.format("closed")) == (
        "contract_ended_as_its_receipts_say"
    )


@pytest.mark.django_db(transaction=True)
def test_no_instalment_is_added_to_a_plan_of_before(savings_group, treasurer):
    make_repayable(savings_group, treasurer)

    with pytest.raises(IntegrityError) as stopped, connection.cursor() as cursor:
        cursor.execute(instalment())

    assert stopped.value.__cause__.diag.constraint_name == "instalment_written_with_its_plan"


NO_PLAN = "DELETE FROM consolidation_instalment; DELETE FROM consolidation_agreedplan"
OFF = {
    "open_contract_has_a_plan": NO_PLAN,
    "plan_versions_have_no_gap": "UPDATE consolidation_agreedplan SET version = 2, reason = 'x'",
    "plan_equals_contract": "UPDATE consolidation_instalment SET carried = 1 WHERE number = 1",
    "instalments_are_numbered_from_one": """
        UPDATE consolidation_instalment SET number = 9 WHERE number = 3""",
    "balances_fall_to_nothing": """
        UPDATE consolidation_instalment SET balance = balance + 1 WHERE number = 1""",
    "receipt_numbers_have_no_gap": """
        UPDATE consolidation_receipt SET number = 9 WHERE number = 2""",
    "receipt_of_its_contracts_holder": f"""
        UPDATE consolidation_receipt SET fund_id = {OTHER_FUND} WHERE number = 1;
        UPDATE consolidation_receipt SET number = 1 WHERE number = 2""",
    "received_within_the_plan": """
        UPDATE consolidation_receipt SET amount = 33600.01 WHERE number = 1""",
    "closed_contract_is_paid": ENDED.format("closed"),
    "cancelled_contract_keeps_no_money": ENDED.format("cancelled"),
    "charges_within_the_receipt": """
        INSERT INTO consolidation_receiptcharge (id, receipt_id, kind, amount, words)
        SELECT 1, id, 'cost', 5001, '' FROM consolidation_receipt WHERE number = 1""",
    "receipt_reversed_after_it_was_given": """
        UPDATE consolidation_receiptreversal SET "on" = '2018-07-30'""",
}
ALSO = {
    "open_contract_has_a_plan": {"received_within_the_plan"},
    "cancelled_contract_keeps_no_money": {"cancelled_contract_gave_everything_back"},
}


def problems_after(sql: str) -> set[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GUARDS_OFF + sql)
        problems = {problem.check for problem in check_ledger()}
        transaction.set_rollback(True)
    return problems


def test_check_ledger_finds_what_came_about_without_guards(contract):
    assert {check: problems_after(sql) for check, sql in OFF.items()} == {
        check: {check, *ALSO.get(check, ())} for check in OFF
    }


def test_every_question_about_repayment_was_made_to_speak():
    assert [*OFF] == [*OF_REPAYMENT]


def test_a_contract_of_before_plans_were_kept_needs_none(contract, treasurer):
    before = "UPDATE consolidation_contractevent SET pgh_created_at = '2017-08-01'; "
    unpaid = "DELETE FROM consolidation_receiptreversal; DELETE FROM consolidation_receipt; "

    assert problems_after(before + unpaid + NO_PLAN) == set()


def test_an_honest_contract_is_clean_at_every_step(savings_group, treasurer):
    made = make_repayable(savings_group, treasurer, carried=300)
    steps = [check_ledger()]
    early = pay(made, FIRST, 15_900, "lower")
    steps.append(check_ledger())
    reverse(early, on=FIRST, reason="พิมพ์ผิด", actor=treasurer)
    steps.append(check_ledger())
    pay(made, FIRST, 11_900 + 20_200, "shorter")
    close(made, on=SECOND, actor=treasurer)

    assert [*steps, check_ledger()] == [[], [], [], []]
