from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from debts.doubts import NEITHER, Doubt, doubt_of, places
from debts.drafting import (
    LONG_TO_READ,
    choose,
    discard_register,
    is_unread,
    preview_of,
    recorded_elsewhere,
    titled_for,
    upload_register,
    upload_unread,
    with_unread,
)
from debts.filters import narrowed
from debts.forms import DoubtForm, RecordForm, RegisterForm
from debts.leaving_out import Parting, kept
from debts.models import Loan, Register
from debts.previewing import Preview, choice_key
from debts.recording import record_register, recorded_entry
from debts.registers.refusals import MOST_BYTES
from debts.registers.returning import changes_kind, has_colours
from debts.registers.totals import compare
from debts.rules import Consent, asks_about_total, refusals_to_record
from debts.tables import (
    DraftTable,
    LeftOutTable,
    MissingTable,
    RegisterTable,
    RowTable,
    UnreadableTable,
    WithdrawnTable,
)
from debts.tasks import read_later, record_later, takes_long
from debts.views.unread import unread
from fundinst.errors import Refused
from fundinst.paging import paged
from members.access import require
from members.looking import looked_over
from members.models import AuditEntry, Institution
from members.page_names import page_called
from members.undoing import say_done, undoable

MAY_IMPORT = "debts.add_register"
SAID_AT_ONCE = {"left_out_unseen", "left_out_changed", "total_differs"}


def register_list(request: HttpRequest) -> HttpResponse:
    registers = (
        Register.objects.visible_to(request.user)
        .select_related("account__fund__institution", "uploaded_by")
        .defer("content", "reading")
    )
    several = len(Institution.objects.visible_to(request.user)[:2]) > 1
    hidden = () if several else ("institution",)
    unrecorded = with_unread(registers.filter(status="draft"))
    drafts = DraftTable(unrecorded, prefix="draft-", hidden=hidden)
    recorded = RegisterTable(registers.filter(status="recorded"), hidden=hidden)
    withdrawn = registers.filter(status="withdrawn")
    context = {
        "drafts": paged(drafts, request),
        "recorded": paged(recorded, request),
        "withdrawn": paged(WithdrawnTable(withdrawn, prefix="withdrawn-", hidden=hidden), request),
        "may_import": request.user.has_perm(MAY_IMPORT),
        "nav": "registers",
    }
    return render(request, "debts/register_list.html", context)


@permission_required(MAY_IMPORT, raise_exception=True)
def register_new(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial={"account": request.GET.get("account")},
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)  # enough to be refused as too big
        upload = upload_unread if len(content) >= LONG_TO_READ else upload_register
        try:
            register = upload(
                form.cleaned_data["account"],
                file_name=file.name,
                content=content,
                as_of=form.cleaned_data["as_of"],
                actor=request.user,
            )
        except Refused as refused:
            form.show(refused)
        else:
            if is_unread(register):
                return redirect("members:job", read_later(register, user=request.user).pk)
            return redirect(register)
    institutions = Institution.objects.run_by(request.user).order_by("code")
    context = {"form": form, "institutions": institutions, "nav": "registers"}
    return render(request, "debts/register_new.html", context)


def register(request: HttpRequest, register_id: int) -> HttpResponse:
    """What a draft would change in the books; of a recorded register, what it was."""
    register = _visible(request, register_id)
    _looked_over(request, register)
    context = {
        "register": register,
        "may_import": request.user.has_perm(MAY_IMPORT, register.account.fund.institution),
        "nav": "registers",
    }
    if register.status != Register.Status.DRAFT:
        return render(request, "debts/register_closed.html", context | _closed(register))
    if is_unread(register):
        return unread(request, register, context)
    try:
        preview = preview_of(register)
    except Refused as refused:  # the reader has learnt since to refuse such a file
        context["refusals"] = refused.refusals
        return render(request, "debts/register_refused.html", context)
    context |= _draft(request, register, preview, may_import=context["may_import"])
    return render(request, "debts/register.html", context)


def _closed(register: Register) -> dict[str, Any]:
    """What was left out of a recorded register, and whether its recording can be taken back."""
    entry = recorded_entry(register)
    fresh = undoable(AuditEntry.objects.filter(pk=entry and entry.pk), now=timezone.now())
    left_out = kept(register.left_out)
    hidden = () if len({row.sheet for row in left_out}) > 1 else ("sheet",)
    return {
        "left_out": LeftOutTable(left_out, hidden=hidden),
        "fresh": fresh.first(),
        "changes_kind": changes_kind(register.file_name),
    }


def _draft(
    request: HttpRequest, register: Register, preview: Preview, *, may_import: bool
) -> dict[str, Any]:
    read, seen = preview.register, Consent(difference=preview.difference)
    return {
        "preview": preview,
        "parting": Parting(preview),
        "has_colours": has_colours(register.file_name),
        "asks_about_total": asks_about_total(preview),
        "part_asks_about_total": asks_about_total(preview, Consent(only_good=True)),
        "changes_kind": changes_kind(register.file_name),
        "counts": preview.counts,
        "difference": abs(preview.difference or 0),
        "title_day": read.as_of_in_title if read.as_of_in_title != register.as_of else None,
        "notes": [note for note in read.notes if note not in compare(read.own_total, read.total)],
        "refusals": list(refusals_to_record(register, preview, seen)),
        "elsewhere": recorded_elsewhere(register.account, read),
        "titled_for": titled_for(register.account, read),
        **_tables(request, register, preview, may_import=may_import),
    }


def _tables(
    request: HttpRequest, register: Register, preview: Preview, *, may_import: bool
) -> dict[str, Any]:
    shown, links = narrowed(preview, register.choices, request.GET.get("outcome", ""))
    hidden = _columns_of_one_value(preview)
    rows = RowTable(
        shown,
        register=register,
        doubts=places(preview, register.choices),
        may_settle=may_import,
        hidden=hidden,
        attrs={"id": "rows"},
    )
    unreadable = UnreadableTable(preview.unreadable, prefix="unreadable-", hidden=hidden)
    named = [loan.pk for loan in preview.missing]
    missing = Loan.objects.filter(pk__in=named).select_related("household", "borrower")
    return {
        "links": links,
        "rows": paged(rows, request),
        "unreadable": paged(unreadable, request),
        "missing": paged(MissingTable(missing, prefix="missing-"), request),
    }


def _columns_of_one_value(preview: Preview) -> tuple[str, ...]:
    """Columns that would say the same in every row: most files have one sheet and one account."""
    values = {
        "sheet": {row.sheet for row in (*preview.register.rows, *preview.unreadable)},
        "account": {row.account for row in preview.rows},
    }
    return tuple(name for name, found in values.items() if len(found) < 2)


@permission_required(MAY_IMPORT, raise_exception=True)
def doubts(request: HttpRequest, register_id: int) -> HttpResponse:
    """One doubt, settled or not (?row=), or the first that isn't settled; then the next."""
    register = _to_act_on(request, register_id)
    doubt = _doubt_asked_for(request, register)
    if doubt is None:
        return redirect(register)
    _looked_over(request, register)
    form = DoubtForm(request.POST or None, doubt=doubt)
    if form.is_valid():
        try:
            choose(
                register,
                choice_key(*doubt.key),
                answer=form.cleaned_data["answer"],
                seen=form.opened_with,
                actor=request.user,
            )
        except Refused as refused:
            form.show_both(refused)
        else:
            return redirect("debts:doubts", register.pk)
    context = {"register": register, "doubt": doubt, "form": form, "neither": NEITHER}
    return render(request, "debts/doubts.html", context | {"nav": "registers"})


def _doubt_asked_for(request: HttpRequest, register: Register) -> Doubt | None:
    """The doubt in the address, or the first one left; None sends back to the register."""
    row = request.GET.get("row", "")
    if register.status != Register.Status.DRAFT or is_unread(register):
        return None
    try:
        doubt = doubt_of(register, int(row) if row.isdecimal() and len(row) < 10 else None)
    except Refused:
        return None
    if doubt is None and not row:
        messages.success(request, "ตัดสินครบทุกรายการแล้ว ตรวจยอดแล้วกด “บันทึกเข้าระบบ”")
    return doubt


@permission_required(MAY_IMPORT, raise_exception=True)
def record(request: HttpRequest, register_id: int) -> HttpResponse:
    register = _to_act_on(request, register_id)
    if request.method == "POST" and not is_unread(register):
        form = RecordForm(request.POST)
        try:
            form.asked()
            if takes_long(register):
                job = record_later(register, user=request.user, options=form.options)
                return redirect("members:job", job.pk)
            recorded = record_register(register, actor=request.user, **form.options)
        except Refused as refused:
            for sentence in _why_not(refused):
                messages.error(request, sentence)
        else:
            say_done(request, "บันทึกทะเบียนเข้าระบบแล้ว", recorded_entry(recorded))
    return redirect(register)


def _why_not(refused: Refused) -> list[str]:
    """What only this moment knows is said at once; the page shows the other reasons itself."""
    of_now = [str(refusal) for refusal in refused.refusals if refusal.code in SAID_AT_ONCE]
    return of_now or ["ยังบันทึกเข้าระบบไม่ได้ ดูเหตุผลในหน้านี้"]


@permission_required(MAY_IMPORT, raise_exception=True)
def discard(request: HttpRequest, register_id: int) -> HttpResponse:
    register = _to_act_on(request, register_id)
    if request.method == "POST":
        try:
            discard_register(register, actor=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "ทิ้งแฟ้มแล้ว ไม่ได้เก็บข้อมูลใดไว้ในระบบ")
            return redirect("debts:register_list")
    return redirect(register)


def _visible(request: HttpRequest, register_id: int) -> Register:
    registers = Register.objects.visible_to(request.user)
    return get_object_or_404(
        registers.select_related("account__fund__institution", "uploaded_by"), pk=register_id
    )


def _looked_over(request: HttpRequest, register: Register) -> None:
    institution = register.account.fund.institution_id
    looked_over([institution], actor=request.user, what=page_called(request))


def _to_act_on(request: HttpRequest, register_id: int) -> Register:
    register = _visible(request, register_id)
    require(request.user, MAY_IMPORT, register.account.fund.institution)
    return register
