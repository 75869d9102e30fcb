"""Registers that are given back with remarks, and a workbook such as volunteers make."""

import zipfile
from io import BytesIO

import xlsxwriter

from debts.registers import ReadRegister, read_register
from debts.registers.marks import Mark
from debts.registers.returning import returned_file, returned_name
from tests.debts.register_files_made import TODAY

REASON = "อ่านจำนวนเงิน “หมื่นสอง” ไม่ออก ให้พิมพ์เช่น 13,200 หรือ 13,200.50"
HEADING = "เหตุที่ยังบันทึกไม่ได้"


def given_back(content: bytes, name: str) -> bytes:
    """The file with what the reader can't read in it."""
    read = read_register(content, name, today=TODAY)
    marks = [Mark(cell.sheet, cell.row, cell.columns, cell.reason) for cell in read.unreadable]
    return returned_file(content, name, read.tables, marks)


def said(content: bytes, name: str) -> tuple[object, ...]:
    """All that a file says to the reader, but for its digest and where our reasons stand."""
    read: ReadRegister = read_register(content, name, today=TODAY)
    return read.rows, read.unreadable, read.own_total, read.notes, read.as_of_in_title, read.columns


def read_again(content: bytes, name: str) -> tuple[object, ...]:
    return said(given_back(content, name), returned_name(name))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rich_workbook() -> bytes:
    """Title merged over the table, styles, formulas, a chart, a comment, a filter, and more.

    Rules for what is typed and colours by condition; a hidden column, a hidden sheet, a name.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, chart_of = book.add_worksheet("ลูกหนี้ 2560"), book.add_chart({"type": "column"})
        title = book.add_format({"bold": True, "align": "center", "font_size": 20})
        money = book.add_format({"num_format": "#,##0.00", "border": 1, "font_color": "#003366"})
        text = book.add_format({"num_format": "@", "border": 1, "italic": True})
        head = book.add_format({"bold": True, "border": 2, "bg_color": "#DDEEFF"})
        sheet.merge_range("A1:F1", "ทะเบียนลูกหนี้ กองทุนหมู่บ้าน", title)
        sheet.write_row("A3", ["ที่", "บ้านเลขที่", "ชื่อ-สกุล", "เงินต้นคงเหลือ", "ดอกเบี้ยค้าง", "รวม"], head)
        rows = [
            (1, "24", "นางกองแก้ว ทดสอบไทย", 9000, 800),
            (2, "31", "นายชาลี จำลองสุข", "หมื่นสอง", 1100),
            (3, "", "นางอุดม จำลองสุข", 3000, 200),
            (4, "55", "", 500, 0),
        ]
        for line, row in enumerate(rows, start=4):
            sheet.write_row(line - 1, 0, row[:1])
            sheet.write_row(line - 1, 1, row[1:3], text)
            sheet.write_row(line - 1, 3, row[3:], money)
            value = sum(v for v in row[3:] if not isinstance(v, str))
            sheet.write_formula(line - 1, 5, f"=SUM(D{line}:E{line})", money, value)
        sheet.write_row("B8", ["", "รวม"], text)
        sheet.write_formula("D8", "=SUM(D4:D7)", money, 12500)
        sheet.write_formula("E8", "=SUM(E4:E7)", money, 2100)
        sheet.set_column("A:A", 5, None, {"hidden": True})
        sheet.set_column("C:XFD", 21.5)
        sheet.set_row(4, 33)
        sheet.autofilter("A3:F7")
        sheet.data_validation("D4:D7", {"validate": "decimal", "criteria": ">=", "value": 0})
        sheet.conditional_format("D4:D7", {"type": "3_color_scale"})
        sheet.write_comment("C4", "มาจ่ายทุกเดือน")
        chart_of.add_series({"values": "='ลูกหนี้ 2560'!$D$4:$D$7"})
        sheet.insert_chart("H2", chart_of)
        notes = book.add_worksheet("บันทึก")
        notes.write_row("A1", ["จดไว้", 1, 2])
        hidden = book.add_worksheet("เก่า")
        hidden.write_row("A1", ["ชื่อ-สกุล", "เงินต้นคงเหลือ"])
        hidden.hide()
        book.define_name("ยอด", "='ลูกหนี้ 2560'!$D$4:$D$7")
    return out.getvalue()
