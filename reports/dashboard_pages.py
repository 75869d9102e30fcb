"""Dashboards: on the officers' first page, of any place within one's scope, and who is behind."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.home_parts import HomePart, add_to_home
from consolidation.models import Contract
from members.looking import looked_over
from members.models import Household, Institution, User
from members.page_names import page_called
from reports.area_dashboards import AreaDashboard, of_areas, of_place, overseen
from reports.asking import Place, place_seen
from reports.behind_figures import HOUSEHOLDS, ROAD, Behind, behind, in_order, label_of
from reports.certifying_rules import may_certify
from reports.chain_waiting import waits_of_area, waits_of_institutions
from reports.dashboards import Dashboard, of_institution

MAY_READ = "reports.view_report"
LINES_A_PAGE = 200


@permission_required(MAY_READ, raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """Of all that the user oversees; of their institution for who sits on one committee."""
    if overseen(request.user) is not None:
        return _shown(request, _of_all(request.user), [])
    own = Institution.objects.run_by(request.user).order_by("pk")[:2]
    if len(own) != 1:
        return redirect("reports:index")
    return _shown(request, of_institution(own[0], today=localdate()), [])


@permission_required(MAY_READ, raise_exception=True)
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    """Of one place within the user's scope."""
    place = place_seen(request.user, code)
    return _shown(request, of_place(place, today=localdate()), _above(request.user, place))


@permission_required(MAY_READ, raise_exception=True)
def figure(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The households and contracts behind one number of a place, a page of them at a time."""
    place = place_seen(request.user, code)
    if (label := label_of(name)) is None:
        raise Http404
    institutions = {one.pk: one for one in place.each()}
    lines = in_order(behind([*institutions], name, on=localdate()))
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    shown = _named(page.object_list, request.user)
    looked_over(
        {one["home"].institution_id for one in shown}, actor=request.user, what=page_called(request)
    )
    whose = place.institution.name if place.institution else str(place)
    context = {
        "nav": "home",
        "whose": whose,
        "of_area": place.institution is None,
        "label": label,
        "on": localdate(),
        "page": page,
        "lines": shown,
        "count": len(lines),
        "in_baht": name not in ROAD,
        "late": any(line.days for line in lines),
        "total": sum(line.baht or 0 for line in lines),
        "unit": "ครัวเรือน" if name in HOUSEHOLDS else "สัญญา",
        "trail": [
            _step(_home(), "งานของฉัน"),
            *_above(request.user, place),
            _step(_page(code), whose),
        ],
    }
    return render(request, "reports/figure.html", context)


def _named(lines: Sequence[Behind], user: User) -> list[dict[str, Any]]:
    """Each line with its household and contract."""
    seen = Household.objects.visible_to(user).with_head().select_related("institution")
    homes = {home.pk: home for home in seen.filter(pk__in=[line.household for line in lines])}
    found = Contract.objects.visible_to(user).select_related("fund")
    contracts = found.in_bulk([line.contract for line in lines if line.contract])
    return [
        {
            "line": line,
            "home": homes[line.household],
            "contract": contracts.get(line.contract),
            "days": f"{line.days:,}" if line.days else "",
        }
        for line in lines
        if line.household in homes
    ]


def _shown(request: HttpRequest, made: Dashboard, trail: list[dict[str, str]]) -> HttpResponse:
    context = {
        "nav": "home",
        "dashboard": made,
        "shown": _with_waits(made, request.user),
        "trail": [_step(_home(), "งานของฉัน"), *trail],
    }
    return render(request, "reports/dashboard.html", context)


def _of_all(user: User) -> Dashboard:
    """The one area the user oversees by the places in it, or all of several."""
    areas = overseen(user)
    if areas is not None and len(areas) == 1:
        return of_place(place_seen(user, areas[0]), today=localdate())
    return of_areas(areas or [], today=localdate())


def _above(user: User, place: Place) -> list[dict[str, str]]:
    """The way down to the place, as far as the user oversees."""
    areas = overseen(user)
    if areas is None:
        return []
    subdistrict = place.institution.subdistrict if place.institution else None
    area = subdistrict.parent if subdistrict else (place.area and place.area.parent)
    steps: list[dict[str, str]] = []
    while area is not None:
        if not areas or any(area.code.startswith(code) for code in areas):
            word = "จังหวัด" if len(area.code) == 2 else "อำเภอ"
            steps.insert(0, _step(_page(area.code), f"{word}{area}"))
        area = area.parent
    return steps if areas else [_step(reverse("reports:dashboards"), "ทั้งประเทศ"), *steps]


def _step(url: str, label: str) -> dict[str, str]:
    return {"url": url, "label": label}


def _page(code: str) -> str:
    return reverse("reports:dashboard", args=[code])


def _home() -> str:
    return reverse("consolidation:home")


def _with_waits(made: Dashboard, user: User) -> dict[str, Any]:
    """The dashboard, and what waits in the chain of reports of its area."""
    if not isinstance(made, AreaDashboard) or made.place is None:
        return {"dashboard": made, "waits": []}
    mine = may_certify(user, made.place)
    waits = waits_of_area(made.place, made.lower, made.figures, today=localdate(), may_certify=mine)
    return {"dashboard": made, "waits": waits}


def on_first_page(request: HttpRequest) -> dict[str, Any] | None:
    """The dashboard of who oversees an area; a committee opens its own from its page's links."""
    if overseen(request.user) is None or not request.user.has_perm(MAY_READ):
        return None
    return _with_waits(_of_all(request.user), request.user)


def beside_the_work(request: HttpRequest) -> dict[str, Any] | None:
    """What waits in the chain of reports of the committee's own institutions."""
    institutions = [*Institution.objects.run_by(request.user).order_by("pk")]
    waits = waits_of_institutions(institutions, today=localdate())
    return {"waits": waits} if waits else None


add_to_home(HomePart("reports/_dashboard.html", on_first_page))
add_to_home(HomePart("reports/_chain_waits.html", beside_the_work, waits=True))
