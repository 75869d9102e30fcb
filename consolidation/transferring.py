"""Act: note that the holding fund has paid another fund for a household's loans."""

from datetime import date

from django.db import transaction

from consolidation.holding_funds import hold_funds
from consolidation.models import Transfer
from consolidation.netting_rules import refusals_of_batches, refusals_of_books
from consolidation.rules import refusals_to_pay
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Household, User


@transaction.atomic(durable=True)
def pay_transfer(transfer: Transfer, *, on: date, slip: str, actor: User) -> Transfer:
    """Mark the transfer paid on that day. ``slip`` is the paper of both treasurers.

    Told twice with the same day and slip, it is noted once. Raises Refused when the transfer was
    cancelled, paid otherwise or is about to be netted, or the day is before the contract's.
    """
    household = (
        Household.objects.locked()
        .select_related("institution")
        .get(pk=transfer.contract.household_id)
    )
    hold_funds([transfer.from_fund_id, transfer.to_fund_id])
    transfer = Transfer.objects.select_related("contract", "from_fund", "to_fund").get(
        pk=transfer.pk
    )
    slip = mask_ids(slip.strip())[:100]
    if (transfer.paid_on, transfer.slip) == (on, slip):
        return transfer
    if refusals := [
        *refusals_to_pay(transfer, on=on),
        *refusals_of_batches(transfer, slip=slip),
        *refusals_of_books([transfer.from_fund, transfer.to_fund], on),
    ]:
        raise Refused(refusals)

    transfer.paid_on, transfer.paid_by, transfer.slip = on, actor, slip
    transfer.save(update_fields=["paid_on", "paid_by", "slip"])
    record(
        "transfer_paid",
        transfer,
        f"โอน {format_baht(transfer.amount)} บาท จาก {transfer.from_fund} ให้ {transfer.to_fund}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return transfer
