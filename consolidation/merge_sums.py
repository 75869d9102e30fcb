"""What several loans of a household come to as one contract; arithmetic only.

Before = after + waived, for each fund and for all, to the satang. Principal bears interest; what
interest is overdue a year or more may come to it where that is agreed in writing (ป.พ.พ. ๖๕๕);
everything else is carried without interest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht

F = TypeVar("F")
"""A fund: its name, or whatever else stands for it."""

NOTHING = Decimal("0.00")
PARTS = {
    "principal": "เงินต้น",
    "interest_over_year": "ดอกเบี้ยค้างหนึ่งปีขึ้นไป",
    "interest_under_year": "ดอกเบี้ยค้างไม่ถึงหนึ่งปี",
    "penalty": "ค่าปรับ",
    "fee": "ค่าธรรมเนียม",
}


class Bearing(StrEnum):
    """Which parts of the old loans bear interest in the contract.

    EVERYTHING is how contracts were reckoned before anybody looked at ป.พ.พ. ๖๕๕: it sets what
    such papers say beside ours. No act makes one so: penalties and fees never bear interest.
    """

    PRINCIPAL = "principal"
    WITH_OLD_INTEREST = "with_old_interest"
    EVERYTHING = "everything"

    @property
    def parts(self) -> tuple[str, ...]:
        return {
            Bearing.PRINCIPAL: ("principal",),
            Bearing.WITH_OLD_INTEREST: ("principal", "interest_over_year"),
            Bearing.EVERYTHING: tuple(PARTS),
        }[self]


@dataclass(frozen=True, slots=True)
class OldLoan(Generic[F]):
    """One loan: its parts and what its fund waives of each, in baht.

    ``capitalised`` is what of its interest overdue a year or more comes to the principal, where
    only a part of it does.
    """

    name: str
    fund: F
    parts: Mapping[str, Decimal]
    waived: Mapping[str, Decimal] = field(default_factory=dict)
    capitalised: Decimal = NOTHING

    def left(self, part: str) -> Decimal:
        return self.parts.get(part, NOTHING) - self.waived.get(part, NOTHING)

    @property
    def payoff(self) -> Decimal:
        return sum((self.left(part) for part in PARTS), NOTHING)

    def bears(self, bearing: Bearing) -> Decimal:
        """What of it bears interest in the contract."""
        whole = sum((self.left(part) for part in bearing.parts), NOTHING)
        return whole + (self.capitalised if bearing == Bearing.PRINCIPAL else NOTHING)


@dataclass(frozen=True, slots=True)
class Merged(Generic[F]):
    """One contract in figures, in baht."""

    before: Decimal
    waived: Decimal
    payoffs: dict[F, Decimal]
    bearing: Decimal
    carried: Decimal
    pays: dict[F, Decimal]

    @property
    def amount(self) -> Decimal:
        return self.bearing + self.carried

    @property
    def cash(self) -> Decimal:
        """What the receiving fund pays the others; its own pay-off moves no money."""
        return sum(self.pays.values(), NOTHING)


def merge(loans: Sequence[OldLoan[F]], into: F, bearing: Bearing = Bearing.PRINCIPAL) -> Merged[F]:
    """The contract these loans come to, held by ``into``, a creditor or not.

    Raises Refused, with every waiver above its part.
    """
    if refusals := [*refusals_of_waivers(loans)]:
        raise Refused(refusals)
    payoffs: dict[F, Decimal] = {}
    for loan in loans:
        payoffs[loan.fund] = payoffs.get(loan.fund, NOTHING) + loan.payoff
    bears = sum((loan.bears(bearing) for loan in loans), NOTHING)
    return Merged(
        before=sum((sum(loan.parts.values(), NOTHING) for loan in loans), NOTHING),
        waived=sum((sum(loan.waived.values(), NOTHING) for loan in loans), NOTHING),
        payoffs=payoffs,
        bearing=bears,
        carried=sum(payoffs.values(), NOTHING) - bears,
        pays={fund: amount for fund, amount in payoffs.items() if fund != into and amount},
    )


def refusals_of_waivers(loans: Sequence[OldLoan[Any]]) -> Iterator[Refusal]:
    """A waiver is of one part of one loan, and never more than that part.

    Nor does more come to the principal than is left of interest overdue a year or more.
    """
    for loan in loans:
        for part, amount in loan.waived.items():
            owed = loan.parts.get(part, NOTHING)
            if amount < 0 or amount > owed:
                yield Refusal(
                    "waived_too_much",
                    "",
                    f"{loan.name} ลด{PARTS.get(part, part)} {format_baht(amount)} บาทไม่ได้ "
                    f"ค้างอยู่ {format_baht(owed)} บาท ให้ใส่จำนวนไม่เกินยอดนั้น",
                )
        left = max(loan.left("interest_over_year"), NOTHING)
        if not 0 <= loan.capitalised <= left:
            yield Refusal(
                "capitalised_too_much",
                "ป.พ.พ. มาตรา ๖๕๕",
                f"{loan.name} ทบดอกเบี้ยเป็นเงินต้น {format_baht(loan.capitalised)} บาทไม่ได้ "
                f"ทบได้เฉพาะดอกเบี้ยที่ค้างหนึ่งปีขึ้นไปซึ่งเหลืออยู่ {format_baht(left)} บาท "
                "ดอกเบี้ยที่ค้างไม่ถึงหนึ่งปีให้ยกมาโดยไม่คิดดอกเบี้ย",
            )
