"""One page of a table, as the address asks for it."""

from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property
from django_tables2 import Table
from django_tables2.data import TableQuerysetData

ROWS_A_PAGE = 50
MOST_COUNTED = 10_000
"""Rows of a long list are counted up to here: who looks for one narrows the search."""


class UpTo(Paginator):
    """Pages of the first rows of a list that may be a country long: counting all would take longer
    the larger the country is."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list.data.data.order_by().values("pk")
        number = rows[: MOST_COUNTED + 1].count()
        self.object_list.data._length = number  # or the template would count them all
        return int(number)

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, max(1, MOST_COUNTED // self.per_page))


class PageFirst(TableQuerysetData):
    """Finds out which rows stand on a page, and only then what is shown of them.

    Asked for both at once, the database prepares what is shown of every row in sight: the larger
    the country, the longer a page of fifty takes.
    """

    def __getitem__(self, part: slice | int) -> Any:
        if not isinstance(part, slice):
            return super().__getitem__(part)
        on_page = [*self.data.values_list("pk", flat=True)[part]]
        found = {row.pk: row for row in self.data.order_by().filter(pk__in=on_page)}
        return [found[pk] for pk in on_page if pk in found]


def counted(number: int) -> str:
    """How many rows there are, in words: as a number, or more than are counted."""
    return f"{number:,}" if number <= MOST_COUNTED else f"มากกว่า {MOST_COUNTED:,}"


def ordered(table: Table, request: HttpRequest) -> Table:
    """The table sorted by a column it allows; unknown ones are ignored."""
    table.request = request
    asked = request.GET.getlist(table.prefixed_order_by_field)
    if order := [column for column in asked if column.lstrip("-") in table.columns.names()]:
        table.order_by = order
    return table


def paged(
    table: Table,
    request: HttpRequest,
    *,
    rows: int = ROWS_A_PAGE,
    paginator: type[Paginator] = Paginator,
) -> Table:
    """The table in order, on the page asked for or the nearest there is.

    The library's own way lets the address choose the rows a page has: none, or a million.
    """
    table = ordered(table, request)
    try:
        asked = request.GET.get(table.prefixed_page_field, 1)
        table.paginate(paginator, page=asked, per_page=rows)
    except PageNotAnInteger:
        table.page = table.paginator.page(1)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    return table
