"""The debtor grid's rows: a large village has hundreds, of a thousand cells.

So a row is one call and no template, but for what is said of a cell or a row, which few have; what
stands in each is kept short, for the server, for the line and for the browser.
"""

from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from debts.grid_lines import Box, Line
from fundinst.money import format_baht

register = template.Library()


@register.simple_tag
def grid_row(line: Line) -> SafeString:
    """A row that can be typed in: one household, one cell an account, its sum and how it stands."""
    row = line.row
    cells = "".join(
        f'<td class="{box.kind}" data-label="{escape(box.label)}">{_cell(line, box)}</td>'
        for box in line.boxes
    )
    # Whatever people typed has gone through ``escape``; the rest are our own words.
    return mark_safe(
        f'<tr class="grid-row" id="{escape(line.id)}" data-key="{escape(line.key)}"'
        f' data-household="{row.household_id or ""}" data-state="{row.state}">{cells}'
        f'<td class="grid-total number" data-total data-label="รวม">{format_baht(row.total)}</td>'
        f'<td class="grid-state" data-label="สถานะ">{_told(line)}'
        f'<span class="grid-word" role="status">{escape(row.word)}</span>\n'
        f'<div class="grid-reasons">{_reasons(line)}</div></td></tr>\n'
    )


def _told(line: Line) -> str:
    # In single quotes the double ones of JSON stand as they are.
    told = escape(line.told, quote=False).replace("'", "&#x27;")
    return f'<input type="hidden" name="row" value=\'{told}\'>'


def _cell(line: Line, box: Box) -> str:
    said = ""
    if box.described_by:
        said = render_to_string("debts/_grid_cell_said.html", {"line": line, "box": box})
    return _input(box) + said + _details(box)


def _input(box: Box) -> str:
    """The cell's input; it has an id only where something is said of the cell."""
    cell = box.cell
    more = ' inputmode="decimal"' if box.is_money else ""
    if said := box.described_by:
        more += f' id="{escape(box.id)}" aria-describedby="{escape(said)}"'
    if cell.error:
        more += ' aria-invalid="true"'
    if cell.readonly:
        more += " readonly"
    if box.takes_focus:
        more += " autofocus"
    return (
        f'<input class="grid-cell{" number" if box.is_money else ""}" name="{escape(box.id)}"'
        f' data-field="{cell.field}" value="{escape(cell.value)}"'
        f' aria-label="{escape(box.label)} {escape(box.row_label)}" autocomplete="off"{more}>'
    )


def _details(box: Box) -> str:
    """The way to the cell's loans; nothing before its household is in the books."""
    if not box.details_url:
        return ""
    return (
        f'<a class="grid-details" href="{escape(box.details_url)}"'
        f' aria-label="{escape(box.details)}">{box.details_word}</a>'
    )


def _reasons(line: Line) -> str:
    """Why it could not be saved, and what can be done."""
    row = line.row
    if not (row.reasons or row.taken or line.can_be_dropped):
        return ""
    return render_to_string("debts/_grid_reasons.html", {"line": line})
