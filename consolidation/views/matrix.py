"""The status matrix: on a page whose numbers open, and as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from consolidation.exporting import FORMATS
from consolidation.matrix import (
    Level,
    Matrix,
    area_in_words,
    may_open,
    status_matrix,
)
from consolidation.matrix_file import export_matrix
from consolidation.stages import STALE_AFTER, Stage
from consolidation.views.files import file_of
from fundinst.thai import format_date
from members.models import Area

TITLE = "สถานะครัวเรือน"
FIRST_COLUMN = {
    Level.PROVINCE: "จังหวัด",
    Level.DISTRICT: "อำเภอ",
    Level.INSTITUTION: "สถาบัน",
}


def matrix(request: HttpRequest) -> HttpResponse:
    """Institutions × stages, or ?area= of an officer's: its districts, or its institutions."""
    area = _area(request)
    counted = _counted(request, area)
    context = {
        "nav": "home",
        "area": area and area_in_words(area),
        "trail": _trail(request, area),
        "matrix": counted,
        "stages": Stage,
        "first": FIRST_COLUMN[counted.level],
        "opens_below": counted.level != Level.INSTITUTION,
        "stale_after": STALE_AFTER.days,
        "files": _files(area),
    }
    return render(request, "consolidation/matrix.html", context)


def matrix_file(request: HttpRequest, file_format: str) -> HttpResponse:
    """The same as matrix.xlsx or matrix.csv; that it was taken out stands in the record."""
    if file_format not in FORMATS:
        raise Http404
    area, now = _area(request), localtime()
    counted = _counted(request, area)
    exported = export_matrix(
        counted,
        title=TITLE,
        first=FIRST_COLUMN[counted.level],
        place=area_in_words(area) if area else "ทั้งหมดในความดูแล",
        actor=request.user,
        at=now,
    )
    day = format_date(now.date(), style="medium", digits="arabic")
    return file_of(exported, file_format, name=f"{TITLE} {day}")


def _area(request: HttpRequest) -> Area | None:
    """The area asked for; one that the user doesn't oversee is not there."""
    code = request.GET.get("area", "")
    if not code:
        return None
    if not (code.isascii() and code.isdigit() and may_open(request.user, code)):
        raise Http404
    return get_object_or_404(Area, pk=code)


def _counted(request: HttpRequest, area: Area | None) -> Matrix:
    return status_matrix(request.user, area=area.pk if area else "", today=localdate())


def _trail(request: HttpRequest, area: Area | None) -> list[dict[str, str]]:
    """The way back up, as far as the user oversees."""
    trail = [{"url": reverse("consolidation:home"), "label": "งานของฉัน"}]
    if area is None:
        return trail
    above = area.parent if area.parent and may_open(request.user, area.parent.pk) else None
    steps = [("", TITLE)] + ([(above.pk, area_in_words(above))] if above else [])
    return trail + [
        {
            "url": reverse("consolidation:matrix", query={"area": code} if code else {}),
            "label": label,
        }
        for code, label in steps
    ]


def _files(area: Area | None) -> list[dict[str, str]]:
    query = {"area": area.pk} if area else {}
    return [
        {"url": reverse("consolidation:matrix_file", args=[kind], query=query), "kind": name}
        for kind, name in (("xlsx", "Excel"), ("csv", "CSV"))
    ]
