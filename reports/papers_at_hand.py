"""What can be printed for a household, or between the funds; and what was issued of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse

from consolidation.defaults import default_of
from consolidation.models import Case, Contract, NettingBatch, PaymentSlip, RouteChoice
from debts.models import Guarantor, Loan
from fundinst.thai import format_date
from members.models import Household, Institution
from reports.issuing import subject_name
from reports.models import IssuedPaper
from reports.old_debts import debts_of_case
from reports.paper_kinds import BY_SLUG
from reports.routes_in_words import holder_of, route_of, standing_contract
from reports.voided import with_voided


@dataclass(frozen=True, slots=True)
class AtHand:
    """One paper: of what it is (``of``), where it is looked at, the last one that was issued."""

    name: str
    of: str
    url: str
    issued: IssuedPaper | None

    @property
    def voided_on(self) -> date | None:
        """Since when what was issued holds no more."""
        return getattr(self.issued, "voided_on", None)


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    papers: Sequence[AtHand]


RECEIPTS = 12

Wanted = tuple[str, models.Model, str]
"""Kind, subject, and how it is told from others of its kind."""


def papers_of_household(household: Household, *, on: date) -> list[Group]:
    """Step by step along the household's road, as of a day; steps without a paper are left out."""
    case = household.cases.order_by("pk").last()
    contract = standing_contract(case)
    issued = _last_issued(IssuedPaper.objects.filter(household=household))
    steps = {
        "ยอดหนี้เดิม": [*_of_debts(household, case, contract)],
        "การเจรจาและข้อตกลง": [*_of_negotiation(case)] if case else [],
        "สัญญาเดียวและผู้ค้ำประกัน": [*_of_contract(contract)] if contract else [],
        "การชำระหนี้": [*_of_repayment(contract, on)] if contract else [],
    }
    return _groups(steps, issued)


def papers_of_batches(institution: Institution) -> list[Group]:
    """The netting statements of an institution and their payment slips, the last first."""
    netted = NettingBatch.objects.filter(institution=institution, status="netted")
    slips = PaymentSlip.objects.filter(payment__batch__in=netted).order_by("-pk")
    slips = slips.select_related("payment__from_fund", "payment__to_fund")
    issued = _last_issued(IssuedPaper.objects.filter(institution=institution, household=None))
    steps: dict[str, list[Wanted]] = {
        "ระหว่างกองทุน": [
            *(("netting", batch, f"เลขที่ {batch}") for batch in netted[:20]),
            *(
                ("slip", one, f"เลขที่ {one} {one.payment.from_fund} โอนให้ {one.payment.to_fund}")
                for one in slips[:50]
            ),
        ]
    }
    return _groups(steps, issued)


def _last_issued(papers: models.QuerySet[IssuedPaper]) -> dict[tuple[str, str], IssuedPaper]:
    found = with_voided(papers.defer("content"))
    return {(one.kind, one.subject or ""): one for one in found.order_by("pk")}


def _groups(
    steps: dict[str, list[Wanted]], issued: dict[tuple[str, str], IssuedPaper]
) -> list[Group]:
    return [
        Group(
            heading,
            [
                AtHand(
                    BY_SLUG[slug].name,
                    of,
                    reverse("reports:paper", args=[slug, subject.pk]),
                    issued.get((slug, subject_name(subject))),
                )
                for slug, subject, of in wanted
            ],
        )
        for heading, wanted in steps.items()
        if wanted
    ]


def _of_debts(
    household: Household, case: Case | None, contract: Contract | None
) -> Iterator[Wanted]:
    loans = Loan.objects.filter(household=household).select_related("account__fund", "borrower")
    loans = loans.filter(merged_as__contract=contract) if contract else loans.owing()
    if not loans:
        return
    yield "confirmation", household, ""
    for loan in loans:
        yield "balance", loan, _named(loan)


def _named(loan: Loan) -> str:
    number = f" เลขที่ {loan.number}" if loan.number else ""
    return f"{loan.account.fund}{number} {loan.borrower}"


def _of_negotiation(case: Case) -> Iterator[Wanted]:
    for meeting in case.rounds.order_by("number"):
        yield "minutes", meeting, str(meeting)
    debts = [one.loan for one in debts_of_case(case, on=case.opened_on).debts]
    if not debts:
        return
    yield "agreement", case, ""
    if route_of(case) == RouteChoice.Route.TRANSFER:
        yield "transfer-notice", case, ""
        holder = holder_of(case)
        for loan in debts:
            if loan.account.fund != holder:
                yield "deed", loan, _named(loan)


def _of_repayment(contract: Contract, on: date) -> Iterator[Wanted]:
    """Letters to guarantors, and the receipts of about the last year, the latest first."""
    default = default_of(contract, on=on)
    for one, _tasks, left in default.letters if default else ():
        if left:
            yield "default-notice", one, one.name
    if contract.plans.filter(version__gt=1, receipt=None).exists():
        for one in contract.guarantors.filter(released_on__isnull=True):
            yield "time-consent", one, one.name
    for receipt in contract.receipts.order_by("-on", "-pk")[:RECEIPTS]:
        yield "receipt", receipt, f"เลขที่ {receipt} วันที่ {format_date(receipt.on, style='medium')}"


def _of_contract(contract: Contract) -> Iterator[Wanted]:
    yield "contract", contract, f"เลขที่ {contract}"
    for guarantor in contract.guarantors.filter(released_on__isnull=True):
        yield "guarantee", guarantor, guarantor.name
    old = Guarantor.objects.filter(loan__merged_as__contract=contract)
    for former in old.select_related("loan__account__fund", "loan__borrower").order_by("pk"):
        yield "release", former, f"{former.name} {_named(former.loan)}"
    if contract.status == Contract.Status.CLOSED or contract.reopenings.exists():
        yield "closing-letter", contract, f"เลขที่ {contract}"
