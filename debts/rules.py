"""What stands in the way of recording a register, and what its user has to have seen before."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from debts.leaving_out import Parting
from debts.models import Register
from debts.previewing import Preview
from debts.registers import UnreadableCell
from fundinst.errors import Refusal
from fundinst.money import format_baht

REASONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Consent:
    """What the user agreed to, as the page showed it.

    ``left_out`` is how many rows were to be left out (None: not asked), ``difference`` by how much
    the file's own total was seen to be off, in baht.
    """

    only_good: bool = False
    left_out: int | None = None
    difference: Decimal | None = None


ALL_OF_IT = Consent()


def refusals_to_record(
    register: Register, preview: Preview, consent: Consent = ALL_OF_IT
) -> Iterator[Refusal]:
    """Why the draft can't be recorded yet; the page shows the same sentences."""
    if register.status != Register.Status.DRAFT:
        yield from refusals_of_status(register)
    if consent.only_good:
        yield from _refusals_to_leave_out(Parting(preview), consent)
    else:
        yield from _refusals_of_rows(preview)
    if not preview.rows and not preview.unreadable:
        yield Refusal("register_empty", "", "ไม่พบแถวลูกหนี้ในแฟ้มนี้")
    if asks_about_total(preview, consent) and consent.difference != preview.difference:
        yield Refusal(
            "total_differs",
            "",
            f"ยอดรวมที่เขียนไว้ในแฟ้มต่างจากที่ระบบอ่านได้ {format_baht(abs(preview.difference))} บาท "
            "ถ้าตรวจแล้วว่ายอดของระบบถูกต้อง ให้ทำเครื่องหมาย “ยอดในแฟ้มไม่ตรง รับทราบ” ก่อนบันทึก",
        )


def asks_about_total(preview: Preview, consent: Consent = ALL_OF_IT) -> bool:
    """Whether the file's own total is off for a reason nobody has seen yet.

    Rows that could not be read are missing from ours: leaving them out is agreed to by itself.
    """
    return bool(preview.difference) and not (consent.only_good and preview.unreadable)


def refusals_of_status(register: Register) -> list[Refusal]:
    """Why a register that is no draft any more can't be recorded."""
    if register.status == Register.Status.WITHDRAWN:
        return [Refusal("register_withdrawn", "", "ทะเบียนนี้เลิกทำไปแล้ว ถ้าจะบันทึกอีก กรุณานำเข้าแฟ้มใหม่")]
    return [Refusal("register_discarded", "", "ทะเบียนนี้ทิ้งไปแล้ว กรุณานำเข้าใหม่")]


def _refusals_to_leave_out(parting: Parting, consent: Consent) -> Iterator[Refusal]:
    now = len(parting.left_out)
    if consent.left_out not in (None, now):
        yield Refusal(
            "left_out_changed",
            "",
            f"ข้อมูลในระบบเปลี่ยนไประหว่างนี้ ตอนนี้ต้องเว้น {now} แถว ไม่ใช่ {consent.left_out} แถว "
            "กรุณาดูรายการใหม่แล้วกดบันทึกอีกครั้ง",
        )
    if not parting.good:
        yield Refusal("nothing_good", "", "ไม่มีแถวที่บันทึกได้ ให้แก้ในแฟ้มก่อนแล้วนำเข้าใหม่")


def _refusals_of_rows(preview: Preview) -> Iterator[Refusal]:
    doubtful = [row for row in preview.rows if row.outcome == "doubtful"]
    for row in doubtful[:REASONS_SHOWN]:
        yield Refusal("row_doubtful", "", f"{_place(row.row)} {row.row.name}: {row.doubt}")
    for cell in preview.unreadable[:REASONS_SHOWN]:
        yield Refusal("row_unreadable", "", f"{_place(cell)} {cell.column}: {cell.reason}")
    more = max(len(doubtful) - REASONS_SHOWN, 0) + max(len(preview.unreadable) - REASONS_SHOWN, 0)
    if more:
        yield Refusal("and_more", "", f"และอีก {more} แถว")


def _place(row: UnreadableCell | object) -> str:
    return f"แผ่นงาน {row.sheet} แถว {row.row}" if row.sheet else f"แถว {row.row}"
