"""Open a register file: what kind it really is, whether it may be read, and its cells.

A file is judged by its content; the name must agree. Nothing is written to disk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from python_calamine import (
    CalamineError,
    CalamineSheet,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
    load_workbook,
)

from .archives import inspect_archive, kind_of_archive
from .binaries import OLE_START, inspect_binary, kind_of_binary
from .cells import Cell, Fault
from .headers import Merge
from .refusals import MOST_BYTES, refused
from .texts import read_lines

KINDS = {".xlsx", ".xls", ".ods", ".csv"}
MACRO_NAMES = {".xlsm", ".xltm", ".xlam", ".xlsb"}
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
FOUND = {
    ".xlsx": "สมุดงาน .xlsx",
    ".xls": "สมุดงานแบบเก่า .xls",
    ".ods": "สมุดงาน .ods",
    ".csv": "ข้อความ (.csv)",
    "html": "หน้าเว็บ (HTML หรือ XML)",
    "pdf": "เอกสาร PDF",
    "word": "เอกสาร Word",
    "picture": "รูปภาพ",
    "xlsb": "สมุดงานแบบ .xlsb",
    "unknown": "แฟ้มชนิดอื่น",
}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")

Faults = Mapping[tuple[int, int], Fault]  # (row, column) from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows with the numbers people see, and the cells merged in it.

    ``separated`` tells a text file, whose columns can slip, from a real table; ``height`` is about
    how many rows there are.
    """

    name: str
    rows: Iterable[tuple[int, list[Cell]]]
    merges: Sequence[Merge] = ()
    hidden: bool = False
    separated: bool = False
    height: int = 0


def open_register(content: bytes, filename: str) -> Iterator[Sheet]:
    """The sheets of a register. Raises Refused, at once, with the first thing against the file."""
    file, found = quoted(filename), kind_as_named(content, filename)
    if found == ".csv":
        lines = read_lines(content, file)
        return iter([Sheet("", lines, separated=True, height=content.strip().count(b"\n") + 1)])
    inspect = inspect_binary if found == ".xls" else inspect_archive
    return _sheets(content, inspect(content, file), file)


def kind_as_named(content: bytes, filename: str) -> str:
    """The file's kind, one of KINDS. Raises Refused for what is seen without reading all of it."""
    file = quoted(filename)
    expected = PurePath(filename).suffix.lower()
    if len(content) > MOST_BYTES:
        raise refused("register_too_big", file=file)
    if not content.strip():
        raise refused("register_empty", file=file)
    if expected in MACRO_NAMES:
        raise refused("register_macros", file=file)
    if expected not in KINDS:
        raise refused("register_unknown_type", file=file)
    found = kind_of(content, file)
    if found != expected:
        raise refused(
            "register_not_what_its_name_says", file=file, expected=expected, found=FOUND[found]
        )
    return found


def quoted(filename: str) -> str:
    """The file's name as refusals show it."""
    return f"“{PurePath(filename).name[:80]}”"


def kind_of(content: bytes, file: str) -> str:
    """What a file is by its content: a key of FOUND. Raises Refused when it is encrypted."""
    if content.startswith(ZIP_STARTS):
        return kind_of_archive(content, file)
    if content.startswith(OLE_START):
        return kind_of_binary(content, file)
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return "html"
    if start.startswith(b"%PDF"):
        return "pdf"
    if start.startswith(PICTURES):
        return "picture"
    return (
        ".csv" if b"\0" not in content or content[:2] in (b"\xff\xfe", b"\xfe\xff") else "unknown"
    )


def _sheets(content: bytes, faults: Mapping[int, Faults], file: str) -> Iterator[Sheet]:
    with _calamines_failures(file):
        workbook = load_workbook(BytesIO(content))
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        with _calamines_failures(file):
            sheet = workbook.get_sheet_by_index(index)
            merges = sheet.merged_cell_ranges or ()
        hidden = about.visible is not SheetVisibleEnum.Visible
        rows = _rows(sheet, faults.get(index, {}))
        yield Sheet(about.name, rows, merges, hidden=hidden, height=sheet.total_height)


@contextmanager
def _calamines_failures(file: str) -> Iterator[None]:
    """A damaged file makes calamine raise, or panic, which isn't even an Exception."""
    try:
        yield
    except PasswordError:
        raise refused("register_encrypted", file=file) from None
    except BaseException as failure:
        expected = isinstance(failure, (CalamineError, ZipError, XmlError, OSError, ValueError))
        if not expected and type(failure).__name__ != "PanicException":
            raise
        raise refused("register_broken", file=file) from None


def _rows(sheet: CalamineSheet, faults: Faults) -> Iterator[tuple[int, list[Cell]]]:
    """Rows from column A on; calamine leaves out empty columns before the first filled one."""
    if sheet.start is None:
        return
    before: list[Cell] = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = [*before, *cells]
        for column in range(len(row)) if faults else ():
            row[column] = faults.get((number - 1, column), row[column])
        yield number, row
