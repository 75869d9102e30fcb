"""A plan under other terms (เปลี่ยนเงื่อนไขการชำระ): what is paid stands, the rest is planned anew.

Pure arithmetic. A row that is paid stands as it is, one that is paid in part stands with what was
paid of it. All other principal is paid back in new periods. Interest that fell due and wasn't paid,
and what the running period has borne, is paid with the first new row and bears none itself
(ป.พ.พ. ๖๕๕).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from consolidation.open_instalments import NOTHING, OpenInstalment
from consolidation.plan_terms import NO_GRACE, Shape, Terms
from consolidation.schedule import Plan, PlannedInstalment, make_plan
from debts.day_count import Period
from debts.interest import Rate, RatePer
from fundinst.money import format_baht

EQUAL_SHAPES = (Shape.EQUAL_INSTALMENTS, Shape.EQUAL_PRINCIPAL)


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the old plan with what was paid of it, in baht."""

    row: PlannedInstalment
    left: OpenInstalment

    @property
    def paid(self) -> PlannedInstalment:
        return replace(
            self.row,
            principal=self.row.principal - self.left.principal,
            interest=self.row.interest - self.left.interest,
            carried=self.row.carried - self.left.carried,
        )


@dataclass(frozen=True, slots=True)
class NewPlan:
    """The rows that stand, and the new ones; ``waited`` is what the first new row pays for before.

    ``terms`` are those of the new rows alone.
    """

    stand: tuple[PlannedInstalment, ...]
    plan: Plan
    terms: Terms
    waited: Decimal


def plan_under(
    terms: Terms,
    rows: Sequence[Standing],
    on: date,
    *,
    periods: tuple[Period, ...],
    calendar_words: tuple[str, ...],
    so_far: Decimal,
    percent: Decimal | None = None,
) -> NewPlan:
    """The plan in new ``periods`` from a day on, of the old rows and what is open of them.

    ``so_far`` is what the running period has borne (baht). ``percent`` a year where a lower rate
    was agreed; the kind of interest stays. Raises Refused where the terms make no plan.
    """
    open_rows = [one for one in rows if one.left.open]
    stand = tuple(one.paid for one in rows if one.paid.due)
    late = sum((one.left.interest for one in open_rows if one.row.due_on <= on), NOTHING)
    interest = terms.interest
    if percent is not None and not interest.is_free:
        interest = replace(interest, rate=Rate(percent, RatePer.YEAR))
    new = replace(
        terms,
        principal=sum((one.left.principal for one in open_rows), NOTHING),
        carried=sum((one.left.carried for one in open_rows), NOTHING),
        periods=periods,
        interest=interest,
        shape=terms.shape if terms.shape in EQUAL_SHAPES else Shape.EQUAL_PRINCIPAL,
        grace=NO_GRACE,
        pattern=(),
        interest_pattern=(),
        amounts=(),
        instalment=None,
        until_paid=False,
        calendar_words=calendar_words,
    )
    waited = late + so_far
    made = make_plan(new)
    first, *others = made.rows
    first = replace(first, interest=first.interest + waited)
    words = made.words
    if waited:
        before = f"งวดแรกของแผนใหม่รวมดอกเบี้ยก่อนเปลี่ยนเงื่อนไข {format_baht(waited)} บาท"
        words = (*words, f"{before} ซึ่งไม่คิดดอกเบี้ยซ้อน")
    return NewPlan(stand, Plan((first, *others), words), new, waited)
