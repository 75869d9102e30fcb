"""What is open of each instalment (ยอดค้างรายงวด), part by part: pure values for payments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from consolidation.schedule import PlannedInstalment

NOTHING = Decimal("0.00")


class Part(StrEnum):
    """What an instalment is made of, in the order the law pays it: costs, interest, principal.

    What was carried over is old interest, so it comes before this instalment's own.
    """

    FEE = "fee"
    PENALTY = "penalty"
    CARRIED = "carried"
    INTEREST = "interest"
    PRINCIPAL = "principal"

    @property
    def words(self) -> str:
        return PART_WORDS[self]


PART_WORDS = {
    Part.FEE: "ค่าธรรมเนียม",
    Part.PENALTY: "ค่าปรับ",
    Part.CARRIED: "ดอกเบี้ยยกมา",
    Part.INTEREST: "ดอกเบี้ย",
    Part.PRINCIPAL: "เงินต้น",
}
LAWFUL_ORDER = tuple(Part)


@dataclass(frozen=True, slots=True)
class OpenInstalment:
    """What is still to be paid of one instalment, in baht."""

    number: int
    due_on: date
    principal: Decimal = NOTHING
    interest: Decimal = NOTHING
    carried: Decimal = NOTHING
    penalty: Decimal = NOTHING
    fee: Decimal = NOTHING

    def of(self, part: Part) -> Decimal:
        amounts = {
            Part.FEE: self.fee,
            Part.PENALTY: self.penalty,
            Part.CARRIED: self.carried,
            Part.INTEREST: self.interest,
            Part.PRINCIPAL: self.principal,
        }
        return amounts[part]

    @property
    def open(self) -> Decimal:
        return sum((self.of(part) for part in Part), NOTHING)

    def less(self, paid: Mapping[Part, Decimal]) -> "OpenInstalment":
        """The same after so much of its parts was paid."""
        return replace(
            self,
            principal=self.principal - paid.get(Part.PRINCIPAL, NOTHING),
            interest=self.interest - paid.get(Part.INTEREST, NOTHING),
            carried=self.carried - paid.get(Part.CARRIED, NOTHING),
            penalty=self.penalty - paid.get(Part.PENALTY, NOTHING),
            fee=self.fee - paid.get(Part.FEE, NOTHING),
        )

    def is_payable(self, on: date) -> bool:
        """Whether it is due on that day."""
        return self.due_on <= on

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed (ป.พ.พ. ๒๐๔) and something of it is open."""
        return self.due_on < on and self.open > 0


def open_instalments(rows: Iterable[PlannedInstalment]) -> tuple[OpenInstalment, ...]:
    """A plan's instalments before anything was paid: nothing of a penalty or a fee yet."""
    return tuple(
        OpenInstalment(row.number, row.due_on, row.principal, row.interest, row.carried)
        for row in rows
    )
