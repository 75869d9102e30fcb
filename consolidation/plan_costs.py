"""What a plan costs the household, by what it really owes (ต้นทุนที่แท้จริงของแผน); arithmetic only.

A flat rate goes on taking interest of what has been paid back, so that the rate written is not the
rate paid; the law looks at what is paid (ป.พ.พ. ๖๕๔, the act of 2560), fees counted.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from consolidation.plan_terms import Terms
from consolidation.schedule import Plan
from debts.day_count import SHORT_YEARS, DayCount, years_of
from debts.interest import percent_words
from debts.lawful_rates import CEILING_CLAUSE, LAWFUL_PERCENT_A_YEAR, percent_of_what_was_owed
from fundinst.errors import Refusal


def percent_a_year(terms: Terms, plan: Plan, fees: Decimal = Decimal("0.00")) -> Fraction:
    """Interest and fees (baht) in percent a year of what is owed, by the contract's own days."""
    return percent_of_what_was_owed(plan.interest + fees, _baht_years(terms, plan))


def refusals_of_cost(
    terms: Terms, plan: Plan, fees: Decimal = Decimal("0.00")
) -> Iterator[Refusal]:
    """Why the plan takes more than the law allows, with the yearly figure.

    What rounding to the plan's unit adds is not held against it: a unit an instalment at most.
    """
    lawful = _baht_years(terms, plan) * Fraction(LAWFUL_PERCENT_A_YEAR) / 100
    by_rounding = Fraction(terms.interest_unit) * len(plan.rows)
    if plan.interest + fees <= lawful + by_rounding:
        return
    percent = percent_a_year(terms, plan, fees)
    yield Refusal(
        "cost_above_law",
        CEILING_CLAUSE,
        f"คิดจากเงินต้นที่ค้างจริง ดอกเบี้ยรวมค่าธรรมเนียมเท่ากับร้อยละ {percent_words(percent)} ต่อปี "
        "เกินร้อยละ 15 ต่อปี ให้ลดอัตรา หรือคิดดอกเบี้ยจากเงินต้นที่ยังเหลือ",
    )


def _baht_years(terms: Terms, plan: Plan) -> Fraction:
    """Each balance times the years it stood: by real days, or by the contract's own if kinder.

    A year that the contract counts shorter than it is doesn't count as a year here.
    """
    own = terms.interest.day_count
    counts = {DayCount.ACTUAL_365, DayCount.ACTUAL_365 if own in SHORT_YEARS else own}
    return max(
        sum(
            (
                Fraction(row.balance + row.principal) * years_of(row.period, day_count)
                for row in plan.rows
            ),
            Fraction(),
        )
        for day_count in counts
    )
