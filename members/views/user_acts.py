"""Opening and closing accounts, giving and ending offices: one form, one act."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from fundinst.errors import Refusal, Refused
from fundinst.forms import ActForm
from members.beside import show_beside
from members.models import Office, User
from members.office_terms import end_office, give_office
from members.one_time_codes import code_under, new_seal
from members.posts import LOOK_AFTER, refusals_of_offices_elsewhere, roles_given_by
from members.second_step import reset_second_step
from members.user_accounts import (
    close_account,
    code_version,
    create_account,
    new_code,
    refusals_of_new_code,
    refusals_to_close,
    suggested_username,
)
from members.user_forms import CodeForm, EndOfficeForm, OfficeForm, UserForm
from members.user_lists import words_asked
from members.views.code_papers import hand_over
from members.views.users import looked_after, office_looked_after


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says: its title, what follows from the act, and its button."""

    title: str
    lead: str
    submit: str


NEW_CODE = Words(
    "ออกรหัสใช้ครั้งเดียวใหม่",
    "ใช้เมื่อลืมรหัสผ่านหรือทำกระดาษหาย รหัสเดิมใช้ไม่ได้ทันที และเครื่องที่เปิดค้างไว้จะออกจากระบบ",
    "ออกรหัสและพิมพ์",
)
CLOSE = Words(
    "ปิดบัญชีผู้ใช้",
    "เข้าใช้ระบบไม่ได้ทันที ทุกหน้าที่สิ้นสุด งานที่ทำไว้แล้วยังอยู่ครบ เปิดอีกครั้งได้โดยเพิ่มหน้าที่ใหม่",
    "ปิดบัญชีผู้ใช้",
)
NO_SECOND_STEP = Words(
    "ปิดการยืนยันสองขั้น",
    "ใช้เมื่อผู้ใช้ไม่มีทั้งโทรศัพท์และกระดาษรหัสสำรอง เข้าใช้ด้วยรหัสผ่านอย่างเดียว แล้วเปิดใหม่เองได้",
    "ปิดการยืนยันสองขั้น",
)
END = Words("สิ้นสุดหน้าที่", "หน้าที่อื่นของผู้ใช้นี้ยังอยู่ งานที่ทำไว้แล้วยังอยู่ครบ", "บันทึกวันพ้นหน้าที่")
NEW_OFFICE = Words("เพิ่มหน้าที่", "ใช้ชื่อผู้ใช้และรหัสผ่านเดิม ผู้ใช้เลือกได้เองว่าจะทำในหน้าที่ใด", "เพิ่มหน้าที่")
REOPEN = Words("เพิ่มหน้าที่และเปิดบัญชีอีกครั้ง", "บัญชีนี้ปิดอยู่ จะเปิดอีกครั้งด้วยรหัสใช้ครั้งเดียวใหม่", "เปิดบัญชีและพิมพ์รหัส")


@permission_required(LOOK_AFTER, raise_exception=True)
def user_new(request: HttpRequest) -> HttpResponse:
    """Who, in which office (?role=, where there are several; ?q= looks for the place)."""
    form = UserForm(request.POST or None, **_asked(request))
    if form.is_valid():
        told, seal = form.cleaned_data, new_seal()
        try:
            office = create_account(
                form.post(),
                display_name=str(told["name"]),
                username=told["username"],
                on=told["on"],
                until=told["until"],
                code=code_under(seal, by=request.user),
                actor=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            show_beside(form, refused)
        else:
            return hand_over(request, office.user, seal)
    if (place := form.only_place()) and not form.is_bound:
        form.initial["username"] = suggested_username(place)
    return _render_new(request, form, None, None)


@permission_required(LOOK_AFTER, raise_exception=True)
def office_new(request: HttpRequest, user_id: int) -> HttpResponse:
    """A further office; for a closed account also the code that opens it again."""
    whose = looked_after(request, user_id)
    form = OfficeForm(request.POST or None, **_asked(request))
    if form.is_valid():
        told, seal = form.cleaned_data, new_seal()
        try:
            office = give_office(
                whose,
                form.post(),
                on=told["on"],
                until=told["until"],
                code=code_under(seal, by=request.user),
                actor=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            show_beside(form, refused)
        else:
            if not whose.is_active:
                return hand_over(request, whose, seal)
            messages.success(request, f"{whose} เป็น{office}แล้ว")
            return redirect("members:user", whose.pk)
    return _render_new(request, form, whose, NEW_OFFICE if whose.is_active else REOPEN)


def _asked(request: HttpRequest) -> dict[str, object]:
    """What the address asks of the form: the role, and the word to look for the place with."""
    roles = roles_given_by(request.user)
    asked = request.GET.get("role", "")
    return {
        "actor": request.user,
        "role": asked if asked in roles else roles[0],
        "looked_for": words_asked(request.GET.get("q", "")),
        "on": timezone.localdate(),
        "place": request.GET.get("place", ""),
    }


def _render_new(
    request: HttpRequest, form: OfficeForm, whose: User | None, words: Words | None
) -> HttpResponse:
    context = {
        "form": form,
        "whose": whose,
        "words": words,
        "roles": [Office.Role(role) for role in roles_given_by(request.user)],
        "kept": [("role", form.role)],
        "q": words_asked(request.GET.get("q", "")),
    }
    return render(request, "members/user_new.html", context)


@permission_required(LOOK_AFTER, raise_exception=True)
def office_end(request: HttpRequest, office_id: int) -> HttpResponse:
    office = office_looked_after(request, office_id)
    first = max(timezone.localdate(), office.started_on)
    form = EndOfficeForm(request.POST or None, initial={"on": first})
    if form.is_valid():
        try:
            end_office(office, on=form.cleaned_data["on"], actor=request.user)
        except Refused as refused:
            show_beside(form, refused)
        else:
            messages.success(request, "บันทึกวันพ้นหน้าที่แล้ว")
            return redirect("members:user", office.user_id)
    return _render_act(request, END, form, office.user, office=office)


@permission_required(LOOK_AFTER, raise_exception=True)
def user_code(request: HttpRequest, user_id: int) -> HttpResponse:
    whose = looked_after(request, user_id)
    form = CodeForm(request.POST or None, initial={"seen": code_version(whose)})
    if form.is_valid():
        seal = new_seal()
        try:
            new_code(
                whose,
                code_under(seal, by=request.user),
                seen=form.cleaned_data["seen"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.show(refused)
            whose.refresh_from_db()
            form.data = {"seen": code_version(whose)}
        else:
            return hand_over(request, whose, seal)
    reasons = [*refusals_of_new_code(whose, request.user, timezone.localdate())]
    return _render_act(request, NEW_CODE, form, whose, reasons=reasons)


@permission_required(LOOK_AFTER, raise_exception=True)
def user_close(request: HttpRequest, user_id: int) -> HttpResponse:
    whose = looked_after(request, user_id)
    today = timezone.localdate()
    form = ActForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_account(whose, on=today, actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ปิดบัญชีของ{whose}แล้ว")
            return redirect("members:user", whose.pk)
    reasons = [*refusals_to_close(whose, request.user, today)]
    return _render_act(request, CLOSE, form, whose, reasons=reasons)


@permission_required(LOOK_AFTER, raise_exception=True)
def user_second_step(request: HttpRequest, user_id: int) -> HttpResponse:
    """For who has lost both telephone and paper; sent again it finds nothing more to switch off."""
    whose = looked_after(request, user_id)
    today = timezone.localdate()
    form = ActForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reset_second_step(whose, on=today, actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ปิดการยืนยันสองขั้นของ{whose}แล้ว")
            return redirect("members:user", whose.pk)
    reasons = [*refusals_of_offices_elsewhere(request.user, whose, today)]
    return _render_act(request, NO_SECOND_STEP, form, whose, reasons=reasons)


def _render_act(
    request: HttpRequest,
    words: Words,
    form: ActForm,
    whose: User,
    *,
    office: Office | None = None,
    reasons: list[Refusal] | None = None,
) -> HttpResponse:
    context = {"words": words, "form": form, "whose": whose, "office": office}
    return render(request, "members/user_act.html", context | {"reasons": reasons})
