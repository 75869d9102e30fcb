"""{% cells row %}: the cells of a row of a list, as ``django_tables2/fund_table.html`` has them.

Fifty rows of five cells are most of what a list's page costs: what stands before and after a cell
is put together once a column and not once a cell.
"""

from django import template
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

register = template.Library()


@register.simple_tag(takes_context=True)
def cells(context: Context, row: BoundRow) -> SafeString:
    """Each cell with its column's attributes and, for the phone, its heading.

    The cell that says what the row is (class ``primary``) is its heading. A column whose attributes
    are told of each row by a function asks it for each.
    """
    around = context.render_context.setdefault("cells_around", {})
    told = []
    for column, cell in row.items():
        if (frame := around.get(column)) is None:
            frame = _around(column)
            if not _differs_by_row(column):
                around[column] = frame
        told.append((frame[0], render_value_in_context(cell, context), frame[1]))
    return format_html_join("\n", "{}{}{}", told)


def _around(column: BoundColumn) -> tuple[SafeString, SafeString]:
    attributes = column.attrs["td"]
    if "primary" in (attributes.get("class") or ""):
        opened = '<th role="rowheader" scope="row" data-label="{}" {}>'
        return format_html(opened, column.header, attributes.as_html()), _END_OF_HEADING
    opened = '<td role="cell" data-label="{}" {}>'
    return format_html(opened, column.header, attributes.as_html()), _END


def _differs_by_row(column: BoundColumn) -> bool:
    told = {**column._table.attrs, **column.column.attrs}
    attributes = told.get("td", told.get("cell", {}))
    return any(callable(value) for value in attributes.values())


_END_OF_HEADING, _END = SafeString("</th>"), SafeString("</td>")
