"""Funds that owe each other for households' contracts, and batches that net it: by the acts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from consolidation.models import NettingBatch, PaymentSlip, Transfer
from consolidation.netting import answer_lines, net_batch, open_batch
from consolidation.netting_rules import Answered
from consolidation.slips import pay_slip
from members.models import Fund, Institution, User
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person

NETTED_ON = date(2017, 8, 31)
BY = "นางตอบ แทนกองทุน"


def owe(payer: Fund, payee: Fund, amount: Decimal | int, actor: User, *, on: date = SIGNED):
    """A household's contract by which one fund comes to owe the other that much: its transfer."""
    household = make_household(payer.institution)
    make_person(household, "นายโอน แบบอย่าง")
    make_loan(household, payee, amount)
    make_loan(household, payer, 100)
    resolution = {"resolution": "มติที่ประชุม 3/2560"}
    return make_contract(household, payer, actor, on=on, **resolution).transfers.get()


def batch_of(
    institution: Institution,
    actor: User,
    *,
    refused: Sequence[Transfer] = (),
    on: date = NETTED_ON,
) -> NettingBatch:
    """An open batch whose every line is answered: all agreed but for these transfers."""
    batch = open_batch(institution, on=on, actor=actor)
    answer_all(batch, actor, refused=refused)
    return batch


def answer_all(batch: NettingBatch, actor: User, *, refused: Sequence[Transfer] = ()) -> None:
    without = {one.pk for one in refused}
    for fund in batch.institution.funds.all():
        lines = batch.lines.filter(transfer__to_fund=fund)
        answers = {
            line.pk: Answered(line.transfer_id not in without, "ยอดไม่ตรงกับสมุดของเรา")
            for line in lines
        }
        if answers:
            answer_lines(batch, fund, answers, by=BY, on=batch.on, actor=actor)


def netted(institution: Institution, actor: User, **options) -> NettingBatch:
    return net_batch(batch_of(institution, actor, **options), actor=actor)


def pays(payment, amount, *, on: date = NETTED_ON, actor: User, **more) -> PaymentSlip:
    signed = {"paid_by": "นายจ่าย แบบอย่าง", "received_by": "นางรับ แบบอย่าง", **more}
    return pay_slip(payment, on=on, amount=Decimal(amount), actor=actor, **signed)
