"""Selecting target households: by criteria, by a meeting's minutes, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from consolidation.criteria import (
    MET,
    NOT_MET,
    UNKNOWN,
    Criterion,
    Finding,
    assess,
    criteria_on,
    criteria_version,
    write_criteria,
)
from consolidation.models import CriteriaSet
from consolidation.selecting import SelectedTargets, select_households
from consolidation.standing import Standing, with_standing
from consolidation.target_forms import KIND_WORDS, CriteriaForm, TargetsForm
from consolidation.views.household import ACT
from fundinst.errors import Refused
from fundinst.paging import paged
from members.access import require
from members.filters import InstitutionFilter
from members.looking import looked_over
from members.models import AuditEntry, Household, Institution
from members.page_names import page_called
from members.sent_forms import NOT_CONTENT
from members.tables import InstitutionTable
from members.undoing import say_done

SHOWN = {"ready": "ผ่านครบทุกข้อ", "rest": "ยังไม่ครบ", "selected": "คัดเลือกแล้ว", "": "ทั้งหมด"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that may be selected, with what is found of it by each criterion."""

    household: Household
    findings: Sequence[Finding]

    @property
    def is_selected(self) -> bool:
        return self.household.standing in (Standing.SELECTED, Standing.CONTRACTED)

    @property
    def is_ready(self) -> bool:
        """Meets everything that is required; nothing of that is unknown."""
        return all(f.state == MET for f in self.findings if f.criterion.required)

    @property
    def unmet(self) -> list[Finding]:
        return [f for f in self.findings if f.state == NOT_MET and f.criterion.required]

    @property
    def unknown(self) -> list[Finding]:
        return [f for f in self.findings if f.state == UNKNOWN]

    @property
    def is_to_ask(self) -> bool:
        """Whether the committee's answers are all that is missing."""
        return not self.is_selected and not self.unmet and bool(self.unknown)

    @property
    def group(self) -> str:
        if self.is_selected:
            return "selected"
        return "ready" if self.is_ready else "rest"


class TargetInstitutionTable(InstitutionTable):
    def address(self, institution: Institution) -> str:
        return reverse("consolidation:targets", args=[institution.code])


def targets_home(request: HttpRequest) -> HttpResponse:
    """The only institution's targets; of several, a list to choose from."""
    within = Institution.objects.visible_to(request.user).select_related(
        "village", "subdistrict__parent__parent"
    )
    first = [*within[:2]]
    if len(first) == 1:
        return targets(request, first[0].code)
    found = InstitutionFilter(request.GET, within)
    table = paged(TargetInstitutionTable(found.qs), request)
    context = {"nav": "households", "table": table, "q": request.GET.get("q", "")}
    return render(request, "consolidation/targets_home.html", context)


def targets(request: HttpRequest, code: str) -> HttpResponse:
    """Who could be selected and why; ``step`` check shows what a meeting would select.

    What was chosen stands in the address of the check, so that the browser's Back works; only the
    confirmation is a POST.
    """
    institution = find_institution(request, code)
    may_act = request.user.has_perm(ACT, institution)
    if request.method == "POST":
        require(request.user, ACT, institution)
    step = request.GET.get("step", "")
    sent = request.POST or (request.GET if step else None)
    form = TargetsForm(sent, institution=institution, initial={"on": localdate()})
    criteria = criteria_on(institution, localdate())
    candidates = candidates_of(institution, criteria)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    if request.method == "POST" and form.is_valid():
        selected = _confirm(request, institution, form)
        if selected:
            return redirect(reverse("consolidation:targets", args=[code]) + "?show=selected")
        return _show_check(request, institution, form, candidates)
    if step == "check" and may_act and form.is_valid():
        return _show_check(request, institution, form, candidates)
    return _show_list(request, institution, form, candidates, criteria, may_act)


def candidates_of(institution: Institution, criteria: Sequence[Criterion]) -> list[Candidate]:
    """Households that owe, or are on the road already, in the order of the register."""
    listed = with_standing(Household.objects.filter(institution=institution).listed())
    households = listed.exclude(standing=Standing.NONE).with_head().order_by("house_key", "pk")
    households = [*households]
    findings = assess(households, criteria)
    return [Candidate(household, findings[household.pk]) for household in households]


def _confirm(
    request: HttpRequest, institution: Institution, form: TargetsForm
) -> SelectedTargets | None:
    chosen = form.cleaned_data
    try:
        selected = select_households(
            institution,
            chosen["households"],
            minutes_number=chosen["minutes_number"],
            on=chosen["on"],
            reasons=form.reasons,
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        return None
    sentence = f"คัดเลือกแล้ว {len(selected.cases)} ครัวเรือน"
    say_selected(request, institution, sentence, selected.entry)
    return selected


def say_selected(
    request: HttpRequest, institution: Institution, sentence: str, entry: AuditEntry | None
) -> None:
    """That households were selected, and where the road goes on from there."""
    url = reverse("consolidation:registration", args=[institution.code])
    going_on = format_html('{} ขั้นต่อไปคือ<a href="{}">ขึ้นทะเบียน</a>', sentence, url)
    say_done(request, going_on, entry)


def _show_list(
    request: HttpRequest,
    institution: Institution,
    form: TargetsForm,
    candidates: Sequence[Candidate],
    criteria: Sequence[Criterion],
    may_act: bool,
) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    counts = {name: sum(c.group == name for c in candidates) for name in SHOWN}
    counts[""] = len(candidates)
    ticked = form.chosen
    if request.GET.get("step") == "tick":  # without JavaScript, too: a button of the form
        ticked |= {str(c.household.pk) for c in candidates if c.group == "ready"}
    context = {
        "nav": "households",
        "institution": institution,
        "criteria": criteria,
        "form": form,
        "errors_shown": form.is_bound and request.GET.get("step") == "check",
        "filters": [(name, words, counts[name]) for name, words in SHOWN.items()],
        "show": show,
        "candidates": [c for c in candidates if not show or c.group == show],
        "any": bool(candidates),
        "ready": counts["ready"],
        "to_ask": sum(c.is_to_ask for c in candidates),
        "ticked": ticked,
        "may_act": may_act and counts["ready"] + counts["rest"] > 0 and show != "selected",
    }
    return render(request, "consolidation/targets.html", context)


def _show_check(
    request: HttpRequest,
    institution: Institution,
    form: TargetsForm,
    candidates: Sequence[Candidate],
) -> HttpResponse:
    chosen = {household.pk for household in form.cleaned_data["households"]}
    again = (request.POST or request.GET).copy()
    again["step"] = "back"
    for name in NOT_CONTENT:
        again.pop(name, None)
    reasons = form.reasons
    context = {
        "nav": "households",
        "institution": institution,
        "form": form,
        "chosen": [
            (c, reasons.get(c.household.pk, "")) for c in candidates if c.household.pk in chosen
        ],
        "total": sum(c.household.owed for c in candidates if c.household.pk in chosen),
        "back": f"{reverse('consolidation:targets', args=[institution.code])}?{again.urlencode()}",
    }
    return render(request, "consolidation/targets_check.html", context)


def criteria_set(request: HttpRequest, code: str) -> HttpResponse:
    """The criteria in force; ?edit=1 writes a further version from them."""
    institution = find_institution(request, code)
    today = localdate()
    in_force = criteria_on(institution, today)
    may_act = request.user.has_perm(ACT, institution)
    versions = CriteriaSet.objects.filter(institution=institution).select_related("written_by")
    context: dict[str, Any] = {
        "nav": "households",
        "institution": institution,
        "criteria": [(criterion, KIND_WORDS[criterion.kind]) for criterion in in_force],
        "versions": versions,
        "may_act": may_act,
    }
    if request.method != "POST" and "edit" not in request.GET:
        return render(request, "consolidation/criteria_set.html", context)
    require(request.user, ACT, institution)
    initial = {"effective_on": today, "seen": criteria_version(institution)}
    form = CriteriaForm(request.POST or None, criteria=in_force, initial=initial)
    if form.is_valid():
        try:
            write_criteria(
                institution,
                effective_on=form.cleaned_data["effective_on"],
                definition=form.definition(),
                seen=form.opened_with,
                actor=request.user,
            )
        except Refused as refused:
            form.show(refused)
            form.put_beside_initial(refused, but=["effective_on"])
        else:
            say_done(request, "บันทึกเกณฑ์คัดเลือกแล้ว ครัวเรือนที่คัดเลือกไปก่อนไม่เปลี่ยน")
            return redirect("consolidation:criteria_set", institution.code)
    context["form"] = form
    return render(request, "consolidation/criteria_set_edit.html", context)


def find_institution(request: HttpRequest, code: str) -> Institution:
    """The institution, if the user may see it; else 404."""
    return get_object_or_404(Institution.objects.visible_to(request.user), code=code)
