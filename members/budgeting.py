"""Acts: what a household earns and what it spends on living, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from fundinst.errors import Refusal, Refused
from fundinst.fields import MOST_BAHT
from fundinst.money import format_baht
from members.audit import record
from members.holding import refusals_of_holding
from members.living import EVERY_MONTH, months_in_words
from members.models import AuditEntry, Expense, Household, Income, User
from members.undoing import undoes
from members.versions import refusals_of_version, version_of

KINDS: dict[str, type[Income] | type[Expense]] = {"income": Income, "expense": Expense}
_SUBJECT = {"income": "source", "expense": "purpose"}
WORDS = {"income": "รายได้", "expense": "ค่าใช้จ่าย"}
LONGEST = 100


@dataclass(frozen=True, slots=True)
class StatedLine:
    """So many baht in each of these months (1 to 12), for or from something."""

    what: str
    amount: Decimal
    months: tuple[int, ...]

    @property
    def values(self) -> dict[str, Any]:
        """In JSON's own types; equal lines have equal values."""
        return {
            "what": self.what,
            "amount": f"{self.amount:.2f}",
            "months": sorted(set(self.months)),
        }

    def __str__(self) -> str:
        return f"{self.what} เดือนละ {format_baht(self.amount)} บาท ({months_in_words(self.months)})"


def stated(line: Income | Expense) -> StatedLine:
    """A line of the books as somebody would state it."""
    what = line.source if isinstance(line, Income) else line.purpose
    return StatedLine(what, line.amount, tuple(line.months))


def lines_version(lines: Sequence[Income | Expense]) -> str:
    """The version of all lines of a kind, for the page that adds one."""
    return version_of([stated(line).values for line in lines])


@transaction.atomic(durable=True)
def state_line(
    household: Household,
    kind: str,
    said: StatedLine,
    *,
    line_id: int | None,
    seen: str,
    actor: User,
) -> AuditEntry | None:
    """Add a line of income or expense, or correct one (``line_id``); None if nothing changes.

    ``seen`` is the version of the line that the page was opened with, or of all lines
    (``lines_version``) where it adds one. Raises Refused, with every reason.
    """
    household = _held(household)
    lines = [*_lines(household, kind)]
    line = next((one for one in lines if one.pk == line_id), None)
    before = stated(line).values if line else None
    if before == said.values or (line_id is None and _is_said(said, lines, seen)):
        return None
    refusals = [*refusals_of_holding(household.pk)]
    refusals += _refusals_of_line(kind, said, [one for one in lines if one.pk != line_id])
    if line_id is not None:
        refusals += _refusals_of_correction(line, before, seen)
    if refusals:
        raise Refused(refusals)

    line = _write(line or KINDS[kind](household=household), kind, said)
    sentence = f"บันทึก{WORDS[kind]} {said}" + (f" แทน {_said(before)}" if before else "")
    now = version_of(said.values)
    kept = {"kind": kind, "line": line.pk, "values": before, "version": now}
    return _write_down("line_stated", line, household, sentence, actor, kept)


def _is_said(said: StatedLine, lines: list[Income | Expense], seen: str) -> bool:
    """Whether this very line was added since the page was opened: pressed twice."""
    return seen != lines_version(lines) and said.values in [stated(one).values for one in lines]


@transaction.atomic(durable=True)
def remove_line(line: Income | Expense, *, seen: str, actor: User) -> AuditEntry | None:
    """Take a line out; None when it is out. Raises Refused when it was changed since ``seen``."""
    household = _held(line.household)
    kind = "income" if isinstance(line, Income) else "expense"
    line = _lines(household, kind).filter(pk=line.pk).first()
    if line is None:
        return None
    values = stated(line).values
    if refusals := [*refusals_of_holding(household.pk), *refusals_of_version(seen, values)]:
        raise Refused(refusals)

    entry = _write_down(
        "line_removed",
        line,
        household,
        f"เอา{WORDS[kind]}ออก: {stated(line)}",
        actor,
        {"kind": kind, "values": values},
    )
    line.delete()
    return entry


def _refusals_of_line(
    kind: str, said: StatedLine, others: list[Income | Expense]
) -> Iterator[Refusal]:
    if not said.what:
        yield Refusal("what_missing", "", f"กรุณาบอกว่าเป็น{WORDS[kind]}อะไร")
    if len(said.what) > LONGEST:
        yield Refusal("what_too_long", "", f"พิมพ์ได้ไม่เกิน {LONGEST} ตัวอักษร กรุณาย่อให้สั้นลง")
    if not 0 < said.amount <= MOST_BAHT:
        yield Refusal("amount_missing", "", "จำนวนเงินต่อเดือนต้องมากกว่า 0 บาท")
    if not said.months or not {*said.months} <= {*EVERY_MONTH}:
        yield Refusal("months_missing", "", "กรุณาเลือกเดือนอย่างน้อยหนึ่งเดือน หรือเลือกทุกเดือน")
    if any(stated(other).what.casefold() == said.what.casefold() for other in others):
        yield Refusal(
            "line_exists",
            "",
            f"มี{WORDS[kind]} “{said.what}” อยู่แล้ว ให้แก้รายการเดิม หรือตั้งชื่อให้ต่างกัน",
        )


def _refusals_of_correction(
    line: Income | Expense | None, before: dict[str, Any] | None, seen: str
) -> Iterator[Refusal]:
    if line is None:
        yield Refusal("line_gone", "", "มีคนเอารายการนี้ออกไปแล้ว กรุณากลับไปดูรายการใหม่")
    else:
        yield from refusals_of_version(seen, before)


def _lines(household: Household | None, kind: str) -> Any:
    return KINDS[kind].objects.filter(household=household).order_by("pk")


def _write(line: Income | Expense, kind: str, said: StatedLine) -> Income | Expense:
    setattr(line, _SUBJECT[kind], said.what)
    line.amount, line.months = said.amount, said.values["months"]
    line.save()
    return line


def _said(values: dict[str, Any]) -> StatedLine:
    return StatedLine(values["what"], Decimal(values["amount"]), tuple(values["months"]))


def _held(household: Household) -> Household:
    held: Household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    return held


def _write_down(
    act: str,
    line: Income | Expense,
    household: Household,
    sentence: str,
    actor: User,
    before: dict[str, object],
) -> AuditEntry:
    return record(
        act,
        line,
        sentence[:500],
        actor=actor,
        institution=household.institution,
        household=household,
        before=before,
    )


@undoes("line_stated")
def take_line_back(entry: AuditEntry, actor: User) -> None:
    """Take the added line out again, or give a corrected one its former values."""
    before, kind = entry.before, entry.before["kind"]
    line = _lines(entry.household, kind).filter(pk=before["line"]).first()
    if line is None or version_of(stated(line).values) != before["version"]:
        sentence = "รายการนี้มีคนแก้ต่อไปแล้ว เลิกทำไม่ได้ ให้แก้ด้วยการบันทึกใหม่แทน"
        raise Refused([Refusal("changed_since", "", sentence)])
    if before["values"] is None:
        line.delete()
    else:
        _write(line, kind, _said(before["values"]))


@undoes("line_removed")
def put_line_back(entry: AuditEntry, actor: User) -> None:
    """Put the removed line back, unless another of its name was stated meanwhile."""
    kind, said = entry.before["kind"], _said(entry.before["values"])
    if refusals := [*_refusals_of_line(kind, said, [*_lines(entry.household, kind)])]:
        raise Refused(refusals)
    _write(KINDS[kind](household=entry.household), kind, said)
