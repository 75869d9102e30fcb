"""The one contract as a file (``reports/contract_paper.py``)."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse

from consolidation.views.repayment import find_contract
from reports.contract_paper import contract_paper, contract_pdf
from reports.repayment_pages import MAY_READ, paper_file


@permission_required(MAY_READ, raise_exception=True)
def contract_file(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The contract to be signed; led back to its page where there is none to print."""
    contract = find_contract(request, contract_id)
    named = ("contract", "หนังสือสัญญา", f"{contract.pk}")
    return paper_file(request, contract, named, lambda: contract_pdf(contract_paper(contract)))
