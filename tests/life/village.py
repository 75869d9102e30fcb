"""A village in which loans, contracts and payments live, with its books kept a second time.

Each step does one act of the project and tells the second books what was done; ``differences`` sets
the two side by side. Time goes on, and payments may be entered for days that are past.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from consolidation.closing import close
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import (
    Contract,
    NetPayment,
    NettingBatch,
    NettingLine,
    PaymentSlip,
    Transfer,
)
from consolidation.netting import answer_lines, cancel_batch, net_batch, open_batch
from consolidation.netting_rules import Answered
from consolidation.receiving import receive, reverse
from consolidation.slips import pay_slip, reverse_slip
from consolidation.transferring import pay_transfer
from debts.models import COMPONENTS
from debts.stated_loans import StatedLoan, seen_in, seen_of
from debts.stating import state_loan
from fundinst.errors import Refused
from members.models import Fund, Household
from tests.builders import (
    BEFORE_REVIEW,
    make_household,
    make_institution,
    make_person,
    make_rule,
    make_user,
)
from tests.life.second_books import SecondBatch, SecondBooks, SecondContract
from tests.life.second_plan import Rules

BEGINS = date(2018, 1, 15)
HOUSEHOLDS = 4
PAYER = "นางสมใจ ชำระดี"

LENDING = {
    "village_fund": Rules(6, every_months=12, count=3, unit=100),
    "savings_group": Rules(12, every_months=1, count=12, unit=1, equal=True),
    "kkj": Rules(0, every_months=12, count=2, unit=100),
    "womens_fund": Rules(5, every_months=12, count=2, unit=100, flat=True),
}
"""Each fund its own way of lending: by balance, in equal amounts, without interest, flat."""

RESTS = ["", "next_instalments", "keep", "give_back", "shorter", "lower"]


def baht(satang: int) -> Decimal:
    return Decimal(satang) / 100


def satang(amount: Decimal) -> int:
    return int(amount * 100)


class Village:
    """Households that owe four funds.

    ``done`` and ``refused`` count acts by name, ``ways`` payments by what became of the rest.
    """

    def __init__(self) -> None:
        self.institution = make_institution(moo=91, funds=[*LENDING])
        self.actor = make_user("committee", institution=self.institution)
        self.funds = [*self.institution.funds.order_by("position")]
        for fund in self.funds:
            make_rule(fund, **_written(LENDING[fund.kind]))
        self.households = [_a_household(self.institution, at) for at in range(HOUSEHOLDS)]
        self.second, self.on, self.numbers = SecondBooks(), BEGINS, 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.ways: Counter[str] = Counter()
        self.touched = self.households[0]

    @property
    def steps(self) -> int:
        return self.done.total() + self.refused.total()

    def step(self, chance: random.Random) -> None:
        """One act for one household; a refusal is an answer too, and nothing to do is no step."""
        self.touched = chance.choice(self.households)
        likely = OF_A_CONTRACT if self.touched.contracts.open().exists() else OF_OLD_LOANS
        act = chance.choice(likely)
        try:
            ACTS[act](self, self.touched, chance)
        except NothingToDo:
            return
        except Refused as refused:
            self.refused[f"{act} {refused.refusals[0].code}"] += 1
        else:
            self.done[act] += 1

    def time(self, household: Household, chance: random.Random) -> None:
        self.on += timedelta(days=chance.choice([1, 5, 20, 31, 90, 200]))

    def state(self, household: Household, chance: random.Random) -> None:
        """A loan of the household in one of the funds, stated anew or for the first time."""
        fund = chance.choice(self.funds)
        account = fund.accounts.get()
        known = household.loans.open().filter(account=account).first()
        if known and chance.random() < 0.7:
            known = None
        amounts = [chance.randrange(100, 4_000_000), *(_now_and_then(chance) for _ in range(4))]
        self.numbers += 1
        stated = StatedLoan(
            **dict(zip(COMPONENTS, map(baht, amounts), strict=True)),
            borrower_id=household.persons.order_by("pk").first().pk,
            number=known.number if known else f"{self.numbers}/2561",
            lent_on=known.lent_on if known else self.on,
        )
        seen = seen_of(known) if known else seen_in(household, account)
        loan = state_loan(
            household, account, known, stated, on=self.on, actor=self.actor, seen=seen
        )
        self.second.state(loan.pk, fund.pk, tuple(amounts))

    def merge(self, household: Household, chance: random.Random) -> None:
        owing = [*household.loans.owing().values_list("pk", flat=True)]
        loans = owing if chance.random() < 0.8 else owing[1:]
        into = chance.choice(self.funds)
        contract = merge_debts(
            household,
            loans,
            into=into,
            borrower=household.persons.order_by("pk").first(),
            on=self.on,
            actor=self.actor,
            select=True,
            **BEFORE_REVIEW,
        )
        self.second.merge(contract.pk, loans, into.pk, LENDING[into.kind], self.on)

    def undo(self, household: Household, chance: random.Random) -> None:
        contract = _there(household.contracts.open().first())
        undo_merge(contract, reason="ทำผิด", on=self.on, actor=self.actor)
        self.second.undo(contract.pk)

    def transfer(self, household: Household, chance: random.Random) -> None:
        owed = Transfer.objects.filter(contract__household=household, cancelled_on=None)
        transfer = _there(owed.filter(paid_on=None).first())
        pay_transfer(transfer, on=self.on, slip=f"โอน {transfer.pk}", actor=self.actor)
        self.second.contracts[transfer.contract_id].paid_funds.add(transfer.to_fund_id)

    def pay(self, household: Household, chance: random.Random) -> None:
        self._receive(household, self.on, chance)

    def pay_late(self, household: Household, chance: random.Random) -> None:
        """A payment of a day that is past, now and then before there was a contract."""
        contract = _there(household.contracts.open().first())
        past = (self.on - contract.opened_on).days + 10
        self._receive(household, self.on - timedelta(days=chance.randrange(1, past)), chance)

    def pay_off(self, household: Household, chance: random.Random) -> None:
        contract = _there(household.contracts.open().first())
        second = self.second.contracts[contract.pk]
        rest, whole = "shorter", second.due(self.on) + second.ending(self.on).total
        if chance.random() < 0.5:
            rest, whole = "keep", second.left
        self._take(contract, self.on, whole, rest)

    def _receive(self, household: Household, on: date, chance: random.Random) -> None:
        contract = _there(household.contracts.open().first())
        second = self.second.contracts[contract.pk]
        rests = [rest for rest in RESTS if not second.rules.flat or rest != "lower"]
        self._take(contract, on, _an_amount(second, on, chance), chance.choice(rests))

    def _take(self, contract: Contract, on: date, amount: int, rest: str) -> None:
        receipt = receive(
            contract, on=on, amount=baht(amount), payer=PAYER, rest=rest, actor=self.actor
        )
        self.second.contracts[contract.pk].pay(receipt.pk, on, amount, rest)
        self.ways[receipt.rest] += 1

    def reverse(self, household: Household, chance: random.Random) -> None:
        contract = _there(household.contracts.open().first())
        counting = [*contract.receipts.filter(reversal=None).order_by("pk")]
        receipt = chance.choice(counting) if counting else _there(None)
        reverse(receipt, on=max(self.on, receipt.on), reason="ผิด", actor=self.actor)
        self.second.contracts[contract.pk].take_back(receipt.pk)

    def close(self, household: Household, chance: random.Random) -> None:
        contract = _there(household.contracts.open().first())
        close(contract, on=self.on, actor=self.actor)
        self.second.contracts[contract.pk].status = "closed"

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
        _there(said or None)
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
        payment = _there(chance.choice(payments) if payments else None)
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
        slip = _there(PaymentSlip.objects.filter(reversal=None).order_by("pk").last())
        reverse_slip(slip, on=self.on, reason="ผิด", actor=self.actor)
        self.second.batches[slip.payment.batch_id].slips[slip.payment_id] -= satang(slip.amount)

    def _open_batch(self) -> NettingBatch:
        return _there(self.institution.netting_batches.filter(status="open").first())


class NothingToDo(Exception):
    """There is nothing to which the act could be done."""


def _there(found: Any) -> Any:
    if found is None:
        raise NothingToDo
    return found


def _written(rules: Rules) -> dict[str, Any]:
    """The rules as the fund writes them down."""
    return {
        "rate_percent": rules.percent,
        "method": "flat" if rules.flat else "on_balance",
        "day_count": "actual/365",
        "shape": "equal_instalments" if rules.equal else "equal_principal",
        "due": "monthly" if rules.every_months == 1 else "yearly",
        "term_months": rules.every_months * rules.count,
        "rounding_unit": baht(rules.unit),
    }


def _a_household(institution: Any, at: int) -> Household:
    household = make_household(institution, str(at + 1))
    make_person(household, f"นายคนแรก{'กขคงจฉชซ'[at]} ทดลอง")
    return household


def _now_and_then(chance: random.Random) -> int:
    return chance.choice([0, 0, 0, chance.randrange(1, 90_000)])


def _an_amount(second: SecondContract, on: date, chance: random.Random) -> int:
    """What people bring: what is due, a part of it, more than it, all."""
    due, left = second.due(on), second.left
    wished = [due, due // 2, chance.randrange(1, 200_000), due + chance.randrange(1, 500_000)]
    wished += [due + left // 3, left, left + chance.randrange(1, 1000)]
    return max(chance.choice(wished), 1)


ACTS: dict[str, Callable[[Village, Household, random.Random], None]] = {
    name: act
    for name, act in vars(Village).items()
    if callable(act) and not name.startswith("_") and name != "step"
}
OF_OLD_LOANS = ["state", "state", "state", "merge", "merge", "time"]
OF_A_CONTRACT = [*["pay"] * 5, *["pay_late"] * 3, *["time"] * 3, "reverse", "reverse", "transfer"]
OF_A_CONTRACT += ["pay_off", "close", "close", "state", "merge", "undo", "transfer"]
OF_A_CONTRACT += ["gather", "answer", "answer", "answer", "net", "net", "slip", "slip"]
OF_A_CONTRACT += ["slip_back", "give_up"]
"""What is likely to be done, as often as it stands here."""
