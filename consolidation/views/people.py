"""A household's information: its house and its people; what it lives on is in ``living``."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from consolidation.correcting import ACT as CORRECT
from consolidation.taking_out import refusals_to_take_out, take_household_out
from consolidation.tasklist import Facts, missing_of
from consolidation.views.household import facts_of, find_household
from fundinst.errors import Refused
from members.access import require
from members.budgeting import stated
from members.holding import held_among
from members.household_forms import HouseForm, PersonForm
from members.householding import (
    add_person,
    correct_person,
    head_version,
    make_head,
    people_version,
    state_house_number,
)
from members.living import by_month, in_words, months_in_words
from members.models import AuditEntry, Household, Person
from members.persons import LABELS, SECRET, StatedPerson, values_of
from members.undoing import say_done
from members.versions import version_of

MAY_CHANGE = "members.change_household"
PARTS = {
    "income": {"heading": "รายได้", "add": "เพิ่มรายได้", "empty": "ยังไม่ได้กรอกรายได้"},
    "expense": {
        "heading": "ค่าใช้จ่ายในครัวเรือน",
        "add": "เพิ่มค่าใช้จ่าย",
        "empty": "ยังไม่ได้กรอกค่าใช้จ่าย",
    },
}
HELD_FIELDS = ("name", "phone", "occupation")
"""What stays of a person while the household is held; the digits of an ID may still be told."""
UNCHANGED = "ข้อมูลเป็นอย่างนี้อยู่แล้ว"


def people(request: HttpRequest, household_id: int) -> HttpResponse:
    """Everything known of a household beside its debts, and what is still missing."""
    household = find_household(request, household_id)
    owing = [*household.loans.owing()]
    facts = facts_of(household, owing)
    months = by_month(facts.incomes, facts.expenses)
    lived = facts.incomes or facts.expenses
    allowed = request.user.has_perm(MAY_CHANGE, household.institution)
    may_change = allowed and not held_among([household.pk])
    context = {
        "nav": "households",
        "household": household,
        "persons": facts.persons,
        "head_seen": head_version([*facts.persons]),
        "house": _house_row(household, facts, may_change=may_change),
        "living": [_part("income", household, facts), _part("expense", household, facts)],
        "missing": _with_ways(household, facts),
        "months": months if lived else (),
        "in_words": in_words(months) if lived else "",
        "may_change": may_change,
        "may_tell_id": allowed and not may_change,
        "may_take_out": may_change and not any(refusals_to_take_out(household)),
        "may_correct": facts.is_locked and request.user.has_perm(CORRECT, household.institution),
    }
    return render(request, "consolidation/people.html", context)


def _house_row(household: Household, facts: Facts, *, may_change: bool) -> list[dict[str, Any]]:
    said = "ไม่มีบ้านเลขที่" if facts.numberless else "ยังไม่ได้ระบุ"
    row: dict[str, Any] = {"label": "บ้านเลขที่", "value": household.house_number or said}
    if may_change:
        url = reverse("consolidation:house", args=[household.pk])
        row |= {"url": url, "action": "แก้ไข", "about": "บ้านเลขที่"}
    return [row]


def _part(kind: str, household: Household, facts: Facts) -> dict[str, Any]:
    """The lines of income or expense, as templates/consolidation/_lines.html shows them."""
    lines = facts.incomes if kind == "income" else facts.expenses
    rows = [
        {
            "line": line,
            "months": months_in_words(line.months),
            "version": version_of(stated(line).values),
            "url": reverse(f"consolidation:{kind}", args=[household.pk, line.pk]),
            "remove_url": reverse(f"consolidation:{kind}_remove", args=[household.pk, line.pk]),
        }
        for line in lines
    ]
    new_url = reverse(f"consolidation:{kind}_new", args=[household.pk])
    return {"kind": kind, "rows": rows, "new_url": new_url, **PARTS[kind]}


def _with_ways(household: Household, facts: Facts) -> list[dict[str, str]]:
    """What is missing, each with the page where it is filled in."""
    head = next((person for person in facts.persons if person.is_head), None)
    person = [household.pk, head.pk] if head else [household.pk]
    contact = "consolidation:person" if head else "consolidation:person_new"
    ways = {
        "house": ("consolidation:house", [household.pk]),
        "head": ("consolidation:person_new", [household.pk]),
        "contact": (contact, person),
        "income": ("consolidation:income_new", [household.pk]),
        "expense": ("consolidation:expense_new", [household.pk]),
    }
    return [
        {"word": word, "url": reverse(ways[code][0], args=ways[code][1])}
        for code, word in missing_of(household, facts)
    ]


@permission_required(MAY_CHANGE, raise_exception=True)
def house(request: HttpRequest, household_id: int) -> HttpResponse:
    """Change the number of the house, or say that it has none."""
    household = household_to_change(request, household_id)
    number = household.house_number
    form = HouseForm(
        request.POST or None, initial={"house_number": number, "seen": version_of(number)}
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            entry = state_house_number(
                household,
                said["house_number"],
                seen=said["seen"],
                apart=said["apart"],
                actor=request.user,
            )
        except Refused as refused:
            form.meet(
                refused,
                now={"บ้านเลขที่": number},
                mine={"บ้านเลขที่": said["house_number"]},
                seen=version_of(number),
            )
        else:
            return done(request, household, entry)
    taken = form.has_error("__all__", "house_taken") or form["apart"].data
    return show(request, "house", household, form, subject=household, taken=taken)


@permission_required(MAY_CHANGE, raise_exception=True)
def person_new(request: HttpRequest, household_id: int) -> HttpResponse:
    """Add a person to the household."""
    household = household_to_change(request, household_id)
    version = people_version([*household.persons.all()])
    form = PersonForm(request.POST or None, initial={"seen": version})

    def act() -> AuditEntry:
        return add_person(
            household, form.stated, seen=form.cleaned_data["seen"], actor=request.user
        )

    if form.is_valid() and (answer := _attempt(request, household, form, act)):
        return answer
    return show(request, "person", household, form)


@permission_required(MAY_CHANGE, raise_exception=True)
def person(request: HttpRequest, household_id: int, person_id: int) -> HttpResponse:
    """Correct what is known of a person."""
    household = household_to_change(request, household_id)
    person = get_object_or_404(household.persons.all(), pk=person_id)
    version = version_of(values_of(person))
    form = PersonForm(request.POST or None, initial=_initial(person) | {"seen": version})
    held = bool(held_among([household.pk]))
    if held:
        for name in HELD_FIELDS:
            form.fields[name].widget.attrs["readonly"] = True

    def act() -> AuditEntry | None:
        return correct_person(
            person, form.stated, seen=form.cleaned_data["seen"], actor=request.user
        )

    if form.is_valid() and (answer := _attempt(request, household, form, act, person)):
        return answer
    return show(request, "person", household, form, subject=person, person=person, held=held)


@permission_required(MAY_CHANGE, raise_exception=True)
def head(request: HttpRequest, household_id: int, person_id: int) -> HttpResponse:
    """Make a person the head of the household."""
    household = household_to_change(request, household_id)
    person = get_object_or_404(household.persons.all(), pk=person_id)
    if request.method != "POST":  # a link to the button's address
        return redirect("consolidation:people", household.pk)
    try:
        seen = request.POST.get("seen")
        return done(request, household, make_head(person, seen=seen, actor=request.user))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("consolidation:people", household.pk)


@permission_required(MAY_CHANGE, raise_exception=True)
def household_out(request: HttpRequest, household_id: int) -> HttpResponse:
    """Take out a household that was typed by mistake; what stands in the way is said."""
    household = household_to_change(request, household_id)
    if request.method != "POST":  # a link to the button's address
        return redirect("consolidation:people", household.pk)
    try:
        entry = take_household_out(household, actor=request.user)
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, str(refusal))
        return redirect("consolidation:people", household.pk)
    if entry:
        say_done(request, entry.sentence, entry)
    return redirect("consolidation:household_list")


def household_to_change(request: HttpRequest, household_id: int) -> Household:
    """The household, if the user may see it (404) and change it (403)."""
    household = find_household(request, household_id)
    require(request.user, MAY_CHANGE, household.institution)
    return household


def done(request: HttpRequest, household: Household, entry: AuditEntry | None) -> HttpResponse:
    """Say what was done, with its undo button, and go back to the household's information."""
    if entry:
        say_done(request, entry.sentence, entry)
    else:
        messages.info(request, UNCHANGED)
    return redirect("consolidation:people", household.pk)


def show(
    request: HttpRequest,
    page: str,
    household: Household,
    form: Any,
    *,
    subject: Model | None = None,
    **more: Any,
) -> HttpResponse:
    """The form's page; when others wrote meanwhile, with who did and when.

    Of a household that is held there is nothing to fill in but the digits of an ID, which the
    contract needs: the household's page says why before one types.
    """
    if request.method != "POST" and "person" not in more and held_among([household.pk]):
        return redirect("consolidation:people", household.pk)
    context = {"nav": "households", "household": household, "form": form, **more}
    if form.both and subject:
        entries = AuditEntry.objects.filter(subject=f"{subject._meta.label}:{subject.pk}")
        context["changed"] = entries.select_related("actor").first()
    return render(request, f"consolidation/{page}.html", context)


def _attempt(
    request: HttpRequest,
    household: Household,
    form: PersonForm,
    act: Callable[[], AuditEntry | None],
    person: Person | None = None,
) -> HttpResponse | None:
    """Do the act and answer; or put the refusal on the form, with both values, and answer None."""
    try:
        return done(request, household, act())
    except Refused as refused:
        now = values_of(person) if person else {}
        form.meet(
            refused,
            now=_told(now),
            mine=_told(form.stated.values) if person else {},
            seen=version_of(now),
        )
        return None


def _told(values: dict[str, str]) -> dict[str, str]:
    return {
        LABELS[column]: f"••••{value}" if len(value) == 4 and column == SECRET else value
        for column, value in values.items()
    }


def _initial(person: Person) -> dict[str, str]:
    values = values_of(person)
    typed = {name: values[name] for name in StatedPerson.__dataclass_fields__ if name in values}
    return {"name": str(person), **typed}
