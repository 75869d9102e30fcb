"""What must be known of an old binary .xls before any program opens it.

The file is a compound document (sectors, a table of chains, a directory) that holds one stream of
records ([MS-CFB], [MS-XLS]). Looked for: encryption, macros, cells that reach too far, texts
repeated too often, and formulas that failed.
"""

import re
from collections.abc import Iterator
from struct import Struct, error, unpack_from

from .cells import Fault
from .limits import Extent
from .refusals import refused

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_CHAIN, NO_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF
MACRO_STORAGES = {"_vba_project_cur", "_vba_project", "vba", "macros"}
HEAD = Struct("<HH")
BOF, EOF, DIMENSIONS, BOUNDSHEET, FILEPASS, SST, CONTINUE = (
    0x809,
    0x0A,
    0x200,
    0x85,
    0x2F,
    0xFC,
    0x3C,
)
NUMBER, LABEL, RK, MULRK, FORMULA = 0x203, 0x204, 0x27E, 0xBD, 0x06
BOOLERR, LABELSST, RSTRING = 0x205, 0xFD, 0xD6
CELLS = {NUMBER, LABEL, RK, MULRK, FORMULA, BOOLERR, LABELSST, RSTRING}
FAILED_RESULT = re.compile(rb"\x02.....\xff\xff", re.DOTALL)
ERRORS = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
}  # fmt: skip


def kind_of_binary(content: bytes, file: str) -> str:
    """.xls or what else a compound document is. Raises Refused when it is encrypted."""
    names = {name for name, *_ in _Compound(content, file).entries}
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise refused("register_encrypted", file=file)
    if names & {"workbook", "book"}:
        return ".xls"
    return "word" if "worddocument" in names else "unknown"


def inspect_binary(content: bytes, file: str) -> dict[int, dict[tuple[int, int], Fault]]:
    """Refuse what is dangerous; the formulas without a result, by sheet and cell (from 0)."""
    compound = _Compound(content, file)
    if {name for name, *_ in compound.entries} & MACRO_STORAGES:
        raise refused("register_macros", file=file)
    try:
        return _Records(compound.stream({"workbook", "book"}), file).read()
    except (error, IndexError):
        raise refused("register_broken", file=file) from None


class _Compound:
    """A compound document: its directory and one stream of it. Chains that loop are refused."""

    def __init__(self, content: bytes, file: str) -> None:
        self.content, self.file = content, file
        try:
            self._open()
        except (error, IndexError, ValueError):
            raise refused("register_broken", file=file) from None

    def _open(self) -> None:
        shift, mini_shift = unpack_from("<HH", self.content, 30)
        directory, self.cutoff, mini_fat = unpack_from("<I4xII", self.content, 48)
        # The header's own counts, of sectors; calamine sets memory aside for what they claim.
        counts = *unpack_from("<II", self.content, 40), *unpack_from("<I4xI", self.content, 64)
        if shift not in (9, 12) or mini_shift != 6 or max(counts) << shift > len(self.content):
            raise ValueError(shift)
        self.size = 1 << shift
        self.fat = self._fat()
        self.entries = list(self._directory(self._chain(directory, self.fat)))
        root = next((entry for entry in self.entries if entry[1] == 5), None)
        if root is None:
            raise ValueError(self.entries)
        chain = b"" if mini_fat >= END_OF_CHAIN else self._chain(mini_fat, self.fat)
        self.mini_fat = unpack_from(f"<{len(chain) // 4}I", chain)
        self.mini = b"" if root[2] >= END_OF_CHAIN else self._chain(root[2], self.fat)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.content):
            raise IndexError(number)
        return self.content[start : start + self.size].ljust(self.size, b"\0")

    def _fat(self) -> tuple[int, ...]:
        listed = list(unpack_from("<109I", self.content, 76))
        following, seen = unpack_from("<I", self.content, 68)[0], set()
        while following < END_OF_CHAIN and following not in seen:
            seen.add(following)
            *more, following = unpack_from(f"<{self.size // 4}I", self._sector(following))
            listed += more
        fat = b"".join(self._sector(number) for number in listed if number < END_OF_CHAIN)
        return unpack_from(f"<{len(fat) // 4}I", fat)

    def _chain(self, number: int, fat: tuple[int, ...]) -> bytes:
        parts, seen = [], set()
        while number < END_OF_CHAIN:
            if number in seen:
                raise ValueError(number)
            seen.add(number)
            parts.append(self._sector(number))
            number = fat[number]
        return b"".join(parts)

    def _directory(self, directory: bytes) -> Iterator[tuple[str, int, int, int]]:
        for at in range(0, len(directory), 128):
            length, kind = unpack_from("<HB", directory, at + 64)
            start, size = unpack_from("<II", directory, at + 116)
            if kind and (kind != 1 and size > len(self.content)):
                raise ValueError(size)
            if kind:
                name = directory[at : at + max(min(length, 64) - 2, 0)]
                yield name.decode("utf-16-le", "replace").casefold(), kind, start, size

    def stream(self, names: set[str]) -> bytes:
        try:
            start, size = next(e[2:] for e in self.entries if e[0] in names)
            if size >= self.cutoff:
                return self._chain(start, self.fat)[:size]
            parts, seen = [], set()
            while start < END_OF_CHAIN and start not in seen:
                seen.add(start)
                parts.append(self.mini[start * 64 : start * 64 + 64])
                start = self.mini_fat[start]
            return b"".join(parts)[:size]
        except (IndexError, ValueError):
            raise refused("register_broken", file=self.file) from None


class _Records:
    """One pass over the records of the workbook stream."""

    def __init__(self, stream: bytes, file: str) -> None:
        self.stream, self.file, self.extent = stream, file, Extent(file)
        self.sheets: dict[int, int] = {}  # where a sheet's records begin: its number
        self.faults: dict[int, dict[tuple[int, int], Fault]] = {}
        self.shared: list[bytes] = []
        self.lengths: list[int] = []
        self.within = False
        self.sheet = self.rows = self.columns = self.cells = 0

    def read(self) -> dict[int, dict[tuple[int, int], Fault]]:
        at, last = 0, 0
        while at + 4 <= len(self.stream):
            kind, length = HEAD.unpack_from(self.stream, at)
            if kind in CELLS and self.within:
                self._cell(kind, at + 4, length)
            elif kind in (SST, CONTINUE) and (kind == SST or last == SST):
                self.shared.append(self.stream[at + 4 : at + 4 + length])
                kind = SST
            else:
                self._other(kind, at, length)
            last, at = kind, at + 4 + length
        self.extent.sheet(self.rows, self.columns)
        return self.faults

    def _other(self, kind: int, at: int, length: int) -> None:
        if kind == FILEPASS:
            raise refused("register_encrypted", file=self.file)
        if kind == BOUNDSHEET:
            start, _, sheet_type = unpack_from("<IBB", self.stream, at + 4)
            if sheet_type in (1, 6):  # Excel 4 macro sheet, Visual Basic module
                raise refused("register_macros", file=self.file)
            self.sheets[start] = len(self.sheets)
        elif kind == DIMENSIONS:
            self._dimensions(at + 4, "<4H" if length < 14 else "<2I2H")
        elif kind == EOF:
            self.within = False
        elif kind == BOF and at in self.sheets:
            self.extent.sheet(self.rows, self.columns)
            self.within = True
            self.sheet, self.rows, self.columns = self.sheets[at], 0, 0
            self.lengths = self.lengths or string_lengths(self.shared)

    def _dimensions(self, at: int, shape: str) -> None:
        """calamine sets memory aside for the difference, whatever its sign."""
        top, bottom, left, right = unpack_from(shape, self.stream, at)
        if not (top <= bottom <= 65_536 and left <= right <= 256):
            raise IndexError(bottom)

    def _cell(self, kind: int, at: int, length: int) -> None:
        row, column = HEAD.unpack_from(self.stream, at)
        last = unpack_from("<H", self.stream, at + length - 2)[0] if kind == MULRK else column
        if row + 1 < self.rows or last < column:  # calamine takes rows for sorted, and aborts
            raise IndexError(row)
        self.rows, self.columns = row + 1, max(self.columns, last + 1)
        if kind == LABELSST:
            self.extent.text(self.lengths[unpack_from("<I", self.stream, at + 6)[0]])
        elif kind == BOOLERR and self.stream[at + 7]:
            self._fault(row, column, self.stream[at + 6])
        elif kind == FORMULA and FAILED_RESULT.match(self.stream, at + 6):
            self._fault(row, column, self.stream[at + 8])

    def _fault(self, row: int, column: int, code: int) -> None:
        self.faults.setdefault(self.sheet, {})[row, column] = Fault(ERRORS.get(code, "#N/A"))


def string_lengths(records: list[bytes]) -> list[int]:
    """Characters in each shared string; one may go on in the next record, after a flag byte."""
    if not records:
        return []
    lengths, record, at = [], 0, 8
    number = unpack_from("<I", records[0], 4)[0]
    if number * 3 > sum(map(len, records)):  # each takes three bytes; calamine believes the number
        raise IndexError(number)
    for _ in range(number):
        while record < len(records) and at >= len(records[record]):
            record, at = record + 1, 0
        if record == len(records):
            break
        count, flags = unpack_from("<HB", records[record], at)
        at += 3
        runs = unpack_from("<H", records[record], at)[0] if flags & 8 else 0
        at += 2 if flags & 8 else 0
        extra = unpack_from("<I", records[record], at)[0] if flags & 4 else 0
        at += 4 if flags & 4 else 0
        lengths.append(count)
        record, at = _skip_characters(records, record, at, count, flags & 1)
        record, at = _skip_bytes(records, record, at, runs * 4 + extra)
    return lengths


def _skip_characters(
    records: list[bytes], record: int, at: int, count: int, wide: int
) -> tuple[int, int]:
    while count:
        here = min(count, (len(records[record]) - at) >> wide)
        count, at = count - here, at + (here << wide)
        if count:
            record, at = record + 1, 1
            wide = records[record][0] & 1
    return record, at


def _skip_bytes(records: list[bytes], record: int, at: int, count: int) -> tuple[int, int]:
    at += count
    while record < len(records) - 1 and at > len(records[record]):
        record, at = record + 1, at - len(records[record])
    return record, at
