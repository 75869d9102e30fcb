"""A plan as people read it: every instalment with what is paid of it, and what would end it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.ageing import days_past_due
from consolidation.charging import claims_of
from consolidation.models import AgreedPlan, Instalment
from consolidation.open_instalments import NOTHING
from consolidation.paying_early import closing_of
from consolidation.repayment import Repayment
from fundinst.money import format_baht

SHORT = 6
"""Up to so many instalments a plan is read at once, also on a phone."""
NEXT = 3
"""So many of those to come are shown first."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An instalment on a day: what it is made of, what of it was paid, and how it stands (baht)."""

    instalment: Instalment
    open: Decimal
    on: date

    @property
    def paid(self) -> Decimal:
        return self.instalment.due - self.open

    @property
    def days_late(self) -> int:
        return days_past_due(self.instalment.due_on if self.open else None, self.on)

    @property
    def status(self) -> tuple[str, str]:
        """Tone and words."""
        if not self.instalment.due:
            return "stop", "ไม่ต้องชำระ"
        if not self.open:
            return "done", "ชำระแล้ว"
        if self.days_late:
            return "warning", f"ค้าง {self.days_late:,} วัน"
        if self.instalment.due_on == self.on:
            return "wait", "ครบกำหนดวันนี้"
        return ("work", "ชำระบางส่วน") if self.paid else ("open", "ยังไม่ถึงกำหนด")


@dataclass(frozen=True, slots=True)
class PlanSums:
    """The sums of a plan's lines, in baht."""

    principal: Decimal
    interest: Decimal
    carried: Decimal
    paid: Decimal

    @property
    def due(self) -> Decimal:
        return self.principal + self.interest + self.carried


@dataclass(frozen=True, slots=True)
class DueSum:
    """What is to be brought on a day for nothing to be overdue (baht).

    ``charges`` is what the fund's rule asks of who is late: taken first, by its kind in words.
    """

    due: Decimal
    charges: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return sum((amount for _words, amount in self.charges), self.due)


@dataclass(frozen=True, slots=True)
class ClosingSum:
    """What ends the contract on a day (ยอดปิดสัญญา), and of what it is made (words and baht).

    What the fund's rule asks of who is late is part of it, for it is taken first. ``paid_ahead``: a
    later instalment is paid in part already, so what is left is paid as planned.
    """

    lines: tuple[tuple[str, Decimal], ...]
    paid_ahead: bool

    @property
    def total(self) -> Decimal:
        return sum((amount for _words, amount in self.lines), NOTHING)


def plan_lines(repayment: Repayment) -> list[PlanLine]:
    """The plan in force, instalment by instalment, on the repayment's day."""
    left = repayment.open
    return [PlanLine(one, left[one.number].open, repayment.on) for one in repayment.instalments]


def lines_near(lines: Sequence[PlanLine]) -> list[PlanLine]:
    """What is overdue and the next few, of a plan too long to be read at once; none of a short one.

    Where nothing is open any more there is nothing to be shown first.
    """
    if len(lines) <= SHORT:
        return []
    still_open = [line for line in lines if line.open]
    overdue = [line for line in still_open if line.days_late]
    return [*overdue, *[line for line in still_open if not line.days_late][:NEXT]]


def sums_of(instalments: Sequence[Instalment], paid: Decimal = NOTHING) -> PlanSums:
    return PlanSums(
        principal=sum((one.principal for one in instalments), NOTHING),
        interest=sum((one.interest for one in instalments), NOTHING),
        carried=sum((one.carried for one in instalments), NOTHING),
        paid=paid,
    )


def due_sum(repayment: Repayment) -> DueSum:
    """What is to be paid that day for nothing to be overdue."""
    return DueSum(repayment.due, _proposed(repayment))


def _proposed(repayment: Repayment) -> tuple[tuple[str, Decimal], ...]:
    """What the receipt's check begins with beside the plan, by kind."""
    found: defaultdict[str, Decimal] = defaultdict(lambda: NOTHING)
    for claim in claims_of(repayment):
        found[f"{claim.kind.label}ที่เก็บก่อน ตามระเบียบกองทุน"] += claim.proposed
    return tuple(line for line in found.items() if line[1])


def closing_sum(repayment: Repayment) -> ClosingSum:
    """What is to be paid that day for nothing to be left."""
    charges = _proposed(repayment)
    if repayment.is_paid_ahead:
        left = ("ยอดที่เหลือตามแผน", repayment.owed_in_all)
        return ClosingSum((*charges, left), paid_ahead=True)
    closing = closing_of(repayment)
    lines = (
        *charges,
        ("ยอดที่ถึงกำหนดแล้ว", repayment.due),
        ("เงินต้นที่ยังไม่ถึงกำหนด", closing.principal),
        ("ดอกเบี้ยถึงวันนี้", closing.interest),
        ("ดอกเบี้ยยกมาที่ยังไม่ถึงกำหนด", closing.carried),
    )
    return ClosingSum(tuple(line for line in lines if line[1]), paid_ahead=False)


def arrears_in_words(repayment: Repayment) -> str:
    """What is overdue: in how many instalments, how much, since when; empty where nothing is."""
    late = repayment.arrears
    if not late.total:
        return ""
    return f"ค้าง {late.instalments} งวด {format_baht(late.total)} บาท นาน {late.days:,} วัน"


def older_plans(plan: AgreedPlan) -> list[tuple[AgreedPlan, list[Instalment]]]:
    """The versions before the one in force, the latest first, with their rows."""
    before = plan.contract.plans.filter(version__lt=plan.version).order_by("-version")
    return [(one, [*one.instalments.order_by("number")]) for one in before]
