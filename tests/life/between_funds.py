"""What the funds of the village do between themselves: batches that net, and slips that pay."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from consolidation.models import NetPayment, NettingBatch, NettingLine, PaymentSlip
from consolidation.netting import answer_lines, cancel_batch, net_batch, open_batch
from consolidation.netting_rules import Answered
from consolidation.slips import pay_slip, reverse_slip
from members.models import Fund, Household, Institution, User
from tests.life.second_books import SecondBatch, SecondBooks


class NothingToDo(Exception):
    """There is nothing to which the act could be done."""


def there(found: Any) -> Any:
    if found is None:
        raise NothingToDo
    return found


def baht(satang: int) -> Decimal:
    return Decimal(satang) / 100


def satang(amount: Decimal) -> int:
    return int(amount * 100)


class BetweenFunds:
    """The part of the village's life in which no household is asked."""

    institution: Institution
    actor: User
    on: date
    second: SecondBooks

    def gather(self, household: Household, chance: random.Random) -> None:
        """A batch of all that the funds owe each other."""
        batch = open_batch(self.institution, on=self.on, actor=self.actor)
        self.second.batches.setdefault(batch.pk, SecondBatch(self.second.unpaid()))

    def answer(self, household: Household, chance: random.Random) -> None:
        """One fund, or each, says of its lines whether it agrees; not all do."""
        batch = self._open_batch()
        lines = {line.pk: line for line in batch.lines.select_related("transfer")}
        funds = [*{line.transfer.to_fund for line in lines.values()}]
        for fund in [chance.choice(funds)] if chance.random() < 0.3 else funds:
            self._answer(batch, fund, lines, chance)

    def _answer(
        self,
        batch: NettingBatch,
        fund: Fund,
        lines: dict[int, NettingLine],
        chance: random.Random,
    ) -> None:
        said = {
            pk: Answered(chance.random() < 0.8, "ยอดไม่ตรง")
            for pk, line in lines.items()
            if line.transfer.to_fund_id == fund.pk and line.transfer.cancelled_on is None
        }
        there(said or None)
        answer_lines(batch, fund, said, by="นางเหรัญญิก ทดลอง", on=self.on, actor=self.actor)
        for pk, one in said.items():
            transfer = lines[pk].transfer
            agreed = self.second.batches[batch.pk].agreed
            agreed[(transfer.contract_id, transfer.to_fund_id)] = one.accepted

    def net(self, household: Household, chance: random.Random) -> None:
        batch = self._open_batch()
        net_batch(batch, actor=self.actor)
        self.second.net(batch.pk)

    def give_up(self, household: Household, chance: random.Random) -> None:
        batch = self._open_batch()
        cancel_batch(batch, reason="นับผิด", actor=self.actor)
        self.second.batches[batch.pk].status = "cancelled"

    def slip(self, household: Household, chance: random.Random) -> None:
        """A part of a net payment, or all of it, or more than is left."""
        payments = [*NetPayment.objects.order_by("-pk")[:3]]
        payment = there(chance.choice(payments) if payments else None)
        amount = chance.choice([satang(payment.amount), chance.randrange(1, 900_000)])
        pay_slip(
            payment,
            on=self.on,
            amount=baht(amount),
            paid_by="นางหนึ่ง ทดลอง",
            received_by="นางสอง ทดลอง",
            actor=self.actor,
        )
        slips = self.second.batches[payment.batch_id].slips
        slips[payment.pk] = slips.get(payment.pk, 0) + amount

    def slip_back(self, household: Household, chance: random.Random) -> None:
        slip = there(PaymentSlip.objects.filter(reversal=None).order_by("pk").last())
        reverse_slip(slip, on=self.on, reason="ผิด", actor=self.actor)
        self.second.batches[slip.payment.batch_id].slips[slip.payment_id] -= satang(slip.amount)

    def _open_batch(self) -> NettingBatch:
        return there(self.institution.netting_batches.filter(status="open").first())
