"""The workbook people fill in (แบบกรอก): a sheet for every account, with what is known already.

It reads back through ``read_register``: the headings are ones it knows, each sheet's title says
whose it is (``belonging``), and what is not changed changes nothing. Texts are cells of text with
Excel's own apostrophe (quotePrefix), so that no name is ever a formula and 3/1 never a date.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fundinst.thai import format_date

from .belonging import GUIDE, account_code
from .columns import Meaning as M
from .sheetnames import sheet_name

FONT = {"font_name": "TH SarabunPSK", "font_size": 16}
COLUMNS: tuple[tuple[M, int], ...] = (  # heading, width
    (M.HOUSE, 12),
    (M.NAME, 32),
    (M.LOAN_NUMBER, 20),
    (M.DUE, 16),
    (M.PRINCIPAL, 17),
    (M.INTEREST_UNDER, 17),
    (M.INTEREST_OVER, 17),
    (M.PENALTY, 12),
    (M.FEE, 14),
)
TEXTS = 4  # the first columns hold texts, the others baht
HEADING = 3  # rows count from 0; the title stands above
FIRST = HEADING + 1
ROOM = 500  # rows below the last one that are made ready for more debtors
MOST_BAHT_A_LOAN = 1_000_000_000
A4 = 9

GUIDE_LINES = (
    "แฟ้มนี้มีหนึ่งแผ่นงานต่อหนึ่งบัญชีของกองทุน เลือกแผ่นงานที่แถบด้านล่าง แล้วแก้หรือเติมตัวเลข",
    "หนึ่งแถวคือหนึ่งสัญญากู้ คนที่มีสองสัญญาในกองทุนเดียวกันให้ใส่สองแถว",
    "ครัวเรือนที่ไม่มีหนี้ในกองทุนนั้น ให้คงยอด 0 ไว้ หรือลบทั้งแถวก็ได้",
    "ลูกหนี้ที่ยังไม่มีในแผ่นงาน ให้พิมพ์ต่อท้าย ใส่บ้านเลขที่ ชื่อ-สกุล และยอดเงินต้น อย่างน้อยสามช่องนี้",
    "ช่องยอดเงินให้ใส่ยอดที่ยังค้างอยู่ ไม่ใช่ยอดที่กู้ครั้งแรก ใส่ตัวเลขอย่างเดียว เช่น 13200 หรือ 13200.50",
    "ดอกเบี้ยที่ค้างไม่ถึงหนึ่งปี กับที่ค้างตั้งแต่หนึ่งปีขึ้นไป อยู่คนละช่อง ถ้าไม่รู้ให้ใส่ช่องไม่เกิน 1 ปี",
    "วันครบกำหนดให้พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 31/3/2560 ถ้าไม่รู้ให้เว้นว่าง",
    "บ้านเลขที่พิมพ์ได้เลย เช่น 32/1 โปรแกรมจะไม่เปลี่ยนเป็นวันที่",
    "อย่าแก้บรรทัดที่มีคำว่า รหัสบัญชี และอย่าแก้ชื่อหัวคอลัมน์ เพราะระบบใช้ดูว่าแผ่นงานเป็นของกองทุนใด",
    "เสร็จแล้วบันทึกแฟ้ม ไปที่หน้า “นำเข้าทะเบียน” เลือกกองทุน แล้วเลือกแฟ้มนี้ ทำทีละกองทุน",
    "ระบบจะแสดงให้ตรวจก่อนทุกครั้ง แถวที่ไม่ได้แก้จะไม่เปลี่ยนอะไรในระบบ",
)


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A loan as the books have it, or a household that owes the account nothing. Amounts in baht.

    ``interest_over_year`` is interest overdue for a year or more (ป.พ.พ. มาตรา 655).
    """

    house_number: str
    name: str
    loan_number: str = ""
    due_on: date | None = None
    principal: Decimal = Decimal(0)
    interest_under_year: Decimal = Decimal(0)
    interest_over_year: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One account: ``title`` names it to people, ``fund_code`` and ``number`` to the reader."""

    title: str
    fund_code: str
    number: int
    rows: Sequence[TemplateRow]


@dataclass(frozen=True, slots=True)
class _Faces:
    title: Format
    line: Format
    heading: Format
    text: Format
    amount: Format
    guide: Format


def template_xlsx(sheets: Sequence[TemplateSheet], *, place: str, on: date) -> bytes:
    """The workbook's bytes; the same content always gives the same bytes. ``on``: as of when."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        # A fixed moment: the library would put in the clock's.
        book.set_properties({"title": "แบบกรอกทะเบียนลูกหนี้", "created": datetime.combine(on, time())})
        faces = _faces(book)
        _write_guide(book.add_worksheet(GUIDE), place, faces)
        for sheet in sheets:
            taken = [page.name for page in book.worksheets()]
            _write_sheet(book.add_worksheet(sheet_name(sheet.title, taken)), sheet, on, faces)
    return written.getvalue()


def _faces(book: Workbook) -> _Faces:
    def face(**settings: object) -> Format:
        return book.add_format({**FONT, "valign": "vcenter", **settings})

    return _Faces(
        title=face(bold=True, font_size=20),
        line=face(),
        heading=face(bold=True, border=1, align="center", text_wrap=True, bg_color="#DDEFEE"),
        text=face(num_format="@", quote_prefix=True),
        amount=face(num_format="#,##0.00"),
        guide=face(text_wrap=True, valign="top"),
    )


def _write_guide(page: Worksheet, place: str, faces: _Faces) -> None:
    page.set_column(0, 0, 110)
    page.write_string(0, 0, f"วิธีกรอกทะเบียนลูกหนี้ {place}", faces.title)
    for line, text in enumerate(GUIDE_LINES, start=1):
        page.write_string(line + 1, 0, f"{line}. {text}", faces.guide)
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


def _write_sheet(page: Worksheet, sheet: TemplateSheet, on: date, faces: _Faces) -> None:
    as_of = format_date(on, digits="arabic")
    page.write_string(0, 0, f"ทะเบียนลูกหนี้ {sheet.title}", faces.title)
    code = account_code(sheet.fund_code, sheet.number)
    page.write_string(1, 0, f"ข้อมูล ณ วันที่ {as_of}   {code}", faces.line)
    page.write_string(2, 0, f"วิธีกรอกดูที่แผ่นงาน {GUIDE} ลูกหนี้ใหม่พิมพ์ต่อท้ายได้", faces.line)
    for column, (heading, _width) in enumerate(COLUMNS):
        page.write_string(HEADING, column, heading, faces.heading)
    for line, row in enumerate(sheet.rows, start=FIRST):
        _write_row(page, line, row, faces)
    _set_page(page, FIRST + len(sheet.rows) + ROOM, faces)


def _write_row(page: Worksheet, line: int, row: TemplateRow, faces: _Faces) -> None:
    due_on = format_date(row.due_on, style="slash", digits="arabic") if row.due_on else ""
    for column, text in enumerate((row.house_number, row.name, row.loan_number, due_on)):
        if text:
            page.write_string(line, column, text, faces.text)
    page.write_number(line, TEXTS, row.principal, faces.amount)
    others = (row.interest_under_year, row.interest_over_year, row.penalty, row.fee)
    for column, amount in enumerate(others, start=TEXTS + 1):
        if amount:
            page.write_number(line, column, amount, faces.amount)


def _set_page(page: Worksheet, last: int, faces: _Faces) -> None:
    for column, (_heading, width) in enumerate(COLUMNS):
        page.set_column(column, column, width, faces.text if column < TEXTS else faces.amount)
    page.set_row(HEADING, 48)
    page.freeze_panes(FIRST, 2)
    page.repeat_rows(HEADING)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer('&C&"TH SarabunPSK,Regular"&14หน้า &P จาก &N')
    page.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:D{last}"})
    _set_rules(page, last)


def _set_rules(page: Worksheet, last: int) -> None:
    """What may be typed: amounts that are amounts; how to type a day is said, not enforced."""
    page.data_validation(
        FIRST,
        TEXTS,
        last,
        len(COLUMNS) - 1,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": MOST_BAHT_A_LOAN,
            "error_title": "ใส่เป็นตัวเลข",
            "error_message": "ช่องนี้เป็นยอดเงินบาท ให้พิมพ์ตัวเลขตั้งแต่ 0 ขึ้นไป เช่น 13200 หรือ 13200.50",
        },
    )
    page.data_validation(
        FIRST,
        TEXTS - 1,
        last,
        TEXTS - 1,
        {
            "validate": "any",
            "input_title": "วันครบกำหนด",
            "input_message": "พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 31/3/2560",
        },
    )
