"""Other terms for what is left: a new version of the plan; what is paid stands."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.changing_terms import Change, change_terms, propose_change
from consolidation.closing import close
from consolidation.ledger import check_ledger
from consolidation.month_closing import close_month
from consolidation.paying_early import closing_of
from consolidation.planning import PlanWishes
from consolidation.receiving import reverse
from members.models import AuditEntry
from tests.consolidation.repaid import (
    FIRST,
    SECOND,
    figures,
    in_force,
    make_repayable,
    pay,
    refused,
    rows,
    stands,
)

pytestmark = pytest.mark.django_db

WINTER = date(2019, 1, 31)
WHY = {"reason": "น้ำท่วมนา", "paper": "บันทึก ๓/๒๕๖๒"}


@pytest.fixture
def contract(savings_group, treasurer):
    """10,000 of principal a year, and 6 percent of what is left."""
    return make_repayable(savings_group, treasurer)


def change(contract, count, on, *, due="yearly", seen=None, **said):
    actor = contract.plans.get(version=1).actor
    agreed = Change(PlanWishes(count, due), **{**WHY, **said})
    return change_terms(contract, agreed, on=on, actor=actor, seen=seen)


def test_paid_rows_stand_and_the_rest_is_planned_anew(contract):
    signed = rows(in_force(contract))
    pay(contract, FIRST, 11_800)

    change(contract, 4, FIRST)

    assert rows(in_force(contract)) == [
        (FIRST, 10_000, 1800, 20_000),
        (SECOND, 5000, 1200, 15_000),
        (date(2020, 7, 31), 5000, 900, 10_000),
        (date(2021, 7, 31), 5000, 600, 5000),
        (date(2022, 7, 31), 5000, 300, 0),
    ]
    assert rows(contract.plans.get(version=1)) == signed
    plan = in_force(contract)
    assert (plan.version, plan.made_on, plan.receipt) == (2, FIRST, None)
    assert plan.reason == "น้ำท่วมนา ตามเอกสาร บันทึก ๓/๒๕๖๒"
    assert figures(contract, FIRST)[:2] == (0, 23_000)
    assert check_ledger() == []


def test_in_the_middle_of_a_period_what_it_has_borne_waits_for_the_first_new_row(contract):
    pay(contract, FIRST, 11_800)

    change(contract, 2, WINTER)

    # Half a year on 20,000 at the old plan, then whole years.
    assert rows(in_force(contract))[1:] == [
        (date(2020, 1, 31), 10_000, 600 + 1200, 10_000),
        (date(2021, 1, 31), 10_000, 600, 0),
    ]
    found = closing_of(stands(contract, WINTER))
    assert (found.principal, found.interest) == (20_000, 600)


def test_a_row_paid_in_part_stands_with_what_was_paid_of_it(contract):
    pay(contract, date(2018, 8, 1), 4800)

    change(contract, 3, SECOND)

    first, *new = rows(in_force(contract))
    assert first == (FIRST, 3000, 1800, 27_000)
    # 7,000 overdue and 20,000 to come; 1,200 of interest fell due that day and bears none.
    assert new == [
        (date(2020, 7, 31), 9000, 1200 + 1620, 18_000),
        (date(2021, 7, 31), 9000, 1080, 9000),
        (date(2022, 7, 31), 9000, 540, 0),
    ]
    assert figures(contract, SECOND) == (0, 27_000 + 1200 + 3240, 0, 27_000)
    assert stands(contract, SECOND).paid == 4800


def test_a_receipt_of_before_may_still_be_taken_back(contract, treasurer):
    receipt = pay(contract, FIRST, 11_800)
    change(contract, 4, FIRST)

    reverse(receipt, on=FIRST, reason="เช็คไม่ผ่าน", actor=treasurer)

    assert figures(contract, SECOND)[0] == 11_800 + 6200
    assert check_ledger() == []


def test_a_receipt_that_changed_the_plan_before_is_not(contract, treasurer):
    early = pay(contract, FIRST, 16_800, "lower")
    change(contract, 4, FIRST)

    def take_back():
        reverse(early, on=FIRST, reason="ผิด", actor=treasurer)

    assert refused(contract, take_back) == ["plan_changed_since"]


def test_after_a_change_principal_may_be_paid_early_and_that_taken_back(contract, treasurer):
    pay(contract, FIRST, 11_800)
    change(contract, 4, FIRST)
    agreed = rows(in_force(contract))

    early = pay(contract, SECOND, 6200 + 5000, "shorter")
    assert rows(in_force(contract))[2] == (SECOND, 5000, 0, 10_000)
    reverse(early, on=SECOND, reason="ผิด", actor=treasurer)

    assert rows(in_force(contract)) == agreed
    assert check_ledger() == []


def test_it_is_repaid_to_its_end_under_the_new_terms(contract, treasurer):
    pay(contract, FIRST, 11_800)
    change(contract, 2, WINTER)

    pay(contract, date(2020, 1, 31), 11_800)
    pay(contract, date(2021, 1, 31), 10_600)

    assert close(contract, on=date(2021, 1, 31), actor=treasurer).status == "closed"


def test_a_lower_rate_may_be_agreed_and_a_higher_one_not(contract):
    pay(contract, FIRST, 11_800)
    higher = refused(contract, lambda: change(contract, 2, FIRST, percent=Decimal("6.01")))

    change(contract, 2, FIRST, percent=Decimal(3))

    assert higher == ["rate_not_lower"]
    assert [row[2] for row in rows(in_force(contract))[1:]] == [600, 300]


def test_flat_interest_stays_flat_on_what_is_left(village_fund, treasurer):
    flat = make_repayable(village_fund, treasurer, method="flat")
    pay(flat, FIRST, 11_800)

    change(flat, 2, FIRST)

    assert [row[1:3] for row in rows(in_force(flat))[1:]] == [(10_000, 1200), (10_000, 1200)]


def test_every_reason_is_given_at_once(contract):
    def act():
        change(contract, 0, date(2017, 1, 1), reason=" ", paper="", percent=Decimal(9))

    assert refused(contract, act) == [
        "reason_missing",
        "paper_missing",
        "instalment_count",
        "before_contract",
        "rate_not_lower",
    ]


@pytest.mark.parametrize("ahead", ["keep", "next_instalments"])
def test_not_while_money_waits_that_was_paid_ahead(contract, ahead):
    pay(contract, FIRST, 12_000, ahead)

    assert refused(contract, lambda: change(contract, 2, FIRST)) == ["paid_ahead"]


def test_not_behind_a_later_receipt_nor_in_a_closed_month(contract, treasurer):
    pay(contract, FIRST, 11_800)
    close_month(contract.fund, FIRST, on=SECOND, actor=treasurer, with_earlier=True)

    early = refused(contract, lambda: change(contract, 2, date(2018, 7, 1)))

    assert early == ["plan_changed_since", "month_closed"]


def test_what_was_shown_is_what_is_written(contract, treasurer):
    agreed = Change(PlanWishes(2, "yearly"), **WHY)
    shown = propose_change(contract, agreed, on=FIRST)
    assert (shown.count_before, shown.count, shown.is_longer) == (3, 2, False)
    assert (shown.interest_before, shown.more_interest) == (3600, 1800 + 2700 - 3600)
    pay(contract, FIRST, 5000)

    stale = refused(contract, lambda: change(contract, 2, FIRST, seen=shown.version))

    assert stale == ["changed_meanwhile"]


def test_told_twice_it_is_done_once(contract):
    pay(contract, FIRST, 11_800)

    assert change(contract, 2, FIRST) == change(contract, 2, FIRST)
    assert AuditEntry.objects.filter(act="terms_changed").count() == 1


@pytest.mark.parametrize("other", [{"count": 8}, {"due": "monthly"}, {"percent": Decimal(3)}])
def test_told_with_another_wish_it_is_another_change(contract, other):
    pay(contract, FIRST, 11_800)
    said = {"count": 4, "due": "yearly", "percent": None}
    change(contract, on=FIRST, **said)

    change(contract, on=FIRST, **{**said, **other})

    assert in_force(contract).version == 3
    assert change(contract, on=FIRST, **{**said, **other}).version == 3


def test_the_guarantors_paper_stands_with_the_reason(contract):
    pay(contract, FIRST, 11_800)

    plan = change(contract, 9, FIRST, consent="หนังสือยินยอม ๕")

    assert plan.reason.endswith("ผู้ค้ำประกันยินยอมตาม หนังสือยินยอม ๕")


def test_what_could_have_been_charged_is_let_go_and_said(savings_group, treasurer):
    late = make_repayable(savings_group, treasurer, default_percent=Decimal("7.3"))
    shown = propose_change(late, Change(PlanWishes(4, "yearly"), **WHY), on=date(2018, 10, 9))

    assert shown.let_go == 140
