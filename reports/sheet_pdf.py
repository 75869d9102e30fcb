"""A report on paper: A4, lists across and summaries upright, every page marked.

The department's own form keeps its look (``printing``). A report of many rows is written section by
section and put together elsewhere, for a document's memory grows with its pages.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.template.loader import render_to_string

from fundinst.errors import Refusal, Refused
from fundinst.thai import format_date
from reports.pdf import write_pdf
from reports.printing import form_html
from reports.sheet import Line, LineKind, Report, Sheet
from reports.sheet_words import shown

MOST_ROWS = 1_500
"""Half a minute and half a gigabyte."""


def report_pdf(report: Report) -> bytes:
    """The report as one document.

    Raises Refused when it is too long for one, or has a character that can't be printed.
    """
    if rows_of(report) > MOST_ROWS:
        sentence = f"เอกสารหนึ่งฉบับพิมพ์ได้ไม่เกิน {MOST_ROWS:,} แถว ให้ทำเป็นเล่ม หรือใช้แฟ้ม Excel"
        raise Refused([Refusal("too_many_rows", "", sentence)])
    return section_pdf(report, unnumbered=False)


def section_pdf(report: Report, *, unnumbered: bool = True) -> bytes:
    """One section of a longer document, which numbers the pages of all."""
    return write_pdf(report_html(report, unnumbered=unnumbered))


def report_html(report: Report, *, unnumbered: bool = False) -> str:
    """What the document is written from; the same report, the same text."""
    if report.form is not None:
        form = replace(report.form, printed_at=report.printed_at)
        notes = notes_of_form(report)
        return form_html(form, report.certificate, notes=notes, is_unnumbered=unnumbered)
    context = {"report": shown(report), "is_unnumbered": unnumbered}
    return render_to_string("reports/report_print.html", context)


def notes_of_form(report: Report) -> tuple[str, ...]:
    """What the department's form says besides: what was explained, and until when it was known."""
    known = report.known_until
    later = (f"ตามที่บันทึกถึงวันที่ {format_date(known)}",) if known else ()
    return (*report.sheets[0].notes, *later)


def rows_of(report: Report) -> int:
    return sum(len(sheet.lines) for sheet in report.sheets)


def sections(report: Report, most: int = 250) -> tuple[Report, ...]:
    """The report in parts of about so many rows, in order; the last has the signatures.

    A part ends where a heading's rows end, if they aren't more than a part by themselves.
    """
    parts: list[Sheet] = []
    for sheet in report.sheets:
        *earlier, last = _in_parts(sheet.lines, most)
        parts += [replace(sheet, lines=lines, checks=(), notes=()) for lines in earlier]
        parts.append(replace(sheet, lines=last))
    *before, end = [replace(report, sheets=(part,), form=None) for part in parts]
    return (*(replace(part, goes_on=True) for part in before), end)


def _in_parts(lines: tuple[Line, ...], most: int) -> Iterator[tuple[Line, ...]]:
    held: list[Line] = []
    for line in lines:
        full = len(held) >= most and line.kind in (LineKind.HEADING, LineKind.ROW)
        if held and full and (line.kind == LineKind.HEADING or len(held) >= 2 * most):
            yield tuple(held)
            held = []
        held.append(line)
    yield tuple(held)
