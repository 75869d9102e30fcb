"""What a late payer may be charged beside the plan; and what the receipt then says."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.charging import Charge, Kind, claims_of, overcharged
from consolidation.closing import close
from consolidation.models import ReceiptCharge
from consolidation.receiving import receive, reverse
from tests.consolidation.repaid import (
    FIRST,
    PAYER,
    SECOND,
    figures,
    in_force,
    make_repayable,
    refused,
    stands,
)
from tests.consolidation.repaid import pay as pay_plainly

pytestmark = pytest.mark.django_db

LATE = date(2018, 10, 9)
"""Seventy days after the first instalment's day."""
LATER = date(2018, 12, 18)
"""Another seventy days on."""


@pytest.fixture
def contract(savings_group, treasurer):
    """10,000 of principal and 1,800 of interest fall due on the first day, at 6 % a year."""
    return make_repayable(savings_group, treasurer, default_percent=Decimal("7.3"))


def make_fined(fund, actor, fine, amount, **rule):
    return make_repayable(fund, actor, fine=fine, fine_amount=Decimal(amount), **rule)


def default(amount, due_on=FIRST):
    return Charge(Kind.DEFAULT_INTEREST, Decimal(amount), due_on)


def fine(amount):
    return Charge(Kind.FINE, Decimal(amount), FIRST)


def cost(amount, words="ค่าส่งหนังสือทวงถาม"):
    return Charge(Kind.COST, Decimal(amount), words=words)


def pay(contract, on, amount, *charges, rest=""):
    actor = contract.plans.get(version=1).actor
    money = Decimal(amount)
    return receive(
        contract, on=on, amount=money, payer=PAYER, rest=rest, charges=charges, actor=actor
    )


def claimed(contract, on):
    return [
        (one.kind.value, one.due_on, one.most, one.proposed)
        for one in claims_of(stands(contract, on))
    ]


def by_hand(percent, *stretches):
    """Baht, days: each to the satang, as it is written on the receipt."""
    lines = (round(Decimal(baht) * Decimal(percent) * days / 36_500, 2) for baht, days in stretches)
    return sum(lines)


def test_only_the_principal_of_the_overdue_instalment_bears_default_interest(contract):
    assert claimed(contract, FIRST) == []
    assert claimed(contract, date(2018, 8, 1)) == [
        ("default_interest", FIRST, Decimal("2.00"), Decimal("2.00"))
    ]
    assert claimed(contract, LATE) == [("default_interest", FIRST, 140, 140)]
    assert [row[:3] for row in claimed(contract, date(2019, 8, 1))] == [
        ("default_interest", FIRST, by_hand("7.3", (10_000, 366))),
        ("default_interest", SECOND, 2),
    ]


def test_the_claim_says_how_it_comes_about(contract):
    (claim,) = claims_of(stands(contract, LATE))

    assert claim.label == "ดอกเบี้ยผิดนัด งวดที่ครบกำหนด 31 ก.ค. 2561"
    assert claim.lines == (
        "31 ก.ค. 2561 ถึง 9 ต.ค. 2561 70 วัน เงินต้นที่ค้าง 10,000 บาท ร้อยละ 7.3 ต่อปี = 140 บาท",
    )


def test_a_part_paid_meanwhile_bears_it_only_until_that_day(contract):
    pay_plainly(contract, LATE, 1800 + 5000)

    assert claimed(contract, LATER)[0][2] == by_hand("7.3", (10_000, 70), (5000, 70)) == 210


def test_where_the_rule_names_no_rate_the_laws_is_the_most_and_nothing_is_proposed(
    village_fund, treasurer
):
    law = make_repayable(village_fund, treasurer, rate_percent=0)
    days = date(2022, 7, 31)

    assert claimed(law, LATE) == [("default_interest", FIRST, by_hand("7.5", (10_000, 70)), 0)]
    # 7.5 % a year up to and with 10 April 2564, 5 % from the 11th on.
    first = by_hand("7.5", (10_000, (date(2021, 4, 10) - FIRST).days))
    since = by_hand("5", (10_000, (days - date(2021, 4, 10)).days))
    assert claimed(law, days)[0][2] == first + since


def test_the_contracts_own_higher_rate_goes_on(village_fund, treasurer):
    higher = make_repayable(village_fund, treasurer, rate_percent=12)

    assert claimed(higher, LATE)[0][2] == by_hand("12", (10_000, 70))


def test_flat_interest_goes_on_by_itself_so_default_is_the_laws(village_fund, treasurer):
    flat = make_repayable(village_fund, treasurer, rate_percent=8, method="flat")

    assert claimed(flat, LATE)[0][2] == by_hand("7.5", (10_000, 70))


@pytest.mark.parametrize(
    ("kind", "amount", "most"),
    [
        ("baht_once", "50", 50),
        ("baht_a_day", "2", 140),
        ("percent_a_day", "0.01", 70),
        ("percent_a_year", "3.65", 70),
    ],
)
def test_a_fine_is_what_the_rule_of_the_contracts_day_says(
    village_fund, treasurer, kind, amount, most
):
    fined = make_fined(village_fund, treasurer, kind, amount, default_percent=0)

    assert [row[:3] for row in claimed(fined, LATE)] == [("fine", FIRST, most)]


def test_a_fine_that_brings_the_year_above_15_percent_is_warned_of_and_not_proposed(
    village_fund, treasurer
):
    fined = make_fined(village_fund, treasurer, "percent_a_day", 1, default_percent=0)
    (claim,) = claims_of(stands(fined, LATE))

    assert (claim.most, claim.proposed) == (7000, 0)
    assert [warning.code for warning in claim.warnings] == ["fine_above_law"]
    assert "ร้อยละ 365 ต่อปี" in claim.warnings[0].sentence


def test_charges_come_first_and_the_rest_pays_the_plan(contract):
    receipt = pay(contract, LATE, 12_000, cost(60), default(140))

    assert [(one.kind, one.amount, one.due_on) for one in receipt.charges.all()] == [
        ("cost", 60, None),
        ("default_interest", 140, FIRST),
    ]
    assert (receipt.charged, receipt.on_plan) == (200, 11_800)
    assert figures(contract, LATE)[:2] == (0, 21_800)
    assert (stands(contract, LATE).paid, stands(contract, LATE).charged) == (11_800, 200)


def test_the_committee_may_take_less_and_the_receipt_says_so(contract):
    receipt = pay(contract, LATE, 11_840, default(40))

    words = receipt.charges.get().words
    assert words.startswith("เก็บ 40 จาก 140 บาท: 31 ก.ค. 2561 ถึง 9 ต.ค. 2561 70 วัน")
    assert figures(contract, LATE)[:2] == (0, 21_800)
    assert claimed(contract, LATER) == []  # the instalment is paid: what was let go is let go


def test_what_was_charged_isnt_charged_again(contract):
    pay(contract, LATE, 1940, default(140))

    assert claimed(contract, LATE) == []
    assert claimed(contract, LATER)[0][2] == 140


def test_a_charge_taken_back_with_its_receipt_may_be_charged_again(contract, treasurer):
    wrong = pay(contract, LATE, 1940, default(140))
    reverse(wrong, on=LATE, reason="พิมพ์ผิด", actor=treasurer)

    assert claimed(contract, LATE)[0][2] == 140
    assert figures(contract, LATE)[:2] == (11_800, 33_600)


def test_every_reason_against_a_charge_is_given_at_once(contract):
    def act():
        pay(contract, LATE, 100, default("140.01"), fine(1), default(5, SECOND), cost(10, "  "))

    assert refused(contract, act) == [
        "cost_of_what",
        "charge_above_law",
        "charge_not_due",
        "charge_not_due",
        "charges_above_payment",
    ]
    assert not ReceiptCharge.objects.exists()


def test_the_same_claim_in_two_parts_is_one_claim(contract):
    twice = refused(contract, lambda: pay(contract, LATE, 500, default(100), default(100)))

    assert twice == ["charge_above_law"]


def test_a_payment_may_be_charges_alone(contract):
    receipt = pay(contract, LATE, 140, default(140))

    assert receipt.on_plan == 0
    assert figures(contract, LATE)[:2] == (11_800, 33_600)


def test_what_is_above_the_due_is_asked_of_what_pays_the_plan(contract):
    exactly = pay(contract, LATE, 11_940, default(140))
    assert exactly.rest == ""

    over = refused(contract, lambda: pay(contract, LATE, 100, cost(60)))
    assert over == ["overpaid"]
    back = pay(contract, LATE, 100, cost(60), rest="give_back")
    assert (back.given_back, back.on_plan) == (40, 0)


def test_principal_paid_early_is_what_the_charges_leave(contract):
    pay(contract, LATE, 11_940 + 5000, default(140), rest="lower")

    early = in_force(contract).instalments.get(paid_early=True)
    assert (early.principal, early.plan.receipt.amount) == (5000, 16_940)


def test_a_contract_ends_by_what_was_paid_on_its_plan(contract, treasurer):
    owed = stands(contract, LATE).owed_in_all
    last = pay(contract, LATE, owed + 140, default(140), rest="next_instalments")

    assert close(contract, on=LATE, actor=treasurer).status == "closed"
    assert (last.on_plan, stands(contract, LATE).paid) == (33_600, 33_600)


def test_an_older_payment_that_comes_in_late_shows_what_was_charged_too_much(contract):
    pay(contract, LATE, 1940, default(140))
    assert overcharged(stands(contract, LATER)) == []

    pay_plainly(contract, date(2018, 9, 4), 1800 + 5000)

    (found,) = overcharged(stands(contract, LATER))
    assert (found.due_on, found.charged) == (FIRST, 140)
    assert found.lawful == by_hand("7.3", (10_000, 35), (5000, 35)) == 105
