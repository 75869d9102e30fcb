"""Classes of debtors: the summary, the households of a class, and the scheme."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from debts.class_figures import (
    Classed,
    class_figures,
    classed_households,
    with_class_counts,
)
from debts.class_forms import SchemeForm
from debts.class_tables import ClassedTable, ClassInstitutionTable
from debts.grid_forms import day_of
from debts.models import Classification, ClassScheme
from debts.scheme_writing import schemes_version, write_scheme
from debts.schemes import scheme_on
from debts.views.grid import find_institution
from fundinst.errors import Refused
from fundinst.paging import paged
from members.access import require
from members.filters import InstitutionFilter
from members.looking import looked_over
from members.models import Institution
from members.page_names import page_called

MAY_CLASSIFY = "debts.add_classification"


def class_summary(request: HttpRequest) -> HttpResponse:
    """Households and baht by class on a day; of several institutions, a list to choose from."""
    on, day_error = day_of(request.GET, today=localdate())
    institution, institutions = asked_for(request)
    context: dict[str, Any] = {
        "nav": "households",
        "on": on,
        "day_error": day_error,
        "asked": request.GET.get("on", ""),
        "q": request.GET.get("q", ""),
        "institution": institution,
        "several": len(institutions[:2]) > 1,
    }
    if institution is None:
        found = InstitutionFilter(request.GET, with_class_counts(institutions, on))
        context["table"] = paged(ClassInstitutionTable(found.qs, on=on), request)
        return render(request, "debts/class_institutions.html", context)
    context["figures"] = class_figures(institution, on, classed_households(institution, on))
    context["may_act"] = request.user.has_perm(MAY_CLASSIFY, institution)
    return render(request, "debts/class_summary.html", context)


def class_households(request: HttpRequest) -> HttpResponse:
    """The households of a band (?band=) or of a class given (?result=) on a day."""
    on, _why = day_of(request.GET, today=localdate())
    institution, _institutions = asked_for(request)
    if institution is None:
        return class_summary(request)
    classed = classed_households(institution, on)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    figures = class_figures(institution, on, classed)
    band, result = request.GET.get("band", ""), request.GET.get("result", "")
    names = [
        *(row.name for row in figures.bands if row.code == band),
        *(row.name for row in figures.results if row.code == result),
    ]
    context = {
        "nav": "households",
        "institution": institution,
        "on": on,
        "names": names,
        "table": paged(ClassedTable(_narrowed(classed, band, result), on=on), request),
    }
    return render(request, "debts/class_households.html", context)


def _narrowed(classed: list[Classed], band: str, result: str) -> list[Classed]:
    return [
        one
        for one in classed
        if (not band or one.band == band) and (not result or one.result == result)
    ]


def asked_for(request: HttpRequest) -> tuple[Institution | None, Any]:
    """The institution in the address, else the only one in sight; and all that are in sight."""
    institutions = Institution.objects.visible_to(request.user).select_related(
        "village", "subdistrict__parent__parent"
    )
    code = request.GET.get("institution", "").replace("\0", "")
    if named := institutions.filter(code=code).first():
        return named, institutions
    first = institutions[:2]
    return (first[0] if len(first) == 1 else None), institutions


def class_scheme(request: HttpRequest, code: str) -> HttpResponse:
    """The scheme in force on a day (?on=); ?edit=1 writes a further version from it."""
    institution = find_institution(request, code)
    on, _why = day_of(request.GET, today=localdate())
    scheme, version = scheme_on(institution, on)
    context = {
        "nav": "households",
        "institution": institution,
        "on": on,
        "scheme": scheme,
        "outcomes": scheme.outcomes(),
        "version": version,
        "versions": ClassScheme.objects.filter(institution=institution).select_related(
            "written_by"
        ),
        "may_act": request.user.has_perm(MAY_CLASSIFY, institution),
    }
    if request.method != "POST" and "edit" not in request.GET:
        return render(request, "debts/class_scheme.html", context)
    require(request.user, MAY_CLASSIFY, institution)
    sent = request.POST if request.method == "POST" else None
    initial = {"effective_on": localdate(), "seen": schemes_version(institution)}
    form = SchemeForm(sent, scheme=scheme, initial=initial)
    if form.is_valid() and (written := _written(request, institution, form)):
        return redirect(_scheme_url(institution, written))
    context |= {"form": form, "willingness": Classification.Willingness.labels}
    return render(request, "debts/class_scheme_edit.html", context)


def _written(
    request: HttpRequest, institution: Institution, form: SchemeForm
) -> ClassScheme | None:
    try:
        version = write_scheme(
            institution,
            effective_on=form.cleaned_data["effective_on"],
            definition=form.definition(),
            seen=form.opened_with,
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        form.put_beside_initial(refused, but=["effective_on"])
        return None
    messages.success(request, "บันทึกวิธีจัดประเภทแล้ว การจัดประเภทที่ทำไปก่อนคงเดิม")
    return version


def _scheme_url(institution: Institution, version: ClassScheme) -> str:
    on: date = version.effective_on
    return reverse("debts:class_scheme", args=[institution.code], query={"on": on.isoformat()})
