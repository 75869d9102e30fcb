"""Raw SQL against every guard of netting, slips and cash; and against the ledger, guards off."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from consolidation.ledger import check_ledger
from consolidation.ledger_of_netting import OF_NETTING
from consolidation.slips import reverse_slip
from members.counting_cash import count_cash
from tests.consolidation.netted import NETTED_ON, batch_of, netted, owe, pays
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_plan_guards import GUARDS_OFF, ask_now, problems_after

pytestmark = pytest.mark.django_db


def make_books(institution, treasurer):
    """Batch 1 is netted (VF pays SG 40, KKJ 30), slip 1 paid 15, slip 2 was taken back; batch 2 is
    open with one line answered, a further transfer waits.
    """
    funds = {fund.kind: fund for fund in institution.funds.all()}
    vf, sg, kkj = (funds[kind] for kind in ("village_fund", "savings_group", "kkj"))
    for payer, payee, amount in ((vf, sg, 100), (sg, kkj, 60), (kkj, vf, 30)):
        owe(payer, payee, amount, treasurer)
    payment = netted(institution, treasurer).payments.order_by("pk").first()
    pays(payment, 15, actor=treasurer)
    wrong = pays(payment, 5, actor=treasurer)
    reverse_slip(wrong, on=NETTED_ON, reason="พิมพ์ผิด", actor=treasurer)
    owe(vf, sg, 7, treasurer)
    batch_of(institution, treasurer)
    owe(kkj, sg, 9, treasurer)
    count_cash(vf, on=NETTED_ON, amount=Decimal(500), actor=treasurer)


@pytest.fixture
def books(institution, treasurer):
    make_books(institution, treasurer)
    ask_now()


FIRST = "(SELECT min(id) FROM consolidation_nettingbatch)"
OPEN = "(SELECT id FROM consolidation_nettingbatch WHERE status = 'open')"
LAST_TRANSFER = "(SELECT max(id) FROM consolidation_transfer)"
PAYMENT = "(SELECT min(id) FROM consolidation_netpayment)"
USER = "(SELECT min(id) FROM members_user)"
KKJ = "(SELECT id FROM members_fund WHERE kind = 'kkj')"
OTHER_VILLAGE = "(SELECT max(id) FROM members_fund)"


def batch(**values):
    columns = {"institution_id": "institution_id", "year": 2561, "number": 1}
    columns |= {'"on"': "'2018-01-01'", "status": "'open'", "closed_because": "''"}
    columns |= {"actor_id": "actor_id", **values}
    return f"""INSERT INTO consolidation_nettingbatch ({", ".join(columns)})
        SELECT {", ".join(map(str, columns.values()))} FROM consolidation_nettingbatch
         WHERE id = {FIRST}"""


def changed(table, values, where="TRUE"):
    return f"UPDATE consolidation_{table} SET {values} WHERE {where}"


def line(transfer=LAST_TRANSFER, to=OPEN):
    return f"""INSERT INTO consolidation_nettingline
        (batch_id, transfer_id, answer, answered_by, reason)
        VALUES ({to}, {transfer}, '', '', '')"""


def payment(**values):
    columns = {"batch_id": OPEN, "from_fund_id": "from_fund_id", "to_fund_id": "to_fund_id"}
    columns |= {"amount": 1, **values}
    return f"""INSERT INTO consolidation_netpayment ({", ".join(columns)})
        SELECT {", ".join(map(str, columns.values()))} FROM consolidation_netpayment
         WHERE id = {PAYMENT}"""


def slip(**values):
    columns = {"payment_id": PAYMENT, "year": 2560, "number": 3, '"on"': "'2017-08-31'"}
    columns |= {"amount": 1, "paid_by": "'x'", "received_by": "'y'", "proof": "''"}
    columns |= {"actor_id": USER, **values}
    return f"""INSERT INTO consolidation_paymentslip ({", ".join(columns)})
        VALUES ({", ".join(map(str, columns.values()))})"""


def reversal(reason="x"):
    return f"""INSERT INTO consolidation_slipreversal (slip_id, "on", reason, actor_id)
        SELECT id, '2017-08-31', '{reason}', actor_id FROM consolidation_paymentslip
         WHERE number = 1"""


CASH = """INSERT INTO members_cashcount (fund_id, "on", amount, source, actor_id)
    SELECT fund_id, "on", {amount}, '', actor_id FROM members_cashcount"""
ANSWER = "answer = '{}', answered_by = 'x', answered_on = '2017-08-31', reason = ''"
NET = changed("nettingbatch", "status = 'netted'", "status = 'open'")
OPEN_LINE = f"batch_id = {OPEN}"

GUARDS = {
    "netting_never_deleted": "DELETE FROM consolidation_nettingbatch",
    "netting_never_deleted (truncate)": "TRUNCATE consolidation_nettingbatch CASCADE",
    "netting_stands": changed("nettingbatch", "\"on\" = '2017-09-01'"),
    "netting_numbers_without_gap": batch(number=2),
    "netting_numbers_without_gap (the same)": batch(year=2560, number=2),
    "netting_numbers_without_gap (not open)": batch(status="'netted'"),
    "netting_one_open": batch(),
    "netting_number_once_a_year": GUARDS_OFF + batch(year=2560, status="'netted'"),
    "netting_status_is_known": changed("nettingbatch", "status = 'bogus'", "status = 'open'"),
    "netting_status_is_known (no reason)": changed(
        "nettingbatch", "status = 'cancelled'", "status = 'open'"
    ),
    "netting_ended_stands": changed("nettingbatch", "status = 'open'", f"id = {FIRST}"),
    "netting_sums_to_zero": NET,
    "netting_line_never_deleted": "DELETE FROM consolidation_nettingline",
    "netting_line_never_deleted (truncate)": "TRUNCATE consolidation_nettingline CASCADE",
    "netting_line_stands": changed("nettingline", f"transfer_id = {LAST_TRANSFER}", OPEN_LINE),
    "netting_line_once_a_batch": """
        INSERT INTO consolidation_nettingline
               (batch_id, transfer_id, answer, answered_by, reason)
        SELECT batch_id, transfer_id, '', '', '' FROM consolidation_nettingline l
         WHERE l."""
    + OPEN_LINE,
    "netting_answer_is_known": changed("nettingline", "answer = 'maybe'", OPEN_LINE),
    "netting_answer_is_known (no reason)": changed(
        "nettingline", ANSWER.format("refused"), OPEN_LINE
    ),
    "netting_answer_is_known (no day)": changed("nettingline", "answered_on = NULL", OPEN_LINE),
    "netting_line_of_an_open_batch": line(to=FIRST),
    "netting_line_of_an_open_batch (answered)": changed(
        "nettingline", "reason = 'x'", f"batch_id = {FIRST}"
    ),
    "netting_line_is_owed": line("(SELECT min(id) FROM consolidation_transfer)"),
    "net_payment_append_only": changed("netpayment", "amount = amount + 1"),
    "net_payment_append_only (delete)": "DELETE FROM consolidation_netpayment",
    "net_payment_append_only (truncate)": "TRUNCATE consolidation_netpayment CASCADE",
    "net_payment_once_a_pair": payment(batch_id="batch_id"),
    "net_payment_between_two_funds": GUARDS_OFF + payment(to_fund_id="from_fund_id"),
    "net_payment_moves_money": payment(amount=0),
    "net_payment_moves_money (no number)": payment(amount="'NaN'"),
    "net_payment_within_its_institution": payment(to_fund_id=OTHER_VILLAGE),
    "net_payments_keep_the_netting_whole": payment(
        from_fund_id="to_fund_id", to_fund_id="from_fund_id", batch_id="batch_id"
    ),
    "slip_append_only": changed("paymentslip", "amount = amount + 1"),
    "slip_append_only (delete)": "DELETE FROM consolidation_paymentslip",
    "slip_append_only (truncate)": "TRUNCATE consolidation_paymentslip CASCADE",
    "slip_moves_money": slip(amount=0),
    "slip_moves_money (no number)": GUARDS_OFF + slip(amount="'NaN'"),
    "slip_signed_by_both": slip(paid_by="''"),
    "slip_signed_by_both (not received)": slip(received_by="''"),
    "slip_numbers_without_gap": slip(number=4),
    "slip_numbers_without_gap (the same)": slip(number=2),
    "slips_never_more_than_the_payment": slip(amount="25.01"),
    "slips_never_more_than_the_payment (before it)": slip(**{'"on"': "'2017-08-30'"}),
    "slip_reversal_append_only": changed("slipreversal", "reason = 'x'"),
    "slip_reversal_append_only (delete)": "DELETE FROM consolidation_slipreversal",
    "slip_reversal_append_only (truncate)": "TRUNCATE consolidation_slipreversal",
    "slip_reversal_has_a_reason": reversal(reason=""),
    "consolidation_slipreversal_slip_id_key": """
        INSERT INTO consolidation_slipreversal (slip_id, "on", reason, actor_id)
        SELECT slip_id, "on", 'x', actor_id FROM consolidation_slipreversal""",
    "cash_count_append_only": "UPDATE members_cashcount SET amount = 1",
    "cash_count_append_only (delete)": "DELETE FROM members_cashcount",
    "cash_count_append_only (truncate)": "TRUNCATE members_cashcount",
    "cash_not_negative": CASH.format(amount="-0.01"),
    "cash_not_negative (no number)": CASH.format(amount="'NaN'"),
}


def test_the_database_refuses_in_the_name_of_each_guard(books, other_institution):
    assert {guard: refused_by(sql) for guard, sql in GUARDS.items()} == {
        guard: guard.partition(" (")[0] for guard in GUARDS
    }


@pytest.mark.django_db(transaction=True)
def test_no_payment_is_added_to_a_batch_of_before(institution, treasurer):
    make_books(institution, treasurer)

    with pytest.raises(IntegrityError) as stopped, connection.cursor() as cursor:
        cursor.execute(
            payment(batch_id="batch_id", to_fund_id="(SELECT max(id) FROM members_fund)")
        )

    assert stopped.value.__cause__.diag.constraint_name == "net_payment_written_with_its_batch"


NETTED_TRANSFER = "id = (SELECT min(id) FROM consolidation_transfer)"
OFF = {
    "netting_sums_to_zero": changed("netpayment", "amount = amount + 1"),
    "netting_takes_few_payments": payment(
        batch_id="batch_id", from_fund_id="to_fund_id", to_fund_id=KKJ
    )
    + "; "
    + payment(batch_id="batch_id", from_fund_id=KKJ, to_fund_id="to_fund_id"),
    "netting_paid_what_it_accepted": changed("transfer", "slip = 'x'", NETTED_TRANSFER),
    "netted_transfer_has_its_line": changed(
        "transfer",
        "paid_on = '2017-08-31', paid_by_id = (SELECT min(id) FROM members_user),"
        " slip = 'ใบหักล้าง 1/2560'",
        f"id = {LAST_TRANSFER}",
    ),
    "transfer_netted_once": changed(
        "nettingline", "transfer_id = (SELECT min(id) FROM consolidation_transfer)", OPEN_LINE
    )
    + "; "
    + NET,
    "netted_batch_is_answered": changed(
        "nettingline",
        "answer = '', answered_on = NULL",
        "id = (SELECT max(id) FROM consolidation_nettingline WHERE batch_id = " + FIRST + ")",
    ),
    "net_payment_of_a_netted_batch": payment(),
    "netting_numbers_have_no_gap": changed("nettingbatch", "number = 9", "status = 'open'"),
    "slips_within_the_payment": changed("paymentslip", "amount = 41", "number = 1"),
    "slip_numbers_have_no_gap": changed("paymentslip", "number = 9", "number = 2"),
    "account_of_a_fund_adds_up": changed("netpayment", "amount = 999"),
}


ALSO = {
    "netting_sums_to_zero": {"account_of_a_fund_adds_up"},
    "transfer_netted_once": {"netting_sums_to_zero", "netting_paid_what_it_accepted"},
    "netted_batch_is_answered": {
        "account_of_a_fund_adds_up",
        "netted_transfer_has_its_line",
        "netting_sums_to_zero",
    },
    "net_payment_of_a_netted_batch": {"account_of_a_fund_adds_up", "netting_sums_to_zero"},
    "account_of_a_fund_adds_up": {"netting_sums_to_zero"},
}


def test_check_ledger_finds_what_came_about_without_guards(books):
    assert {check: problems_after(sql) for check, sql in OFF.items()} == {
        check: {check, *ALSO.get(check, ())} for check in OFF
    }


def test_every_question_about_netting_was_made_to_speak():
    assert [*OFF] == [*OF_NETTING]


def test_honest_books_are_clean(books):
    assert check_ledger() == []
