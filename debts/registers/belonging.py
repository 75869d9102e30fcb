"""Whose sheet it is: the title of a sheet of our template names the fund's account.

One workbook holds a sheet for every account of the institution, and is taken in fund by fund.
"""

import re
from collections.abc import Iterable, Sequence

from fundinst.thai import to_arabic_digits

from .cells import Cell

ACCOUNT_CODE = re.compile(r"รหัสบัญชี ?([0-9]{6,8}-[0-9]{2,3})/([0-9]{1,4})(?![0-9])")
GUIDE = "วิธีกรอก"
"""The template's sheet of instructions: passed over without a word."""


def account_code(fund: str, number: int) -> str:
    """What stands in a sheet's title: 'รหัสบัญชี 33120691-01/2', the fund's code and account."""
    return f"รหัสบัญชี {fund}/{number}"


def account_named(titles: Iterable[Sequence[Cell]]) -> tuple[str, int] | None:
    """The fund's code and the account's number in the rows over a heading; None without any."""
    texts = (cell for row in titles for cell in row if isinstance(cell, str) and cell)
    for text in texts:
        if found := ACCOUNT_CODE.search(" ".join(to_arabic_digits(text).split())):
            return found[1], int(found[2])
    return None
