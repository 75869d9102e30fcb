"""The database refuses by name, whatever goes round the acts: raw SQL against every guard."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consolidation.ledger import CHECKS, check_ledger
from tests.builders import make_contract, make_household, make_loan, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(household, savings_group, treasurer):
    made = make_contract(household, savings_group, treasurer)
    open_home = make_household(household.institution, "40")
    make_person(open_home, "นายอุดม ทดลองชัย")
    make_loan(open_home, savings_group, 700)
    with connection.cursor() as cursor:  # what the acts did is asked now, not with the statement
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return made


def refused_by(sql: str) -> str:
    """Which guard refuses the statement, at once or at commit."""
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return stopped.value.__cause__.diag.constraint_name


OPEN_LOAN = "(SELECT id FROM debts_loan WHERE status = 'open')"
MERGED_LOAN = "(SELECT min(id) FROM debts_loan WHERE status = 'merged')"
ENTRY = """INSERT INTO debts_journalentry
    (loan_id, kind, "on", principal, interest_over_year, interest_under_year, penalty, fee,
     reference, reverses_id, actor_id)
    SELECT {loan}, '{kind}', '2017-07-01', {principal}, 0, 0, 0, 0, '', {reverses}, min(id)
      FROM members_user"""
CONTRACT = """INSERT INTO consolidation_contract
    (household_id, case_id, case_status_before, fund_id, borrower_id, year, number, principal,
     carried, rate_percent, resolution, opened_on, status, closed_on, closing_reason)
    SELECT household_id, case_id, 'selected', fund_id, borrower_id, 2560, 9, {principal}, 0, {rate},
           '', '2017-08-01', '{status}', {closed}, '' FROM consolidation_contract"""

GUARDS = {
    "household_one_open_contract": CONTRACT.format(
        principal=1, rate="NULL", status="open", closed="NULL"
    ),
    "contract_equals_its_parts": CONTRACT.format(
        principal=1, rate="NULL", status="closed", closed="'2017-08-01'"
    ),
    "contract_status_is_known": CONTRACT.format(
        principal=1, rate="NULL", status="bogus", closed="'2017-08-01'"
    ),
    "contract_closed_has_a_date": CONTRACT.format(
        principal=1, rate="NULL", status="closed", closed="NULL"
    ),
    "contract_money_not_negative": CONTRACT.format(
        principal=-1, rate="NULL", status="closed", closed="'2017-08-01'"
    ),
    "rate_within_law": CONTRACT.format(
        principal=1, rate="15.01", status="closed", closed="'2017-08-01'"
    ),
    "contract_terms_stand": "UPDATE consolidation_contract SET principal = principal + 1",
    "contract_never_deleted": "DELETE FROM consolidation_contract",
    "part_never_deleted (truncate)": "TRUNCATE consolidation_contractpart",
    "household_one_open_case": """INSERT INTO consolidation_case (household_id, status, opened_on)
        SELECT household_id, 'selected', '2017-08-01' FROM consolidation_case""",
    "status_is_known": """INSERT INTO consolidation_case (household_id, status, opened_on)
        SELECT household_id, 'bogus', '2017-08-01' FROM debts_loan WHERE status = 'open'""",
    "closed_has_a_date": """INSERT INTO consolidation_case (household_id, status, opened_on)
        SELECT household_id, 'withdrawn', '2017-08-01' FROM debts_loan WHERE status = 'open'""",
    "case_status_comes_from_transitions": "UPDATE consolidation_case SET status = 'repaying'",
    "case_never_deleted": "DELETE FROM consolidation_case",
    "transition_append_only": "UPDATE consolidation_transition SET reason = 'x'",
    "transition_starts_where_the_case_is": """INSERT INTO consolidation_transition
        (case_id, from_status, to_status, "on", reason, document, actor_id)
        SELECT id, 'selected', 'negotiating', '2017-08-01', '', '',
               (SELECT min(id) FROM members_user) FROM consolidation_case""",
    "debt_merged_once": """INSERT INTO debts_journalentry
        (loan_id, kind, "on", principal, interest_over_year, interest_under_year, penalty, fee,
         reference, actor_id)
        SELECT loan_id, kind, "on", sign * 10, 0, 0, 0, 0, '', actor_id
          FROM debts_journalentry, (VALUES (1), (-1)) AS signs (sign)
         WHERE kind = 'merge' AND principal = -5700;
        INSERT INTO consolidation_contractpart
        (contract_id, loan_id, closing_entry_id, principal, interest_over_year,
         interest_under_year, penalty, fee)
        SELECT p.contract_id, p.loan_id, e.id, 10, 0, 0, 0, 0
          FROM consolidation_contractpart p JOIN debts_journalentry e ON e.loan_id = p.loan_id
         WHERE e.principal = -10""",
    "part_is_what_its_entry_closed": """INSERT INTO consolidation_contractpart
        (contract_id, loan_id, closing_entry_id, principal, interest_over_year,
         interest_under_year, penalty, fee)
        SELECT contract_id, loan_id, closing_entry_id, principal + 1, interest_over_year,
               interest_under_year, penalty, fee FROM consolidation_contractpart LIMIT 1""",
    "part_stands": "UPDATE consolidation_contractpart SET principal = principal + 1",
    "part_keeps_contract_whole": """UPDATE consolidation_contractpart
        SET cancelled_on = '2017-08-01' WHERE principal = 5700""",
    "part_never_deleted": "DELETE FROM consolidation_contractpart",
    "transfer_between_two_funds": """INSERT INTO consolidation_transfer
        (contract_id, from_fund_id, to_fund_id, amount, slip)
        SELECT id, fund_id, fund_id, 1, '' FROM consolidation_contract""",
    "transfer_from_the_holder_within_institution": """INSERT INTO consolidation_transfer
        (contract_id, from_fund_id, to_fund_id, amount, slip)
        SELECT contract_id, to_fund_id, from_fund_id, 1, '' FROM consolidation_transfer""",
    "transfer_once_a_creditor": """INSERT INTO consolidation_transfer
        (contract_id, from_fund_id, to_fund_id, amount, slip)
        SELECT contract_id, from_fund_id, to_fund_id, amount, '' FROM consolidation_transfer""",
    "transfer_stands": "UPDATE consolidation_transfer SET amount = amount + 1",
    "transfer_keeps_payoffs_whole": "UPDATE consolidation_transfer SET cancelled_on = '2017-08-01'",
    "contract_equals_its_parts (cancelled by hand)": """UPDATE consolidation_contract
        SET status = 'cancelled', closed_on = '2017-08-01'""",
    "transfer_paid_stands": """UPDATE consolidation_transfer SET paid_on = '2017-08-01',
        paid_by_id = (SELECT min(id) FROM members_user);
        UPDATE consolidation_transfer SET paid_on = NULL, paid_by_id = NULL""",
    "account_stays_with_its_fund": """UPDATE members_fundaccount
        SET fund_id = (SELECT max(id) FROM members_fund), number = number + id""",
    "fund_stays_in_its_institution": "UPDATE members_fund SET kind = 'other_fund'",
    "household_stays_in_its_institution": """UPDATE members_household
        SET institution_id = institution_id + 1""",
    "person_stays_in_their_household": """UPDATE members_person
        SET household_id = (SELECT max(id) FROM members_household)
        WHERE household_id = (SELECT min(id) FROM members_household)""",
    "journal_amounts_are_amounts": ENTRY.format(
        loan=OPEN_LOAN, kind="correction", principal="'NaN'", reverses="NULL"
    ),
    "journal_on_a_day_that_can_be": ENTRY.format(
        loan=OPEN_LOAN, kind="correction", principal=1, reverses="NULL"
    ).replace("'2017-07-01'", "'infinity'"),
    "journal_opens_a_loan_once": ENTRY.format(
        loan=OPEN_LOAN, kind="opening", principal=1, reverses="NULL"
    ),
    "contract_ended_stands": """UPDATE consolidation_contract
        SET status = 'closed', closed_on = '2017-08-01';
        UPDATE consolidation_contract SET closing_reason = 'x'""",
    "contract_closed_after_it_opened": """UPDATE consolidation_contract
        SET status = 'closed', closed_on = '2017-07-01'""",
    "case_stands": "UPDATE consolidation_case SET household_id = household_id + 1",
    "transition_is_a_step_of_the_road": """INSERT INTO consolidation_transition
        (case_id, from_status, to_status, "on", reason, document, actor_id)
        SELECT id, 'contracted', 'surveyed', '2017-08-01', '', '',
               (SELECT min(id) FROM members_user) FROM consolidation_case""",
    "transfer_paid_stands (before the contract)": """UPDATE consolidation_transfer
        SET paid_on = '2017-07-01', paid_by_id = (SELECT min(id) FROM members_user)""",
    "transfer_paid_or_cancelled": """UPDATE consolidation_transfer SET paid_on = '2017-08-01',
        paid_by_id = (SELECT min(id) FROM members_user), cancelled_on = '2017-08-01'""",
    "loan_begins_with_nothing (but is merged)": """INSERT INTO debts_loan
        (account_id, household_id, borrower_id, number, principal, interest_over_year,
         interest_under_year, penalty, fee, status, closed_on)
        SELECT account_id, household_id, borrower_id, '', 0, 0, 0, 0, 0, 'merged', '2017-08-01'
          FROM debts_loan LIMIT 1""",
    "register_recorded_stands": """INSERT INTO debts_register
        (account_id, as_of, file_name, content, digest, status, uploaded_by_id, rows, total,
         choices, left_out)
        SELECT min(a.id), '2017-06-30', 'x', '', '', 'recorded', min(u.id), 0, 0, '{}', '[]'
          FROM members_fundaccount a, members_user u;
        UPDATE debts_register SET status = 'draft'""",
    "transfer_paid_by_somebody": "UPDATE consolidation_transfer SET paid_on = '2017-08-01'",
    "transfer_never_deleted": "DELETE FROM consolidation_transfer",
    "money_not_negative": ENTRY.format(
        loan=OPEN_LOAN, kind="correction", principal="-700.01", reverses="NULL"
    ),
    "loan_balance_comes_from_journal": "UPDATE debts_loan SET principal = 1",
    "loan_closed_owes_nothing": """UPDATE debts_loan SET status = 'paid', closed_on = '2017-08-01'
        WHERE status = 'open'""",
    "loan_closed_has_a_date": "UPDATE debts_loan SET closed_on = NULL WHERE status = 'merged'",
    "loan_status_is_known": "UPDATE debts_loan SET status = 'bogus' WHERE status = 'merged'",
    "loan_never_deleted": "DELETE FROM debts_loan",
    "loan_begins_with_nothing": """INSERT INTO debts_loan
        (account_id, household_id, borrower_id, number, principal, interest_over_year,
         interest_under_year, penalty, fee, status)
        SELECT account_id, household_id, borrower_id, '', 5, 0, 0, 0, 0, 'open'
          FROM debts_loan LIMIT 1""",
    "loan_of_its_borrowers_household": f"""UPDATE debts_loan SET household_id =
        (SELECT household_id FROM debts_loan WHERE id = {MERGED_LOAN}) WHERE status = 'open'""",
    "journal_append_only": "UPDATE debts_journalentry SET principal = 0",
    "transition_append_only (truncate)": "TRUNCATE consolidation_transition",
    "journal_moves_money": ENTRY.format(
        loan=OPEN_LOAN, kind="correction", principal=0, reverses="NULL"
    ),
    "journal_kind_is_known": ENTRY.format(
        loan=OPEN_LOAN, kind="bogus", principal=1, reverses="NULL"
    ),
    "journal_reversal_names_its_entry": ENTRY.format(
        loan=OPEN_LOAN, kind="reversal", principal=1, reverses="NULL"
    ),
    "journal_reversal_is_the_mirror": ENTRY.format(
        loan=OPEN_LOAN,
        kind="reversal",
        principal=1,
        reverses="(SELECT max(id) FROM debts_journalentry)",
    ),
    "audit_append_only": "DELETE FROM members_auditentry",
    "office_scope_fits_its_role": "UPDATE members_office SET institution_id = NULL",
    "office_area_fits_its_role": """INSERT INTO members_office (user_id, role, area_id, started_on)
        SELECT min(id), 'district', '33', '2017-01-01' FROM members_user""",
    "rule_rate_within_law": """INSERT INTO members_fundrule
        (fund_id, effective_on, rate_percent, resolution)
        SELECT min(id), '2017-01-01', 15.01, '' FROM members_fund""",
    "household_one_head": "UPDATE members_person SET is_head = TRUE",
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_refuses_in_the_name_of(guard, contract):
    assert refused_by(GUARDS[guard]) == guard.partition(" (")[0]


def test_history_is_append_only(contract):
    for table in ("debts_loanevent", "consolidation_contractevent", "members_personevent"):
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET pgh_label = 'x'"):
            with (
                pytest.raises(DatabaseError, match="Cannot update or delete rows"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_history_catches_what_raw_sql_and_bulk_writes_change(contract, household):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE debts_loan SET number = 'แก้ตรง' WHERE status = 'open'")
        cursor.execute("SELECT number FROM debts_loanevent WHERE number = 'แก้ตรง'")
        assert cursor.fetchall() == [("แก้ตรง",)]


GUARD_TAKEN_AWAY = {
    "debt_merged_once": "DROP INDEX debt_merged_once",
    "money_not_negative": "ALTER TABLE debts_loan DROP CONSTRAINT money_not_negative",
    "journal_append_only": "ALTER TABLE debts_journalentry DISABLE TRIGGER USER",
}


@pytest.mark.parametrize("guard", GUARD_TAKEN_AWAY)
def test_check_ledger_names_a_guard_that_was_taken_away(guard, contract):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GUARD_TAKEN_AWAY[guard])
        problems = check_ledger()
        transaction.set_rollback(True)

    assert {problem.check for problem in problems} == {"guard_stands"}
    assert any(guard in problem.subject for problem in problems)


def test_check_ledger_finds_a_balance_that_is_not_the_journals(contract):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE debts_loan SET principal = 701 WHERE id = {OPEN_LOAN}")
        problems = check_ledger()
        transaction.set_rollback(True)

    assert [problem.check for problem in problems] == ["balance_equals_journal"]


def test_check_ledger_asks_every_question_of_the_database():
    assert len(CHECKS) == 47
    assert check_ledger() == []
