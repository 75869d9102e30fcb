"""How the institution says no."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that stands in the way.

    ``code`` names the rule for programs and tests, ``clause`` the article of the regulation or
    law behind it (empty where it is the software's own), ``sentence`` is what people read: plain
    Thai that says what to do.
    """

    code: str
    clause: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.sentence} ({self.clause})" if self.clause else self.sentence


class Refused(Exception):
    """An act that was not done, with every reason at once; nothing has been written."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(str(refusal) for refusal in self.refusals))
