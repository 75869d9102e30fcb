"""A change of terms that was typed wrong is taken back; what stood until then stays readable."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.changing_terms import Change, change_terms
from consolidation.ledger import check_ledger
from consolidation.models import Contract
from consolidation.month_closing import close_month
from consolidation.past_repayment import repayment_as_of, terms_changed_by
from consolidation.paying_early import closing_of
from consolidation.planning import PlanWishes
from consolidation.receiving import reverse
from consolidation.receiving_rules import refusals_to_reverse
from consolidation.taking_back_terms import plans_version, take_back_terms
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

LATE, WINTER = date(2018, 8, 31), date(2019, 1, 31)


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


def change(contract, on, *, count=2, percent=None):
    agreed = Change(PlanWishes(count, "yearly"), "น้ำท่วมนา", f"บันทึก {on}", percent)
    return change_terms(contract, agreed, on=on, actor=contract.plans.get(version=1).actor)


def take_back(contract, on, *, reason="พิมพ์อัตราผิด", seen=None):
    actor = contract.plans.get(version=1).actor
    return take_back_terms(contract, on=on, reason=reason, actor=actor, seen=seen)


def test_the_plan_stands_again_as_before_and_a_right_rate_can_be_agreed(contract):
    pay(contract, FIRST, 11_800)
    signed = rows(in_force(contract))
    change(contract, LATE, percent=Decimal("0.5"))

    plan = take_back(contract, WINTER)

    assert (plan.version, plan.made_on) == (3, WINTER)
    assert rows(plan) == signed
    assert plan.reason == "ยกเลิกการเปลี่ยนเงื่อนไข: พิมพ์อัตราผิด"
    assert check_ledger() == []
    change(contract, WINTER, percent=Decimal(5))
    assert in_force(contract).version == 4


def test_the_days_between_stay_as_they_were(contract):
    change(contract, LATE)
    seen = Contract.objects.get(pk=contract.pk)
    then = repayment_as_of(seen, date(2018, 12, 31)).left

    take_back(contract, WINTER)

    seen = Contract.objects.get(pk=contract.pk)
    assert repayment_as_of(seen, date(2018, 12, 31)).left == then
    assert terms_changed_by(seen, date(2018, 12, 31))
    assert not terms_changed_by(seen, WINTER)


def test_only_the_last_change_is_taken_back_and_then_the_one_before(contract):
    pay(contract, FIRST, 100)
    signed = rows(in_force(contract))
    change(contract, LATE)
    first_change, waits = rows(in_force(contract)), closing_of(stands(contract, WINTER))
    change(contract, WINTER, count=5)

    take_back(contract, WINTER)
    assert rows(in_force(contract)) == first_change
    assert closing_of(stands(contract, WINTER)) == waits
    take_back(contract, WINTER, reason="ตกลงกันใหม่ทั้งหมด")

    assert rows(in_force(contract)) == signed
    assert refused(contract, lambda: take_back(contract, SECOND)) == ["terms_unchanged"]


def test_not_once_a_receipt_came_unless_that_is_taken_back_too(contract, treasurer):
    change(contract, FIRST)
    receipt = pay(contract, WINTER, 100, "lower")

    assert refused(contract, lambda: take_back(contract, WINTER)) == ["paid_since"]
    reverse(receipt, on=WINTER, reason="ผิด", actor=treasurer)

    assert take_back(contract, WINTER).version == 5


def test_a_payment_that_changed_the_plan_before_can_then_be_taken_back(contract, treasurer):
    signed = rows(in_force(contract))
    early = pay(contract, FIRST, 16_800, "lower")
    change(contract, LATE)
    (refusal,) = refusals_to_reverse(early, on=LATE, reason="เช็คไม่ผ่าน")
    assert "การเปลี่ยนเงื่อนไขการชำระ เมื่อ 31 ส.ค. 2561" in refusal.sentence

    take_back(contract, LATE)
    reverse(early, on=LATE, reason="เช็คไม่ผ่าน", actor=treasurer)

    assert rows(in_force(contract)) == signed
    assert figures(contract, FIRST)[:2] == (11_800, 33_600)
    assert check_ledger() == []


def test_every_reason_is_given_at_once(contract, treasurer):
    change(contract, LATE)
    close_month(contract.fund, date(2018, 6, 1), on=SECOND, actor=treasurer, with_earlier=True)

    codes = refused(contract, lambda: take_back(contract, date(2018, 6, 30), reason=" "))

    assert codes == ["reason_missing", "before_change", "month_closed"]


def test_told_twice_it_is_done_once_and_an_old_look_is_told_so(contract):
    change(contract, LATE)
    seen = plans_version(contract)

    assert take_back(contract, LATE, seen=seen) == take_back(contract, LATE, seen=seen)
    assert AuditEntry.objects.filter(act="terms_taken_back").count() == 1
    change(contract, WINTER)
    stale = refused(contract, lambda: take_back(contract, WINTER, seen=seen))
    assert stale == ["changed_meanwhile"]
