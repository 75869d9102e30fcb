"""The district's form as an Excel workbook: what the district office keeps and adds up.

Amounts are real numbers that only look Thai: the number format shows ๑๓,๒๐๐ and a sum still works.
Texts (names, funds, house numbers) are as stored, house numbers as text, for 3/1 is not a date.
Totals are formulas and carry their values, so that viewers that do not calculate show them too.
The headings are the printed form's to the letter, so that sheets of many villages can be stacked.
"""

import io
from dataclasses import dataclass
from datetime import datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fundinst.thai import to_thai_digits
from reports.district_form import BETWEEN_FUNDS, COLUMNS, TITLE, DistrictForm, Signature
from reports.plain_table import as_text
from reports.sheet import Certificate
from reports.sheet_words import mark_of

# The government's face and size for papers; a computer without it shows its own Thai face.
FONT = {"font_name": "TH SarabunPSK", "font_size": 16}
# [$-D000000] shows a number in Thai digits.
WHOLE, WITH_SATANG = "[$-D000000]#,##0", "[$-D000000]#,##0.00"
WIDTHS = (8, 30, 11, 36, 18, 25, 18)
HEADER = 4  # rows count from 0; the title lines stand above, a blank row between
FIRST = HEADER + 1
A4 = 9
INCH = 2.54  # centimetres; the library's margins are in inches
SIGNATURE_PLACES = ((0, 1), (2, 4), (5, 6))  # columns, three signatures side by side
DOTS = "." * 34


@dataclass(frozen=True, slots=True)
class Faces:
    """The cell formats of one workbook."""

    title: Format
    line: Format
    mark: Format
    heading: Format
    order: Format
    text: Format
    centred: Format
    amount: Format
    total_label: Format
    total: Format
    plain: Format
    plain_amount: Format
    signature: Format


def form_xlsx(form: DistrictForm, certificate: Certificate | None = None) -> bytes:
    """The workbook's bytes; the same form always gives the same bytes, and names no author.

    Without a certificate every page says that it is a draft.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        # A fixed moment: the library would put in the clock's.
        book.set_properties({"title": TITLE, "created": datetime.combine(form.as_of, time())})
        sheet = book.add_worksheet("แบบรายงาน")
        faces = _faces(book, WITH_SATANG if form.has_satang else WHOLE)
        _set_page(sheet, certificate)
        _write_heading(sheet, form, faces, mark_of(certificate))
        _write_rows(sheet, form, faces)
        end = _write_totals(sheet, form, faces)
        last = _write_signatures(sheet, form.signatures, faces, top=end + 2)
        sheet.print_area(0, 0, last, len(COLUMNS) - 1)
    return written.getvalue()


def _faces(book: Workbook, amount: str) -> Faces:
    def face(**settings: object) -> Format:
        return book.add_format({**FONT, "valign": "vcenter", **settings})

    cell = {"border": 1, "valign": "top"}
    centre = {"align": "center", "text_wrap": True}
    return Faces(
        title=face(bold=True, align="center"),
        line=face(align="center"),
        mark=face(bold=True),
        heading=face(bold=True, border=1, **centre),
        order=face(**cell, align="center", num_format="[$-D000000]0"),
        text=face(**cell, text_wrap=True),
        centred=face(**cell, align="center", num_format="@"),
        amount=face(**cell, num_format=amount),
        total_label=face(bold=True, border=1, align="center"),
        total=face(bold=True, border=1, num_format=amount),
        plain=face(),
        plain_amount=face(num_format=amount),
        signature=face(align="center"),
    )


def _set_page(sheet: Worksheet, certificate: Certificate | None) -> None:
    """A4 across, one page wide, the header on every page, หน้า x จาก y at the foot; above, whether
    it is a draft, or by what it can be checked."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=1.5 / INCH, right=1.5 / INCH, top=1.8 / INCH, bottom=1.8 / INCH)
    sheet.repeat_rows(HEADER)
    sheet.freeze_panes(FIRST, 0)
    sheet.set_header(f'&R&"TH SarabunPSK,Bold"&14{mark_of(certificate)}')
    sheet.set_footer('&C&"TH SarabunPSK,Regular"&14หน้า &P จาก &N')
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)


def _write_heading(sheet: Worksheet, form: DistrictForm, faces: Faces, mark: str) -> None:
    """The title lines; in the row below, for who reads it on a screen, what the header of a printed
    page says."""
    last = len(COLUMNS) - 1
    for line, (text, face) in enumerate(
        zip(form.heading, (faces.title, faces.title, faces.line), strict=True)
    ):
        sheet.merge_range(line, 0, line, last, "", face)
        sheet.write_string(line, 0, as_text(text), face)
    sheet.write_string(HEADER - 1, 0, as_text(mark), faces.mark)
    for column, heading in enumerate(COLUMNS):
        sheet.write_string(HEADER, column, heading, faces.heading)


def _write_rows(sheet: Worksheet, form: DistrictForm, faces: Faces) -> None:
    for line, row in enumerate(form.rows, start=FIRST):
        sheet.write_number(line, 0, row.order, faces.order)
        sheet.write_string(line, 1, as_text(row.name), faces.text)
        sheet.write_string(line, 2, as_text(row.house_number), faces.centred)
        sheet.write_string(line, 3, as_text(BETWEEN_FUNDS.join(row.funds)), faces.text)
        sheet.write_number(line, 4, row.debt, faces.amount)
        sheet.write_string(line, 5, as_text(row.receiving_fund), faces.text)
        sheet.write_number(line, 6, row.new_amount, faces.amount)
    # Excel marks every text that looks like a number with a green corner; these are meant so.
    sheet.ignore_errors({"number_stored_as_text": f"C{FIRST + 1}:C{FIRST + len(form.rows) + 1}"})


def _write_totals(sheet: Worksheet, form: DistrictForm, faces: Faces) -> int:
    """The totals and, under them, the check that nothing was lost. The row after them."""
    line = FIRST + len(form.rows)
    label = to_thai_digits(f"รวม {form.households} ครัวเรือน")
    sheet.merge_range(line, 0, line, 3, label, faces.total_label)
    sheet.write_formula(line, 4, _sum("E", line), faces.total, value=form.total_debt)
    sheet.write_blank(line, 5, None, faces.total_label)
    sheet.write_formula(line, 6, _sum("G", line), faces.total, value=form.total_new)

    total, check = line + 1, line + 3  # as Excel counts them, from 1
    agrees = "ตรงกัน" if form.difference == 0 else "ไม่ตรงกัน"
    sheet.write_string(check - 1, 0, f"ตรวจสอบ: {form.check} ผลต่าง (บาท)", faces.plain)
    off = "".join(f"-{baht}" for _words, baht in form.taken_off)
    difference = f"=E{total}-G{total}{off}"
    sheet.write_formula(check - 1, 4, difference, faces.plain_amount, value=form.difference)
    verdict = f'=IF(ROUND(E{check},2)=0,"ตรงกัน","ไม่ตรงกัน")'
    sheet.write_formula(check - 1, 5, verdict, faces.plain, value=agrees)
    return check


def _sum(column: str, line: int) -> str:
    """The formula over the rows above ``line``; a form without rows sums to nothing."""
    return f"=SUM({column}{FIRST + 1}:{column}{line})" if line > FIRST else "=0"


def _write_signatures(
    sheet: Worksheet, signatures: tuple[Signature, ...], faces: Faces, *, top: int
) -> int:
    """Three side by side, further ones below. The last row written."""
    line = top
    for number, signature in enumerate(signatures):
        line = top + 5 * (number // len(SIGNATURE_PLACES))
        first, last = SIGNATURE_PLACES[number % len(SIGNATURE_PLACES)]
        for offset, text in enumerate(
            (
                f"ลงชื่อ{DOTS}{signature.role}",
                f"({signature.name or DOTS})",
                f"ตำแหน่ง {signature.position or DOTS}",
            )
        ):
            sheet.merge_range(line + offset, first, line + offset, last, "", faces.signature)
            sheet.write_string(line + offset, first, as_text(text), faces.signature)
    return line + 2
