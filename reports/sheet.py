"""A report's table as people read it, whatever it is of: a page, a PDF, a workbook and a csv file.

Each report is a frozen dataclass of its own, with its own words (``classes_report.ClassesReport``)
and one function that builds it. It says itself as a ``Report`` of ``Sheet``s; ``sheet_page``,
``sheet_pdf``, ``sheet_workbook`` and ``sheet_csv`` know sheets and no report. Amounts are baht.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from fundinst.money import format_baht
from reports.district_form import DistrictForm, Signature

Cell = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds: how it is aligned, written in figures, and summed in a workbook."""

    TEXT = "text"
    CENTRED = "centred"
    COUNT = "count"
    BAHT = "baht"
    PERCENT = "percent"
    DATE = "date"


class LineKind(StrEnum):
    """A row; a heading across all columns; sums of the rows since the heading, since the last group
    total (a tambon's institutions), or of all."""

    ROW = "row"
    HEADING = "heading"
    SUBTOTAL = "subtotal"
    GROUP_TOTAL = "group-total"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Column:
    """``heading`` as printed, ``plain`` as in the csv file; ``letters`` is its width on paper.

    ``only_in_files`` (workbook and csv) for what stands on paper in a heading above the rows.
    """

    heading: str
    kind: Kind = Kind.TEXT
    letters: int = 12
    plain: str = ""
    only_in_files: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A cell a column; of a heading the first alone counts. ``link`` (an address within the site)
    opens what stands behind the line, on the page only."""

    cells: tuple[Cell, ...]
    kind: LineKind = LineKind.ROW
    link: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Two sums that have to agree, as "this = that"; ``difference`` is 0 if they do.

    It is in baht, or a plain number; ``said`` is how they differ where no amount tells it.
    """

    sentence: str
    difference: Decimal | int
    said: str = ""

    @property
    def words(self) -> str:
        """What agrees; or what doesn't, never with a sign that says it does."""
        if not self.difference:
            return self.sentence
        return f"ไม่ตรง: {self.sentence.replace(' = ', ' กับ ')}"

    @property
    def result(self) -> str:
        if not self.difference:
            return "ตรงกัน"
        if self.said:
            return f"เปลี่ยน{self.said}"
        if isinstance(self.difference, Decimal):
            return f"ต่างกัน {format_baht(abs(self.difference))} บาท"
        return f"ต่างกัน {abs(self.difference):,}"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one a place or month: the sentence that says what they show, and their table.

    ``series`` are the names of what stands side by side, ``bars`` (label, a value a series). Where
    there are ``links``, one a bar, its figures open what is behind them ("" opens nothing).
    """

    title: str
    sentence: str
    series: tuple[str, ...]
    bars: tuple[tuple[str, tuple[Decimal | int, ...]], ...]
    unit: str = "บาท"
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: ``name`` is its tab in a workbook, ``heading`` its title lines in Thai digits.

    ``facts`` are key figures above the table (label, value with its unit). ``mark`` stands in a
    workbook's sheet in place of the report's own (draft, or its number), where the two differ.
    One that ``follows`` stands on paper under the sheet before it, where there is room.
    """

    name: str
    heading: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    facts: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    landscape: bool = True
    mark: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certified report carries on every page: number, day, in whose name, its check code.

    ``recorded_by`` pressed in that name. ``code`` is twelve figures; ``address`` is where it is
    checked, which the QR leads to.
    """

    number: str
    certified_on: date
    certifier: str
    position: str
    code: str
    address: str
    recorded_by: str = ""

    @property
    def groups(self) -> str:
        """The code as people read and type it."""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, of one or more sheets, at a place and a day.

    Without a ``certificate`` it is a draft and says so: "ร่าง – ยังไม่รับรอง". ``known_until`` is until
    when its figures were written down where that isn't the end of ``as_of``; ``printed_at`` the
    local time shown on paper, None for a report that says none. ``form`` is the department's own
    form, which keeps its look on paper and in a workbook. ``named`` says of how many rows of which
    institution (by pk) somebody who takes the report out takes names out. ``goes_on`` is a part
    that further ones follow, the last of which has the signatures and the certificate.
    """

    title: str
    file_name: str
    as_of: date
    sheets: tuple[Sheet, ...]
    signatures: tuple[Signature, ...] = ()
    known_until: date | None = None
    certificate: Certificate | None = None
    printed_at: datetime | None = None
    form: DistrictForm | None = None
    named: tuple[tuple[int, int], ...] = ()
    goes_on: bool = False

    @property
    def is_draft(self) -> bool:
        return self.certificate is None

    @property
    def differences(self) -> tuple[Check, ...]:
        """The checks that don't agree, over all sheets."""
        return tuple(check for sheet in self.sheets for check in sheet.checks if check.difference)
