"""The administrator's pages: every paper's wording, its versions, and writing the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from fundinst.errors import Refused
from reports.invented import invented
from reports.models import Wording
from reports.paper_kinds import BY_SLUG, KINDS, PaperKind
from reports.paper_pages import attached
from reports.papers import Paper, pdf_of, worded_paper
from reports.wording_forms import WordingForm
from reports.wordings import (
    Worded,
    differences,
    refusals_to_write,
    shipped,
    versions_of,
    wording_of,
    write_wording,
)

MAY_WRITE = "reports.add_wording"


@permission_required(MAY_WRITE, raise_exception=True)
def wording_list(request: HttpRequest) -> HttpResponse:
    """Every kind of paper, with the wording it is printed with today."""
    kinds = [(kind, wording_of(kind.slug, localdate())) for kind in KINDS]
    return render(request, "reports/wording_list.html", {"nav": "reports", "kinds": kinds})


@permission_required(MAY_WRITE, raise_exception=True)
def wording(request: HttpRequest, kind: str) -> HttpResponse:
    """One paper's wording: in force, its versions, each beside the one before."""
    found = _kind(kind)
    versions = versions_of(found.slug)
    bodies = [one.body for one in versions] + [shipped(found.slug)]
    context = {
        "nav": "reports",
        "kind": found,
        "worded": wording_of(found.slug, localdate()),
        "versions": [
            (one, differences(bodies[place + 1], one.body)) for place, one in enumerate(versions)
        ],
    }
    return render(request, "reports/wording.html", context)


def _kind(slug: str) -> PaperKind:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


@permission_required(MAY_WRITE, raise_exception=True)
def wording_edit(request: HttpRequest, kind: str) -> HttpResponse:
    """Write the next version: looked at with invented figures first, then written."""
    found = _kind(kind)
    last = _last(found)
    form = WordingForm(
        request.POST or None,
        initial={"body": last.body.strip(), "effective_on": localdate(), "seen": last.version},
    )
    step = request.POST.get("step", "")
    if step not in ("check", "save") or not form.is_valid():
        return _show_form(request, found, form)
    typed = form.cleaned_data
    if refusals := [*refusals_to_write(found, **typed, on=localdate())]:
        form.show(Refused(refusals))
        return _show_form(request, found, form)
    if step == "check":
        return _show_check(request, found, form, last)
    try:
        written = write_wording(found, **typed, on=localdate(), actor=request.user)
    except Refused as refused:
        form.show(refused)
        return _show_form(request, found, form)
    messages.success(request, f"บันทึกถ้อยคำฉบับที่ {written.version} ของ{found.name}แล้ว")
    return redirect("reports:wording", found.slug)


def _last(kind: PaperKind) -> Worded:
    """The last version that was written, in force already or not."""
    written = Wording.objects.filter(kind=kind.slug).order_by("-version").first()
    if written is None:
        return Worded(0, None, shipped(kind.slug))
    return Worded(written.version, written.effective_on, written.body)


def _show_form(request: HttpRequest, kind: PaperKind, form: WordingForm) -> HttpResponse:
    known = kind.known
    context = {
        "nav": "reports",
        "kind": kind,
        "form": form,
        "required": sorted(known.required),
        "places": sorted(known.words - known.required),
        "alone": sorted((known.tables | known.lists) - known.required),
        "conditions": sorted(known.conditions),
    }
    return render(request, "reports/wording_edit.html", context)


def _show_check(
    request: HttpRequest, kind: PaperKind, form: WordingForm, last: Worded
) -> HttpResponse:
    typed = form.cleaned_data
    worded = Worded(last.version + 1, typed["effective_on"], typed["body"])
    context: dict[str, Any] = {
        "nav": "reports",
        "kind": kind,
        "form": form,
        "worded": worded,
        "differences": differences(last.body, worded.body),
        "paper": _shown(kind, worded),
    }
    return render(request, "reports/wording_check.html", context)


def _shown(kind: PaperKind, worded: Worded) -> Paper:
    return worded_paper(kind, invented(kind), worded)


@permission_required(MAY_WRITE, raise_exception=True)
def wording_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The paper with invented figures, in the last version's words, as a file."""
    found = _kind(kind)
    try:
        content = pdf_of(_shown(found, _last(found)))
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect("reports:wording", found.slug)
    return attached(content, f"wording-{found.slug}", f"ตัวอย่าง {found.name}.pdf")
