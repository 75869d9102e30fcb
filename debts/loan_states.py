"""A loan of the books as the arithmetic of its pay-off takes it: rate, ages, due days."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from debts.day_count import DayCount, months_after
from debts.fund_rules import interest_of, rounding_of
from debts.interest import Interest, Method, Rate
from debts.models import Loan
from debts.payoff import InterestOwed, LoanState, OverduePrincipal
from debts.rounding import Rounding
from fundinst.days import day_in_words
from members.models import FundRule

YEAR = 12


def interest_of_loan(loan: Loan) -> Interest | None:
    """How the loan bears interest; None where neither the loan nor its rule says.

    What the loan's own paper states goes before its fund's rule, which then says only how days are
    counted. Above the law's rate nothing more is counted, whatever was decided.
    """
    fund, rule, stated = loan.account.fund, loan.rule, loan.rate_percent
    if fund.is_interest_free or loan.is_above_law:
        return Interest()
    if stated is None:
        if rule is None or (rule.rate_percent is None and rule.method != FundRule.Method.NONE):
            return None
        return interest_of(fund, rule)
    if rule is None:
        return Interest(Method.ON_BALANCE, Rate(stated), DayCount.ACTUAL_365)
    if rule.percent_a_year == stated:
        return interest_of(fund, rule)
    method = Method.FLAT if rule.method == FundRule.Method.FLAT else Method.ON_BALANCE
    return Interest(method, Rate(stated), DayCount(rule.day_count))


def state_of(
    loan: Loan,
    parts: Mapping[str, Decimal],
    *,
    counted_to: date,
    on: date,
    interest: Interest,
    is_void: bool,
) -> LoanState:
    """The loan as it stood on ``counted_to`` with these components (baht), to be paid off ``on``.

    Void interest isn't owed at all.
    """
    charges = charges_default(loan, interest) and loan.due_on is not None and loan.due_on <= on
    overdue = (OverduePrincipal(parts["principal"], loan.due_on),) if charges else ()
    return LoanState(
        principal=parts["principal"],
        counted_to=counted_to,
        interest=interest,
        owed=() if is_void else tuple(interest_owed(loan, parts, counted_to)),
        penalty=parts["penalty"],
        fee=parts["fee"],
        interest_dues=tuple(sorted({*_interest_dues(loan, counted_to, on)})),
        lent=loan.original_principal,
        overdue=overdue,
        charges_default=charges,
        default_percent=loan.rule.default_percent if charges else None,
        rounding=rounding_of(loan.rule) if loan.rule else Rounding(),
    )


def charges_default(loan: Loan, interest: Interest) -> bool:
    """Whether the loan's rule agrees a rate for what is overdue; none is ever added unasked."""
    told = loan.rule is not None and loan.rule.default_percent is not None
    return told and not interest.is_free


def interest_owed(
    loan: Loan, parts: Mapping[str, Decimal], counted_to: date
) -> Iterator[InterestOwed]:
    """The interest in the books with what is known of its age: never older than that says."""
    counted = day_in_words(counted_to)
    if old := parts["interest_over_year"]:
        since = f"ที่ค้างหนึ่งปีขึ้นไปแล้วเมื่อ {counted}"
        yield InterestOwed(old, months_after(counted_to, -YEAR), since)
    young = parts["interest_under_year"]
    if young and loan.due_on is not None and loan.due_on <= counted_to:
        yield InterestOwed(young, counted_to, f"ที่คิดไว้ถึง {counted}")
    elif young:
        yield InterestOwed(young, loan.due_on)


def _interest_dues(loan: Loan, since: date, on: date) -> Iterator[date]:
    """The days after ``since`` on which interest fell due, at the latest.

    The loan's due date and each anniversary of it; before that date only where its rule collects
    within the year or yearly.
    """
    rule, due_on = loan.rule, loan.due_on
    years = range(since.year, on.year + 1)
    if due_on is not None:
        collects = rule is not None and rule.due in (FundRule.Due.MONTHLY, FundRule.Due.YEARLY)
        days = (months_after(due_on, (year - due_on.year) * YEAR) for year in years)
        yield from (day for day in days if collects or day >= due_on)
    if rule is not None and rule.due == FundRule.Due.FIXED_DAYS:
        for written in rule.due_days:
            month, day = map(int, written.split("-"))
            yield from (date(year, month, min(day, monthrange(year, month)[1])) for year in years)
