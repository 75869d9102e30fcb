"""{% number_cells place.numbers %}: a place's numbers as cells of the table of places.

A district has two thousand of them on its first page.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.dashboards import Number

register = template.Library()

_OPENS = '<td role="cell" class="number" data-label="{}"><a href="{}">{}</a></td>'
_STANDS = '<td role="cell" class="number" data-label="{}">{}</td>'
_NOUGHT = '<td role="cell" class="number nought" data-label="{}">0</td>'


@register.simple_tag
def number_cells(numbers: Iterable[Number]) -> SafeString:
    """Each number above nought opens what is behind it."""
    return format_html_join("\n", "{}", ((_cell(one),) for one in numbers))


def _cell(one: Number) -> SafeString:
    if not one.value:
        return format_html(_NOUGHT, one.label)
    if not one.address:
        return format_html(_STANDS, one.label, one.figure)
    return format_html(_OPENS, one.label, one.address, one.figure)
