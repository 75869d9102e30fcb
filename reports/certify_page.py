"""The page on which a place's report is certified: what agrees, what doesn't, and one button."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from fundinst.days import day_in_words
from fundinst.errors import Refused
from fundinst.money import format_baht
from fundinst.public_address import public_address
from members.looking import looked_over
from members.page_names import page_called
from reports.asking import Asked, Place, asked_of, place_seen
from reports.certifying import certify_now, known_at, plain, same_before
from reports.certifying_forms import CertifyForm
from reports.certifying_later import certify_later
from reports.certifying_rules import (
    ACT,
    Draft,
    Signer,
    draft_of,
    may_certify,
    recorded_by,
    refusals_to_certify,
    signer_of,
)
from reports.chain import name_of, number_of
from reports.differences import differences_since
from reports.kinds import certified_kind
from reports.report_days import days_to_choose
from reports.report_forms import ReportDayForm
from reports.sheet_pdf import MOST_ROWS, rows_of

BACK, CONFIRM = "back", "confirm"
MOST_SHOWN = 20
"""Differences from the last report on the page; its own page lists more."""


@permission_required(ACT, raise_exception=True)
def certify_report(request: HttpRequest, code: str) -> HttpResponse:
    """Check what would be certified, look at it once more, certify it; ?on= is its day.

    ``step`` says which button was pressed: check (or none), back, confirm.
    """
    place = place_seen(request.user, code)
    if not may_certify(request.user, place):
        raise PermissionDenied("รายงานของที่นี่รับรองได้โดยผู้มีตำแหน่งที่นี่เท่านั้น ท่านดูรายงานได้")
    asked = _asked(request)
    days = ReportDayForm(request.GET, now=asked)
    if days.is_valid():
        return redirect(_address(place, days.asked.on))
    step = request.POST.get("step", "")
    form = _form(request, place, is_sent=request.method == "POST" and step != BACK)
    if form.is_valid():
        act = _certified if step == CONFIRM else _looked_at
        try:
            return act(request, place, asked, form)
        except Refused as refused:
            form.show(refused)
    draft = draft_of(place, asked, known_at(asked))
    if place.institution:
        looked_over([place.institution.pk], actor=request.user, what=page_called(request))
    context = {"form": form, "days": days, "choices": days_to_choose(asked)}
    return render(request, "reports/certify_report.html", context | _shown(draft))


def _form(request: HttpRequest, place: Place, *, is_sent: bool) -> CertifyForm:
    """What is typed; of who comes back from the last look, as it was."""
    typed = {name: request.POST[name] for name in CertifyForm.base_fields if name in request.POST}
    name = str(request.user)
    initial = {"certifier": name, **typed, "acts_for": typed.get("acts_for") == "True"}
    return CertifyForm(
        request.POST if is_sent else None, place=place, own_name=name, initial=initial
    )


def _looked_at(request: HttpRequest, place: Place, asked: Asked, form: CertifyForm) -> HttpResponse:
    """The last look before what can't be taken back; whatever is in the way is said before."""
    typed = form.cleaned_data
    signer = signer_of(place, on=localdate(), named=typed.get("certifier", ""))
    draft = draft_of(place, asked, known_at(asked))
    if before := same_before(draft, plain(typed["explanation"])):
        messages.info(request, f"รายงานนี้รับรองไว้แล้ว เลขที่ {number_of(before)} ไม่มีอะไรเปลี่ยน")
        return redirect("reports:certified", before.pk)
    _refuse(draft, signer, typed)
    if place.institution:
        looked_over([place.institution.pk], actor=request.user, what=page_called(request))
    context = {
        "nav": "reports",
        "place": place,
        "name": name_of(place),
        "asked": asked,
        "signer": signer,
        "facts": [{"label": label, "value": value} for label, value in _facts(draft, signer, form)],
        "pressed_by": recorded_by(place, signer, request.user),
        "typed": {name: typed[name] for name in form.fields},
    }
    return render(request, "reports/certify_check.html", context)


def _facts(draft: Draft, signer: Signer, form: CertifyForm) -> list[tuple[str, str]]:
    return [
        ("ข้อมูล ณ วันที่", day_in_words(draft.asked.on)),
        ("ครัวเรือน", f"{draft.sums.households:,}"),
        ("วงเงินสัญญาใหม่รวม", f"{format_baht(draft.sums.total)} บาท"),
        ("รับรองในนาม", f"{signer.name} {signer.position}"),
        ("คำชี้แจง", plain(form.cleaned_data["explanation"]) or "ไม่มี"),
    ]


def _certified(request: HttpRequest, place: Place, asked: Asked, form: CertifyForm) -> HttpResponse:
    """At once, or by a worker: a volume of many institutions, or a report of very many rows.

    What can be refused is refused at once; the page of the job says how far it is.
    """
    today, typed = localdate(), form.cleaned_data
    signer = signer_of(place, on=today, named=typed.get("certifier", ""))
    said: dict[str, Any] = {
        "explanation": typed["explanation"],
        "on": today,
        "site": public_address(request),
        "seen": typed["seen"],
    }
    draft = draft_of(place, asked, known_at(asked))
    if place.institution and rows_of(draft.report) <= MOST_ROWS:
        report = certify_now(place, asked, signer=signer, actor=request.user, **said)
    elif (before := same_before(draft, plain(typed["explanation"]))) is None:
        _refuse(draft, signer, typed)
        job = certify_later(place, asked, named=signer.name, user=request.user, **said)
        return redirect("members:job", job.pk)
    else:
        report = before
    number = number_of(report)
    messages.success(request, f"รับรองรายงานเลขที่ {number} แล้ว ระดับที่อยู่เหนือขึ้นไปเห็นแล้ว")
    return redirect("reports:certified", report.pk)


def _refuse(draft: Draft, signer: Signer, typed: Mapping[str, str]) -> None:
    explanation, seen = typed["explanation"], typed["seen"]
    said = plain(explanation)
    if refusals := [*refusals_to_certify(draft, signer, said, on=localdate(), seen=seen)]:
        raise Refused(refusals)


def _shown(draft: Draft) -> dict[str, object]:
    """What is checked, what has to be explained, and what is new since the last report."""
    place, asked = draft.place, draft.asked
    today = localdate()
    signer = signer_of(place, on=today, named="-")
    last = draft.last
    found = differences_since(last, today=today) if last else []
    kind = certified_kind(place.level)
    refusals = [*refusals_to_certify(draft, signer, "-", on=today)]
    return {
        "nav": "reports",
        "place": place,
        "name": name_of(place),
        "asked": asked,
        "draft": draft,
        "signer": signer,
        "checks": [check for sheet in draft.report.sheets for check in sheet.checks],
        "to_explain": draft.to_explain,
        "refusals": refusals,
        "is_closed": any(one.code == "period_closed" for one in refusals),
        "last": last,
        "done": same_before(draft, last.explanation) if last else None,
        "differences": found[:MOST_SHOWN],
        "count": len(found),
        "as_known_then": reverse(
            "reports:report", args=[kind.slug, place.code], query={"on": asked.on.isoformat()}
        ),
        "preview": reverse("reports:report", args=[kind.slug, place.code], query=asked.query),
    }


def _asked(request: HttpRequest) -> Asked:
    """As any report is asked for, but with all that was written down until today."""
    asked = asked_of(request.GET)
    return asked if "known" in request.GET else Asked(asked.on, asked.today, asked.today)


def _address(place: Place, on: object) -> str:
    return reverse("reports:certify_report", args=[place.code], query={"on": str(on)})
