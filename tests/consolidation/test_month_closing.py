"""A fund's month is closed, late papers go to the open one, and the district opens it again."""

from datetime import date

import pytest
from django.db import connection

from consolidation.books import books_of, refusals_of_month
from consolidation.changing_terms import Change, change_terms
from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import MonthClosing, Receipt
from consolidation.month_closing import close_month, open_month_again
from consolidation.month_sums import month_lines, month_of_receipts
from consolidation.planning import PlanWishes
from consolidation.receiving import reverse
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import make_rule
from tests.consolidation.repaid import FIRST, RULE, figures, make_repayable, pay, refused
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_two_at_once import at_once

pytestmark = pytest.mark.django_db

OPENED = date(2018, 5, 31)
MAY, JUNE, JULY, AUGUST = (date(2018, month, 1) for month in (5, 6, 7, 8))
TODAY = date(2018, 8, 20)


@pytest.fixture
def contract(savings_group, treasurer):
    """Made in May; the first instalment falls due a year later."""
    return make_repayable(savings_group, treasurer, on=OPENED)


def closed(contract, month, *, with_earlier=True, on=TODAY):
    actor = contract.plans.get(version=1).actor
    return close_month(contract.fund, month, on=on, actor=actor, with_earlier=with_earlier)


def said_no(act):
    before = MonthClosing.objects.count()
    with pytest.raises(Refused) as stopped:
        act()
    assert MonthClosing.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def test_months_are_closed_in_their_order_once_they_are_over(contract):
    assert said_no(lambda: closed(contract, JUNE, with_earlier=False)) == ["earlier_month_open"]
    assert said_no(lambda: closed(contract, AUGUST)) == ["month_not_over"]
    assert said_no(lambda: closed(contract, date(2018, 4, 9))) == ["month_not_in_books"]

    closed(contract, date(2018, 5, 9), with_earlier=False)
    closed(contract, JULY)

    assert books_of(contract.fund).closed == {MAY, JUNE, JULY}
    assert [
        entry.sentence for entry in AuditEntry.objects.filter(act="month_closed").order_by("pk")
    ] == [
        f"ปิดบัญชีเดือน พฤษภาคม 2561 ของ{contract.fund}",
        f"ปิดบัญชีเดือน มิถุนายน 2561 ถึง กรกฎาคม 2561 ของ{contract.fund}",
    ]


def test_a_fund_without_contracts_has_no_month_to_close(kkj, treasurer):
    assert said_no(lambda: close_month(kkj, MAY, on=TODAY, actor=treasurer)) == [
        "month_not_in_books"
    ]


def test_told_twice_it_is_closed_once(contract):
    assert closed(contract, MAY) == closed(contract, MAY)
    assert MonthClosing.objects.count() == 1


def test_a_late_paper_is_booked_in_the_open_month_and_keeps_its_day(contract):
    closed(contract, JUNE)

    late = pay(contract, date(2018, 6, 30), 500, "keep")
    in_time = pay(contract, date(2018, 7, 2), 100, "keep")

    assert (late.on, late.booked_on) == (date(2018, 6, 30), JULY)
    assert in_time.booked_on is None
    assert figures(contract, date(2018, 6, 30))[1] == 33_600 - 500


def test_what_lies_before_the_first_closed_month_is_closed_with_it(contract, treasurer):
    closed(contract, MAY)
    since = [refusal.code for refusal in refusals_of_month(contract.fund, date(2018, 4, 3))]

    assert since == ["month_closed"]
    assert [*refusals_of_month(contract.fund, JUNE)] == []


def test_the_number_is_of_the_year_of_the_books(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer, on=date(2018, 12, 3))
    closed(contract, date(2018, 12, 31), on=date(2019, 1, 2))

    late = pay(contract, date(2018, 12, 30), 500, "keep")

    assert (late.year, late.booked_on) == (2562, date(2019, 1, 1))


def test_nothing_is_taken_back_or_ended_on_a_day_of_a_closed_month(contract, treasurer):
    receipt = pay(contract, JUNE, 33_600, "keep")
    closed(contract, JULY)

    def take_back():
        reverse(receipt, on=date(2018, 7, 2), reason="ผิด", actor=treasurer)

    def end():
        close(contract, on=date(2018, 7, 2), actor=treasurer)

    assert refused(contract, take_back) == ["month_closed"]
    assert refused(contract, end) == ["month_closed"]
    assert reverse(receipt, on=TODAY, reason="ผิด", actor=treasurer).receipt == receipt


def test_a_merge_is_undone_and_other_terms_agreed_on_no_day_of_a_closed_month(contract, treasurer):
    closed(contract, JUNE)
    change = Change(PlanWishes(4, ""), "รายได้ลดลง", "มติ 2/2561")

    def undo(on):
        return undo_merge(contract, reason="เลือกกองทุนผิด", on=on, actor=treasurer)

    def agree():
        change_terms(contract, change, on=date(2018, 6, 15), actor=treasurer)

    assert refused(contract, lambda: undo(date(2018, 6, 30))) == ["month_closed"]
    assert refused(contract, agree) == ["month_closed"]
    assert undo(JULY).closed_on == JULY


def test_the_district_opens_it_again_with_a_reason(contract, district_officer):
    closed(contract, JULY)
    fund = contract.fund

    def open_again(month=JUNE, reason="ลงยอดผิดเดือน"):
        return open_month_again(fund, month, reason=reason, on=TODAY, actor=district_officer)

    assert said_no(lambda: open_again(AUGUST, " ")) == ["reason_missing", "month_is_open"]
    assert open_again() == open_again()
    assert books_of(fund).closed == {MAY, JULY}
    # A paper of June goes into June, one of July still into August.
    assert pay(contract, date(2018, 6, 5), 100, "keep").booked_on is None
    assert pay(contract, date(2018, 7, 5), 100, "keep").booked_on == AUGUST
    closed(contract, JUNE)
    assert books_of(fund).closed == {MAY, JUNE, JULY}
    assert said_no(lambda: open_again(AUGUST)) == ["month_is_open"]


def test_every_month_says_what_came_in_and_stays_so_when_a_receipt_is_taken_back(
    contract, treasurer
):
    wrong = pay(contract, JUNE, 600, "keep")
    closed(contract, JULY)
    pay(contract, date(2018, 6, 2), 400, "keep")
    reverse(wrong, on=TODAY, reason="ผิด", actor=treasurer)

    found = [
        (one.month, one.receipts, one.received, one.taken_back, one.kept, one.status[1])
        for one in month_lines(contract.fund, today=TODAY)
    ]
    assert found == [
        (AUGUST, 1, 400, 600, -200, "เดือนนี้"),
        (JULY, 0, 0, 0, 0, "ปิดแล้ว"),
        (JUNE, 1, 600, 0, 600, "ปิดแล้ว"),
        (MAY, 0, 0, 0, 0, "ปิดแล้ว"),
    ]
    assert month_of_receipts(contract.fund, JUNE).sums == [("เงินรับล่วงหน้า", 600)]
    assert [one.receipt for one in month_of_receipts(contract.fund, AUGUST).taken_back] == [wrong]


def test_a_month_says_what_its_receipts_were_for(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer)
    pay(contract, FIRST, 12_000, "give_back")

    found = month_of_receipts(contract.fund, JULY)

    assert found.sums == [("ดอกเบี้ย", 1800), ("เงินต้น", 10_000), ("คืนให้ผู้ชำระ", 200)]
    assert found.received == 12_000


MONTH = """INSERT INTO consolidation_monthclosing (fund_id, month, is_closed, reason, actor_id)
    SELECT fund_id, '{}', {}, '{}', (SELECT min(id) FROM members_user)
      FROM consolidation_receipt WHERE number = 1"""
RECEIPT = """INSERT INTO consolidation_receipt
    (contract_id, actor_id, fund_id, year, number, "on", booked_on, amount, payer, rest, given_back)
    SELECT contract_id, actor_id, fund_id, year, 2, '{}', {}, 1, 'x', '', 0
      FROM consolidation_receipt"""
CONTRACT = """INSERT INTO consolidation_contract
    (household_id, case_id, case_status_before, fund_id, borrower_id, year, number, principal,
     carried, resolution, opened_on, status, closed_on, closing_reason)
    SELECT household_id, case_id, '', fund_id, borrower_id, 2561, 9, 1, 0, '', '{}', 'cancelled',
           '2018-08-01', 'x' FROM consolidation_contract"""
GUARDS = {
    "month_closing_append_only": "UPDATE consolidation_monthclosing SET reason = 'x'",
    "month_closing_append_only (delete)": "DELETE FROM consolidation_monthclosing",
    "month_closing_append_only (truncate)": "TRUNCATE consolidation_monthclosing",
    "month_begins_on_its_first": MONTH.format("2018-07-02", "TRUE", ""),
    "month_opened_again_with_a_reason": MONTH.format("2018-06-01", "FALSE", ""),
    "month_closed_or_opened_in_turn": MONTH.format("2018-06-01", "TRUE", ""),
    "month_closed_or_opened_in_turn (opened while open)": MONTH.format("2018-07-01", "FALSE", "x"),
    "receipt_in_an_open_month": RECEIPT.format("2018-06-15", "NULL"),
    "receipt_in_an_open_month (booked)": RECEIPT.format("2018-06-15", "'2018-06-20'"),
    "receipt_booked_later_than_paid": RECEIPT.format("2018-07-15", "'2018-07-01'"),
    "contract_made_in_an_open_month": CONTRACT.format("2018-06-20"),
    "contract_made_in_an_open_month (before the first closed)": CONTRACT.format("2018-04-20"),
    "contract_ended_in_an_open_month": """
        UPDATE consolidation_contract SET status = 'cancelled', closed_on = '2018-06-20',
               closing_reason = 'x'""",
    "receipt_reversed_in_an_open_month": """
        INSERT INTO consolidation_receiptreversal (receipt_id, "on", reason, actor_id)
        SELECT id, '2018-06-20', 'x', actor_id FROM consolidation_receipt""",
}


def test_the_database_refuses_in_the_name_of_each_guard(contract):
    pay(contract, JUNE, 100, "keep")
    closed(contract, JUNE)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    assert {guard: refused_by(sql) for guard, sql in GUARDS.items()} == {
        guard: guard.partition(" (")[0] for guard in GUARDS
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_a_month_is_not_closed_around_a_receipt(attempt, savings_group, treasurer):
    make_rule(savings_group, **RULE)
    contracts = [make_repayable(savings_group, treasurer, on=OPENED) for _household in range(3)]

    at_once(
        *(lambda one=one: pay(one, date(2018, 6, 30), 100, "keep") for one in contracts),
        lambda: closed(contracts[0], JUNE),
    )

    assert MonthClosing.objects.filter(is_closed=True).count() == 2
    found = [*Receipt.objects.order_by("number").values_list("number", "booked_on")]
    assert [number for number, _booked in found] == [1, 2, 3]
    # Those before the closing stand in June, those after it in July.
    assert [booked for _number, booked in found] == sorted(
        (booked for _number, booked in found), key=lambda day: day is not None
    )
