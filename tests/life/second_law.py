"""What the law asks before a contract, and what becomes of who stood for the old loans.

A second time, from the law's words; nothing of the project is imported.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LAWFUL = 15
"""Percent a year."""
NOVATION, TRANSFER, EASING = "novation", "transfer", "easing"


class Loan(Protocol):
    fund: int
    owed: tuple[int, int, int, int, int]
    moved: int
    guarantors: tuple[int, ...]


@dataclass(frozen=True)
class Signed:
    """A paper: of a loan, of a guarantor, of all; ``moved`` is how often its loan had moved."""

    key: int
    kind: str
    loan: int | None = None
    guarantor: int | None = None
    moved: int = 0


@dataclass
class SecondCase:
    """A household's case: the legal route, and the signed papers that count."""

    route: str = NOVATION
    papers: list[Signed] = field(default_factory=list)

    def has(
        self, kind: str, loan: int | None = None, guarantor: int | None = None, moved: int = 0
    ) -> bool:
        asked = (kind, loan, guarantor, moved)
        return any(asked == (one.kind, one.loan, one.guarantor, one.moved) for one in self.papers)

    def missing(
        self, loans: dict[int, Loan], into: int
    ) -> Iterator[tuple[str, int | None, int | None]]:
        """The papers that must be in before a contract of these loans: kind, loan, guarantor.

        A deed and a certified balance speak of what was owed when they were signed (ป.พ.พ. ๓๐๖).
        """
        moved = {pk: loan for pk, loan in loans.items() if loan.fund != into}
        if self.route == TRANSFER:
            for pk, loan in moved.items():
                for kind in ("deed", "balance"):
                    if not self.has(kind, pk, None, loan.moved):
                        yield kind, pk, None
            if moved and not any(one.kind == "notice" for one in self.papers):
                yield "notice", next(iter(moved)), None
        if self.route == EASING:
            if not self.has("agreement"):
                yield "agreement", None, None
            for one in (one for loan in loans.values() for one in loan.guarantors):
                if self.answer(one) is None:
                    yield "consent", None, one

    def answer(self, guarantor: int) -> str | None:
        """What the guarantor and the fund said last: consent to more time, or a release."""
        said = [one for one in self.papers if one.guarantor == guarantor]
        said = [one for one in said if one.kind in ("consent", "release")]
        return max(said, key=lambda one: one.key).kind if said else None

    def may_go(self, kind: str) -> bool:
        """Whether a paper may still be cancelled once the contract is made of the case."""
        return kind == "told" or (kind in ("consent", "release") and self.route != EASING)


def outcome(
    guarantor: int, loan: Loan, cases: Sequence[SecondCase], merged: tuple[SecondCase, str] | None
) -> str:
    """Whether the guarantor of an old loan stands, is freed, or nobody can be sure.

    ``merged`` is the case and the status of the contract that the loan is in. Novation ends the old
    debt, and with it the guarantee (ป.พ.พ. ๖๙๘); more time without consent may (๗๐๐).
    """
    if merged is None:
        released = any(
            one.kind == "release"
            for case in cases
            for one in case.papers
            if one.guarantor == guarantor
        )
        return "stands" if sum(loan.owed) and not released else "freed"
    case, status = merged
    answer = case.answer(guarantor)
    if answer == "release" or case.route == NOVATION or status == "closed":
        return "freed"
    return "stands" if answer else "unsure"
