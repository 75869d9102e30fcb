"""The plan of what is left after principal was paid early (แผนชำระหลังชำระเงินต้นก่อนกำหนด).

Pure arithmetic. Instalments already due stay as they are. Of the period that runs, interest is
counted on what was really owed: the old balance up to the day of the payment, the new one after it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consolidation.due_dates import whole_months
from consolidation.open_instalments import NOTHING, OpenInstalment, Part
from consolidation.overpaying import Overpayment, shares_of_the_rest
from consolidation.plan_interest import interest_rounding
from consolidation.plan_terms import NO_GRACE, NO_INTEREST, CarriedIn, Shape, Terms
from consolidation.schedule import Plan, PlannedInstalment, make_plan
from debts.day_count import Period
from debts.interest import Method, interest_of
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht

CHANGES_THE_PLAN = (Overpayment.SHORTER, Overpayment.NEXT_PRINCIPAL, Overpayment.LOWER)
EQUAL_SHAPES = (Shape.EQUAL_INSTALMENTS, Shape.EQUAL_PRINCIPAL)
SHAPES_OF_ONE_AMOUNT = (Shape.EQUAL_INSTALMENTS, Shape.FIXED_AMOUNT)


def plan_after(
    terms: Terms, rows: Sequence[PlannedInstalment], paid: Decimal, on: date, choice: Overpayment
) -> Plan:
    """The rows still to come after ``paid`` baht of principal were paid early on a day.

    ``terms`` and ``rows`` are of the plan in force. Raises Refused where no row is to come, more is
    paid than is left, or the choice changes no plan. A flat rate's interest
    stays with the rows that are left; that of rows that fall away falls away with them.
    """
    left = [row for row in rows if row.due_on > on]
    owed = sum((row.principal for row in left), NOTHING)
    if refusals := _refusals(left, owed, paid, choice):
        raise Refused(refusals)
    if paid == owed:
        return Plan((), terms.words)
    new = _terms_of_the_rest(terms, left, paid, on, choice)
    plan = make_plan(new)
    if new.until_paid and not new.carried:
        plan = _with_carried(plan, left, terms)
    if terms.interest.method == Method.FLAT:
        return _with_interest(plan, [row.interest for row in left], left[0].number, terms)
    so_far = _interest_so_far(terms, left[0], owed, on)
    return _with_interest(plan, [so_far], left[0].number, new)


def _refusals(
    left: Sequence[PlannedInstalment], owed: Decimal, paid: Decimal, choice: Overpayment
) -> list[Refusal]:
    found = []
    if choice not in CHANGES_THE_PLAN:
        found.append(
            Refusal("plan_unchanged", "", f"“{choice.words}” ไม่เปลี่ยนแผนชำระ ให้เลือกวิธีลดเงินต้น")
        )
    if not left:
        found.append(Refusal("no_rows_left", "", "ไม่มีงวดที่ยังไม่ครบกำหนด ให้ตัดชำระงวดที่ค้างแทน"))
    elif not 0 < paid <= owed:
        sentence = f"เงินต้นของงวดที่เหลือมี {format_baht(owed)} บาท ให้ใส่จำนวนมากกว่า 0 และไม่เกินนั้น"
        found.append(Refusal("early_amount", "", sentence))
    return found


def _terms_of_the_rest(
    terms: Terms, left: Sequence[PlannedInstalment], paid: Decimal, on: date, choice: Overpayment
) -> Terms:
    owed = sum((row.principal for row in left), NOTHING)
    rest = replace(
        terms,
        principal=owed - paid,
        carried=sum((row.carried for row in left), NOTHING),
        periods=_periods_from(terms, left, on),
        grace=NO_GRACE,
        interest_pattern=(),
        pattern=(),
    )
    flat = terms.interest.method == Method.FLAT
    rest = replace(rest, interest=NO_INTEREST) if flat else rest
    if terms.shape in SHAPES_OF_ONE_AMOUNT and choice == Overpayment.SHORTER and not flat:
        fixed = replace(rest, shape=Shape.FIXED_AMOUNT, until_paid=True)
        usual = left[:-1] or left  # the last takes the odd baht
        if terms.shape == Shape.FIXED_AMOUNT:
            return replace(fixed, instalment=max(row.due for row in usual))
        # What was carried keeps its place: paid before the principal it would raise the interest.
        bearing = max(row.due - row.carried for row in usual)
        return replace(fixed, instalment=bearing, carried=NOTHING)
    if terms.shape in EQUAL_SHAPES and choice == Overpayment.LOWER:
        return rest
    amounts = _amounts(left, paid, choice)
    while choice == Overpayment.SHORTER and not amounts[-1]:
        amounts.pop()
    kept = rest.periods[: len(amounts)]
    return replace(rest, shape=Shape.AMOUNTS, amounts=tuple(amounts), periods=kept)


def _with_carried(plan: Plan, left: Sequence[PlannedInstalment], terms: Terms) -> Plan:
    """What was carried stays in the rows it was agreed for.

    That of rows that fell away follows the principal: up to the usual instalment a row, or all with
    the last one, where it was agreed so.
    """
    rows = [replace(row, carried=old.carried) for row, old in zip(plan.rows, left, strict=False)]
    later = left[len(rows) :]
    waits = sum((row.carried for row in later), NOTHING)
    if terms.carried_in == CarriedIn.LAST:
        later = []
    usual = max(row.due for row in left[:-1] or left)
    more = min(waits, max(usual - rows[-1].due, NOTHING)) if later else waits
    rows[-1] = replace(rows[-1], carried=rows[-1].carried + more)
    for row in later:
        waits -= more
        more = min(waits, usual)
        if more:
            rows.append(replace(row, principal=NOTHING, interest=NOTHING, carried=more))
    return Plan(tuple(rows), plan.words)


def _amounts(
    left: Sequence[PlannedInstalment], paid: Decimal, choice: Overpayment
) -> list[Decimal]:
    """The principal of each row after the early payment was placed as chosen."""
    is_open = [OpenInstalment(row.number, row.due_on, principal=row.principal) for row in left]
    shares = {share.number: share.amount for share in shares_of_the_rest(paid, is_open, choice)}
    return [one.of(Part.PRINCIPAL) - shares.get(one.number, NOTHING) for one in is_open]


def _periods_from(terms: Terms, left: Sequence[PlannedInstalment], on: date) -> tuple[Period, ...]:
    """The running period begins on the day of the payment, if it has begun at all."""
    first, *others = [row.period for row in left]
    if on <= first.starts:
        return (first, *others)
    days = Fraction((first.ends - on).days, (first.ends - first.starts).days)
    cut = replace(first, starts=on, parts=first.parts * days)
    return (replace(cut, months=whole_months(cut)), *others)


def _interest_so_far(terms: Terms, row: PlannedInstalment, owed: Decimal, on: date) -> Decimal:
    """What the balance before the payment bore from the period's start to that day, in baht."""
    period = row.period
    if on <= period.starts:
        return NOTHING
    days = Fraction((on - period.starts).days, (period.ends - period.starts).days)
    ran = replace(period, ends=on, parts=period.parts * days)
    ran = replace(ran, months=whole_months(ran))
    return interest_rounding(terms)(interest_of(owed, terms.interest, ran))


def _with_interest(plan: Plan, more: Sequence[Decimal], first: int, terms: Terms) -> Plan:
    """Numbers go on from the old plan's; rows also pay what ran before, or the flat interest."""
    given = [*more, *([NOTHING] * len(plan.rows))]
    rows = [
        replace(row, number=first + at, interest=row.interest + given[at])
        for at, row in enumerate(plan.rows)
    ]
    return Plan(tuple(rows), terms.words)
