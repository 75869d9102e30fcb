"""What closes a loan on a day, component by component, line by line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, RatePer
from debts.payoff import (
    InterestOwed,
    LoanState,
    OverduePrincipal,
    is_a_year_overdue,
    pay_off,
    warnings_of_loan,
)
from debts.rounding import Rounding
from fundinst.errors import Refused

ON = date(2017, 7, 31)
SIX = Interest(Method.ON_BALANCE, Rate(Decimal(6)), DayCount.ACTUAL_365)
VILLAGE_FUND = LoanState(
    principal=Decimal("20000.00"),
    counted_to=date(2016, 7, 31),
    interest=SIX,
    owed=(InterestOwed(Decimal("1200.00"), date(2016, 7, 31)),),
)


def refused(loan, on=ON):
    with pytest.raises(Refused) as stopped:
        pay_off(loan, on)
    return [refusal.code for refusal in stopped.value.refusals]


def test_interest_keeps_its_age_and_each_line_says_how_it_comes_about():
    found = pay_off(VILLAGE_FUND, ON)

    assert [(line.component, line.words, str(line.amount)) for line in found.lines] == [
        ("principal", "เงินต้นคงเหลือ", "20000.00"),
        ("interest_over_year", "ดอกเบี้ยค้างเดิม ครบกำหนด 31 ก.ค. 2559", "1200.00"),
        (
            "interest_under_year",
            "ดอกเบี้ย 31 ก.ค. 2559 ถึง 31 ก.ค. 2560: เงินต้น 20,000 บาท ร้อยละ 6 ต่อปี 365 วัน",
            "1200.00",
        ),
    ]
    assert found.components == {
        "principal": Decimal("20000.00"),
        "interest_over_year": Decimal("1200.00"),
        "interest_under_year": Decimal("1200.00"),
        "penalty": Decimal("0.00"),
        "fee": Decimal("0.00"),
    }
    assert found.total == Decimal("22400.00") == sum(found.components.values())


@pytest.mark.parametrize(
    ("due_on", "old"),
    [
        (date(2016, 7, 31), True),
        (date(2016, 8, 1), False),
        (date(2016, 7, 30), True),
        (None, False),
    ],
)
def test_a_year_overdue_is_a_full_year_and_unknown_age_counts_as_less(due_on, old):
    assert is_a_year_overdue(due_on, ON) is old


def test_a_leap_days_debt_is_a_year_old_on_the_last_of_february():
    assert is_a_year_overdue(date(2016, 2, 29), date(2017, 2, 28))
    assert not is_a_year_overdue(date(2016, 2, 29), date(2017, 2, 27))


def test_interest_that_fell_due_on_the_way_ages_from_its_own_day():
    loan = replace(
        VILLAGE_FUND,
        counted_to=date(2014, 7, 31),
        owed=(),
        interest_dues=(date(2015, 7, 31), date(2016, 7, 31), date(2017, 7, 31)),
    )
    found = pay_off(loan, ON)
    assert found.of("interest_over_year") == Decimal("2403.29")  # 365 and 366 days
    assert found.of("interest_under_year") == Decimal("1200.00")
    assert len(found.lines) == 4


def test_on_the_day_itself_nothing_is_added():
    found = pay_off(VILLAGE_FUND, VILLAGE_FUND.counted_to)
    assert found.total == Decimal("21200.00")
    assert found.of("interest_under_year") == Decimal("1200.00")  # due that day, not a year ago


def test_flat_interest_is_of_what_was_lent_and_not_of_what_is_left():
    flat = Interest(Method.FLAT, Rate(Decimal(1), RatePer.MONTH), DayCount.THIRTY_360)
    loan = LoanState(Decimal(5000), date(2017, 5, 31), flat, lent=Decimal(20_000))

    found = pay_off(loan, ON)
    assert found.of("interest_under_year") == Decimal("400.00")
    assert found.lines[1].words.endswith("เงินต้น 20,000 บาท ร้อยละ 1 ต่อเดือน 2 เดือน")


def test_default_interest_takes_the_place_of_the_contracts_on_overdue_principal_alone():
    loan = LoanState(
        principal=Decimal(36_500),
        counted_to=date(2022, 1, 1),
        interest=Interest(Method.ON_BALANCE, Rate(Decimal(3)), DayCount.ACTUAL_365),
        overdue=(OverduePrincipal(Decimal(7300), date(2022, 1, 11)),),
        charges_default=True,
    )
    found = pay_off(loan, date(2022, 1, 31))

    assert found.of("interest_under_year") == Decimal("78.00")  # 10 days on all, 20 on the rest
    assert found.of("penalty") == Decimal("20.00")  # 7,300 at 5 % for 20 days
    assert found.lines[-1].words == (
        "ดอกเบี้ยผิดนัด 11 ม.ค. 2565 ถึง 31 ม.ค. 2565: เงินต้นงวดที่ค้าง 7,300 บาท ร้อยละ 5 ต่อปี 20 วัน"
    )
    without = pay_off(replace(loan, charges_default=False), date(2022, 1, 31))
    assert without.of("penalty") == 0
    assert without.of("interest_under_year") == Decimal("90.00")


@pytest.mark.parametrize(
    ("rate", "percent"),
    [
        (Rate(Decimal(1), RatePer.MONTH), 12),
        (Rate(Decimal(3)), 5),
        (Rate(Decimal("1.5"), RatePer.MONTH), 5),
    ],
)
def test_a_lawful_rate_above_the_default_rate_goes_on_and_an_unlawful_one_does_not(rate, percent):
    loan = LoanState(
        principal=Decimal(36_500),
        counted_to=date(2022, 1, 1),
        interest=Interest(Method.ON_BALANCE, rate),
        overdue=(OverduePrincipal(Decimal(36_500), date(2022, 1, 1)),),
        charges_default=True,
    )
    found = pay_off(loan, date(2022, 1, 11))
    assert found.of("penalty") == percent * 10
    assert found.of("interest_under_year") == 0
    agreed = pay_off(replace(loan, default_percent=Decimal(2)), date(2022, 1, 11))
    assert agreed.of("penalty") == 20


def test_a_loan_at_an_unlawful_rate_is_warned_of():
    unlawful = Interest(Method.FLAT, Rate(Decimal("1.5"), RatePer.MONTH))
    [warning] = warnings_of_loan(replace(VILLAGE_FUND, interest=unlawful))
    assert "ร้อยละ 18 ต่อปี" in warning.sentence
    assert [*warnings_of_loan(VILLAGE_FUND)] == []


def test_penalties_and_fees_stand_as_they_are_and_bear_nothing():
    loan = replace(VILLAGE_FUND, penalty=Decimal("120.00"), fee=Decimal("30.50"))
    found = pay_off(loan, ON)
    assert (found.of("penalty"), found.of("fee")) == (Decimal("120.00"), Decimal("30.50"))
    assert found.of("interest_under_year") == Decimal("1200.00")


def test_an_interest_free_fund_is_owed_its_principal():
    assert pay_off(LoanState(Decimal(7350), date(2015, 1, 1), Interest()), ON).total == 7350


def test_interest_is_rounded_as_the_fund_rounds():
    loan = replace(VILLAGE_FUND, owed=(), rounding=Rounding(Decimal(1)))
    assert pay_off(loan, date(2016, 9, 1)).of("interest_under_year") == Decimal("105.00")
    exact = replace(loan, rounding=Rounding())
    assert pay_off(exact, date(2016, 9, 1)).of("interest_under_year") == Decimal("105.21")


def test_every_reason_against_a_pay_off_is_given_at_once():
    wrong = replace(
        VILLAGE_FUND,
        penalty=Decimal(-1),
        overdue=(OverduePrincipal(Decimal(30_000), ON),),
        default_percent=Decimal(20),
    )
    assert refused(wrong, date(2016, 1, 1)) == [
        "pay_off_before_balance",
        "amount_negative",
        "overdue_above_principal",
        "default_rate_above_law",
    ]
    by_period = Interest(Method.ON_BALANCE, Rate(Decimal(3), RatePer.PERIOD))
    assert refused(replace(VILLAGE_FUND, interest=by_period)) == ["rate_by_period"]
