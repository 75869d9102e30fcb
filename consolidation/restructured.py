"""What stays with a restructured contract for life: what was waived, by whom, how late it was."""

from dataclasses import dataclass
from decimal import Decimal

from consolidation.merge_sums import NOTHING, PARTS
from consolidation.models import Contract, ContractPart, Offer
from consolidation.negotiated import offers_behind


@dataclass(frozen=True, slots=True)
class WaivedPart:
    """An old loan of which something was waived, or void; ``offer`` is the fund's word on it."""

    part: ContractPart
    offer: Offer | None

    @property
    def amount(self) -> Decimal:
        return -self.part.waiver_entry.total if self.part.waiver_entry else NOTHING

    @property
    def of_what(self) -> list[tuple[str, Decimal]]:
        """Words and baht of each component."""
        entry = self.part.waiver_entry
        taken = entry.components if entry else {}
        return [(words, -taken[part]) for part, words in PARTS.items() if taken.get(part)]

    @property
    def why(self) -> str:
        """The paper or law that the waiver rests on."""
        return self.part.waiver_entry.reference if self.part.waiver_entry else ""


@dataclass(frozen=True, slots=True)
class Restructured:
    """A contract's history, in baht: owed before = amount + waived.

    ``capitalised`` is old interest that bears interest now; ``worst_days`` how late the worst old
    loan was when the contract was made, None where nobody knows.
    """

    owed: Decimal
    waived: Decimal
    capitalised: Decimal
    worst_days: int | None
    parts: tuple[WaivedPart, ...]

    @property
    def amount(self) -> Decimal:
        return self.owed - self.waived


def restructured(contract: Contract) -> Restructured:
    """What the contract was made of and under; three queries."""
    parts = [
        *contract.parts.select_related(
            "contract", "waiver_entry", "loan__account__fund", "loan__borrower"
        )
    ]
    offers = offers_behind(parts)
    lines = [WaivedPart(part, offers.get(part.loan_id)) for part in parts if part.waiver_entry]
    waived = sum((line.amount for line in lines), NOTHING)
    return Restructured(
        owed=sum((part.total for part in parts), NOTHING) + waived,
        waived=waived,
        capitalised=contract.principal - sum((part.principal for part in parts), NOTHING),
        worst_days=contract.worst_days,
        parts=tuple(lines),
    )
