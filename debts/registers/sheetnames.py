"""Names of sheets as spreadsheet programs take them."""

import unicodedata
from collections.abc import Collection

LONGEST = 31
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
UNNAMED = "แผ่นงาน"


def sheet_name(name: str, taken: Collection[str]) -> str:
    """At most 31 characters, none of the programs' own signs, none twice; no letter cut in two."""
    known = {one.casefold() for one in taken}
    plain = _cut(name.translate(NOT_IN_NAMES).strip(" '"), LONGEST) or UNNAMED
    candidate, number = plain, 1
    while candidate.casefold() in known:
        number += 1
        candidate = f"{_cut(plain, LONGEST - len(str(number)) - 1)} {number}"
    return candidate


def _cut(text: str, longest: int) -> str:
    end = min(longest, len(text))
    while end < len(text) and end and unicodedata.category(text[end]) == "Mn":
        end -= 1
    return text[:end].strip(" '")
