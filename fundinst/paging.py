"""One page of a table, as the address asks for it."""

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import HttpRequest
from django_tables2 import Table

ROWS_A_PAGE = 50


def ordered(table: Table, request: HttpRequest) -> Table:
    """The table sorted by a column it allows; unknown ones are ignored."""
    table.request = request
    asked = request.GET.getlist(table.prefixed_order_by_field)
    if order := [column for column in asked if column.lstrip("-") in table.columns.names()]:
        table.order_by = order
    return table


def paged(table: Table, request: HttpRequest, *, rows: int = ROWS_A_PAGE) -> Table:
    """The table in order, on the page asked for or the nearest there is.

    The library's own way lets the address choose the rows a page has: none, or a million.
    """
    table = ordered(table, request)
    try:
        table.paginate(page=request.GET.get(table.prefixed_page_field, 1), per_page=rows)
    except PageNotAnInteger:
        table.page = table.paginator.page(1)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    return table
