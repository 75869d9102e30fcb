"""The papers of repayment as files (``reports/repayment_papers.py``)."""

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate

from consolidation.models import Contract, Receipt
from consolidation.receipt_forms import DueDayForm
from consolidation.repayment import Repayment, repayment_of
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
from reports.paper_pages import show_issued
from reports.repayment_papers import (
    repayment_card,
    repayment_card_pdf,
)

MAY_READ = "reports.view_report"
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
    return _answer(content, ("receipts", "ใบเสร็จของวัน", code))


def _receipts_of(request: HttpRequest, institution: Institution, on: date | None) -> list[Receipt]:
    found = receipts_seen(request).filter(
        contract__household__institution=institution, reversal__isnull=True, on=on
    )
    return [*found.order_by("fund", "year", "number")]


@permission_required(MAY_READ, raise_exception=True)
def repayment_card_file(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The plan in force, for the household to keep and to have each payment written on."""
    contract = find_contract(request, contract_id)
    repayment = _repayment(contract)
    named = ("repayment-card", "บัตรชำระ", f"{contract.pk}")
    return paper_file(
        request, contract, named, lambda: repayment_card_pdf(repayment_card(repayment))
    )


def _repayment(contract: Contract) -> Repayment:
    """As of today, or of the day it ended; without a plan there is no paper."""
    repayment = repayment_of(contract, on=contract.closed_on or localdate())
    if repayment is None or contract.status == Contract.Status.CANCELLED:
        raise Http404
    return repayment


def paper_file(
    request: HttpRequest,
    contract: Contract,
    named: tuple[str, str, str],
    make: Callable[[], bytes],
) -> HttpResponse:
    """The paper as a file that is named for what it is and no person (RFC 6266)."""
    try:
        content = make()
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
    return _answer(content, named)


def _answer(content: bytes, named: tuple[str, str, str]) -> HttpResponse:
    plain, thai, number = named
    disposition = (
        f'attachment; filename="{plain}-{number}.pdf"; '
        f"filename*=UTF-8''{quote(f'{thai} {number}.pdf', safe='')}"
    )
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": disposition}
    )
