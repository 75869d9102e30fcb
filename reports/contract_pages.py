"""The contract and its closing letter as files: as issued, or first the page that issues them."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from consolidation.views.repayment import find_contract
from reports.issuing import issued_of
from reports.paper_kinds import BY_SLUG
from reports.paper_pages import MAY_READ, show_issued


@permission_required(MAY_READ, raise_exception=True)
def contract_file(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The contract as it was handed out to be signed."""
    return _issued_or_page(request, "contract", contract_id)


@permission_required(MAY_READ, raise_exception=True)
def closing_letter_file(request: HttpRequest, contract_id: int) -> HttpResponse:
    """That the contract was paid in full, as it was handed out."""
    return _issued_or_page(request, "closing-letter", contract_id)


def _issued_or_page(request: HttpRequest, slug: str, contract_id: int) -> HttpResponse:
    contract = find_contract(request, contract_id)
    last = issued_of(BY_SLUG[slug], contract).first()
    if last is None:
        return redirect("reports:paper", slug, contract.pk)
    return show_issued(request, last)
