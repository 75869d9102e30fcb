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
from consolidation.models import Transfer
from consolidation.negotiating import hold_round
from consolidation.negotiating_rules import Offered
from consolidation.receiving import reverse
from consolidation.transferring import pay_transfer
from debts.models import COMPONENTS, Loan
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
from tests.life.between_funds import BetweenFunds, NothingToDo, baht, satang, there
from tests.life.by_law import ByLaw
from tests.life.later import WhileItIsPaid
from tests.life.second_books import NOTHING, SecondBooks, SecondContract
from tests.life.second_law import LAWFUL, SecondCase
from tests.life.second_plan import Rules

BEGINS = date(2018, 1, 15)
HOUSEHOLDS = 4

LENDING = {
    "village_fund": Rules(6, every_months=12, count=3, unit=100, fine=("percent_a_year", 3)),
    "savings_group": Rules(
        12, every_months=1, count=12, unit=1, equal=True, default=15, fine=("baht_once", 2000)
    ),
    "kkj": Rules(0, every_months=12, count=2, unit=100),
    "womens_fund": Rules(
        5, every_months=12, count=2, unit=100, flat=True, fine=("baht_a_day", 100)
    ),
}
"""Each fund its own way of lending: by balance, in equal amounts, without interest, flat.

And its own way with late payers: as the law says, at a rate agreed, with a fine of each kind.
"""
RATES = [None, None, 6, 12, 15, 18, 24]
"""Percent a year of old loans, a few above the law's 15."""
GUARANTORS = ["นายค้ำหนึ่ง ทดลอง", "นางค้ำสอง ทดลอง"]

RESTS = ["", "next_instalments", "keep", "give_back", "shorter", "lower"]


class Village(BetweenFunds, WhileItIsPaid, ByLaw):
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

    def step(self, chance: random.Random) -> None:
        """One act for one household; a refusal is an answer too, and nothing to do is no step."""
        self.touched = chance.choice(self.households)
        likely = OF_A_CONTRACT if self.touched.contracts.open().exists() else OF_OLD_LOANS
        called_for = self._called_for()
        act = chance.choice(called_for if called_for and chance.random() < 0.3 else likely)
        try:
            ACTS[act](self, self.touched, chance)
        except NothingToDo:
            return
        except Refused as refused:
            self.refused[f"{act} {refused.refusals[0].code}"] += 1
        else:
            self.done[act] += 1

    def _called_for(self) -> list[str]:
        """What can be done in the funds' books just now: it wanted several things before it."""
        found = []
        if any(batch.status == "open" for batch in self.second.batches.values()):
            found += ["answer"] * 4 + ["net"] * 3 + ["give_up"]
        if any(batch.nets for batch in self.second.batches.values()):
            found += ["slip"] * 3
        if any(amount for one in self.second.batches.values() for amount in one.slips.values()):
            found += ["slip_back"] * 2
        if any(self.second.months.closed.values()):
            found += ["open_books"]
        return found

    def lent_by(self, fund: Fund) -> Rules:
        return LENDING[fund.kind]

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
        percent = chance.choice(RATES)
        if known and chance.random() < 0.9:
            percent = self.second.loans[known.pk].percent
            if (percent or 0) > LAWFUL:  # worked out anew at a lawful rate
                amounts[1] = self.second.loans[known.pk].lawful_interest // 2
                amounts[2] = amounts[1] // 2
        self.numbers += 1
        stated = StatedLoan(
            **dict(zip(COMPONENTS, map(baht, amounts), strict=True)),
            borrower_id=household.persons.order_by("pk").first().pk,
            number=known.number if known else f"{self.numbers}/2561",
            lent_on=known.lent_on if known else self.on,
            rate_percent=None if percent is None else Decimal(percent),
            guarantors=tuple(chance.sample(GUARANTORS, chance.choice([0, 0, 1, 2]))),
        )
        seen = seen_of(known) if known else seen_in(household, account)
        loan = state_loan(
            household, account, known, stated, on=self.on, actor=self.actor, seen=seen
        )
        self.second.state(loan.pk, fund.pk, tuple(amounts))
        second = self.second.loans[loan.pk]
        second.percent, second.guarantors = percent, self.guarantors_of(loan.pk)

    def meet(self, household: Household, chance: random.Random) -> None:
        """A round of negotiation: something is said of every loan, and mostly agreed to."""
        owing = [*household.loans.owing().order_by("pk")]
        void = {loan.pk for loan in owing if self.second.loans[loan.pk].is_void}
        offers = {loan.pk: _an_offer(loan, self.on, chance, loan.pk in void) for loan in owing}
        self.case_of(household)
        hold_round(household, on=self.on, present="ทุกฝ่าย", offers=offers, actor=self.actor)
        for pk, offered in offers.items():
            loan = self.second.loans[pk]
            loan.waived = tuple(satang(offered.waived[one]) for one in COMPONENTS)
            loan.capitalised = satang(offered.capitalised)

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
        self._in_an_open_month(into.pk, self.on)
        self.may_merge(contract.case_id, loans, into.pk)
        self.second.cases.setdefault(contract.case_id, SecondCase())
        rules = LENDING[into.kind]
        self.second.merge(contract.pk, loans, into.pk, rules, self.on, contract.case_id)

    def undo(self, household: Household, chance: random.Random) -> None:
        contract = there(household.contracts.open().first())
        undo_merge(contract, reason="ทำผิด", on=self.on, actor=self.actor)
        self._in_an_open_month(contract.fund_id, self.on)
        self.second.undo(contract.pk)

    def transfer(self, household: Household, chance: random.Random) -> None:
        owed = Transfer.objects.filter(contract__household=household, cancelled_on=None)
        transfer = there(owed.filter(paid_on=None).first())
        pay_transfer(transfer, on=self.on, slip=f"โอน {transfer.pk}", actor=self.actor)
        self.second.contracts[transfer.contract_id].paid_funds.add(transfer.to_fund_id)

    def pay(self, household: Household, chance: random.Random) -> None:
        self._receive(household, self.on, chance)

    def pay_late(self, household: Household, chance: random.Random) -> None:
        """A payment of a day that is past, now and then before there was a contract."""
        contract = there(household.contracts.open().first())
        past = (self.on - contract.opened_on).days + 10
        self._receive(household, self.on - timedelta(days=chance.randrange(1, past)), chance)

    def pay_off(self, household: Household, chance: random.Random) -> None:
        contract = there(household.contracts.open().first())
        second = self.second.contracts[contract.pk]
        rest, whole = "shorter", second.due(self.on) + second.ending(self.on).total
        if chance.random() < 0.5:
            rest, whole = "keep", second.left
        self.take(contract, self.on, whole, rest)

    def _receive(self, household: Household, on: date, chance: random.Random) -> None:
        contract = there(household.contracts.open().first())
        second = self.second.contracts[contract.pk]
        rests = [rest for rest in RESTS if not second.rules.flat or rest != "lower"]
        self.take(contract, on, _an_amount(second, on, chance), chance.choice(rests))

    def reverse(self, household: Household, chance: random.Random) -> None:
        contract = there(household.contracts.open().first())
        counting = [*contract.receipts.filter(reversal=None).order_by("pk")]
        receipt = chance.choice(counting) if counting else there(None)
        reverse(receipt, on=max(self.on, receipt.on), reason="ผิด", actor=self.actor)
        self._in_an_open_month(receipt.fund_id, max(self.on, receipt.on))
        self.second.contracts[contract.pk].take_back(receipt.pk)

    def close(self, household: Household, chance: random.Random) -> None:
        contract = there(household.contracts.open().first())
        close(contract, on=self.on, actor=self.actor)
        self._in_an_open_month(contract.fund_id, self.on)
        self.second.contracts[contract.pk].status = "closed"
        for pk in household.loans.values_list("pk", flat=True):  # a new case begins without offers
            self.second.loans[pk].waived, self.second.loans[pk].capitalised = NOTHING, 0


def _an_offer(loan: Loan, on: date, chance: random.Random, is_void: bool) -> Offered:
    """What a fund lets go of, part by part, and what interest comes to the principal."""
    whole = {part: satang(amount) for part, amount in loan.components.items()}
    waived = {part: chance.choice([0, 0, amount, amount // 3]) for part, amount in whole.items()}
    waived["principal"] = whole["principal"] // chance.choice([5, 1000]) * chance.randrange(2)
    old = whole["interest_over_year"] - waived["interest_over_year"]
    return Offered(
        chance.choice(["agreed"] * 12 + ["proposed", "refused"]),
        {part: baht(amount) for part, amount in waived.items()},
        baht(0 if is_void else chance.choice([0, old, old // 2])),
        agreed_by="นางตกลง ทดลอง",
        paper="บันทึกข้อตกลง 1/2561",
        paper_on=on,
    )


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
        "default_percent": rules.default,
        "fine": rules.fine[0],
        "fine_amount": rules.fine[1] if "percent" in rules.fine[0] else baht(rules.fine[1]),
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


NO_ACTS = ("step", "take", "lent_by", "case_of", "may_merge", "guarantors_of")
ACTS: dict[str, Callable[[Village, Household, random.Random], None]] = {
    name: act
    for of in (BetweenFunds, WhileItIsPaid, ByLaw, Village)
    for name, act in vars(of).items()
    if callable(act) and not name.startswith("_") and name not in NO_ACTS
}
OF_OLD_LOANS = ["state"] * 5 + ["merge"] * 7 + ["meet"] * 2 + ["time"] * 2
OF_OLD_LOANS += ["decide", "decide", "choose", "sign", "sign", "sign", "tear_up"]
OF_A_CONTRACT = [*["pay"] * 5, *["pay_late"] * 3, *["time"] * 3, "reverse", "reverse", "transfer"]
OF_A_CONTRACT += ["pay_off", "pay_off", "close", "close", "close", "state", "merge", "undo"]
OF_A_CONTRACT += ["transfer", "gather", "gather", "undo", "charge", "charge", "charge"]
OF_A_CONTRACT += ["other_terms", "other_terms", "terms_back", "close_books", "close_books"]
OF_A_CONTRACT += ["sign", "tear_up"]
"""What is likely to be done, as often as it stands here."""
