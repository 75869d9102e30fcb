"""A province closes its periods: late papers go on, nothing comes in, and it opens them again."""

from datetime import date

import pytest

from consolidation.books import books_of, closed_through, refusals_of_month
from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import PeriodClosing, Review
from consolidation.month_closing import close_month, open_month_again
from consolidation.month_sums import month_lines
from consolidation.period_closing import (
    close_period,
    ends_to_open_from,
    months_to_close,
    open_period_again,
    period_version,
)
from consolidation.receiving import reverse
from consolidation.review_rules import refusals_to_withdraw, under_review
from consolidation.reviewing import approve, withdraw_approval
from fundinst.errors import Refused
from members.models import Area, AuditEntry, Notice, Office
from members.notices import notices_of
from tests.builders import make_contract, make_household, make_institution, make_loan
from tests.consolidation.netted import NETTED_ON
from tests.consolidation.registered import SENT_ON, ready, send
from tests.consolidation.repaid import make_repayable, pay, refused
from tests.consolidation.test_closed_month_guards import OF_THE_PAYER
from tests.consolidation.test_guards import CONTRACT, refused_by
from tests.consolidation.test_netting_guards import make_books
from tests.consolidation.test_plan_guards import ask_now

pytestmark = pytest.mark.django_db

MADE = date(2018, 5, 31)
JUNE, JULY = date(2018, 6, 30), date(2018, 7, 31)
TODAY = date(2018, 8, 20)


@pytest.fixture
def province(institution):
    return Area.objects.get(code="33")


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer, on=MADE)


@pytest.fixture
def closed(province, province_officer, contract):
    return close_period(province, JULY, on=TODAY, actor=province_officer)


def said_no(act):
    before = PeriodClosing.objects.count()
    with pytest.raises(Refused) as stopped:
        act()
    assert PeriodClosing.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def test_it_is_closed_once_to_a_months_end_that_is_past(province, province_officer):
    def closing(through):
        return close_period(province, through, on=TODAY, actor=province_officer)

    assert said_no(lambda: closing(date(2018, 8, 31))) == ["month_not_over"]
    assert said_no(lambda: closing(date(2018, 7, 30))) == ["not_a_months_end"]
    assert closing(JULY) == closing(JULY)
    assert said_no(lambda: closing(JUNE)) == ["period_closed_further"]
    assert [entry.sentence for entry in AuditEntry.objects.filter(act="period_closed")] == [
        "จังหวัดศรีสะเกษ ปิดงวดรายงานถึง 31 ก.ค. 2561"
    ]
    assert months_to_close(province, today=TODAY) == []
    assert ends_to_open_from(province)[:2] == [JUNE, MADE]


def test_what_somebody_closed_meanwhile_is_not_closed_or_opened_unseen(province, province_officer):
    seen = period_version(province)
    close_period(province, JUNE, on=TODAY, actor=province_officer)

    def again():
        close_period(province, JULY, on=TODAY, actor=province_officer, seen=seen)

    assert said_no(again) == ["changed_meanwhile"]


@pytest.mark.parametrize("who", ["district_officer", "other_province_officer", "department"])
def test_only_the_provinces_own_officers_close_it(who, province, request):
    actor = request.getfixturevalue(who)
    assert said_no(lambda: close_period(province, JULY, on=TODAY, actor=actor)) == ["office_ended"]


def test_an_office_that_ended_closes_nothing(province, province_officer):
    Office.objects.filter(user=province_officer).update(ended_on=date(2018, 8, 19))
    assert said_no(lambda: close_period(province, JULY, on=TODAY, actor=province_officer)) == [
        "office_ended"
    ]


def test_a_late_receipt_goes_to_the_first_open_month(closed, contract):
    late = pay(contract, date(2018, 6, 30), 500, "keep")

    assert (late.on, late.booked_on) == (date(2018, 6, 30), date(2018, 8, 1))


def test_nothing_is_dated_in_the_period_and_the_sentence_is_the_same_everywhere(
    contract, province, province_officer, treasurer, savings_group
):
    receipt = pay(contract, JUNE, 33_600, "keep")
    close_period(province, JULY, on=TODAY, actor=province_officer)
    household = make_household(savings_group.institution)
    make_loan(household, savings_group)
    sentence = "จังหวัดปิดงวดรายงานถึง 31 ก.ค. 2561 แล้ว ให้ใช้วันที่ตั้งแต่ 1 ส.ค. 2561 หรือขอจังหวัดเปิดงวดอีกครั้ง"

    def say(act):
        with pytest.raises(Refused) as stopped:
            act()
        return [str(one) for one in stopped.value.refusals if one.code == "period_closed"]

    assert say(lambda: close(contract, on=JULY, actor=treasurer)) == [sentence]
    assert say(lambda: reverse(receipt, on=JULY, reason="ผิด", actor=treasurer)) == [sentence]
    assert say(lambda: make_contract(household, savings_group, treasurer, on=JULY)) == [sentence]
    assert [*refusals_of_month(contract.fund, date(2018, 8, 1))] == []


def test_a_contract_of_the_period_is_not_undone_whatever_the_day(closed, contract, treasurer):
    with pytest.raises(Refused) as stopped:
        undo_merge(contract, reason="ผิด", on=TODAY, actor=treasurer)

    (why,) = stopped.value.refusals
    assert why.code == "period_closed" and "สัญญานี้ทำในงวดที่ปิดแล้ว" in why.sentence
    contract.refresh_from_db()
    assert contract.status == "open"


def test_the_funds_own_months_of_the_period_are_closed_with_it(closed, contract, treasurer):
    fund = contract.fund
    assert books_of(fund).open_until(date(2018, 8, 1)) == [date(2018, 8, 1)]
    with pytest.raises(Refused) as stopped:
        close_month(fund, JULY, on=TODAY, actor=treasurer)
    assert [one.code for one in stopped.value.refusals] == ["period_closed"]


def test_a_month_that_the_fund_closed_is_not_opened_in_a_closed_period(
    contract, province, province_officer, treasurer
):
    close_month(contract.fund, JUNE, on=TODAY, actor=treasurer, with_earlier=True)
    close_period(province, JULY, on=TODAY, actor=province_officer)

    def open_june():
        open_month_again(contract.fund, JUNE, reason="ผิด", on=TODAY, actor=treasurer)

    assert refused(contract, open_june) == ["period_closed"]


def test_it_is_opened_again_with_a_reason_and_then_takes_papers(
    closed, contract, province, province_officer
):
    def opening(through=JUNE, reason="ลืมส่งใบเสร็จ"):
        return open_period_again(province, through, reason=reason, on=TODAY, actor=province_officer)

    assert said_no(lambda: opening(reason=" ")) == ["reason_missing"]
    assert said_no(lambda: opening(JULY)) == ["period_is_open"]
    assert opening() == opening()
    assert pay(contract, date(2018, 7, 2), 100, "keep").booked_on is None
    assert pay(contract, JUNE, 100, "keep").booked_on == date(2018, 7, 1)
    assert opening(None).closed_through is None
    assert said_no(lambda: opening(None, "อีกครั้ง")) == ["period_is_open"]
    assert closed_through(contract.fund.institution) is None


def test_another_province_and_a_practice_stay_open(closed, institution):
    elsewhere = make_institution("341401", moo=93)
    institution.is_practice = True

    assert closed_through(elsewhere) is None
    assert closed_through(institution) is None


def test_every_committee_and_district_hears_of_it_once(
    province, province_officer, district_officer, treasurer, outsider, other_province_officer
):
    close_period(province, JULY, on=TODAY, actor=province_officer)
    told = Notice.objects.filter(key__startswith="period:")

    assert {notice.user for notice in told} == {district_officer, treasurer, outsider}
    assert {notice.sentence for notice in told} == {
        "จังหวัดศรีสะเกษ ปิดงวดรายงานถึง 31 ก.ค. 2561 แล้ว เอกสารที่มาช้าให้ลงวันที่ตั้งแต่ 1 ส.ค. 2561"
    }
    assert notices_of(district_officer).count() == 1


def test_an_approval_of_a_closed_period_stands_until_it_is_opened(
    household, treasurer, district_officer, province, province_officer
):
    ready(household, treasurer)
    submission = send([household], treasurer).submissions.get()
    approve([submission], on=SENT_ON, actor=district_officer)
    end = date(SENT_ON.year, SENT_ON.month + 1, 1)
    through = date.fromordinal(end.toordinal() - 1)
    close_period(province, through, on=TODAY, actor=province_officer)

    (one,) = under_review([submission])
    assert [why.code for why in refusals_to_withdraw(one, district_officer)] == ["period_closed"]
    with pytest.raises(Refused) as stopped:
        withdraw_approval(submission, reason="ผิด", on=TODAY, actor=district_officer)
    assert "ผ่านการตรวจเมื่อ" in str(stopped.value)
    open_period_again(province, None, reason="ตรวจผิด", on=TODAY, actor=province_officer)
    withdraw_approval(submission, reason="ผิด", on=TODAY, actor=district_officer)
    assert Review.objects.filter(outcome=Review.Outcome.WITHDRAWN).count() == 1


def written(area="33", through="'2018-07-31'", reason=""):
    return f"""INSERT INTO consolidation_periodclosing (area_id, closed_through, reason, actor_id)
        VALUES ('{area}', {through}, '{reason}', (SELECT min(id) FROM members_user))"""


def test_between_funds_and_of_contracts_nothing_is_dated_in_it_either(
    institution, treasurer, province, province_officer
):
    make_books(institution, treasurer)
    close_period(province, NETTED_ON, on=TODAY, actor=province_officer)
    ask_now()
    made = CONTRACT.format(principal=1, rate="NULL", status="closed", closed="'2017-08-01'")

    assert {guard: refused_by(sql) for guard, sql in OF_THE_PAYER.items()} == {
        guard: guard.partition(" (")[0] for guard in OF_THE_PAYER
    }
    assert refused_by(made) == "contract_made_in_an_open_month"


def test_the_page_of_months_offers_nothing_that_the_province_closed(closed, contract):
    lines = month_lines(contract.fund, today=TODAY)

    assert [(line.month.month, line.status[1]) for line in lines] == [
        (8, "เดือนนี้"),
        (7, "จังหวัดปิดงวดแล้ว"),
        (6, "จังหวัดปิดงวดแล้ว"),
        (5, "จังหวัดปิดงวดแล้ว"),
    ]
    assert [line.month.month for line in lines if not line.is_closed] == [8]


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        (written(area="3312"), "period_closed_to_the_end_of_a_past_month"),
        (written(through="'2018-07-30'"), "period_closed_to_the_end_of_a_past_month"),
        (
            written(through="(date_trunc('month', now()) + interval '1 month - 1 day')::date"),
            "period_closed_to_the_end_of_a_past_month",
        ),
        (written(through="NULL"), "period_opened_again_with_a_reason"),
        (written(through="'2018-06-30'"), "period_goes_back_with_a_reason"),
        ("UPDATE consolidation_periodclosing SET reason = 'x'", "period_closing_append_only"),
        ("DELETE FROM consolidation_periodclosing", "period_closing_append_only"),
        ("TRUNCATE consolidation_periodclosing", "period_closing_append_only"),
    ],
)
def test_whatever_goes_round_the_act_the_database_keeps_the_closings(sql, guard, closed):
    ask_now()
    assert refused_by(sql) == guard


def test_whatever_goes_round_the_acts_nothing_is_dated_in_a_closed_period(
    contract, province, province_officer
):
    pay(contract, date(2018, 6, 5), 100, "keep")
    close_period(province, JULY, on=TODAY, actor=province_officer)
    booked = """INSERT INTO consolidation_receipt
        (contract_id, actor_id, fund_id, year, number, "on", booked_on, amount, payer, rest,
         given_back)
        SELECT contract_id, actor_id, fund_id, year, 2, '2018-07-31', NULL, 1, 'x', '', 0
          FROM consolidation_receipt"""
    taken_back = """INSERT INTO consolidation_receiptreversal (receipt_id, "on", reason, actor_id)
        SELECT id, '2018-07-31', 'x', actor_id FROM consolidation_receipt"""
    made = """UPDATE consolidation_contract SET status = 'closed', closed_on = '2018-07-31',
              closing_reason = 'x'"""

    assert refused_by(booked) == "receipt_in_an_open_month"
    assert refused_by(taken_back) == "receipt_reversed_in_an_open_month"
    assert refused_by(made) == "contract_ended_in_an_open_month"
