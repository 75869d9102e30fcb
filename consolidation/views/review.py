"""The district's review: what waits, one household after the other, many clean ones at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from consolidation.models import Review, Submission
from consolidation.registration_checks import common_notes
from consolidation.review_forms import ApproveCleanForm, ReviewForm
from consolidation.review_lines import in_full, lines_of
from consolidation.review_queue import (
    Waiting,
    beside,
    checked_again,
    look_over,
    next_to_review,
    versions_of,
    waiting_for,
)
from consolidation.review_rules import UnderReview, refusals_of_submitter, under_review
from consolidation.review_sections import (
    answered,
    changes_since,
    papers_of,
    parts_of,
    why_again,
)
from consolidation.reviewing import ACT, approve, return_for_mending
from consolidation.snapshot import flat
from consolidation.views.targets import find_institution
from fundinst.errors import Refused
from fundinst.money import format_signed
from members.access import require
from members.looking import looked_at, looked_over
from members.models import Institution
from members.page_names import page_called
from members.review_keys import set_review_keys
from members.undoing import say_done

NAV = "home"
LINES_A_PAGE = 10


def reviews(request: HttpRequest) -> HttpResponse:
    """What waits for the district, institution by institution, the longest waiting first."""
    lines = lines_of(request.user, today=localdate())
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": NAV,
        "lines": in_full(page.object_list, request.user),
        "page": page,
        "institutions": len(lines),
        "count": sum(line.count for line in lines),
        "late": sum(line.late for line in lines),
        "next": any(line.may_review for line in lines),
        "may_review": request.user.has_perm(ACT),
    }
    return render(request, "consolidation/reviews.html", context)


def reviews_of(request: HttpRequest, code: str) -> HttpResponse:
    """One institution's households in the order of review, each with what to look at."""
    institution = find_institution(request, code)
    waiting = waiting_for(request.user, today=localdate(), institutions=[institution])
    looked = look_over(waiting, actor=request.user)
    common = common_notes([one.checked for one in looked])
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    context = {
        "nav": NAV,
        "institution": institution,
        "looked": looked,
        "clean": sum(one.is_clean for one in looked),
        "common": [(one, None) for one in common],
        "above": [one.code for one in common],
        "total": sum(one.total for one in waiting),
        "first": waiting[0] if waiting else None,
        "may_review": request.user.has_perm(ACT, institution),
    }
    return render(request, "consolidation/reviews_of.html", context)


def review_next(request: HttpRequest) -> HttpResponse:
    """On to the household whose turn it is; back to the list where none waits."""
    if following := next_to_review(request.user):
        return redirect("consolidation:review", following)
    messages.info(request, "ไม่มีครัวเรือนรอตรวจแล้ว")
    return redirect("consolidation:reviews")


def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    """A household on one screen; POST decides, and the next one opens by itself.

    Who may not review it, or comes to one that was decided, is shown what became of it.
    """
    submission = find_submission(request, submission_id)
    institution = submission.case.household.institution
    may_review = request.user.has_perm(ACT, institution)
    if request.method == "POST":
        require(request.user, ACT, institution)
    waiting = waiting_for(request.user, today=localdate(), institutions=[institution])
    form = ReviewForm(
        request.POST if request.method == "POST" else None, fields=flat(submission.content)
    )
    (one,) = under_review([submission])
    if form.is_valid():
        if _decided(request, one, form):
            return redirect(_onwards(request, waiting, submission))
        (one,) = under_review([submission])
    if not form.is_bound and not (may_review and one.waits):
        return redirect("consolidation:submission", submission.pk)
    looked_at(one.household, actor=request.user, what="หน้าตรวจของอำเภอ")
    return render(request, "consolidation/review.html", _on_screen(request, one, waiting, form))


def _decided(request: HttpRequest, one: UnderReview, form: ReviewForm) -> bool:
    """Whether the decision was taken; why not stands in the form."""
    said, submission = form.cleaned_data, one.submission
    try:
        if said["decision"] == "approve":
            seen = form.seen(submission)
            approve([submission], on=localdate(), actor=request.user, seen_stale=seen)
            sentence = _with_way_back(submission, f"ให้ผ่านแล้ว: {one}")
        else:
            return_for_mending(
                submission,
                remarks=form.remarks,
                reason=form.reason_in_words,
                step=said["step"],
                on=localdate(),
                actor=request.user,
            )
            sentence = f"ส่งกลับแก้ไขแล้ว: {one} กรรมการจะแก้แล้วส่งมาให้ท่านอีกครั้ง"
    except Refused as refused:
        form.show(refused)
        return False
    say_done(request, sentence)
    return True


def _with_way_back(submission: Submission, sentence: str) -> SafeString:
    """The sentence with the link to where an approval is withdrawn."""
    url = reverse("consolidation:submission", args=[submission.pk])
    words = '{} ถ้าผิด <a href="{}#withdraw">ถอนการผ่าน</a>ได้จนกว่าจะทำสัญญา'
    return format_html(words, sentence, url)


def _onwards(request: HttpRequest, waiting: list[Waiting], submission: Submission) -> str:
    """To the next household of the institution, then to those skipped, then to the list."""
    place = beside(waiting, submission)
    left = [one for one in waiting if one.submission.pk != submission.pk]
    following = (place and place.after) or (left[0] if left else None)
    if following:
        return reverse("consolidation:review", args=[following.submission.pk])
    messages.info(request, "ตรวจครบทุกครัวเรือนของสถาบันนี้แล้ว")
    return reverse("consolidation:reviews")


def _on_screen(
    request: HttpRequest, one: UnderReview, waiting: list[Waiting], form: ReviewForm
) -> dict[str, Any]:
    submission = one.submission
    place = beside(waiting, submission)
    checked = checked_again(submission)
    own = [*refusals_of_submitter(one, request.user)]
    return {
        "nav": NAV,
        "one": one,
        "submission": submission,
        "household": one.household,
        "institution": one.household.institution,
        "form": form,
        "place": place,
        "here": waiting[place.number - 1] if place else None,
        **_what_was_sent(submission, form),
        "decided": [] if one.waits else _decisions(one),
        "warnings": checked.warnings if one.waits else [],
        "notes": checked.notes if one.waits else [],
        "warned": one.waits and bool(checked.warnings or one.version_of_changes),
        "own": own,
        "may_remark": not own,
        "moved": format_signed(one.moved) if one.moved is not None else "",
        "keys": request.user.review_keys,
        "return_open": form.is_bound and form.data.get("decision") == "return",
    }


def _what_was_sent(submission: Submission, form: ReviewForm) -> dict[str, Any]:
    """The version's fields, what is new in them since the one before, and why it came again."""
    before = version_before(submission)
    changes = changes_since(before, submission)
    return {
        "before": before,
        "changes": changes,
        "answered": answered(before, submission),
        "because": why_again(submission),
        "parts": parts_of(flat(submission.content), changes=changes, said=form),
        "papers": papers_of(submission.content),
    }


def _decisions(one: UnderReview) -> list[Review]:
    """What others made of this version meanwhile, for who comes too late."""
    mine = [version for version in versions_of(one.case) if version.pk == one.submission.pk]
    return [review for version in mine for review in version.reviews.all()]


def approve_clean(request: HttpRequest, code: str) -> HttpResponse:
    """The check list before all clean households of an institution are approved at once."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    waiting = waiting_for(request.user, today=localdate(), institutions=[institution])
    looked = [one for one in look_over(waiting, actor=request.user) if one.is_clean]
    clean = [one.waiting for one in looked]
    form = ApproveCleanForm(
        request.POST if request.method == "POST" else None,
        clean=[one.submission.pk for one in clean],
        reviewer=request.user,
    )
    if form.is_valid() and _approved(request, form):
        return _after_many(request, institution)
    context = {
        "nav": NAV,
        "institution": institution,
        "clean": clean,
        "others": len(waiting) - len(clean),
        "noted": sum(bool(one.checked.notes) for one in looked),
        "total": sum(one.total for one in clean),
        "form": form,
        "ticked": form.ticked,
    }
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    return render(request, "consolidation/reviews_approve.html", context)


def _approved(request: HttpRequest, form: ApproveCleanForm) -> bool:
    chosen = [*form.cleaned_data["submissions"]]
    try:
        approve(chosen, on=localdate(), actor=request.user)
    except Refused as refused:
        form.show(refused)
        return False
    sentence = f"ให้ผ่านแล้ว {len(chosen)} ครัวเรือน ถ้าผิด ถอนการผ่านได้จนกว่าจะทำสัญญา"
    say_done(request, sentence)
    return True


def _after_many(request: HttpRequest, institution: Institution) -> HttpResponse:
    """To what is left of the institution; to the list where nothing is."""
    if waiting_for(request.user, today=localdate(), institutions=[institution]):
        return redirect("consolidation:reviews_of", institution.code)
    return redirect("consolidation:reviews")


def review_keys(request: HttpRequest) -> HttpResponse:
    """Switch the keys of the review page on or off, for oneself."""
    wish = request.POST.get("keys")
    if request.method == "POST" and wish in ("on", "off"):
        set_review_keys(request.user, on=wish == "on")
        messages.info(request, f"{'เปิด' if wish == 'on' else 'ปิด'}ปุ่มลัดของหน้าตรวจแล้ว")
    number = request.POST.get("submission", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return redirect("consolidation:review", int(number))
    return redirect("consolidation:reviews")


def find_submission(request: HttpRequest, submission_id: int) -> Submission:
    """The version that was sent, if the user may see it; else 404."""
    seen = Submission.objects.visible_to(request.user)
    seen = seen.select_related("actor", "registration", "case__household__institution")
    return get_object_or_404(seen, pk=submission_id)


def version_before(submission: Submission) -> Submission | None:
    earlier = submission.case.submissions.filter(version__lt=submission.version)
    return earlier.order_by("version").last()
