"""What was sent to the district, version by version; taking an approval or a household back."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.correcting import ACT as CORRECT
from consolidation.correcting import ask_for_correction, refusals_to_correct
from consolidation.models import Case, Remark, Submission
from consolidation.review_forms import ReasonForm
from consolidation.review_queue import versions_of
from consolidation.review_rules import refusals_to_withdraw, under_review
from consolidation.review_sections import changes_since, papers_of, parts_of
from consolidation.reviewing import ACT as REVIEW
from consolidation.reviewing import withdraw_approval
from consolidation.snapshot import flat
from consolidation.views.household import find_household
from consolidation.views.review import find_submission, version_before
from fundinst.errors import Refused
from fundinst.money import format_signed
from members.access import require
from members.looking import looked_at
from members.page_names import page_called
from members.undoing import say_done


def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """One version as it was sent, with what the district said of it; nothing here can be edited."""
    sent = find_submission(request, submission_id)
    return _show(request, sent, ReasonForm())


def withdraw(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take the approval of this version back."""
    sent = find_submission(request, submission_id)
    if request.method != "POST":
        return redirect("consolidation:submission", sent.pk)
    require(request.user, REVIEW, sent.case.household.institution)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            withdraw_approval(sent, reason=reason, on=localdate(), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            say_done(request, "ถอนการผ่านแล้ว ครัวเรือนนี้กลับมารอตรวจ")
            return redirect("consolidation:review", sent.pk)
    return _show(request, sent, form)


def _show(request: HttpRequest, sent: Submission, form: ReasonForm) -> HttpResponse:
    (one,) = under_review([sent])
    looked_at(one.household, actor=request.user, what=page_called(request))
    versions = versions_of(one.case)
    before = version_before(sent)
    changes = changes_since(before, sent)
    mine = next(version for version in versions if version.pk == sent.pk)
    may_review = request.user.has_perm(REVIEW, one.household.institution)
    context: dict[str, Any] = {
        "nav": "households",
        "one": one,
        "submission": sent,
        "household": one.household,
        "institution": one.household.institution,
        "versions": versions,
        "reviews": mine.reviews.all(),
        "before": before,
        "changes": changes,
        "parts": parts_of(
            flat(sent.content),
            changes=changes,
            remarks=Remark.objects.filter(review__submission=sent).order_by("pk"),
        ),
        "papers": papers_of(sent.content),
        "moved": format_signed(one.moved) if one.moved is not None and one.is_last_version else "",
        "said": one.said_in_words if one.is_last_version else [],
        "form": form,
        "may_review": may_review,
        "may_withdraw": may_review and not [*refusals_to_withdraw(one, request.user)],
    }
    return render(request, "consolidation/review_sent.html", context)


@permission_required(CORRECT, raise_exception=True)
def correct(request: HttpRequest, household_id: int) -> HttpResponse:
    """The committee asks for what it sent, or had approved, back; with its reason."""
    household = find_household(request, household_id)
    require(request.user, CORRECT, household.institution)
    case = Case.objects.open().filter(household=household).first()
    last = case.submissions.order_by("version").last() if case else None
    form = ReasonForm(request.POST if case and request.method == "POST" else None)
    if case and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            ask_for_correction(case, reason=reason, on=localdate(), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            say_done(request, "แก้ข้อมูลได้แล้ว แก้เสร็จให้ส่งอำเภอตรวจอีกครั้ง ฉบับเดิมยังเปิดดูได้")
            return redirect("consolidation:household", household.pk)
    context = {
        "nav": "households",
        "household": household,
        "case": case,
        "last": last,
        "is_approved": case and case.status != Case.Status.SUBMITTED,
        "refusals": [] if form.is_bound else [*refusals_to_correct(case, last)],
        "form": form,
    }
    return render(request, "consolidation/review_correct.html", context)
