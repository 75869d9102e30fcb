"""The debtor grid as it is sent: the day its figures are of, its rows, the funds' own totals."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.http import QueryDict

from debts.grid import HOUSE_NUMBER, NAME, Column
from debts.ledger_totals import total_version
from debts.surveying import TypedRow
from debts.uncounted import NOTHING, Uncounted
from fundinst.forms import ActForm, ThaiDateField
from fundinst.money import format_baht, read_baht
from fundinst.thai import Unreadable
from members.models import FundAccount

NOT_COMPARED = "ยังเทียบไม่ได้ เพราะมีแถวที่ยังไม่ได้บันทึก"
UNDECIDED = "undecided"
"""What a cell was typed over, as long as nobody has said whose value holds: no cell is that."""


class DayForm(ActForm):
    """The day that the grid's figures are of."""

    on = ThaiDateField(label="ข้อมูล ณ วันที่", happened=True, required=False)


def day_of(data: QueryDict, *, today: date) -> tuple[date, str]:
    """The day in the address or form, today when there is none; and why it can't be read."""
    form = DayForm({"on": data.get("on", "").replace("\0", "")})
    if not form.is_valid():
        return today, " ".join(form.errors["on"])
    return form.cleaned_data["on"] or today, ""


def key_of(text: str) -> UUID:
    """A row's key; a text that is none still always comes to the same one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_OID, text)


def window_of(data: QueryDict) -> UUID:
    window = data.get("window", "")
    return key_of(window) if window else uuid4()


def one_row(data: QueryDict, accounts: Iterable[FundAccount]) -> TypedRow:
    """The row that the browser sends when it is left."""
    money = {account.pk: _text(data, f"account-{account.pk}") for account in accounts}
    fields = [HOUSE_NUMBER, NAME, *map(str, money)]
    return TypedRow(
        key=key_of(data.get("key", "")),
        window=window_of(data),
        household_id=_number(data.get("household", "")),
        house_number=_text(data, HOUSE_NUMBER) or "",
        name=_text(data, NAME) or "",
        cells={pk: text for pk, text in money.items() if text is not None},
        seen={field: _text(data, f"seen-{field}") or "" for field in fields},
        apart="apart" in data,
        turn=_number(data.get("turn", "")),
        paste=str(key_of(data["paste"])) if data.get("paste") else None,
    )


def all_rows(data: QueryDict, accounts: Iterable[FundAccount]) -> Iterator[TypedRow]:
    """The rows of the whole form; without the empty ones and those in which nothing was typed."""
    fields = [str(account.pk) for account in accounts]
    chosen = data.get("choose", "")
    rows = {told.get("key", ""): told for told in map(_told, data.getlist("row"))}
    for key, told in rows.items():
        if data.get("drop") != key and (row := _row_of_form(data, told, fields, chosen)):
            yield row


def _row_of_form(
    data: QueryDict, told: dict[str, Any], fields: list[str], chosen: str
) -> TypedRow | None:
    """``told`` is what the page said of the row: ``debts.grid_lines.Line.told``."""
    key = told.get("key", "")
    texts = {name: _text(data, f"{key}-{name}") for name in (HOUSE_NUMBER, NAME, *fields)}
    texts = {name: text for name, text in texts.items() if text is not None}
    seen = {name: _texts(told, "seen").get(name, "") for name in texts}
    household = _number(str(told.get("household", "")))
    was = _texts(told, "was")
    if texts == was or not (household or any(text.strip() for text in texts.values())):
        return None
    for name in data.getlist(f"{key}-{UNDECIDED}"):
        if chosen == f"{key}:{name}:theirs":  # money that is not sent stays as the books have it
            texts[name] = seen[name]
            fields = [field for field in fields if field != name]
        elif chosen != f"{key}:{name}:mine":
            seen[name] = UNDECIDED
    return TypedRow(
        key=key_of(key),
        window=window_of(data),
        household_id=household,
        house_number=texts.get(HOUSE_NUMBER, ""),
        name=texts.get(NAME, ""),
        cells={int(pk): texts[pk] for pk in fields if pk in texts and texts[pk] != was.get(pk)},
        seen=seen,
        apart=chosen == f"{key}:apart",
    )


def _text(data: QueryDict, name: str) -> str | None:
    """What was typed, without the one character a database can't keep; None when nothing came."""
    text = data.get(name)
    return None if text is None else text.replace("\0", "")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _told(text: str) -> dict[str, Any]:
    """What the page said of a row when it was made; nothing where that can't be read."""
    try:
        told = json.loads(text.replace("\0", "").replace("\\u0000", "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return {**told, "key": str(told.get("key", ""))} if isinstance(told, dict) else {}


def _texts(told: dict[str, Any], name: str) -> dict[str, str]:
    """What was said of the row's cells, cell by cell."""
    of = told.get(name)
    return {name: str(text) for name, text in of.items()} if isinstance(of, dict) else {}


@dataclass(frozen=True, slots=True)
class LedgerBox:
    """A fund's own total as typed; ``amount`` in baht, None for an empty box or an ``error``.

    ``seen`` is the version of the total that stood in the box when the page was opened.
    """

    column: Column
    text: str
    amount: Decimal | None = None
    error: str = ""
    seen: str = ""
    uncounted: Uncounted = NOTHING

    @property
    def difference_words(self) -> str:
        """The difference, unless our own sum is known to lack something."""
        silent = self.column.ledger is not None and self.uncounted.rows
        return NOT_COMPARED if silent else self.column.words

    @property
    def account(self) -> str:
        return str(self.column.account.pk)

    @property
    def is_changed(self) -> bool:
        untouched = self.amount == self.column.ledger or self.seen == total_version(self.amount)
        return not self.error and not untouched


def ledger_boxes(columns: Iterable[Column], data: QueryDict | None = None) -> list[LedgerBox]:
    """A box for each account, with what was sent or else what is known."""
    return [_ledger_box(column, data or {}) for column in columns]


def _ledger_box(column: Column, data: QueryDict | dict[str, str]) -> LedgerBox:
    known, now = "" if column.ledger is None else format_baht(column.ledger), column.ledger
    text = data.get(f"total-{column.account.pk}", known).replace("\0", "")
    seen = data.get(f"total-{column.account.pk}-seen", total_version(now))
    try:
        amount = read_baht(text) if text.strip() else None
    except Unreadable as unreadable:
        return LedgerBox(column, text, error=str(unreadable), seen=seen)
    return LedgerBox(column, "" if amount is None else format_baht(amount), amount, seen=seen)
