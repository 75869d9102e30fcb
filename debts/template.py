"""The institution's own workbook to fill in: its households and what its books say they owe."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from debts.models import COMPONENTS, Loan
from debts.registers.template import TemplateRow, TemplateSheet, template_xlsx
from members.models import FundAccount, Household, Institution


def template_workbook(institution: Institution, *, on: date) -> bytes:
    """An .xlsx with a sheet for every account of the member funds, as the books are now.

    A household has a row for each loan it owes the account, or one with 0. Read back for a fund,
    as of ``on`` or later, it changes nothing. Reads only.
    """
    households = list(institution.households.listed().with_head())
    owed = _owed(institution)
    accounts = FundAccount.objects.filter(fund__institution=institution).select_related("fund")
    sheets = [
        TemplateSheet(
            title=_title(account),
            fund_code=account.fund.code,
            number=account.number,
            rows=list(_rows(households, owed[account.pk])),
        )
        for account in accounts.order_by("fund__position", "number")
    ]
    return template_xlsx(sheets, place=str(institution), on=on)


def _title(account: FundAccount) -> str:
    name = str(account)
    return str(account.fund) if name == "บัญชี 1" else f"{account.fund} {name}"


def _owed(institution: Institution) -> dict[int, dict[int, list[Loan]]]:
    """What is still owed, by account and household."""
    owed: dict[int, dict[int, list[Loan]]] = defaultdict(lambda: defaultdict(list))
    loans = Loan.objects.owing().filter(household__institution=institution)
    for loan in loans.select_related("borrower").order_by("pk"):
        owed[loan.account_id][loan.household_id].append(loan)
    return owed


def _rows(households: Iterable[Household], owed: dict[int, list[Loan]]) -> Iterator[TemplateRow]:
    for household in households:
        loans = owed.get(household.pk, [])
        for loan in loans:
            yield TemplateRow(
                house_number=household.house_number,
                name=str(loan.borrower),
                loan_number=loan.number,
                due_on=loan.due_on,
                **{component: getattr(loan, component) for component in COMPONENTS},
            )
        if not loans and household.head_name:
            yield TemplateRow(household.house_number, household.head_name)
