"""What an invented institution's funds settle: their cash, a netted batch, an open one."""

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

from consolidation.models import NettingBatch
from consolidation.netting import answer_lines, net_batch, open_batch
from consolidation.netting_rules import Answered
from consolidation.slips import pay_slip
from members.counting_cash import count_cash
from members.models import Household, Institution, User

Say = Callable[[str], str]


def settle_between_funds(
    institution: Institution,
    waiting: Collection[Household],
    *,
    counted_on: date,
    on: date,
    say: Say,
    staff: User,
) -> None:
    """Net all but what the waiting households' contracts make the funds owe; that is asked again.

    The first payment of the netted batch is paid in part.
    """
    for fund in institution.funds.all():
        source = say("สมุดธนาคาร")
        count_cash(fund, on=counted_on, amount=Decimal(30_000), source=source, actor=staff)
    batch = open_batch(institution, on=on, actor=staff)
    _answer(batch, {home.pk for home in waiting}, say, staff)
    net_batch(batch, actor=staff)
    pay_slip(
        batch.payments.earliest("pk"),
        on=on,
        amount=Decimal(500),
        paid_by=say("นายจ่าย สมมุติ"),
        received_by=say("นางรับ สมมุติ"),
        proof=say("ใบนำฝาก"),
        actor=staff,
    )
    _answer(open_batch(institution, on=on, actor=staff), set(), say, staff)


def _answer(batch: NettingBatch, refused: Collection[int], say: Say, staff: User) -> None:
    """Every fund agrees, but to the lines of these households."""
    for fund in batch.institution.funds.filter(transfers_in__netting_lines__batch=batch).distinct():
        lines = batch.lines.filter(transfer__to_fund=fund).select_related("transfer__contract")
        answers = {
            line.pk: Answered(
                line.transfer.contract.household_id not in refused, say("ขอตรวจยอดกับสมุดก่อน")
            )
            for line in lines
        }
        answer_lines(batch, fund, answers, by=say("นางตอบ สมมุติ"), on=batch.on, actor=staff)
