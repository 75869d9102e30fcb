"""Starting an institution in four steps; each is in the books when it is left.

Any step may be left and gone on with later: what is missing is asked of the rows themselves.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from fundinst.errors import Refused
from members.appointing import committee_users, open_account
from members.beside import show_beside
from members.committee_forms import CommitteeForm
from members.founding import (
    FOUND,
    STEPS,
    first_of_each_kind,
    funds_version,
    may_set_up,
    next_step,
    places_to_found,
    require_set_up,
    set_up_funds,
    with_steps,
)
from members.founding_forms import FirstUserForm, PlaceForm
from members.fund_forms import FundsForm
from members.models import CommitteeMember, Institution
from members.one_time_codes import code_under, new_seal
from members.registering import create_institution
from members.seating import set_up_committee
from members.seats import committee_version
from members.views.code_papers import hand_over
from members.views.funds import CHANGE_COMMITTEE, CHANGE_FUNDS, in_order


@permission_required(FOUND, raise_exception=True)
def found(request: HttpRequest) -> HttpResponse:
    """Step 1: the place. ``step`` in the address says check; only the confirmation is a POST."""
    sent = request.POST or (request.GET if "step" in request.GET else None)
    form = PlaceForm(
        sent, places=places_to_found(request.user), looked_for=request.GET.get("q", "")
    )
    if request.method == "POST" and form.is_valid():
        institution = _found(request, form)
        if institution:
            return redirect(next_step(institution), institution.code)
    elif request.GET.get("step") == "check" and form.is_valid():
        context = {"form": form, "place": form.in_words(), "steps": STEPS}
        return render(request, "members/found_place_check.html", context)
    context = {"form": form, "steps": STEPS, "q": request.GET.get("q", "")}
    return render(request, "members/found.html", context)


def _found(request: HttpRequest, form: PlaceForm) -> Institution | None:
    place = form.cleaned_data
    try:
        institution = create_institution(
            subdistrict=place["subdistrict"].pk,
            moo=place["moo"],
            name=place["name"],
            funds=[],
            funds_later=True,
            actor=request.user,
        )
    except Refused as refused:
        show_beside(form, refused)
        return None
    return with_steps(Institution.objects.filter(pk=institution.pk), localdate()).get()


def found_funds(request: HttpRequest, code: str) -> HttpResponse:
    """Step 2: which funds join, with their accounts and first rules."""
    institution = to_set_up(request, code, CHANGE_FUNDS)
    first = first_of_each_kind(institution)
    version = funds_version(first.values())
    form = FundsForm(request.POST or None, funds=first, today=localdate(), version=version)
    if form.is_valid():
        told = form.cleaned_data["funds"]
        try:
            set_up_funds(institution, told, seen=form.opened_with, actor=request.user)
        except Refused as refused:
            form.show(refused)
            form.put_beside_initial(refused)
        else:
            return redirect("members:found_committee", institution.code)
    shown = [fund.pk for fund in form.funds.values()]
    context = {
        "institution": institution,
        "form": form,
        "steps": STEPS,
        "further": institution.funds.exclude(pk__in=shown).order_by("position"),
    }
    return render(request, "members/found_funds.html", context)


def found_committee(request: HttpRequest, code: str) -> HttpResponse:
    """Step 3: who sits on the committee, and who signs its papers."""
    institution = to_set_up(request, code, CHANGE_COMMITTEE)
    today = localdate()
    form = CommitteeForm(
        request.POST or None,
        committee=in_order(institution, today),
        today=today,
        version=committee_version(institution),
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            set_up_committee(
                institution,
                told["seats"],
                on=told["on"],
                seen=form.opened_with,
                actor=request.user,
            )
        except Refused as refused:
            form.show(refused)
            form.put_beside_initial(refused)
        else:
            return redirect("members:found_check", institution.code)
    context = {"institution": institution, "form": form, "steps": STEPS}
    return render(request, "members/found_committee.html", context)


def found_check(request: HttpRequest, code: str) -> HttpResponse:
    """What was told so far, each with its way back; and the committee's first user."""
    institution = visible_institution(request, code)
    today = localdate()
    committee = in_order(institution, today)
    context = {
        "institution": institution,
        "steps": STEPS,
        "funds": institution.funds.order_by("position").prefetch_related("accounts", "rules"),
        "committee": committee,
        "users": committee_users(institution, today),
        "may_change_funds": may_set_up(request.user, CHANGE_FUNDS, institution, on=today),
        "may_change_committee": may_set_up(request.user, CHANGE_COMMITTEE, institution, on=today),
        "form": _first_user_form(request, institution) if committee else None,
    }
    return render(request, "members/found_check.html", context)


@permission_required(FOUND, raise_exception=True)
def found_user(request: HttpRequest, code: str) -> HttpResponse:
    """The committee's first user; the one-time code stands on the paper alone, which is next."""
    institution = visible_institution(request, code)
    if not request.user.has_perm(FOUND, institution):
        raise PermissionDenied("บัญชีผู้ใช้แรกของสถาบัน พัฒนากรอำเภอเป็นผู้สร้าง")
    form = _first_user_form(request, institution)
    if form is None:
        messages.info(request, "ต้องมีรายชื่อกรรมการก่อน จึงจะสร้างบัญชีผู้ใช้ได้")
        return redirect("members:found_committee", institution.code)
    if form.is_valid():
        opened = _open(request, institution, form)
        if opened:
            return opened
    user = committee_users(institution, localdate()).first()
    context = {"institution": institution, "form": form, "steps": STEPS, "known": user}
    return render(request, "members/found_user.html", context)


def _first_user_form(request: HttpRequest, institution: Institution) -> FirstUserForm | None:
    """The form; None for who may not open accounts, or while nobody sits on the committee."""
    today = localdate()
    committee = in_order(institution, today)
    if not committee or not request.user.has_perm(FOUND, institution):
        return None
    known = committee_users(institution, today).first()
    return FirstUserForm(
        request.POST or None,
        committee=CommitteeMember.objects.filter(pk__in=[member.pk for member in committee]),
        username=known.username if known else institution.code,
    )


def _open(
    request: HttpRequest, institution: Institution, form: FirstUserForm
) -> HttpResponse | None:
    told, seal = form.cleaned_data, new_seal()
    try:
        office = open_account(
            institution,
            username=told["username"],
            display_name=told["member"].name,
            code=code_under(seal, by=request.user),
            on=localdate(),
            actor=request.user,
            now=now(),
        )
    except Refused as refused:
        show_beside(form, refused)
        return None
    then = reverse("consolidation:start", args=[institution.code])
    return hand_over(request, office.user, seal, then=then)


def visible_institution(request: HttpRequest, code: str) -> Institution:
    within = Institution.objects.visible_to(request.user)
    return get_object_or_404(
        within.select_related("village", "subdistrict__parent__parent"), code=code
    )


def to_set_up(request: HttpRequest, code: str, permission: str) -> Institution:
    institution = visible_institution(request, code)
    require_set_up(request.user, permission, institution, on=localdate())
    return institution
