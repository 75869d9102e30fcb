"""What is agreed on one loan before it comes into the one contract; arithmetic only.

Of each component something may be waived, in writing (ป.พ.พ. ๓๔๐), and never more than there is. Of
what interest is overdue a year or more, something may come to the principal where that is agreed
in writing (ป.พ.พ. ๖๕๕). Everything else is carried as it is, without interest. Interest of a loan
lent above the lawful rate is void, and counts as nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from consolidation.merge_sums import NOTHING, OldLoan

F = TypeVar("F")
INTEREST = ("interest_over_year", "interest_under_year")
RATE_LAW = "พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา พ.ศ. ๒๕๖๐"
"""Why interest above 15 % a year is void: from the start, and later consent doesn't cure it."""
VOID_BY_LAW = "ดอกเบี้ยเกินอัตราเป็นโมฆะ พ.ร.บ. ๒๕๖๐"
BESIDE, LONGEST_REFERENCE = " · ", 100


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """One loan: what is owed, what of it comes into the contract and how, in baht by component.

    ``waived`` and ``capitalised`` are what its fund agreed to, by whom and on which paper; of what
    is void by law nothing is left to waive.
    """

    owed: Mapping[str, Decimal]
    waived: Mapping[str, Decimal] = field(default_factory=dict)
    capitalised: Decimal = NOTHING
    interest_is_void: bool = False
    agreed_by: str = ""
    paper: str = ""
    paper_on: date | None = None

    @property
    def off(self) -> dict[str, Decimal]:
        """What doesn't come into the contract: waived, or void. Never more than is owed."""
        return {
            part: owed
            if self.interest_is_void and part in INTEREST
            else min(self.waived.get(part, NOTHING), owed)
            for part, owed in self.owed.items()
        }

    @property
    def left(self) -> dict[str, Decimal]:
        """What comes into the contract, by the component it was."""
        off = self.off
        return {part: owed - off[part] for part, owed in self.owed.items()}

    @property
    def owed_in_all(self) -> Decimal:
        return sum(self.owed.values(), NOTHING)

    @property
    def off_in_all(self) -> Decimal:
        return sum(self.off.values(), NOTHING)

    @property
    def left_in_all(self) -> Decimal:
        return self.owed_in_all - self.off_in_all

    @property
    def void(self) -> Decimal:
        """Interest that counts as nothing by law."""
        if not self.interest_is_void:
            return NOTHING
        return sum((self.owed.get(part, NOTHING) for part in INTEREST), NOTHING)

    @property
    def waived_in_all(self) -> Decimal:
        """What the fund waives, without what is void anyway."""
        return self.off_in_all - self.void

    @property
    def to_principal(self) -> Decimal:
        """Old interest that bears interest in the contract; never more than is left of it."""
        return min(self.capitalised, self.left.get("interest_over_year", NOTHING))

    @property
    def carried(self) -> Decimal:
        """What comes over without bearing interest."""
        return self.left_in_all - self.left.get("principal", NOTHING) - self.to_principal

    @property
    def reference(self) -> str:
        """What the waiver rests on, for the loan's journal: the fund's paper, the law, or both."""
        law = VOID_BY_LAW if self.void else ""
        if not self.waived_in_all:
            return law
        # The law's words are of one length; a long paper's name gives way to them.
        room = LONGEST_REFERENCE - len(BESIDE) - len(VOID_BY_LAW)
        paper = f"ลดตาม {self.paper}"[:room]
        return f"{paper}{BESIDE}{law}" if law else paper

    def as_old_loan(self, name: str, fund: F) -> OldLoan[F]:
        """The same for the sums of the whole contract."""
        return OldLoan(name, fund, dict(self.owed), self.off, self.to_principal)


def is_void_by(reference: str) -> bool:
    """Whether an entry with this reference (``LoanTerms.reference``) took void interest off."""
    return reference.endswith(VOID_BY_LAW)


@dataclass(frozen=True, slots=True)
class TermSums:
    """Several loans' terms in all, in baht: owed = waived + void + left; left = what it becomes."""

    owed: Decimal
    waived: Decimal
    void: Decimal
    principal: Decimal
    capitalised: Decimal
    carried: Decimal

    @property
    def left(self) -> Decimal:
        return self.principal + self.capitalised + self.carried

    @property
    def off(self) -> Decimal:
        return self.waived + self.void

    @property
    def bearing(self) -> Decimal:
        """The contract's principal: what bears interest."""
        return self.principal + self.capitalised


def sums_of(terms: Iterable[LoanTerms]) -> TermSums:
    """What these loans come to; any number of them, of one fund or of all."""
    terms = [*terms]
    return TermSums(
        owed=sum((one.owed_in_all for one in terms), NOTHING),
        waived=sum((one.waived_in_all for one in terms), NOTHING),
        void=sum((one.void for one in terms), NOTHING),
        principal=sum((one.left["principal"] for one in terms), NOTHING),
        capitalised=sum((one.to_principal for one in terms), NOTHING),
        carried=sum((one.carried for one in terms), NOTHING),
    )
