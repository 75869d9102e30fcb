"""A province's periods: which are closed, closing them, and opening them again for a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.books import last_closed_day
from consolidation.models import PeriodClosing
from consolidation.period_closing import (
    ACT,
    close_period,
    ends_to_open_from,
    months_to_close,
    open_period_again,
    period_version,
)
from fundinst.days import day_in_words
from fundinst.errors import Refused
from members.access import over_area
from members.models import Area
from reports.asking import Asked, Level, Place, place_seen
from reports.chain import below, figures_below
from reports.period_forms import ClosePeriodForm, OpenPeriodForm
from reports.report_pages import MAY_READ


def _province(request: HttpRequest, code: str) -> Area:
    """The province within the user's scope; else 404."""
    place = place_seen(request.user, code) if len(code) == 2 else None
    if place is None or place.area is None:
        raise Http404
    return place.area


def _own(request: HttpRequest, code: str) -> Area:
    """The province whose officer the user is; else 403, in words."""
    province = _province(request, code)
    if not over_area(request.user, ACT, province.code):
        raise PermissionDenied("งวดรายงานปิดหรือเปิดได้โดยเจ้าหน้าที่ของจังหวัดเท่านั้น")
    return province


@permission_required(MAY_READ, raise_exception=True)
def periods(request: HttpRequest, province: str) -> HttpResponse:
    """What was closed and opened, the last first."""
    area = _province(request, province)
    closings = PeriodClosing.objects.visible_to(request.user).filter(area=area)
    context = {
        "nav": "reports",
        "province": area,
        "until": last_closed_day(area.code),
        "closings": closings.select_related("actor").order_by("-pk"),
        "may_act": over_area(request.user, ACT, area.code),
        "to_close": months_to_close(area, today=localdate()),
    }
    return render(request, "reports/periods.html", context)


@permission_required(ACT, raise_exception=True)
def period_close(request: HttpRequest, province: str) -> HttpResponse:
    """Close up to a month's end; what follows from it, and what isn't sent yet, is said before."""
    area, today = _own(request, province), localdate()
    ends = months_to_close(area, today=today)
    initial = {"through": ends[0].isoformat() if ends else "", "seen": period_version(area)}
    form = ClosePeriodForm(request.POST or None, ends=ends, initial=initial)
    if form.is_valid():
        through, seen = form.cleaned_data["through"], form.cleaned_data["seen"]
        try:
            close_period(area, through, on=today, actor=request.user, seen=seen)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(
                request, f"ปิดงวดถึง {day_in_words(through)} แล้ว ทุกอำเภอและสถาบันได้รับแจ้งแล้ว"
            )
            return redirect("reports:periods", area.code)
    place = Place(Level.PROVINCE, area=area)
    asked = Asked(ends[0], today, today) if ends else Asked(today, today, today)
    lower = below(place, asked, figures_below(place, asked))
    context = {
        "nav": "reports",
        "province": area,
        "form": form,
        "ends": ends,
        "asked": asked,
        "waits": [one for one in lower if not one.is_in_order],
        "below": lower,
    }
    return render(request, "reports/period_close.html", context)


@permission_required(ACT, raise_exception=True)
def period_open(request: HttpRequest, province: str) -> HttpResponse:
    """Open months again, with the reason for it."""
    area = _own(request, province)
    ends = ends_to_open_from(area)
    form = OpenPeriodForm(request.POST or None, ends=ends, initial={"seen": period_version(area)})
    if form.is_valid():
        typed = form.cleaned_data
        try:
            open_period_again(
                area,
                typed["through"],
                reason=typed["reason"],
                on=localdate(),
                actor=request.user,
                seen=typed["seen"],
            )
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, "เปิดงวดอีกครั้งแล้ว ทุกอำเภอและสถาบันได้รับแจ้งแล้ว")
            return redirect("reports:periods", area.code)
    until = last_closed_day(area.code)
    context = {"nav": "reports", "province": area, "form": form, "until": until}
    return render(request, "reports/period_open.html", context)
