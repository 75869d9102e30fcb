"""The debtor grid's cells: a large village has a thousand, so each is one call, no template."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from debts.grid_lines import Box

register = template.Library()

_TEXT = (
    '<input class="grid-cell" name="{}" data-field="{}" value="{}" aria-label="{} {}"'
    ' autocomplete="off"{}>'
)
_MONEY = _TEXT.replace('"grid-cell"', '"grid-cell number" inputmode="decimal"')


@register.simple_tag
def grid_input(box: Box) -> SafeString:
    """The cell's input; it has an id only where something is said of the cell."""
    more = SafeString("")
    if said := box.described_by:
        more += format_html(' id="{}" aria-describedby="{}"', box.id, said)
    if box.cell.error:
        more += SafeString(' aria-invalid="true"')
    if box.cell.readonly:
        more += SafeString(" readonly")
    if box.takes_focus:
        more += SafeString(" autofocus")
    kind = _MONEY if box.is_money else _TEXT
    cell = box.cell
    return format_html(kind, box.id, cell.field, cell.value, box.label, box.row_label, more)


@register.simple_tag
def grid_details(box: Box) -> SafeString:
    """The way to the cell's loans; nothing before its household is in the books."""
    if not box.details_url:
        return SafeString("")
    link = '<a class="grid-details" href="{}" aria-label="{}">{}</a>'
    return format_html(link, box.details_url, box.details, box.details_word)
