"""A list that is searched as one types: what households and contracts have in common."""

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import push_url
from django_tables2 import Table

from consolidation.filters import ScopedFilter
from fundinst.id_numbers import id_in
from fundinst.paging import UpTo, counted, paged
from members.looking import looked_over
from members.models import SavedFilter, User
from members.page_names import page_called
from members.saving_filters import Search, SearchablePage, offer_saving

FILES = {"xlsx": "Excel", "csv": "CSV"}


def searchable(
    key: str, title: str, url_name: str, filters: type[ScopedFilter], table: type[Table]
) -> SearchablePage:
    """A list whose searches people may keep under a name."""

    def read(data: QueryDict, user: User) -> Search:
        narrowed = filters(data, filters.Meta.model.objects.none(), user=user)
        return Search(_query(narrowed, table.base_columns), narrowed.words)

    return offer_saving(SearchablePage(key, title, url_name, read))


def _query(narrowed: ScopedFilter, columns: Collection[str]) -> str:
    """The search and the order as a plain query string."""
    order = narrowed.data.get("sort", "")
    return narrowed.query(sort=order if order.lstrip("-") in columns else "")


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were found: the search, and a table of all of them."""

    page: SearchablePage
    filter: ScopedFilter
    table: Table

    @property
    def query(self) -> str:
        return _query(self.filter, self.table.columns.names())


def show_found(
    request: HttpRequest, found: Found, template: str, *, nav: str, **more: Any
) -> HttpResponse:
    """A page of what was found; while somebody types, the address goes along plainly.

    ``more`` is what else the template shows.
    """
    query = found.query
    if id_in(request.GET.get("q", "")):  # it stays neither in the browser nor in a link
        if not request.htmx:
            return redirect(f"{request.path}?{query}")
        request.GET, request.META["QUERY_STRING"] = found.filter.data, query
    # The country's list is as long as the country: above an institution it isn't counted whole.
    counter = Paginator if found.filter.institution else UpTo
    table = paged(found.table, request, paginator=counter)
    looked_over(_institutions_on(table), actor=request.user, what=page_called(request))
    context = more | {
        "nav": nav,
        "filter": found.filter,
        "table": table,
        "said": _said(found, table.paginator.count),
        "kept": _kept(request.user, found.page, query),
        "keep_url": reverse("members:filter_keep", args=[found.page.key]) + f"?{query}",
        "files": [
            {"url": f"{reverse(f'{found.page.url_name}_file', args=[kind])}?{query}", "kind": name}
            for kind, name in FILES.items()
        ],
    }
    answer = render(request, template, context)
    return push_url(answer, f"{request.path}?{query}" if query else request.path)


def _institutions_on(table: Table) -> set[int]:
    """Whose households stand on this page of the list."""
    path = table.data.data.model.institution_path
    rows = (row.record for row in table.paginated_rows)
    return {attrgetter(f"{path.replace('__', '.')}_id")(row) for row in rows}


def _said(found: Found, count: int) -> str:
    if not found.filter.is_narrowed:
        return f"ทั้งหมด {counted(count)} {found.page.title}"
    if not count:
        return f"ไม่พบ{found.page.title}ที่ตรงกับที่ค้นหา"
    return f"พบ {counted(count)} {found.page.title}"


def _kept(user: User, page: SearchablePage, query: str) -> list[dict[str, Any]]:
    """The searches kept for this page, one's own and the committee's, as links."""
    return [
        {
            "label": kept.name,
            "url": page.address(kept.query),
            "is_current": kept.query == query,
            "is_shared": kept.institution_id is not None,
        }
        for kept in SavedFilter.objects.visible_to(user).filter(page=page.key)
    ]
