"""A flat list as a workbook, its XML written straight (ECMA-376, part 1), a row at a time.

Several times as quickly as by XlsxWriter, which looks at every cell from many sides: a list of a
province has 100,000 rows. What is drawn up for an office (``reports/``) is XlsxWriter's. A text is
always a text: no cell of this writer is a formula or a link.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | Decimal

ROWS_AT_ONCE = 500
WIDEST = 50  # characters of a column
BOLD, BAHT = 1, 2  # places in the styles below
# Control characters have no place in XML; a workbook writes them, and what looks like one, so.
NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{START}<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True, slots=True)
class FlatSheet:
    """A sheet of plain rows; ``widths`` in characters, a column each.

    With ``headings`` they stand in bold above the rows, stay in sight and can be filtered by;
    ``count`` is how many rows there are. Without, the first column is in bold.
    """

    title: str
    rows: Iterable[Sequence[Cell]]
    count: int
    widths: Sequence[int]
    headings: Sequence[str] = ()

    def filtered(self, fixed: str = "") -> str:
        """What the filter spans: A1:F100; $A$1:$F$100 where that is fixed by $."""
        last = _letters(len(self.headings) - 1)
        return f"{fixed}A{fixed}1:{fixed}{last}{fixed}{self.count + 1}"


def write_workbook(sheets: Sequence[FlatSheet], file: IO[bytes]) -> None:
    """Write the workbook to the open file; no more than some rows are held."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        for name, content in _parts(sheets).items():
            book.writestr(name, content)
        for number, sheet in enumerate(sheets, 1):
            with (
                book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part,
                io.TextIOWrapper(part, encoding="utf-8", write_through=True) as text,
            ):
                text.writelines(_sheet(sheet, is_first=number == 1))


def widths_of(rows: Iterable[Sequence[Cell]]) -> list[int]:
    """The characters of each column's longest cell."""
    return [max(map(len, map(str, column))) for column in zip(*rows, strict=True)]


def _parts(sheets: Sequence[FlatSheet]) -> dict[str, str]:
    """What a workbook consists of beside its sheets."""
    named = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return {
        "[Content_Types].xml": _kinds(len(sheets)),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{START}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}'
        f"</sheets>{_filters(sheets)}</workbook>",
        "xl/_rels/workbook.xml.rels": _links(
            [
                *(("worksheet", f"worksheets/sheet{one}.xml") for one in _numbers(len(sheets))),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": STYLES,
    }


def _numbers(count: int) -> range:
    return range(1, count + 1)


def _kinds(count: int) -> str:
    """Which part is what, of a workbook with so many sheets."""
    parts = [("workbook", "sheet.main"), ("styles", "styles")]
    parts += [(f"worksheets/sheet{number}", "worksheet") for number in _numbers(count)]
    each = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{KINDS}.{kind}+xml"/>'
        for name, kind in parts
    )
    return (
        f'{START}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )


def _links(parts: Sequence[tuple[str, str]]) -> str:
    """Kind and place of each part that is linked to, numbered from rId1."""
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{place}"/>'
        for number, (kind, place) in enumerate(parts, 1)
    )
    return f'{START}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def _filters(sheets: Sequence[FlatSheet]) -> str:
    """The names under which programs know what each filter spans."""
    names = [
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
        f"{escape(_quoted(sheet.title))}!{sheet.filtered('$')}</definedName>"
        for place, sheet in enumerate(sheets)
        if sheet.headings
    ]
    return f"<definedNames>{''.join(names)}</definedNames>" if names else ""


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _sheet(sheet: FlatSheet, *, is_first: bool) -> Iterator[str]:
    chosen = ' tabSelected="1"' if is_first else ""
    frozen = (
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/>'
        if sheet.headings
        else ""
    )
    yield (
        f'{START}<worksheet xmlns="{MAIN}"><sheetViews><sheetView{chosen} workbookViewId="0">'
        f'{frozen}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    )
    for number, width in enumerate(sheet.widths, 1):
        wide = min(width + 2, WIDEST) + 0.7109375  # the margin of a cell, in characters
        yield f'<col min="{number}" max="{number}" width="{wide}" customWidth="1"/>'
    yield "</cols><sheetData>"
    letters = [_letters(column) for column in range(len(sheet.widths))]
    if sheet.headings:
        yield _row(1, sheet.headings, letters, [BOLD] * len(letters))
    texts = [0] * len(letters) if sheet.headings else [BOLD] + [0] * (len(letters) - 1)
    numbered = enumerate(sheet.rows, 2 if sheet.headings else 1)
    while some := "".join(
        [_row(line, row, letters, texts) for line, row in islice(numbered, ROWS_AT_ONCE)]
    ):
        yield some
    yield "</sheetData>"
    yield f'<autoFilter ref="{sheet.filtered()}"/>' if sheet.headings else ""
    yield "</worksheet>"


def _row(line: int, row: Sequence[Cell], letters: Sequence[str], styles: Sequence[int]) -> str:
    cells = [f'<row r="{line}">']
    for letter, value, style in zip(letters, row, styles, strict=True):
        if isinstance(value, str):
            if "&" in value or "<" in value or ">" in value:
                value = escape(value)
            if not value.isprintable() or "_x" in value:
                value = NOT_XML.sub(_escaped, value)
            cells.append(
                f'<c r="{letter}{line}" s="{style}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{value}</t></is></c>'
            )
        elif isinstance(value, Decimal):
            cells.append(f'<c r="{letter}{line}" s="{BAHT}"><v>{value}</v></c>')
        else:
            cells.append(f'<c r="{letter}{line}"><v>{value}</v></c>')
    cells.append("</row>")
    return "".join(cells)


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _letters(column: int) -> str:
    """A, B, .. Z, AA: the column's name, from 0."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
