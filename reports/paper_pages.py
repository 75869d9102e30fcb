"""Papers: looked at first, then issued, then always the same file."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.views.contracts import ACT
from consolidation.views.targets import find_institution
from fundinst.errors import Refused
from fundinst.paging import paged
from fundinst.thai import to_arabic_digits
from members.access import require
from members.looking import looked_at, looked_over, took_out
from members.models import Household, Institution
from members.page_names import page_called
from reports.issued_table import IssuedTable
from reports.issuing import as_issued, issue, issued_of, version_seen
from reports.keeping import file_of
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG, PaperKind
from reports.paper_subjects import About, about
from reports.papers import Paper, paper_of, pdf_of
from reports.papers_at_hand import papers_of_batches, papers_of_household
from reports.voided import with_voided

MAY_READ = "reports.view_report"
PDF = "application/pdf"


@permission_required(MAY_READ, raise_exception=True)
def paper(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """The paper as it will be printed, with the button that issues it; or why there is none."""
    found, subject = _find(request, kind, subject_id)
    of = about(subject)
    may_act = request.user.has_perm(ACT, of.institution)
    if request.method == "POST":
        require(request.user, ACT, of.institution)
        return _issue(request, found, subject)
    _looked(request, of)
    draft, refused = _draft(found, subject)
    last = issued_of(found, subject).first()
    again = as_issued(found, subject, last) if last else None
    context = {
        "nav": "reports",
        "kind": found,
        "subject": subject,
        "about": of,
        "paper": again or draft,
        "refusals": refused.refusals if refused else [],
        "issued": [*with_voided(issued_of(found, subject))],
        "seen": version_seen(found, subject),
        "may_act": may_act,
        "is_issued": again is not None,
    }
    return render(request, "reports/paper.html", context)


def _find(request: HttpRequest, slug: str, subject_id: int) -> tuple[PaperKind, models.Model]:
    kind = BY_SLUG.get(slug)
    if kind is None or not kind.kept:
        raise Http404
    seen: QuerySet[models.Model] = kind.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
    return kind, get_object_or_404(seen, pk=subject_id)


def _looked(request: HttpRequest, of: About) -> None:
    what = page_called(request)
    if of.household:
        looked_at(of.household, actor=request.user, what=what)
    else:
        looked_over([of.institution.pk], actor=request.user, what=what)


def _draft(kind: PaperKind, subject: models.Model) -> tuple[Paper | None, Refused | None]:
    try:
        return paper_of(kind, subject, localdate()), None
    except Refused as refused:
        return None, refused


def _issue(request: HttpRequest, kind: PaperKind, subject: models.Model) -> HttpResponse:
    try:
        issued = issue(
            kind, subject, on=localdate(), seen=request.POST.get("seen"), actor=request.user
        )
    except Refused as refused:
        messages.error(request, f"ออกเอกสารไม่ได้ {refused}")
    else:
        said = f"ออกเอกสารเลขที่ {issued.number}/{issued.year} แล้ว พิมพ์แล้วให้ลงชื่อได้"
        messages.success(request, said)
    return redirect("reports:paper", kind.slug, subject.pk)


@permission_required(MAY_READ, raise_exception=True)
def paper_draft(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """The paper as a file to read through: ร่าง stands across every page."""
    found, subject = _find(request, kind, subject_id)
    try:
        content = pdf_of(paper_of(found, subject, localdate()))
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect("reports:paper", kind, subject_id)
    _took_out(request, about(subject))
    return attached(content, f"draft-{kind}-{subject_id}", f"ร่าง {found.name} {subject_id}.pdf")


@permission_required(MAY_READ, raise_exception=True)
def issued_file(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The file as it was handed out, byte by byte."""
    seen = IssuedPaper.objects.visible_to(request.user).select_related("institution", "household")
    return show_issued(request, get_object_or_404(seen, pk=paper_id))


def show_issued(request: HttpRequest, issued: IssuedPaper) -> HttpResponse:
    """Raises an error when the file isn't what its digest says (``reports/keeping.py``)."""
    content = file_of(issued)
    _took_out(request, About(issued.institution, issued.household))
    return attached(content, f"{issued.kind}-{issued.number}-{issued.year}", issued.file_name)


def _took_out(request: HttpRequest, of: About) -> None:
    what = page_called(request)
    took_out(of.institution, actor=request.user, what=what, rows=1, household=of.household)


def attached(content: bytes, plain: str, thai: str) -> HttpResponse:
    """Named for what it is and no person (RFC 6266)."""
    named = f"attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(thai, safe='')}"
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": named})


@permission_required(MAY_READ, raise_exception=True)
def household_papers(request: HttpRequest, household_id: int) -> HttpResponse:
    """What can be printed for a household, step by step, and what was issued."""
    seen = Household.objects.visible_to(request.user).select_related("institution")
    household = get_object_or_404(seen, pk=household_id)
    looked_at(household, actor=request.user, what=page_called(request))
    context = {"nav": "households", "household": household}
    context["groups"] = papers_of_household(household, on=localdate())
    return render(request, "reports/household_papers.html", context)


@permission_required(MAY_READ, raise_exception=True)
def issued_papers(request: HttpRequest, code: str) -> HttpResponse:
    """What the institution issued, looked for by the figures at a paper's foot, or its number."""
    institution: Institution = find_institution(request, code)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    found = IssuedPaper.objects.filter(institution=institution).defer("content")
    asked = to_arabic_digits(request.GET.get("q", "")).strip()
    if asked:
        found = found.filter(_asked(asked))
    papers = with_voided(found.select_related("household", "contract__fund", "actor"))
    table = IssuedTable(papers)
    context: dict[str, Any] = {"nav": "reports", "institution": institution, "q": asked}
    context |= {"table": paged(table, request), "groups": papers_of_batches(institution)}
    return render(request, "reports/issued_papers.html", context)


def _asked(typed: str) -> Q:
    """By check figures, with or without their hyphens; by number, with or without its year."""
    figures = typed.replace("-", "").replace(" ", "")
    number, _, year = typed.partition("/")
    by_number = Q(number=number) if number.isdecimal() and len(number) < 8 else Q(pk=None)
    if year.isdecimal() and len(year) == 4:
        by_number &= Q(year=year)
    return Q(code=figures) | by_number
