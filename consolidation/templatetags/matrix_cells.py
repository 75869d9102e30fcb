"""{% matrix_cells row stale_after %}: a place's numbers in the status matrix.

A district has two thousand of them on a page, so what all of a stage share is put together once.
"""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from consolidation.matrix import Cell, Row
from consolidation.stages import Stage
from consolidation.tables import status_word

register = template.Library()

_OPENING = '<td role="cell" class="number" data-label="{}"><span>'
_NOUGHT = '<td role="cell" class="number nought" data-label="{}">0</td>'
_SUM = '<td role="cell" class="number" data-label="รวม">{}</td>'
_LINK = '<a href="{}{}">{}<span class="visually-hidden"> ครัวเรือน {}</span></a>'


@register.simple_tag
def matrix_cells(row: Row, stale_after: int) -> SafeString:
    """Each number above nought leads to its households, and says how long the oldest waits.

    The last is the sum of the row; ``stale_after`` days are too long.
    """
    households, name = reverse("consolidation:household_list"), escape(row.name)
    told = [_cell(cell, name, households, stale_after) for cell in row.cells]
    return SafeString("\n".join([*told, _sum(row, households)]))


def _cell(cell: Cell, place: SafeString, households: str, stale_after: int) -> str:
    """Escaped by hand, which takes a third of ``format_html``'s time."""
    if not cell.count:
        return _nought(cell.stage)
    address = f"{households}?{escape(cell.query)}"
    of_whom = f'<span class="visually-hidden"> ครัวเรือน {_label(cell.stage)} {place}</span>'
    link = f'<a href="{address}">{cell.figure}{of_whom}</a>'
    waited = "" if cell.days is None else f' <span class="row-note">นานสุด {cell.days} วัน</span>'
    late = f" {_late(stale_after)}" if cell.is_stale else ""
    return f"{_opening(cell.stage)}{link}{waited}{late}</span></td>"


def _sum(row: Row, households: str) -> SafeString:
    query = f"?{row.query}" if row.query else ""
    if not row.total:
        return format_html(_SUM, 0)
    return format_html(_SUM, format_html(_LINK, households, query, row.figure, row.name))


@lru_cache
def _label(stage: Stage) -> SafeString:
    return escape(stage.label)


@lru_cache
def _opening(stage: Stage) -> SafeString:
    return format_html(_OPENING, _label(stage))


@lru_cache
def _nought(stage: Stage) -> SafeString:
    return format_html(_NOUGHT, _label(stage))


@lru_cache
def _late(stale_after: int) -> str:
    return status_word(f"เกิน {stale_after} วัน", tone="wait")
