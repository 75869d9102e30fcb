"""What stays with a restructured contract for life: what was waived, by whom, how late it was.

Interest that the law makes nothing of (``debts/rate_deciding.py``) is nobody's waiver: it stands
apart.
"""

from dataclasses import dataclass
from decimal import Decimal

from consolidation.loan_terms import INTEREST, is_void_by
from consolidation.merge_sums import NOTHING, PARTS
from consolidation.models import Contract, ContractPart, Offer
from consolidation.negotiated import offers_behind


@dataclass(frozen=True, slots=True)
class WaivedPart:
    """An old loan of which something was waived, or void; ``offer`` is the fund's word on it."""

    part: ContractPart
    offer: Offer | None

    @property
    def off(self) -> dict[str, Decimal]:
        """What came off it, in baht by component."""
        entry = self.part.waiver_entry
        return {part: -baht for part, baht in entry.components.items()} if entry else {}

    @property
    def void(self) -> Decimal:
        """What of it the law made nothing of."""
        if not is_void_by(self.why):
            return NOTHING
        return sum((self.off[part] for part in INTEREST), NOTHING)

    @property
    def waived(self) -> Decimal:
        """What its fund let go of."""
        return sum(self.off.values(), NOTHING) - self.void

    @property
    def of_what(self) -> list[tuple[str, Decimal]]:
        """Words and baht of each component that its fund let go of."""
        without = INTEREST if self.void else ()
        return [
            (words, self.off[part])
            for part, words in PARTS.items()
            if self.off.get(part) and part not in without
        ]

    @property
    def why(self) -> str:
        """The paper or law that the waiver rests on."""
        return self.part.waiver_entry.reference if self.part.waiver_entry else ""


@dataclass(frozen=True, slots=True)
class Restructured:
    """A contract's history, in baht: owed before = amount + waived + void.

    ``capitalised`` is old interest that bears interest now; ``worst_days`` how late the worst old
    loan was when the contract was made, None where nobody knows.
    """

    owed: Decimal
    waived: Decimal
    void: Decimal
    capitalised: Decimal
    worst_days: int | None
    parts: tuple[WaivedPart, ...]

    @property
    def amount(self) -> Decimal:
        return self.owed - self.waived - self.void


def restructured(contract: Contract) -> Restructured:
    """What the contract was made of and under; three queries."""
    parts = [
        *contract.parts.select_related(
            "contract", "waiver_entry", "loan__account__fund", "loan__borrower"
        )
    ]
    offers = offers_behind(parts)
    lines = [WaivedPart(part, offers.get(part.loan_id)) for part in parts if part.waiver_entry]
    waived = sum((line.waived for line in lines), NOTHING)
    void = sum((line.void for line in lines), NOTHING)
    return Restructured(
        owed=sum((part.total for part in parts), NOTHING) + waived + void,
        waived=waived,
        void=void,
        capitalised=contract.principal - sum((part.principal for part in parts), NOTHING),
        worst_days=contract.worst_days,
        parts=tuple(lines),
    )
