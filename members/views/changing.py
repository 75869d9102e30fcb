"""Changing an institution's funds and committee later: one form, one act, back to the list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from fundinst.errors import Refused
from fundinst.forms import ActForm
from fundinst.thai import format_date
from members.beside import show_beside
from members.committee_forms import CorrectSeatForm, EndTermForm, SeatForm
from members.founding import require_set_up
from members.founding_forms import NameForm
from members.fund_forms import FundAccountForm, FundForm
from members.joining import (
    add_account,
    add_fund,
    fund_version,
    in_words,
    take_fund_out,
    write_rule,
)
from members.models import AuditEntry, CommitteeMember, Fund, Institution
from members.registering import correct_name
from members.rule_forms import RuleForm
from members.seating import correct_seat, end_term, seat_on_committee
from members.seats import Position, as_text, offices_version, stated_of
from members.undoing import say_done
from members.versioned_forms import VersionedForm
from members.versions import version_of
from members.views.founding import to_set_up
from members.views.funds import CHANGE_COMMITTEE, CHANGE_FUNDS

UNDO = "members.change_household"
BothValues = tuple[dict[str, str], dict[str, str]]
"""What stands now and what was told, as texts by label."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says: its title, what follows from the act, its button, and when it is done."""

    title: str
    lead: str
    submit: str
    done: str


CORRECT_NAME = Words(
    "แก้ชื่อสถาบัน",
    "แก้ได้เฉพาะตัวสะกด ตำบลและหมู่ที่แก้ไม่ได้ ถ้าผิดที่ให้ตั้งสถาบันใหม่ให้ถูกที่",
    "บันทึกชื่อ",
    "แก้ชื่อแล้ว",
)
ADD_FUND = Words("เพิ่มกองทุนสมาชิก", "กองทุนใหม่จะต่อท้ายรายชื่อในเอกสาร", "เพิ่มกองทุน", "เพิ่มกองทุนแล้ว")
ADD_ACCOUNT = Words("เพิ่มบัญชี", "บัญชีที่สองจะเป็นอีกช่องหนึ่งในตารางกรอกลูกหนี้", "เพิ่มบัญชี", "เพิ่มบัญชีแล้ว")
ADD_RULE = Words(
    "เพิ่มระเบียบ",
    "ระเบียบใหม่ใช้กับสัญญาตั้งแต่วันที่กำหนด สัญญาก่อนวันนั้นใช้ระเบียบเดิม "
    "ถ้าพิมพ์ผิดและยังไม่มีหนี้หรือสัญญาใช้ระเบียบนั้น ให้บันทึกใหม่ด้วยวันเดิม",
    "บันทึกระเบียบ",
    "บันทึกระเบียบแล้ว",
)
TAKE_OUT = Words(
    "เอากองทุนออก", "ใช้เมื่อใส่กองทุนผิด กองทุนที่มีทะเบียนหรือหนี้แล้วเอาออกไม่ได้", "เอากองทุนออก", "เอากองทุนออกแล้ว"
)
ADD_SEAT = Words(
    "เพิ่มกรรมการ",
    "ประธาน เลขานุการ และเหรัญญิกมีตำแหน่งละคน คนเดิมจะสิ้นวาระในวันก่อนหน้า",
    "เพิ่มกรรมการ",
    "เพิ่มกรรมการแล้ว",
)
CORRECT_SEAT = Words(
    "แก้ข้อมูลกรรมการ",
    "ใช้แก้คำที่พิมพ์ผิดของคนเดิม ถ้าเปลี่ยนคนให้ใช้ “เพิ่มกรรมการ”",
    "บันทึก",
    "แก้ข้อมูลกรรมการแล้ว",
)
END_TERM = Words(
    "สิ้นวาระกรรมการ",
    "วันหลังจากนั้น ชื่อนี้จะไม่อยู่ในเอกสาร เอกสารเก่ายังเหมือนเดิม",
    "บันทึกวันสิ้นวาระ",
    "บันทึกวันสิ้นวาระแล้ว",
)


def name_correct(request: HttpRequest, code: str) -> HttpResponse:
    institution = to_set_up(request, code, CHANGE_FUNDS)
    initial = {"name": institution.name, "seen": version_of(institution.name)}
    form = NameForm(request.POST or None, initial=initial)
    return _ask(
        request,
        CORRECT_NAME,
        institution,
        form,
        lambda: correct_name(
            institution,
            name=form.cleaned_data["name"],
            seen=form.opened_with,
            actor=request.user,
        ),
        back=reverse("members:found_check", args=[institution.code]),
    )


def fund_add(request: HttpRequest, code: str) -> HttpResponse:
    institution = to_set_up(request, code, CHANGE_FUNDS)
    form = FundForm(request.POST or None)
    return _ask(
        request,
        ADD_FUND,
        institution,
        form,
        lambda: add_fund(institution, form.stated(), actor=request.user),
    )


def account_add(request: HttpRequest, fund_id: int) -> HttpResponse:
    fund = _fund(request, fund_id)
    form = FundAccountForm(request.POST or None)
    return _ask(
        request,
        ADD_ACCOUNT,
        fund.institution,
        form,
        lambda: add_account(fund, **form.cleaned_data, actor=request.user),
        about=fund,
    )


def rule_add(request: HttpRequest, fund_id: int) -> HttpResponse:
    fund = _fund(request, fund_id)
    form = RuleForm(request.POST or None, fund=fund, today=localdate(), seen=fund_version(fund))
    return _ask(
        request,
        ADD_RULE,
        fund.institution,
        form,
        lambda: write_rule(fund, form.terms(), seen=form.opened_with, actor=request.user),
        about=fund,
        template="members/rule.html",
    )


def fund_take_out(request: HttpRequest, fund_id: int) -> HttpResponse:
    fund = _fund(request, fund_id)
    sent = request.POST if request.method == "POST" else None
    form = VersionedForm(sent, initial={"seen": fund_version(fund)})
    return _ask(
        request,
        TAKE_OUT,
        fund.institution,
        form,
        lambda: take_fund_out(fund, seen=form.opened_with, actor=request.user),
        about=fund,
        beside=lambda: ({"กองทุนนี้": in_words(fund)}, {"กองทุนนี้": "เอาออก"}),
    )


def seat_add(request: HttpRequest, code: str) -> HttpResponse:
    institution = to_set_up(request, code, CHANGE_COMMITTEE)
    initial = {"started_on": localdate(), "seen": offices_version(institution)}
    form = SeatForm(request.POST or None, initial=initial)

    def seat() -> CommitteeMember:
        told = {**form.cleaned_data, "name": str(form.cleaned_data["name"])}
        told |= {"seen": form.opened_with}
        return seat_on_committee(institution, on=told.pop("started_on"), actor=request.user, **told)

    def beside() -> BothValues:
        label = Position(form.cleaned_data["position"]).label
        there = institution.committee.in_force(form.cleaned_data["started_on"])
        now = there.filter(position=form.cleaned_data["position"]).first()
        return {label: now.name if now else ""}, {label: str(form.cleaned_data["name"])}

    return _ask(request, ADD_SEAT, institution, form, seat, beside=beside)


def seat_correct(request: HttpRequest, member_id: int) -> HttpResponse:
    member = _member(request, member_id)
    written = stated_of(member)
    form = CorrectSeatForm(request.POST or None, initial=written | {"seen": version_of(written)})

    def correct() -> CommitteeMember:
        told = {**form.cleaned_data, "name": str(form.cleaned_data["name"])}
        told |= {"seen": form.opened_with}
        return correct_seat(member, **told, actor=request.user)

    return _ask(request, CORRECT_SEAT, member.institution, form, correct, about=member)


def term_end(request: HttpRequest, member_id: int) -> HttpResponse:
    member = _member(request, member_id)
    initial = {"on": localdate(), "seen": version_of(as_text(member.ended_on))}
    form = EndTermForm(request.POST or None, initial=initial)

    def end() -> CommitteeMember:
        on, seen = form.cleaned_data["on"], form.opened_with
        return end_term(member, on=on, seen=seen, actor=request.user)

    def beside() -> BothValues:
        label = form.fields["on"].label
        return {label: _day(member.ended_on)}, {label: _day(form.cleaned_data["on"])}

    return _ask(request, END_TERM, member.institution, form, end, about=member, beside=beside)


def _day(day: date | None) -> str:
    return format_date(day, style="medium", digits="arabic") if day else ""


def _fund(request: HttpRequest, fund_id: int) -> Fund:
    funds = Fund.objects.visible_to(request.user).select_related("institution")
    fund = get_object_or_404(funds, pk=fund_id)
    require_set_up(request.user, CHANGE_FUNDS, fund.institution, on=localdate())
    return fund


def _member(request: HttpRequest, member_id: int) -> CommitteeMember:
    members = CommitteeMember.objects.visible_to(request.user).select_related("institution")
    member = get_object_or_404(members, pk=member_id)
    require_set_up(request.user, CHANGE_COMMITTEE, member.institution, on=localdate())
    return member


def _ask(
    request: HttpRequest,
    words: Words,
    institution: Institution,
    form: ActForm,
    act: Callable[[], Model],
    *,
    about: Model | None = None,
    back: str = "",
    beside: Callable[[], BothValues] | None = None,
    template: str = "members/change.html",
) -> HttpResponse:
    """Show the form; sent, do the act and go back to the list, with its undo button.

    ``beside`` says what stands now and what was told, where the form's own values don't.
    """
    back = back or f"{reverse('members:fund_list')}?institution={institution.code}"
    if form.is_valid():
        last = _entries(request).aggregate(last=Max("pk"))["last"] or 0
        both = beside() if beside else None  # a refusal takes what it speaks of out of the form
        try:
            row = act()
        except Refused as refused:
            show_beside(form, refused)
            _show_both(form, refused, both)
        else:
            written = (
                _entries(request).filter(pk__gt=last, subject=f"{row._meta.label}:{row.pk}").first()
            )
            undoable = written if request.user.has_perm(UNDO, institution) else None
            say_done(request, words.done, undoable)
            return redirect(back)
    context = {"words": words, "institution": institution, "form": form, "about": about}
    if getattr(form, "both", ()):
        subject = about or institution
        entries = AuditEntry.objects.filter(subject=f"{subject._meta.label}:{subject.pk}")
        context["changed"] = entries.select_related("actor").first()
    return render(request, template, context | {"back": back})


def _show_both(form: ActForm, refused: Refused, both: BothValues | None) -> None:
    if isinstance(form, VersionedForm) and both:
        now, mine = both
        form.put_beside(refused, now=now, mine=mine, seen=form.initial["seen"])
    elif isinstance(form, VersionedForm):
        form.put_beside_initial(refused)


def _entries(request: HttpRequest) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(actor=request.user)
