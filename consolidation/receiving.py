"""Acts: take a payment in, with its receipt; and take a receipt back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from consolidation.books import books_of
from consolidation.cases import move, move_back
from consolidation.charging import Charge, Claim, as_charged, claims_of, total
from consolidation.charging_rules import refusals_to_charge
from consolidation.models import Case, Contract, Receipt, ReceiptCharge, ReceiptReversal
from consolidation.paying_early import CHOICES, NewRow, rows_after
from consolidation.planning import rewrite, rewrite_as_before
from consolidation.receiving_rules import refusals_to_receive, refusals_to_reverse
from consolidation.reducing import follow_the_debt
from consolidation.repayment import Repayment, repayment_of
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from fundinst.thai import buddhist_year
from members.audit import record
from members.models import Fund, Household, User
from members.versions import refusals_if_other, version_of


@transaction.atomic(durable=True)
def receive(
    contract: Contract,
    *,
    on: date,
    amount: Decimal,
    payer: str,
    rest: str = "",
    charges: Sequence[Charge] = (),
    seen: str | None = None,
    actor: User,
) -> Receipt:
    """Take in ``amount`` baht paid on a day, and give it the holding fund's next number.

    Costs, interest, principal, the oldest instalment first (ป.พ.พ. ๓๒๙); ``charges`` is what of it
    is taken beside the plan, never more than is lawful that day. ``rest`` (a
    ``Receipt.Rest``) is what the payer chose for what is above the sum due; unneeded, it is
    forgotten. Entered late, it takes its place by its date; in the books it stands in the open
    month, where its own is closed. ``seen`` is the ``repayment_version`` that people looked at.
    Raises Refused, with every reason, and writes nothing.
    """
    contract = _held(contract)
    if changed := [*refusals_if_other(seen, repayment_version(contract))]:
        raise Refused(changed)
    repayment = repayment_of(contract, on=on)
    charged = total(charges)
    claims = claims_of(repayment) if repayment and charges else []
    if refusals := [
        *refusals_to_charge(charges, claims, amount=amount),
        *refusals_to_receive(
            contract, repayment, on=on, amount=amount, payer=payer, rest=rest, charged=charged
        ),
    ]:
        raise Refused(refusals)

    assert repayment is not None  # or it would have been refused
    over = max(amount - charged - repayment.due, Decimal(0))
    rows = rows_after(repayment, over, rest) if over and rest in CHOICES else []
    receipt = _write(contract, on, amount, payer, rest if over else "", over, actor)
    _charge(receipt, charges, claims)
    _change_plan(repayment, rows, receipt)
    _go_on(contract, receipt)
    return receipt


def _held(contract: Contract) -> Contract:
    """The contract as it is now, with its household held."""
    household = Household.objects.locked().select_related("institution")
    held = household.get(pk=contract.household_id)
    contract = Contract.objects.select_related("fund", "case").get(pk=contract.pk)
    contract.household = held
    return contract


def _go_on(contract: Contract, receipt: Receipt) -> None:
    """The case follows the payment, and it is written down."""
    case, household, actor = contract.case, contract.household, receipt.actor
    if case.status == Case.Status.CONTRACTED:
        paper = f"ใบเสร็จ {receipt}"
        move(case, Case.Status.REPAYING, on=receipt.on, actor=actor, document=paper)
    follow_the_debt(contract, on=receipt.on, actor=actor, because=f"ใบเสร็จ {receipt}")
    amount = format_baht(receipt.amount)
    record(
        "payment_received",
        receipt,
        f"รับชำระ {amount} บาท ตามสัญญาเลขที่ {contract} ใบเสร็จเลขที่ {receipt}",
        actor=actor,
        institution=household.institution,
        household=household,
    )


def _write(
    contract: Contract,
    on: date,
    amount: Decimal,
    payer: str,
    rest: str,
    over: Decimal,
    actor: User,
) -> Receipt:
    # The fund is held too, after the household: its numbers have no gap and no double.
    fund = Fund.objects.select_for_update(no_key=True).get(pk=contract.fund_id)
    booked_on = books_of(fund).booked_on(on)
    year = buddhist_year(booked_on or on)
    given = Receipt.objects.filter(fund=contract.fund, year=year)
    return Receipt.objects.create(
        contract=contract,
        fund=contract.fund,
        year=year,
        number=(given.aggregate(last=Max("number"))["last"] or 0) + 1,
        on=on,
        booked_on=booked_on,
        amount=amount,
        payer=mask_ids(payer.strip())[:200],
        rest=rest,
        given_back=over if rest == Receipt.Rest.GIVE_BACK else Decimal(0),
        actor=actor,
    )


def _charge(receipt: Receipt, charges: Sequence[Charge], claims: Sequence[Claim]) -> None:
    ReceiptCharge.objects.bulk_create(
        ReceiptCharge(
            receipt=receipt,
            kind=charge.kind,
            due_on=charge.due_on,
            amount=charge.amount,
            words=mask_ids(as_charged(charge, claims)),
        )
        for charge in charges
    )


def _change_plan(repayment: Repayment, rows: Sequence[NewRow], receipt: Receipt) -> None:
    if rows:
        how = receipt.get_rest_display()
        reason = f"ชำระเกินตามใบเสร็จ {receipt}: {how}"
        rewrite(
            repayment.plan,
            rows,
            on=receipt.on,
            actor=receipt.actor,
            reason=reason,
            receipt=receipt,
        )


@transaction.atomic(durable=True)
def reverse(receipt: Receipt, *, on: date, reason: str, actor: User) -> ReceiptReversal:
    """Take the receipt back (ยกเลิกใบเสร็จ): it stays with its number, and counts no more.

    A plan that it changed is written again as it was before; without any receipt that counts the
    case is where the contract left it. Told twice, it is taken back once.
    Raises Refused without a reason, after the contract's end, or where the plan changed again.
    """
    Household.objects.locked().get(pk=receipt.contract.household_id)
    receipt = Receipt.objects.select_related(
        "contract__case", "contract__household__institution", "fund"
    ).get(pk=receipt.pk)
    Fund.objects.select_for_update(no_key=True).get(pk=receipt.fund_id)  # no month ends meanwhile
    reason = mask_ids(reason.strip())[:300]
    same = ReceiptReversal.objects.filter(receipt=receipt, reason=reason, actor=actor)
    before: ReceiptReversal | None = same.first()
    if before:
        return before
    if refusals := [*refusals_to_reverse(receipt, on=on, reason=reason)]:
        raise Refused(refusals)

    return take_back(receipt, on=on, reason=reason, actor=actor)


def take_back(receipt: Receipt, *, on: date, reason: str, actor: User) -> ReceiptReversal:
    """Write down that the receipt counts no more, and the plan as it was before it.

    Inside the caller's transaction, which holds the household and the fund and has asked the rules.
    """
    reversal = ReceiptReversal.objects.create(receipt=receipt, on=on, reason=reason, actor=actor)
    if receipt.rest in CHOICES:
        why = f"ยกเลิกใบเสร็จ {receipt}: {reason}"[:300]
        rewrite_as_before(receipt, actor=actor, reason=why)
    _back_to_contract(receipt, on=on, actor=actor)
    household = receipt.contract.household
    record(
        "receipt_reversed",
        reversal,
        f"ยกเลิกใบเสร็จเลขที่ {receipt} {format_baht(receipt.amount)} บาท: {reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return reversal


def _back_to_contract(receipt: Receipt, *, on: date, actor: User) -> None:
    """Where the receipts that still count leave the case.

    Without any, repayment hasn't begun: the merge may be undone again.
    """
    contract, why = receipt.contract, f"ยกเลิกใบเสร็จ {receipt}"
    case = follow_the_debt(contract, on=on, actor=actor, because=why)
    if case.status != Case.Status.REPAYING:
        return
    if not contract.receipts.filter(reversal__isnull=True).exists():
        move_back(case, Case.Status.CONTRACTED, on=on, actor=actor, reason=why)


def repayment_version(contract: Contract) -> str:
    """The version of what a page of the contract's repayment shows: its plan and receipts."""
    receipts = contract.receipts.order_by("pk").values_list("pk", "reversal__pk")
    return version_of([contract.pk, contract.status, contract.plans.count(), [*receipts]])
