"""A user's own register file given back with remarks: the cells that are wrong and why.

An .xlsx or .csv comes back as it was, but for the colour of those cells and one more column at the
end. An .xls or .ods can't be changed in place: its values come back as an .xlsx.
"""

from collections.abc import Sequence
from pathlib import PurePath

from .marks import Mark, by_sheet
from .reading import TablePlace
from .rewriting import rewritten
from .textfiles import text_with_reasons
from .workbooks import workbook_with_reasons

TO_BE_MENDED = " (ที่ต้องแก้)"
IN_PLACE = {".xlsx": workbook_with_reasons, ".csv": text_with_reasons}


def changes_kind(file_name: str) -> bool:
    """Whether the file comes back as an .xlsx though it is something else."""
    return PurePath(file_name).suffix.lower() not in IN_PLACE


def has_colours(file_name: str) -> bool:
    """Whether the file that comes back can show in colour which cells are wrong."""
    return PurePath(file_name).suffix.lower() != ".csv"


def returned_name(file_name: str) -> str:
    """'ทะเบียน.ods' -> 'ทะเบียน (ที่ต้องแก้).xlsx'; given back twice it keeps its name."""
    path = PurePath(file_name)
    suffix = ".xlsx" if changes_kind(file_name) else path.suffix
    return f"{path.stem.removesuffix(TO_BE_MENDED)}{TO_BE_MENDED}{suffix}"


def returned_file(
    content: bytes, file_name: str, tables: Sequence[TablePlace], marks: Sequence[Mark]
) -> bytes:
    """The file with the marks in it; ``tables`` is what reading found of this same file.

    Read again it says what it said before: the added column is ours, and colours say nothing.
    """
    sheets = by_sheet(tables, marks)
    write = IN_PLACE.get(PurePath(file_name).suffix.lower())
    return write(content, sheets) if write else rewritten(content, file_name, sheets)
