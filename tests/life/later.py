"""What happens while a contract is paid: late payers are charged, terms change, months close."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from consolidation.changing_terms import Change, change_terms
from consolidation.charging import Charge
from consolidation.models import Contract, ReceiptCharge
from consolidation.month_closing import close_month, open_month_again
from consolidation.planning import PlanWishes
from consolidation.receiving import receive
from consolidation.taking_back_terms import take_back_terms
from members.models import Fund, Household, Institution, User
from tests.life.between_funds import NothingToDo, baht, there
from tests.life.second_books import SecondBooks, SecondContract
from tests.life.second_charges import claims
from tests.life.second_months import first_day, month_of
from tests.life.second_plan import Rules

PAYER = "นางสมใจ ชำระดี"
MONTHS = {"monthly": 1, "yearly": 12}


class WhileItIsPaid:
    """The part of the village's life between signing and closing."""

    institution: Institution
    actor: User
    on: date
    second: SecondBooks
    ways: Counter[str]

    def _open(self, household: Household) -> tuple[Contract, SecondContract]:
        contract = there(household.contracts.open().first())
        return contract, self.second.contracts[contract.pk]

    def _in_an_open_month(self, fund: int, on: date) -> None:
        """What the project has just dated that day in the fund's books."""
        assert self.second.months.is_open(fund, on), f"{on} is in a closed month of {fund}"

    def take(
        self,
        contract: Contract,
        on: date,
        amount: int,
        rest: str,
        charged: dict[tuple[str, date | None], int] | None = None,
    ) -> None:
        charges = [
            Charge(ReceiptCharge.Kind(kind), baht(one), due, "ค่าส่งหนังสือทวงถาม")
            for (kind, due), one in (charged or {}).items()
        ]
        receipt = receive(
            contract,
            on=on,
            amount=baht(amount),
            payer=PAYER,
            rest=rest,
            charges=charges,
            actor=self.actor,
        )
        booked = self.second.months.booked(contract.fund_id, on)
        second = self.second.contracts[contract.pk]
        second.pay(receipt.pk, on, amount, rest, charged=charged, booked=booked)
        self.ways[receipt.rest] += 1
        self.ways["booked later"] += booked is not None

    def charge(self, household: Household, chance: random.Random) -> None:
        """Default interest and fines, all or a part or too much, and what a letter cost."""
        contract, second = self._open(household)
        most, charged = claims(second, self.on), {}
        for of, amount in most.items():
            if chance.random() < 0.7:
                charged[of] = chance.choice([amount, -(-amount // 3), amount, amount + 1])
        if not charged and chance.random() < 0.7:
            raise NothingToDo
        if not charged or chance.random() < 0.3:
            charged["cost", None] = 5000
        rest = chance.choice(["", "", "keep"])
        self.take(contract, self.on, sum(charged.values()) + second.due(self.on), rest, charged)
        assert all(amount <= most[of] for of, amount in charged.items() if of in most)
        self.ways.update(f"charged {kind}" for kind, _due in charged)

    def other_terms(self, household: Household, chance: random.Random) -> None:
        """More or fewer instalments, perhaps by another calendar, perhaps at a lower rate."""
        contract, second = self._open(household)
        last = contract.plans.order_by("version").last()
        if last.made_on == self.on:  # agreed anew the same day, it may be what stands already
            raise NothingToDo
        due = chance.choice(["", "monthly", "yearly", "once"])
        count = 1 if due == "once" else chance.choice([None, 1, 2, 3, 5, 18])
        percent = None
        if second.rules.percent and chance.random() < 0.4:
            percent = chance.randrange(second.rules.percent + 1)
        wishes = PlanWishes(instalments=count, due=due)
        asked = None if percent is None else Decimal(percent)
        change = Change(wishes, "รายได้ลดลง", "บันทึกข้อตกลง 2/2561", percent=asked)
        change_terms(contract, change, on=self.on, actor=self.actor)
        self._in_an_open_month(contract.fund_id, self.on)
        second.change(self.on, _new(second.rules, self.lent_by(contract.fund), due, count, percent))

    def lent_by(self, fund: Fund) -> Rules:
        raise NotImplementedError

    def terms_back(self, household: Household, chance: random.Random) -> None:
        contract, second = self._open(household)
        there(second.changes or None)
        take_back_terms(contract, on=self.on, reason="ตกลงผิด", actor=self.actor)
        self._in_an_open_month(contract.fund_id, self.on)
        second.change_back()

    def close_books(self, household: Household, chance: random.Random) -> None:
        """A fund's month that has passed, mostly with the open ones before it."""
        fund = chance.choice([*self.institution.funds.order_by("position")])
        month = first_day(month_of(self.on) - chance.choice([0, 1, 1, 2, 8]))
        close_month(fund, month, on=self.on, actor=self.actor, with_earlier=chance.random() < 0.9)
        self.second.months.close(fund.pk, month_of(month))

    def open_books(self, household: Household, chance: random.Random) -> None:
        """The district opens a closed month again."""
        closed = self.second.months.closed
        fund = there(chance.choice([pk for pk, months in closed.items() if months] or [None]))
        month = chance.choice(sorted(closed[fund]))
        open_month_again(
            Fund.objects.get(pk=fund),
            first_day(month) + timedelta(days=chance.randrange(28)),
            reason="ปิดผิดเดือน",
            on=self.on,
            actor=self.actor,
        )
        self.second.months.open_again(fund, month)


def _new(rules: Rules, lent: Rules, due: str, count: int | None, percent: int | None) -> Rules:
    """What was agreed, in the terms of the second books; unsaid, the holder's own calendar."""
    months = lent.every_months * lent.count
    every = MONTHS.get(due, lent.every_months)
    if due == "once":
        every, count = months, 1
    return replace(
        rules,
        every_months=every,
        count=count or -(-months // every),
        percent=rules.percent if percent is None else percent,
    )
