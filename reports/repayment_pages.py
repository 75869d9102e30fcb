"""The papers of repayment as files: receipts as issued, the card as it stands."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate

from consolidation.models import Receipt
from consolidation.receipt_forms import DueDayForm
from consolidation.views.contracts import ACT
from consolidation.views.repayment import find_contract, find_receipt, receipts_seen
from consolidation.views.targets import find_institution
from fundinst.errors import Refusal, Refused
from fundinst.thai import format_date
from members.access import require
from members.looking import took_out
from members.models import Institution
from members.page_names import page_called
from reports.issuing_receipts import (
    KIND,
    issue_receipts,
    issued_receipt,
    not_issued,
    receipts_file,
)
from reports.paper_kinds import BY_SLUG
from reports.paper_pages import attached, show_issued
from reports.papers import paper_of, pdf_of

MAY_READ = "reports.view_report"
CARD = BY_SLUG["card"]
NOT_ISSUED = "ใบเสร็จของวันนี้ยังไม่ออก {} ใบ ให้กดปุ่มพิมพ์ใบเสร็จทั้งหมดในหน้านี้"
NO_RECEIPTS = Refusal("no_receipts", "", "วันนี้ยังไม่มีใบเสร็จ ให้รับชำระก่อน")


@permission_required(MAY_READ, raise_exception=True)
def receipt_file(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt as it was issued, twice on a sheet; or first the page that issues it."""
    receipt = find_receipt(request, receipt_id)
    issued = issued_receipt(receipt)
    if issued is None:
        return redirect("reports:paper", KIND.slug, receipt.pk)
    return show_issued(request, issued)


@permission_required(ACT, raise_exception=True)
def receipts_of_day_file(request: HttpRequest, code: str) -> HttpResponse:
    """Every receipt of a day that counts, as issued; POST issues those that aren't yet.

    Led back where there is none, or where one has still to be issued.
    """
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    day = DueDayForm(request.POST if request.method == "POST" else request.GET)
    on = day.cleaned_data["on"] if day.is_valid() else None
    receipts = _receipts_of(request, institution, on)
    try:
        if request.method == "POST":
            issue_receipts(receipts, on=localdate(), actor=request.user)
        if waiting := len(not_issued(receipts)):
            raise Refused([Refusal("not_issued", "", NOT_ISSUED.format(waiting))])
        if not receipts or on is None:
            raise Refused([NO_RECEIPTS])
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect("consolidation:due_day", code)
    content = receipts_file(receipts, title=f"ใบเสร็จของวันที่ {format_date(on)}")
    took_out(institution, actor=request.user, what=page_called(request), rows=len(receipts))
    said = format_date(on, digits="arabic")
    return attached(content, f"receipts-{on}", f"ใบเสร็จรับเงินวันที่ {said}.pdf")


def _receipts_of(request: HttpRequest, institution: Institution, on: date | None) -> list[Receipt]:
    found = receipts_seen(request).filter(
        contract__household__institution=institution, reversal__isnull=True, on=on
    )
    return [*found.order_by("fund", "year", "number")]


@permission_required(MAY_READ, raise_exception=True)
def repayment_card_file(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The plan in force as it stands today, for the household to have each payment written on."""
    contract = find_contract(request, contract_id)
    try:
        content = pdf_of(paper_of(CARD, contract, localdate()))
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect(contract)
    household = contract.household
    took_out(
        household.institution,
        actor=request.user,
        what=page_called(request),
        rows=1,
        household=household,
    )
    return attached(content, f"card-{contract.pk}", f"{CARD.name} {contract.pk}.pdf")
