"""The list of contracts, searched as one types."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from consolidation.filters import ContractFilter
from consolidation.models import Contract
from consolidation.signature_state import with_unsigned
from consolidation.tables import COUNT, ContractsOfSeveral, ContractTable, totals_of
from consolidation.views.found import Found, searchable, show_found
from consolidation.worklist import with_unpaid_count
from fundinst.paging import PageFirst
from members.models import Institution, User

PAGE = searchable("contracts", "สัญญา", "consolidation:contract_list", ContractFilter, ContractTable)


def contracts_seen(user: User) -> QuerySet[Contract]:
    """The contracts within the user's scope, with whom they are with and what is still to pay."""
    return with_unpaid_count(
        Contract.objects.visible_to(user).select_related(
            "fund", "borrower", "household__institution"
        )
    )


def contracts_found(request: HttpRequest) -> Found:
    """Contracts in sight, looked for as the address says; in an institution with their total.

    The total leaves out cancelled ones.
    """
    narrowed = ContractFilter(
        request.GET, with_unsigned(contracts_seen(request.user)), user=request.user
    )
    if not narrowed.institution:
        several = ContractsOfSeveral(PageFirst(narrowed.qs), totals={}, one_institution=False)
        return Found(PAGE, narrowed, several)
    totals = totals_of(narrowed.qs.exclude(status=Contract.Status.CANCELLED), "amount")
    del totals[COUNT]  # of the list, not of what is summed
    table = ContractTable(
        narrowed.qs,
        totals=totals,
        one_institution=not narrowed.has_several,
    )
    return Found(PAGE, narrowed, table)


def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts by number, person, house, fund or state."""
    found = contracts_found(request)
    own = [*Institution.objects.run_by(request.user)[:2]]
    only = own[0] if len(own) == 1 else None  # whose payments of a day are taken in from here
    template = "consolidation/contract_list.html"
    return show_found(request, found, template, nav="contracts", institution=only)
