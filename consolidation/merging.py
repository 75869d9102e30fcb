"""Acts: close a household's loans and open the one contract that replaces them; and undo that."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q

from consolidation import notifying
from consolidation.cases import move, move_back, open_case, steps_to_contract
from consolidation.guaranteeing import release_all
from consolidation.loan_terms import LoanTerms
from consolidation.merge_sums import Merged
from consolidation.models import Case, Contract, ContractPart, Transfer
from consolidation.negotiated import agreed_terms, merged
from consolidation.planning import BY_RULE, PlanWishes, agree, terms_of
from consolidation.proposal import without_disputed
from consolidation.proposed_plan import refusals_of_plan
from consolidation.rules import (
    Seen,
    Terms,
    refusals_of_amount,
    refusals_to_merge,
    refusals_to_undo,
)
from consolidation.unreviewed import refusals_of_review, what_was_done
from debts.models import JournalEntry, Loan
from debts.overdue import worst_days
from debts.settling import Waiver, reopen, settle_by_merge, waive
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from fundinst.thai import buddhist_year
from members.audit import record
from members.models import Fund, Household, Person, User

S = Case.Status


@transaction.atomic(durable=True)
def merge_debts(
    household: Household,
    loan_ids: Collection[int] | None,
    *,
    into: Fund,
    borrower: Person,
    on: date,
    actor: User,
    resolution: str = "",
    unreviewed: str = "",
    select: bool = False,
    expected: Decimal | None = None,
    agreed_seen: str = "",
    plan: PlanWishes = BY_RULE,
) -> Contract:
    """Close the loans and open the one contract; all or nothing (loans None: all owed, undisputed).

    The contract is what was owed less what the creditors waived (``negotiated.py``), to the satang:
    principal bears interest, and old interest where that was agreed; everything else is carried
    without (ป.พ.พ. ๖๕๕). The holding fund comes to owe each other creditor its pay-off, one
    transfer each. ``resolution`` is the meeting's resolution, where a warning asks for one. With
    ``select``, a household that has no open case is selected the same day, by the same meeting.
    ``expected`` is the amount (baht) that people looked at, ``agreed_seen`` the version of what was
    agreed (``version_of_terms``); what moved since is refused.
    ``plan`` is what was agreed on its instalments instead of the holding fund's rules.

    What the district hasn't let pass is refused, unless ``unreviewed`` says why the meeting goes on
    before the review (``consolidation/unreviewed.py``); the district is told of it then.

    The rules are asked here, although the page has asked them, because only here is the household
    held. Raises Refused, with every rule in the way, and writes nothing.
    """
    household = _held(household, into)
    loans = _chosen(household, loan_ids)
    terms = Terms(into, borrower, on, _as_written(resolution), _as_written(unreviewed), plan)
    case = Case.objects.open().filter(household=household).first()
    at = case.status if case else (S.SELECTED if select else "")
    agreed = agreed_terms(loans)
    seen = Seen(expected, agreed_seen)
    if refusals := [*_refusals(household, loans, agreed, terms, at, seen)]:
        raise Refused(refusals)

    unseen = [*refusals_of_review(household, at)]
    sums = merged(loans, agreed, into)
    contract = _make_contract(household, case, loans, sums, terms, actor)
    _put_into(contract, loans, agreed, actor)
    agree(contract, terms_of(contract, plan), actor=actor)
    _go_on(contract, len(loans), sums, terms.unreviewed if unseen else "", actor)
    return contract


def _held(household: Household, into: Fund) -> Household:
    """The household, held, and after it the fund.

    So the fund's numbers have no gap and no double, and none of its months is closed meanwhile.
    """
    held: Household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    Fund.objects.select_for_update(no_key=True).get(pk=into.pk)
    return held


def _refusals(
    household: Household,
    loans: Sequence[Loan],
    agreed: Mapping[int, LoanTerms],
    terms: Terms,
    at: str,
    seen: Seen,
) -> Iterator[Refusal]:
    yield from refusals_to_merge(household, loans, terms, at=at, agreed=agreed)
    yield from refusals_of_amount(agreed, seen)
    yield from refusals_of_plan(agreed, into=terms.into, on=terms.on, wishes=terms.plan)


def _go_on(contract: Contract, count: int, sums: Merged[Fund], reason: str, actor: User) -> None:
    """Take the case to the contract and write it down; with a reason, the district is told."""
    case, household = contract.case, contract.household
    document = contract.resolution or str(contract)
    for status in steps_to_contract(case.status):
        why = reason if status == S.CONTRACTED else ""
        case = move(case, status, on=contract.opened_on, actor=actor, document=document, reason=why)
    less = ""
    if sums.waived:
        less = f" หนี้เดิม {format_baht(sums.before)} บาท ลดให้ {format_baht(sums.waived)} บาท"
    sentence = (
        f"รวมหนี้ {count} รายการเป็นสัญญาเลขที่ {contract} "
        f"{format_baht(sums.amount)} บาท ถือโดย {contract.fund}{less}"
    )
    record(
        "debts_merged",
        contract,
        f"{sentence} {what_was_done(contract)} เพราะ {reason}"[:500] if reason else sentence,
        actor=actor,
        institution=household.institution,
        household=household,
    )
    if reason:
        notifying.contracted_unreviewed(contract, reason, actor=actor)


def _as_written(words: str) -> str:
    """What somebody typed, as it is kept: without a national ID."""
    return mask_ids(words.strip())


def _chosen(household: Household, loan_ids: Collection[int] | None) -> list[Loan]:
    known = Loan.objects.select_related("account__fund", "borrower", "rule")
    if loan_ids is None:
        return without_disputed(known.owing().filter(household=household))
    loans = list(known.filter(pk__in=loan_ids))
    if len(loans) < len(set(loan_ids)):
        sentence = "ไม่พบหนี้บางรายการที่เลือก กรุณาเปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง"
        raise Refused([Refusal("debt_unknown", "", sentence)])
    return loans


def _make_contract(
    household: Household,
    case: Case | None,
    loans: Sequence[Loan],
    sums: Merged[Fund],
    terms: Terms,
    actor: User,
) -> Contract:
    """The contract, and what its fund comes to owe the others; a household's case where none is."""
    before = case.status if case else ""
    case = case or open_case(household, on=terms.on, actor=actor, document=terms.resolution)
    contract = _open_contract(case, before, loans, sums, terms)
    Transfer.objects.bulk_create(_transfers(contract, sums))
    return contract


def _open_contract(
    case: Case, before: str, loans: Sequence[Loan], sums: Merged[Fund], terms: Terms
) -> Contract:
    year = buddhist_year(terms.on)
    last = Contract.objects.filter(fund=terms.into, year=year).aggregate(last=Max("number"))["last"]
    rule = terms.into.rule_on(terms.on)
    return Contract.objects.create(
        household=case.household,
        case=case,
        case_status_before=before,
        fund=terms.into,
        rule=rule,
        borrower=terms.borrower,
        year=year,
        number=(last or 0) + 1,
        principal=sums.bearing,
        carried=sums.carried,
        rate_percent=terms.into.rate_on(terms.on),
        resolution=terms.resolution,
        opened_on=terms.on,
        worst_days=worst_days(loans, terms.on),
    )


def _put_into(
    contract: Contract, loans: Sequence[Loan], agreed: Mapping[int, LoanTerms], actor: User
) -> None:
    """Take off what was waived, and close the loans, each as a part of the contract."""
    on = contract.opened_on
    waivers = {x: Waiver(agreed[x.pk].off, agreed[x.pk].reference) for x in loans}
    waived = waive(waivers, on=on, actor=actor)
    closed = settle_by_merge(loans, reference=str(contract), on=on, actor=actor)
    ContractPart.objects.bulk_create(
        ContractPart(
            contract=contract,
            loan=loan,
            closing_entry=closed[loan.pk],
            waiver_entry=waived.get(loan.pk),
            **loan.components,
        )
        for loan in loans
    )


def _transfers(contract: Contract, sums: Merged[Fund]) -> list[Transfer]:
    return [
        Transfer(contract=contract, from_fund=contract.fund, to_fund=fund, amount=amount)
        for fund, amount in sums.pays.items()
    ]


@transaction.atomic(durable=True)
def undo_merge(contract: Contract, *, reason: str, on: date, actor: User) -> Contract:
    """Undo a whole merge: every balance, date and status as before; both acts stay on record.

    The contract is cancelled and its number is not used again. A case that the merge itself opened
    is withdrawn: before it, there was none. Raises Refused once a transfer is paid or repayment has
    begun, or for a day before the contract's.
    """
    Household.objects.locked().get(pk=contract.household_id)
    Fund.objects.select_for_update(no_key=True).get(pk=contract.fund_id)  # no month ends meanwhile
    contract = Contract.objects.select_related("case", "fund", "household__institution").get(
        pk=contract.pk
    )
    if refusals := [*refusals_to_undo(contract, on=on)]:
        raise Refused(refusals)

    made = Q(closes_for__contract=contract) | Q(waives_for__contract=contract)
    reopen(
        JournalEntry.objects.filter(made).order_by("pk"),
        reference=f"เลิกทำ {contract}",
        actor=actor,
    )
    release_all(contract, on=on, because=f"เลิกทำสัญญาเลขที่ {contract}", actor=actor)
    contract.parts.update(cancelled_on=on)
    contract.transfers.update(cancelled_on=on)
    contract.status, contract.closed_on = Contract.Status.CANCELLED, on
    contract.closing_reason = reason
    contract.save(update_fields=["status", "closed_on", "closing_reason"])
    before = contract.case_status_before or S.WITHDRAWN
    move_back(contract.case, before, on=on, actor=actor, reason=reason)
    record(
        "merge_undone",
        contract,
        f"เลิกทำสัญญาเลขที่ {contract}: {reason}",
        actor=actor,
        institution=contract.household.institution,
        household=contract.household,
    )
    return contract
