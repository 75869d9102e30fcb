"""What the committee answers by the criteria: of one household, or one after the other."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.answering import answer_criteria
from consolidation.criteria import assess, criteria_on
from consolidation.target_forms import AnswersForm
from consolidation.views.household import ACT, find_household
from consolidation.views.targets import Candidate, candidates_of, find_institution
from fundinst.errors import Refused
from members.access import require
from members.holding import held_among
from members.models import Household, Institution
from members.undoing import say_done

ONE_BY_ONE, TARGETS = "one_by_one", "targets"


def criteria(request: HttpRequest, household_id: int) -> HttpResponse:
    """A household's findings; the committee answers what has to be asked.

    With ?next=one_by_one the next household follows, and the page says how many are left.
    """
    household = find_household(request, household_id)
    findings = assess([household], criteria_on(household.institution, localdate()))[household.pk]
    following = request.POST.get("next") or request.GET.get("next", "")
    form = AnswersForm(request.POST if request.method == "POST" else None, findings=findings)
    if form.is_bound:
        require(request.user, ACT, household.institution)
        if form.is_valid() and _answered(request, household, form):
            return redirect(_onwards(household, following))
    may_act = request.user.has_perm(ACT, household.institution)
    may_act = may_act and (form.is_bound or not held_among([household.pk]))
    context = {
        "nav": "households",
        "household": household,
        # What is asked stands with its answer, where somebody may answer.
        "findings": [f for f in findings if not (may_act and f.criterion.is_asked)],
        "form": form,
        "may_act": may_act,
        "next": following,
        "back": _onwards(household, following),
        **(_progress(household.institution) if following == ONE_BY_ONE else {}),
    }
    return render(request, "consolidation/criteria.html", context)


def _answered(request: HttpRequest, household: Household, form: AnswersForm) -> bool:
    told = form.told()
    try:
        entry = answer_criteria(household, told, on=localdate(), actor=request.user)
    except Refused as refused:
        form.show(refused)
        return False
    who = household.head_name or household
    said = f"บันทึกคำตอบของ {who} แล้ว {len(told)} ข้อ" if entry else "ไม่มีคำตอบที่เปลี่ยน"
    say_done(request, said, entry)
    return True


def _onwards(household: Household, following: str) -> str:
    code = household.institution.code
    if following == ONE_BY_ONE:
        return reverse("consolidation:answers_next", args=[code], query={"after": household.pk})
    if following == TARGETS:
        return reverse("consolidation:targets", args=[code])
    return reverse("consolidation:household", args=[household.pk])


def _progress(institution: Institution) -> dict[str, Any]:
    """How many households wait for answers, of those that could be selected."""
    candidates = [c for c in _candidates(institution) if not c.is_selected and not c.unmet]
    left = sum(candidate.is_to_ask for candidate in candidates)
    return {"left": left, "total": len(candidates), "answered": len(candidates) - left}


def _candidates(institution: Institution) -> list[Candidate]:
    return candidates_of(institution, criteria_on(institution, localdate()))


@permission_required(ACT, raise_exception=True)
def answers_next(request: HttpRequest, code: str) -> HttpResponse:
    """On to the first household that only lacks answers; ?after= goes on from one of them."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    candidates = _candidates(institution)
    waiting = [c for c in candidates if c.is_to_ask]
    following = [c for c in _after(candidates, request.GET.get("after", "")) if c.is_to_ask]
    if following:
        address = reverse("consolidation:criteria", args=[following[0].household.pk])
        return redirect(f"{address}?next={ONE_BY_ONE}")
    if waiting:
        messages.info(request, f"ถึงครัวเรือนสุดท้ายแล้ว ยังเหลือที่ข้ามไว้ {len(waiting)} ครัวเรือน")
    else:
        messages.success(request, "ตอบเกณฑ์ครบทุกครัวเรือนแล้ว ติ๊กเลือกครัวเรือนที่ผ่าน แล้วบอกที่ประชุม")
    return redirect("consolidation:targets", code)


def _after(candidates: Sequence[Candidate], number: str) -> Sequence[Candidate]:
    """Those that follow a household in the register's order; all, where the number is none."""
    places = [place for place, c in enumerate(candidates) if str(c.household.pk) == number]
    return candidates[places[0] + 1 :] if places else candidates
