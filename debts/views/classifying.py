"""Giving households their class: one of them, or one after the other."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from debts import classifying
from debts.class_forms import ClassifyForm
from debts.classifying import class_on, owing, refusals_to_classify, unclassified
from debts.grid_forms import day_of
from debts.models import Classification
from debts.overdue import overdue_of
from debts.schemes import scheme_on
from debts.views.classes import MAY_CLASSIFY
from debts.views.grid import find_institution
from fundinst.errors import Refused
from members.access import require
from members.holding import held_among
from members.looking import looked_at
from members.models import AuditEntry, Household, Institution
from members.undoing import say_done

ONE_BY_ONE = "one_by_one"


def classify(request: HttpRequest, household_id: int) -> HttpResponse:
    """How late a household is on a day (?on=), its class then, and giving it another.

    With ?one_by_one= the next household follows, and the page says how many are left.
    """
    household = _find_household(request, household_id)
    looked_at(household, actor=request.user, what="จัดประเภทลูกหนี้")
    institution = household.institution
    on, day_error = day_of(request.GET, today=localdate())
    form = ClassifyForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        require(request.user, MAY_CLASSIFY, institution)
        if form.is_valid() and _classified(request, household, on, form):
            return redirect(_onwards(request, household, on))
    context = _known(household, on) | {
        "nav": "households",
        "day_error": day_error,
        "asked": request.GET.get("on", ""),
        "form": form,
        "may_act": request.user.has_perm(MAY_CLASSIFY, institution)
        and (form.is_bound or not held_among([household.pk])),
        "progress": _progress(institution, on) if ONE_BY_ONE in request.GET else None,
        "skip_url": _next_url(institution, on, after=household),
    }
    return render(request, "debts/class_household.html", context)


def _known(household: Household, on: date) -> dict[str, Any]:
    """What the page tells of the household, whoever looks."""
    overdue = overdue_of(household, on)
    scheme, _version = scheme_on(household.institution, on)
    given = Classification.objects.filter(household=household, withdraws__isnull=True)
    history = given.select_related("actor", "withdrawn_by__actor").order_by("-on", "-id")
    return {
        "household": household,
        "on": on,
        "overdue": overdue,
        "given": class_on(household, on),
        "history": history,
        "outcomes": scheme.outcomes(),
        "refusals": [*refusals_to_classify(household, overdue, on=on, today=localdate())],
    }


def _classified(request: HttpRequest, household: Household, on: date, form: ClassifyForm) -> bool:
    try:
        given = classifying.classify(household, on=on, actor=request.user, **form.judged)
    except Refused as refused:
        form.show(refused)
        return False
    entry = AuditEntry.objects.get(act="classified", subject=f"{given._meta.label}:{given.pk}")
    who = household.head_name or household
    say_done(request, f"จัดประเภท {who} เป็น “{given.judged_name}” แล้ว", entry)
    return True


def _onwards(request: HttpRequest, household: Household, on: date) -> str:
    if ONE_BY_ONE in request.GET:
        return _next_url(household.institution, on, after=household)
    return reverse("debts:classify", args=[household.pk], query={"on": on})


@dataclass(frozen=True, slots=True)
class Progress:
    """How many households that owe have no class yet."""

    left: int
    total: int

    @property
    def done(self) -> int:
        return self.total - self.left


def _progress(institution: Institution, on: date) -> Progress:
    households = Household.objects.filter(institution=institution)
    return Progress(unclassified(households, on).count(), owing(households, on).count())


@permission_required(MAY_CLASSIFY, raise_exception=True)
def classify_next(request: HttpRequest, code: str) -> HttpResponse:
    """On to the first household that owes and has no class; ?after= goes on from one of them."""
    institution = find_institution(request, code)
    require(request.user, MAY_CLASSIFY, institution)
    on, _why = day_of(request.GET, today=localdate())
    households = Household.objects.filter(institution=institution)
    waiting = unclassified(households, on)
    after = households.filter(pk=_number(request.GET.get("after", ""))).first()
    following = _after(waiting, after).order_by("house_key", "pk").first()
    if following:
        query = {"on": on, ONE_BY_ONE: 1}
        return redirect(reverse("debts:classify", args=[following.pk], query=query))
    if left := waiting.count():
        messages.info(request, f"ถึงครัวเรือนสุดท้ายแล้ว ยังเหลือที่ข้ามไว้ {left} ครัวเรือน")
    else:
        messages.success(request, "จัดประเภทครบทุกครัวเรือนที่มีหนี้แล้ว")
    query = {"institution": institution.code, "on": on}
    return redirect(reverse("debts:class_summary", query=query))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _after(waiting: Any, last: Household | None) -> Any:
    """Those that follow a household in the register's order; all, where there is none."""
    if last is None:
        return waiting
    return waiting.filter(
        Q(house_key__gt=last.house_key) | Q(house_key=last.house_key, pk__gt=last.pk)
    )


def _next_url(institution: Institution, on: date, *, after: Household) -> str:
    query = {"on": on, "after": after.pk}
    return reverse("debts:classify_next", args=[institution.code], query=query)


def _find_household(request: HttpRequest, household_id: int) -> Household:
    """The household, with its head's name, if the user may see it; else 404."""
    seen = Household.objects.visible_to(request.user).with_head().select_related("institution")
    return get_object_or_404(seen, pk=household_id)
