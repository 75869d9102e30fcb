"""Acts: write down what one fund paid another on a netted batch, and take that back."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from consolidation.holding_funds import hold_funds
from consolidation.models import NetPayment, PaymentSlip, SlipReversal
from consolidation.netting_rules import refusals_to_pay_slip, refusals_to_reverse_slip
from consolidation.slip_sums import paid_of
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from fundinst.thai import buddhist_year
from members.audit import record
from members.joining import held
from members.models import Institution, User
from members.versions import refusals_if_other, version_of


@transaction.atomic(durable=True)
def pay_slip(
    payment: NetPayment,
    *,
    on: date,
    amount: Decimal,
    paid_by: str,
    received_by: str,
    proof: str = "",
    seen: str | None = None,
    actor: User,
) -> PaymentSlip:
    """Money (baht) that one fund paid another on a net payment, in part or whole, on a day.

    ``paid_by`` and ``received_by`` are the two treasurers who signed; ``proof`` is the bank's slip,
    if there is one. The slip gets the institution's next number. ``seen`` is the
    ``slips_version`` that people looked at. Raises Refused, with every reason.
    """
    institution = held(payment.batch.institution)
    hold_funds([payment.from_fund_id, payment.to_fund_id])
    payment = NetPayment.objects.select_related("batch", "from_fund", "to_fund").get(pk=payment.pk)
    if changed := [*refusals_if_other(seen, slips_version(payment))]:
        raise Refused(changed)
    paid = paid_of(payment)
    if refusals := [
        *refusals_to_pay_slip(
            payment, paid=paid, on=on, amount=amount, paid_by=paid_by, received_by=received_by
        )
    ]:
        raise Refused(refusals)

    slip = PaymentSlip(
        payment=payment,
        on=on,
        amount=amount,
        paid_by=mask_ids(paid_by.strip())[:200],
        received_by=mask_ids(received_by.strip())[:200],
        proof=mask_ids(proof.strip())[:100],
        actor=actor,
    )
    _number(slip, institution)
    _record_paid(slip, institution)
    return slip


def _number(slip: PaymentSlip, institution: Institution) -> None:
    """Save it under the institution's next number of the year; the caller holds the institution."""
    slip.year = buddhist_year(slip.on)
    given = PaymentSlip.objects.filter(payment__batch__institution=institution, year=slip.year)
    slip.number = (given.aggregate(last=Max("number"))["last"] or 0) + 1
    slip.save()


def _record_paid(slip: PaymentSlip, institution: Institution) -> None:
    payment = slip.payment
    sentence = (
        f"{payment.from_fund} โอน {format_baht(slip.amount)} บาท ให้ {payment.to_fund} "
        f"ตามใบหักล้าง {payment.batch} ใบโอนเงินเลขที่ {slip}"
    )
    record("slip_paid", slip, sentence, actor=slip.actor, institution=institution)


@transaction.atomic(durable=True)
def reverse_slip(slip: PaymentSlip, *, on: date, reason: str, actor: User) -> SlipReversal:
    """Take the slip back (ยกเลิกใบโอนเงิน): it stays with its number, and counts no more.

    Told twice, it is taken back once. Raises Refused without a reason or for a day before its own.
    """
    institution = held(slip.payment.batch.institution)
    hold_funds([slip.payment.from_fund_id, slip.payment.to_fund_id])
    slip = PaymentSlip.objects.select_related(
        "reversal", "payment__batch", "payment__from_fund", "payment__to_fund"
    ).get(pk=slip.pk)
    reason = mask_ids(reason.strip())[:300]
    same: SlipReversal | None = SlipReversal.objects.filter(
        slip=slip, reason=reason, actor=actor
    ).first()
    if same:
        return same
    if refusals := [*refusals_to_reverse_slip(slip, on=on, reason=reason)]:
        raise Refused(refusals)

    reversal = SlipReversal.objects.create(slip=slip, on=on, reason=reason, actor=actor)
    sentence = f"ยกเลิกใบโอนเงินเลขที่ {slip} {format_baht(slip.amount)} บาท: {reason}"
    record("slip_reversed", reversal, sentence, actor=actor, institution=institution)
    return reversal


def slips_version(payment: NetPayment) -> str:
    """The version of what a page of the payment shows: its slips, and which count."""
    slips = payment.slips.order_by("pk").values_list("pk", "reversal__pk")
    return version_of([payment.pk, [*slips]])
