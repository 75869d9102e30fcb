"""Lines of ``COPY`` and of JSON with places to fill in."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, ...]
"""What is filled in: ("id", table, number in the model, group), ("surname", place), ("code",)."""

_OPEN, _CLOSE, BARE, _PARTED = "\ue000", "\ue001", "\ue002", "\ue003"
_MARKS = re.compile(f"{_OPEN}(.*?){_CLOSE}")


def mark(*key: str) -> str:
    return f"{_OPEN}{_PARTED.join(key)}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with places to fill in: ``form % values of keys``."""

    form: str
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, marked: str) -> "Text":
        parts = _MARKS.split(marked)
        form = "%s".join(part.replace("%", "%%") for part in parts[::2])
        return cls(form, tuple(tuple(key.split(_PARTED)) for key in parts[1::2]))


@dataclass(frozen=True, slots=True)
class Line:
    """A row: ``written`` is its line of ``COPY``.

    In a chain, ``said`` is what its digest is made of after the digest of the line ``after`` of the
    same table (None for the first); the line then lacks the digest, its last place to fill in.
    """

    written: Text
    said: Text | None = None
    after: int | None = None


@dataclass
class Sheet:
    """A table's lines in one pattern, and the rows' numbers in the model by their place here.

    ``ends`` is the place of the last line of each chain, by whose chain it is.
    """

    table: str
    columns: list[str]
    lines: list[Line] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    ends: dict[str, int] = field(default_factory=dict)


Pattern = dict[str, Sheet]


def as_read(number: str) -> str:
    """A number that is written again as it was read: 100.00 stays 100.00."""
    return f"{BARE}{number}{BARE}"


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: each_text(one, change) for name, one in value.items()}
    if isinstance(value, list):
        return [each_text(one, change) for one in value]
    return value


def as_json(value: Any) -> str:
    """As PostgreSQL writes it: the same keys in the same order, the same signs."""
    written = json.dumps(value, ensure_ascii=False)
    return written.replace(f'"{BARE}', "").replace(f'{BARE}"', "")


def escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(sign, written)
    return text
