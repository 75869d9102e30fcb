"""The lists as files: the same rows in the same order as the page, all pages of it."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime

from consolidation.exporting import FORMATS, export_list
from consolidation.resources import ContractResource, HouseholdResource, ListResource
from consolidation.views.contract_list import contracts_found
from consolidation.views.files import file_of
from consolidation.views.found import Found
from consolidation.views.household_list import households_found
from fundinst.paging import ordered
from fundinst.thai import format_date
from members.looking import took_out_of_each


def households(request: HttpRequest, file_format: str) -> HttpResponse:
    """Households as households.xlsx or households.csv; the address searches as the list's does."""
    return _file(request, households_found(request), HouseholdResource, "ครัวเรือน", file_format)


def contracts(request: HttpRequest, file_format: str) -> HttpResponse:
    """Contracts as contracts.xlsx or contracts.csv; the address searches as the list's does."""
    return _file(request, contracts_found(request), ContractResource, "สัญญา", file_format)


def _file(
    request: HttpRequest, found: Found, resource: type[ListResource], unit: str, file_format: str
) -> HttpResponse:
    if file_format not in FORMATS:
        raise Http404
    now = localtime()
    exported = export_list(
        resource(has_several=found.filter.has_several),
        ordered(found.table, request).data.data,
        title=found.page.title,
        unit=unit,
        words=found.filter.words,
        institution=found.filter.institution,
        actor=request.user,
        at=now,
    )
    took_out_of_each(_rows_of_each(found), actor=request.user, what=f"รายชื่อ{found.page.title}")
    day = format_date(now.date(), style="medium", digits="arabic")
    return file_of(exported, file_format, name=f"{found.page.title} {day}")


def _rows_of_each(found: Found) -> dict[int, int]:
    """How many of the rows found are of which institution."""
    rows = found.filter.qs
    path = rows.model.institution_path
    counted = rows.order_by().values(path).annotate(count=Count("pk", distinct=True))
    return {of_one[path]: of_one["count"] for of_one in counted}
