"""Read the meeting's list of decisions: house number, the debtor who signs, the holding fund."""

from collections.abc import Sequence
from itertools import islice

from consolidation.deciding import Decision
from debts.registers.cells import Cell, read_house, read_text
from debts.registers.columns import letters_of
from debts.registers.files import open_register
from fundinst.errors import Refusal, Refused
from fundinst.thai import Unreadable

HEADINGS = {
    "house": ("บ้านเลขที่", "เลขที่บ้าน", "เลขบ้าน", "บเลขที่"),
    "debtor": ("ชื่อสกุล", "ชื่อและสกุล", "ชื่อนามสกุล", "ผู้กู้", "ผู้ลงชื่อ", "ลูกหนี้", "รายชื่อผู้เป็นหนี้", "ชื่อ"),
    "fund": ("แหล่งกู้ยืมใหม่", "แหล่งเงินกู้ใหม่", "กองทุนที่ถือสัญญา", "กองทุนใหม่", "กองทุน", "แหล่งกู้ใหม่"),
}
ROWS_SEARCHED = 20


def read_decisions(content: bytes, filename: str) -> list[Decision]:
    """The decisions in the file's order.

    Raises Refused for a file that can't be opened, lacks one of the three columns, or has a line
    that can't be read: every such line is named and nothing is done.
    """
    for sheet in open_register(content, filename):
        rows = iter(sheet.rows)
        for number, cells in islice(rows, ROWS_SEARCHED):
            if columns := _columns(cells):
                return _decisions(columns, rows, after=number)
    raise Refused(
        [
            Refusal(
                "decisions_no_header",
                "",
                "ไม่พบหัวคอลัมน์ บ้านเลขที่ ชื่อ-สกุล และแหล่งกู้ยืมใหม่ ในแฟ้มรายการตัดสินใจ",
            )
        ]
    )


def _columns(cells: Sequence[Cell]) -> dict[str, int] | None:
    headings = [letters_of(cell) if isinstance(cell, str) else "" for cell in cells]
    columns = {}
    for meaning, known in HEADINGS.items():
        names = [letters_of(name) for name in known]
        found = [column for column, heading in enumerate(headings) if heading in names]
        if len(found) != 1:
            return None
        columns[meaning] = found[0]
    return columns


def _decisions(columns: dict[str, int], rows, *, after: int) -> list[Decision]:
    decisions, refusals = [], []
    for number, cells in rows:
        cell = {name: cells[c] if c < len(cells) else "" for name, c in columns.items()}
        try:
            debtor, fund = read_text(cell["debtor"]), read_text(cell["fund"])
            house = read_house(cell["house"])
        except (Unreadable, ValueError) as unreadable:
            refusals.append(Refusal("decision_unreadable", "", f"แถว {number}: {unreadable}"))
            continue
        if not (debtor or fund or house):
            continue
        if not debtor or not fund:
            refusals.append(
                Refusal("decision_incomplete", "", f"แถว {number}: ต้องมีทั้งชื่อผู้ลงชื่อและกองทุนที่จะถือสัญญา")
            )
            continue
        decisions.append(Decision(number, house, debtor, fund))
    if refusals:
        raise Refused(refusals)
    return decisions
