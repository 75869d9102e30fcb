"""Files that are refused whole: not what their name says, dangerous, too large, broken."""

import resource
import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlwt

from fundinst.errors import Refused

from .register_files_made import (
    HEADINGS,
    archive,
    ods,
    ods_of,
    read,
    saved,
    text,
    with_parts,
    with_sheet_xml,
    workbook,
    xls,
    xlsx,
)

ROW = [1, "นายชาลี จำลองสุข", "31", 12600, 1100, "31/03/2561"]
ROWS = [HEADINGS, ROW]


def code_of(content, name="ทะเบียน.xlsx"):
    """Why a file is refused, after making sure that the sentence names the file."""
    with pytest.raises(Refused) as stopped:
        read(content, name)
    (refusal,) = stopped.value.refusals
    assert refusal.sentence.count(name) == 1
    return refusal.code


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "register_empty"),
        (b"\xef\xbb\xbf \r\n", "a.csv", "register_empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "register_too_big"),
        (xlsx(ROWS), "a.pdf", "register_unknown_type"),
        (xlsx(ROWS), "ทะเบียน", "register_unknown_type"),
        (xlsx(ROWS), "a.xlsm", "register_macros"),
        (xlsx(ROWS), "a.csv", "register_not_what_its_name_says"),
        (xlsx(ROWS), "a.xls", "register_not_what_its_name_says"),
        (xlsx(ROWS), "a.ods", "register_not_what_its_name_says"),
        (xls(ROWS), "a.xlsx", "register_not_what_its_name_says"),
        (ods(ROWS), "a.xlsx", "register_not_what_its_name_says"),
        (text(ROWS), "a.xlsx", "register_not_what_its_name_says"),
        (text(ROWS), "a.xls", "register_not_what_its_name_says"),
        (b"<html><table><tr></tr></table></html>", "a.xls", "register_not_what_its_name_says"),
        (b"%PDF-1.7", "a.csv", "register_not_what_its_name_says"),
        (b"\x89PNG\r\n\x1a\n\0", "a.csv", "register_not_what_its_name_says"),
        (archive({"word/document.xml": "<w/>"}), "a.xlsx", "register_not_what_its_name_says"),
        (archive({"a.txt": "x"}), "a.xlsx", "register_not_what_its_name_says"),
        (b"\x01\x02\0\x03" * 9, "a.csv", "register_not_what_its_name_says"),
        (xlsx(ROWS)[:900], "a.xlsx", "register_broken"),
        (xls(ROWS)[:700], "a.xls", "register_broken"),
        (b"PK\x03\x04rubbish", "a.xlsx", "register_broken"),
        ("ชื่อ,คงเหลือ".encode("cp874") + b"\xff\xfd", "a.csv", "register_encoding"),
        (text(ROWS) + b'2,"a', "a.csv", "register_quotes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_is_not_what_it_should_be_is_refused(content, name, code):
    assert code_of(content, name) == code


def test_the_refusal_says_what_the_file_really_is_and_what_to_do():
    with pytest.raises(Refused) as stopped:
        read(b"<html></html>", "ทะเบียน.xls")

    assert str(stopped.value) == (
        "แฟ้ม “ทะเบียน.xls” ไม่ใช่ .xls จริง ข้างในเป็นหน้าเว็บ (HTML หรือ XML) "
        "ให้เปิดแฟ้มด้วยโปรแกรม Excel หรือ LibreOffice แล้วเลือก “บันทึกเป็น” ชนิด Excel Workbook (.xlsx)"
    )


def test_macros_are_refused_in_every_format():
    assert code_of(with_parts(xlsx(ROWS), xl__vbaProject_dot_bin=b"\0\1")) == "register_macros"
    macro_sheet = with_parts(xlsx(ROWS), xl__macrosheets__sheet1_dot_xml="<x/>")
    assert code_of(macro_sheet) == "register_macros"
    basic = ods_of("<table:table-row/>", **{"Basic/Standard/Module1.xml": "<x/>"})
    assert code_of(basic, "a.ods") == "register_macros"
    assert code_of(excel_4_macro_sheet(xls(ROWS)), "a.xls") == "register_macros"


def excel_4_macro_sheet(content):
    """The .xls with its sheet marked as an Excel 4 macro sheet in the BOUNDSHEET record."""
    at = content.index(b"\x85\x00", 512)
    return content[: at + 9] + b"\x01" + content[at + 10 :]


def test_encrypted_files_are_refused():
    encrypted = bytearray(xlsx(ROWS))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = -1
        while (at := encrypted.find(start, at + 1)) >= 0:
            encrypted[at + (6 if start == b"PK\x03\x04" else 8)] |= 1
    assert code_of(bytes(encrypted)) == "register_encrypted"

    book = xls(ROWS)
    at = book.index(b"\x09\x08\x10\x00")  # the first BOF record; its successor becomes FILEPASS
    after = at + 20
    assert code_of(book[:after] + b"\x2f\x00" + book[after + 2 :], "a.xls") == "register_encrypted"
    wrapped = xls(ROWS).replace(padded("Workbook"), padded("EncryptedPackage"))
    assert code_of(set_name_length(wrapped, "EncryptedPackage"), "a.xlsx") == "register_encrypted"
    manifest = '<manifest:encryption-data xmlns:manifest="x"/>'
    locked = ods_of("<table:table-row/>", **{"META-INF/manifest.xml": manifest})
    assert code_of(locked, "a.ods") == "register_encrypted"


def padded(name):
    """A name in the directory of a compound document."""
    return name.encode("utf-16-le").ljust(64, b"\0")


def set_name_length(content, name):
    """The length that stands behind a name in the directory of a compound document."""
    at = content.index(padded(name)) + 64
    return content[:at] + (2 * len(name) + 2).to_bytes(2, "little") + content[at + 2 :]


def test_a_visual_basic_project_in_an_xls_is_refused():
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    out = BytesIO()
    book.save(out)
    # xlwt leaves free entries in the directory; one becomes the storage of a project.
    content = out.getvalue()
    at = content.index(padded("Workbook")) + 128
    entry = padded("_VBA_PROJECT_CUR") + (34).to_bytes(2, "little") + b"\x01"
    content = content[:at] + entry + content[at + len(entry) :]

    assert code_of(content, "a.xls") == "register_macros"


def test_an_archive_that_expands_beyond_50_mb_is_refused_whatever_sizes_it_declares():
    bomb = with_parts(xlsx(ROWS), xl__media__x_dot_bin=b"\0" * 51 * 1024 * 1024)
    assert code_of(bomb) == "register_expands"

    with zipfile.ZipFile(BytesIO(bomb)) as made:
        declared = made.getinfo("xl/media/x.bin").file_size.to_bytes(4, "little")
    assert code_of(bomb.replace(declared, b"\x10\0\0\0")) == "register_expands"


def test_one_long_text_repeated_in_many_cells_is_refused():
    strings = f"<sst><si><t>{'ก' * 30_000}</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2001))
    content = with_parts(with_sheet_xml(cells), xl__sharedStrings_dot_xml=strings)

    assert code_of(content) == "register_expands"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ('<row r="1"><c r="XFD1048576"><v>1</v></c></row>', "register_far_cell"),
        ("<row r='1'><c r='XFD1'><v>1</v></c></row>", "register_far_cell"),
        ('<row r="1">' + "<c><v>1</v></c>" * 300 + "</row>", "register_far_cell"),
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', "register_far_cell"),
        ('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', "register_broken"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "register_too_many_rows"),
        ('<row r="99999999999"><c><v>1</v></c></row>', "register_too_many_rows"),
        ('<row r="1"><c r="A99999999999"><v>1</v></c></row>', "register_broken"),
        ('<row r="1"><c x="&gt;" r="&#88;FD1048576"><v>1</v></c></row>', "register_broken"),
    ],
)
def test_a_cell_far_away_is_refused_before_the_sheet_is_laid_out(data, code):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert code_of(with_sheet_xml(data)) == code
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB


def test_a_far_cell_is_refused_in_the_other_formats_too():
    far = "<table:table-row><table:table-cell office:value-type='float' office:value='1' "
    repeated = f"{far} table:number-columns-repeated='16384'/></table:table-row>"
    assert code_of(ods_of(repeated), "a.ods") == "register_far_cell"
    deep = f"<table:table-row table:number-rows-repeated='1048575'/>{far}/></table:table-row>"
    assert code_of(ods_of(deep), "a.ods") == "register_too_many_rows"
    assert code_of(xls([HEADINGS, ["x"] * 250]), "a.xls") == "register_far_cell"


def test_formatting_far_away_is_no_reason_to_refuse():
    book = openpyxl.load_workbook(BytesIO(xlsx(ROWS)))
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)

    assert [row.total for row in read(saved(book)).rows] == [13700]
    assert [row.total for row in read(ods(ROWS), "a.ods").rows] == [13700]


def test_more_than_100_000_rows_are_refused():
    many = b"a,b\n" * 101_000

    assert code_of(text(ROWS) + many, "a.csv") == "register_too_many_rows"
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 101_000))
    assert code_of(with_sheet_xml(rows)) == "register_too_many_rows"


@pytest.mark.parametrize("before", [
    '<!DOCTYPE a [<!ENTITY x SYSTEM "http://example.invalid/x">]>',
    '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
])  # fmt: skip
def test_a_dtd_or_an_entity_is_refused(before):
    assert code_of(with_sheet_xml('<row r="1"/>', before)) == "register_outside_text"


def test_hidden_sheets_are_passed_over_and_named():
    book = openpyxl.load_workbook(BytesIO(workbook({"ปีนี้": ROWS, "ปีก่อน": ROWS})))
    book["ปีก่อน"].sheet_state = "hidden"
    register = read(saved(book))

    assert [row.sheet for row in register.rows] == ["ปีนี้"]
    assert register.notes == ("ข้ามแผ่นงานที่ซ่อนไว้ “ปีก่อน”",)
