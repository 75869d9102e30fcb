"""What must be known of an .xlsx or .ods before any program lays it out in memory.

Both are zip archives of XML. A few bytes can claim a cell in the last column of the last row, a
text repeated a million times or gigabytes of nothing; calamine would try. Everything is looked at
here first, unpacked in memory up to 50 MB. Formulas that failed or were never computed are found
too, because calamine reads them as empty cells.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from xml.parsers import expat

from .cells import Fault
from .documents import read_document_sheets
from .limits import Extent
from .refusals import MOST_UNPACKED, refused
from .worksheets import read_worksheet, sheets_of_workbook, string_lengths

MOST_PARTS = 2_000
CHUNK = 1 << 20
DANGEROUS_XML = re.compile(rb"<!DOCTYPE|<!ENTITY")
MACROS = re.compile(
    r"(^|/)vbaproject[^/]*\.bin$|^xl/(macrosheets|dialogsheets)/|^(basic|scripts)/."
)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"

Parts = Mapping[str, bytes]


def kind_of_archive(content: bytes, file: str) -> str:
    """Which kind of document a zip archive is, by what lies in it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {info.filename.lower() for info in archive.infolist()}
            if "mimetype" in names:
                declared = archive.open("mimetype").read(200)
                return ".ods" if declared.strip() == ODS else "unknown"
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, KeyError, zlib.error, RuntimeError):
        raise refused("register_broken", file=file) from None
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return ".xlsx"
    return "word" if any(name.startswith("word/") for name in names) else "unknown"


def inspect_archive(content: bytes, file: str) -> dict[int, dict[tuple[int, int], Fault]]:
    """Refuse what is dangerous; the formulas without a result, by sheet and cell (from 0)."""
    parts = dict(_unpack(content, file))
    try:
        if any(DANGEROUS_XML.search(part) for part in parts.values()):
            raise refused("register_outside_text", file=file)
        if "content.xml" in parts:
            return _inspect_document(parts, file)
        return _inspect_workbook(parts, file)
    except (expat.ExpatError, KeyError, ValueError, UnicodeError):
        raise refused("register_broken", file=file) from None


def _unpack(content: bytes, file: str) -> Iterator[tuple[str, bytes]]:
    """The XML parts, counting every unpacked byte: the sizes an archive declares may be lies."""
    unpacked = 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            _refuse_by_directory(infos, file)
            for info in infos:
                info.file_size = MOST_UNPACKED + 1  # read to the end of the data, not of the claim
                part = bytearray()
                with archive.open(info) as stream:
                    while chunk := stream.read(CHUNK):
                        part += chunk
                        if (unpacked := unpacked + len(chunk)) > MOST_UNPACKED:
                            raise refused("register_expands", file=file)
                if part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"\0" not in part[:4096]:
                    yield info.filename, bytes(part)
                elif info.filename.lower().endswith((".xml", ".rels")):
                    raise refused("register_broken", file=file)  # UTF-16 hides what we look for
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error):
        raise refused("register_broken", file=file) from None


def _refuse_by_directory(infos: list[zipfile.ZipInfo], file: str) -> None:
    names = [info.filename.lower().replace("\\", "/") for info in infos]
    if any(MACROS.search(name) for name in names):
        raise refused("register_macros", file=file)
    if any(info.flag_bits & 1 for info in infos):
        raise refused("register_encrypted", file=file)
    if len(names) > MOST_PARTS or len(set(names)) < len(names):
        raise refused("register_broken", file=file)


def _inspect_workbook(parts: Parts, file: str) -> dict[int, dict[tuple[int, int], Fault]]:
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise refused("register_macros", file=file)
    order = sheets_of_workbook(parts)
    lengths = [n for part in parts.values() for n in string_lengths(part)]
    extent, faults = Extent(file), {}
    for name, part in parts.items():
        if b"sheetData" not in part:
            continue
        found = read_worksheet(part, extent, lengths)
        if found and name in order:
            faults[order.index(name)] = found
    return faults


def _inspect_document(parts: Parts, file: str) -> dict[int, dict[tuple[int, int], Fault]]:
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise refused("register_encrypted", file=file)
    return read_document_sheets(parts["content.xml"], Extent(file))
