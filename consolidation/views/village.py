"""The village's figures of official surveys: by survey and year, typed one by one or as a table."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now

from consolidation.figure_tables import (
    ReadFigures,
    as_text,
    read_figure,
    read_file,
    read_pasted,
    row_errors,
)
from consolidation.timeline import acts_of
from consolidation.views.people import MAY_CHANGE, UNCHANGED
from debts.registers.refusals import MOST_BYTES
from fundinst.errors import Refused
from fundinst.thai import Unreadable
from members.access import require
from members.figure_forms import FigureForm, FigureTableForm, SourceForm, typed_value
from members.models import AuditEntry, Institution, VillageFigure
from members.undoing import say_done
from members.village_figures import (
    StatedFigure,
    beside_the_books,
    figure_version,
    refusals_of_figures,
    remove_figure,
    take_figures,
    version_of_replaced,
)

ACTS = ("figures_taken", "figure_removed")
ACTS_SHOWN = 10


def village(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of the village, the latest year first, and who brought them in."""
    institution = _institution(request, code)
    figures = VillageFigure.objects.filter(institution=institution)
    by_source = groupby(
        figures.order_by("-year", "survey", "pk"),
        key=lambda figure: f"{figure.get_survey_display()} ปี {figure.year}",
    )
    may_change = request.user.has_perm(MAY_CHANGE, institution)
    context = {
        "nav": "households",
        "institution": institution,
        "sources": [
            (source, [(figure, figure_version(figure)) for figure in group])
            for source, group in by_source
        ],
        "events": acts_of(institution, ACTS, now=now())[:ACTS_SHOWN],
        "may_change": may_change,
        "undo_next": request.get_full_path() if may_change else "",
    }
    return render(request, "consolidation/village.html", context)


@permission_required(MAY_CHANGE, raise_exception=True)
def figure(request: HttpRequest, code: str, figure_id: int | None = None) -> HttpResponse:
    """Add a figure, or state one again; what stands under its name is shown before it goes."""
    institution = _to_change(request, code)
    kept = None
    if figure_id is not None:
        kept = get_object_or_404(VillageFigure, institution=institution, pk=figure_id)
    form = FigureForm(request.POST or None, initial=_initial(kept), corrects=bool(kept))
    if form.is_valid():
        said = form.cleaned_data
        try:
            stated = [StatedFigure(said["name"], read_figure(said["value"]), said["unit"])]
        except Unreadable as unreadable:
            form.add_error("value", str(unreadable))
        else:
            return _take(request, institution, form, stated, "figure")
    return _show(request, "figure", institution, form, kept=kept)


@permission_required(MAY_CHANGE, raise_exception=True)
def figure_table(request: HttpRequest, code: str) -> HttpResponse:
    """Read a table of figures, show what it would change, and take it when that is confirmed."""
    institution = _to_change(request, code)
    form = FigureTableForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            read = _read(form)
            if refusals := [*row_errors(read)]:
                raise Refused(refusals)
        except Refused as refused:
            form.show(refused)
        else:
            return _take(request, institution, form, read.figures, "figure_table")
    return _show(request, "figure_table", institution, form)


@permission_required(MAY_CHANGE, raise_exception=True)
def figure_remove(request: HttpRequest, code: str, figure_id: int) -> HttpResponse:
    """Take a figure out; pressed twice, it is out."""
    institution = _to_change(request, code)
    kept = VillageFigure.objects.filter(institution=institution, pk=figure_id).first()
    if request.method == "POST" and kept:
        try:
            entry = remove_figure(kept, seen=request.POST.get("seen"), actor=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            _say_removed(request, entry)
    return redirect("consolidation:village", institution.code)


def _say_removed(request: HttpRequest, entry: AuditEntry | None) -> None:
    if entry:
        say_done(request, entry.sentence, entry)


def _take(
    request: HttpRequest,
    institution: Institution,
    form: SourceForm,
    stated: Sequence[StatedFigure],
    page: str,
) -> HttpResponse:
    """Take the figures; a table, and whatever would replace another figure, is shown first."""
    source = {key: form.cleaned_data[key] for key in ("survey", "year")}
    if refusals := [*refusals_of_figures(**source, stated=stated, on=localdate())]:
        form.show(Refused(refusals))
        return _show(request, page, institution, form)
    compared = beside_the_books(institution, **source, stated=stated)
    shown = "confirm" in request.POST or (
        page == "figure" and all(one.outcome != "replaces" for one in compared)
    )
    if shown:
        try:
            return _taken(request, institution, source, stated, form.cleaned_data["seen"])
        except Refused as refused:  # others wrote since it was shown: it is shown again
            form.show(refused)
    context = {
        "compared": compared,
        "source": f"{VillageFigure.Survey(source['survey']).label} ปี {source['year']}",
        "carried": {**source, "rows": as_text(stated), "seen": version_of_replaced(compared)},
        "changing": sum(one.outcome != "same" for one in compared),
    }
    return _show(request, "figures_check", institution, form, **context)


def _taken(
    request: HttpRequest,
    institution: Institution,
    source: dict[str, Any],
    stated: Sequence[StatedFigure],
    seen: str,
) -> HttpResponse:
    actor, today = request.user, localdate()
    entry = take_figures(institution, **source, stated=stated, seen=seen, on=today, actor=actor)
    if entry:
        say_done(request, entry.sentence, entry)
    else:
        messages.info(request, UNCHANGED)
    return redirect("consolidation:village", institution.code)


def _read(form: FigureTableForm) -> ReadFigures:
    if file := form.cleaned_data["file"]:
        return read_file(file.read(MOST_BYTES + 1), file.name)  # enough to be refused as too big
    return read_pasted(form.cleaned_data["rows"])


def _initial(kept: VillageFigure | None) -> dict[str, Any]:
    if kept is None:
        return {"survey": VillageFigure.Survey.JPT}
    return {
        "survey": kept.survey,
        "year": str(kept.year),
        "name": kept.name,
        "value": typed_value(kept.value),
        "unit": kept.unit,
    }


def _institution(request: HttpRequest, code: str) -> Institution:
    seen = Institution.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("subdistrict__parent__parent"), code=code)


def _to_change(request: HttpRequest, code: str) -> Institution:
    institution = _institution(request, code)
    require(request.user, MAY_CHANGE, institution)
    return institution


def _show(
    request: HttpRequest, page: str, institution: Institution, form: SourceForm, **more: Any
) -> HttpResponse:
    context = {"nav": "households", "institution": institution, "form": form, **more}
    return render(request, f"consolidation/{page}.html", context)
