"""{% matrix_cells row stale_after %}: a place's numbers in the status matrix.

A district has two thousand of them on a page, so what all of a stage share is put together once.
"""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consolidation.matrix import Cell, Row
from consolidation.stages import Stage
from consolidation.tables import status_word

register = template.Library()

_CELL = '<td role="cell" class="number" data-label="{}"><span>{}{}{}</span></td>'
_NOUGHT = '<td role="cell" class="number nought" data-label="{}">0</td>'
_SUM = '<td role="cell" class="number" data-label="รวม">{}</td>'
_LINK = '<a href="{}{}">{}<span class="visually-hidden"> ครัวเรือน {}</span></a>'
_WAITED = ' <span class="row-note">นานสุด {} วัน</span>'


@register.simple_tag
def matrix_cells(row: Row, stale_after: int) -> SafeString:
    """Each number above nought leads to its households, and says how long the oldest waits.

    The last is the sum of the row; ``stale_after`` days are too long.
    """
    households = reverse("consolidation:household_list")
    told = [(_cell(cell, row.name, households, stale_after),) for cell in row.cells]
    return format_html_join("\n", "{}", [*told, (_sum(row, households),)])


def _cell(cell: Cell, place: str, households: str, stale_after: int) -> SafeString:
    if not cell.count:
        return _nought(cell.stage)
    label = _label(cell.stage)
    link = format_html(_LINK, households, f"?{cell.query}", cell.figure, f"{label} {place}")
    waited = "" if cell.days is None else format_html(_WAITED, cell.days)
    late = format_html(" {}", _late(stale_after)) if cell.is_stale else ""
    return format_html(_CELL, label, link, waited, late)


def _sum(row: Row, households: str) -> SafeString:
    query = f"?{row.query}" if row.query else ""
    if not row.total:
        return format_html(_SUM, 0)
    return format_html(_SUM, format_html(_LINK, households, query, row.figure, row.name))


@lru_cache
def _label(stage: Stage) -> str:
    return str(stage.label)


@lru_cache
def _nought(stage: Stage) -> SafeString:
    return format_html(_NOUGHT, _label(stage))


@lru_cache
def _late(stale_after: int) -> str:
    return status_word(f"เกิน {stale_after} วัน", tone="wait")
