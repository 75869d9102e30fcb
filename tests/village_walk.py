"""A village in which anything may be done in any order, by the acts themselves."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils.timezone import now

from consolidation.consenting import give_consent
from consolidation.correcting import ask_for_correction
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import Case, Submission
from consolidation.registering import submit_households
from consolidation.reviewing import approve, return_for_mending, withdraw_approval
from consolidation.selecting import select_household
from debts.confirming import confirm_loans
from debts.stated_loans import StatedLoan, seen_of
from debts.stating import state_loan
from fundinst.errors import Refusal, Refused
from fundinst.names import Name
from members.householding import add_person, people_version
from members.models import AuditEntry, FundAccount, Household, Institution, User
from members.persons import StatedPerson
from members.undoing import undo_entry, undoable
from tests.builders import BEFORE_REVIEW

ON = date(2017, 7, 15)
CUT_OFF = date(2017, 6, 30)


class Walk:
    """The village's people; ``done`` and ``refused`` count the acts by name."""

    def __init__(self, institution: Institution, committee: User, officers: list[User]) -> None:
        self.institution, self.committee, self.officers = institution, committee, officers
        self.households = [*institution.households.order_by("pk")]
        self.accounts = [*FundAccount.objects.filter(fund__institution=institution)]
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self, act: str, home: int, chance: random.Random) -> None:
        """Do one act to one household; a refusal is an answer too."""
        household = self.households[home % len(self.households)]
        try:
            ACTS[act](self, household, chance)
        except Refused:
            self.refused[act] += 1
        else:
            self.done[act] += 1

    def state(self, household: Household, chance: random.Random) -> None:
        """State one loan of the household anew, or one more of a fund it owes nothing yet."""
        account = chance.choice(self.accounts)
        loan = household.loans.open().filter(account=account).first()
        stated = StatedLoan(
            principal=Decimal(chance.randrange(1, 2_000_000)) / 100,
            interest_under_year=Decimal(chance.randrange(0, 50_000)) / 100,
            borrower_id=household.persons.order_by("pk").first().pk,
            number=f"{chance.randrange(1, 99)}/2560",
        )
        seen = seen_of(loan) if loan else ""
        state_loan(household, account, loan, stated, on=CUT_OFF, actor=self.committee, seen=seen)

    def select(self, household: Household, chance: random.Random) -> None:
        select_household(household, on=ON, actor=self.committee, document="1/2560", reason="เห็นชอบ")

    def consent(self, household: Household, chance: random.Random) -> None:
        give_consent(household, signed_on=ON, actor=self.committee)

    def confirm(self, household: Household, chance: random.Random) -> None:
        confirm_loans(
            household,
            cut_off=CUT_OFF,
            signed_on=ON,
            sign="signature",
            witnesses=(),
            disputed={},
            actor=self.committee,
        )

    def submit(self, household: Household, chance: random.Random) -> None:
        submit_households(
            self.institution,
            [household],
            cut_off=CUT_OFF,
            key=uuid4(),
            on=ON,
            actor=self.committee,
        )

    def approve(self, household: Household, chance: random.Random) -> None:
        sent = _last_sent(household)
        approve([sent], on=ON, actor=chance.choice(self.officers))

    def give_back(self, household: Household, chance: random.Random) -> None:
        sent = _last_sent(household)
        return_for_mending(
            sent,
            remarks=[],
            reason=f"ยอดไม่ตรง {chance.randrange(100)}",
            step="debts",
            on=ON,
            actor=chance.choice(self.officers),
        )

    def withdraw(self, household: Household, chance: random.Random) -> None:
        sent = _last_sent(household)
        reason = f"ให้ผ่านผิด {chance.randrange(100)}"
        withdraw_approval(sent, reason=reason, on=ON, actor=chance.choice(self.officers))

    def correct(self, household: Household, chance: random.Random) -> None:
        case = _there(Case.objects.open().filter(household=household).first())
        reason = f"พิมพ์ผิด {chance.randrange(100)}"
        ask_for_correction(case, reason=reason, on=ON, actor=self.committee)

    def merge(self, household: Household, chance: random.Random) -> None:
        merge_debts(
            household,
            [*household.loans.owing().values_list("pk", flat=True)],
            into=chance.choice(self.accounts).fund,
            borrower=household.persons.order_by("pk").first(),
            on=ON,
            actor=self.committee,
            **(BEFORE_REVIEW if chance.random() < 0.7 else {}),
        )

    def undo(self, household: Household, chance: random.Random) -> None:
        contract = _there(household.contracts.open().first())
        undo_merge(contract, reason="ทำผิด", on=ON, actor=self.committee)

    def join(self, household: Household, chance: random.Random) -> None:
        name = Name(given=f"คนที่{_in_letters(chance.randrange(1000))}", surname="ทดลอง", title="นาย")
        seen = people_version([*household.persons.all()])
        add_person(household, StatedPerson(name), seen=seen, actor=self.committee)

    def take_back(self, household: Household, chance: random.Random) -> None:
        entries = AuditEntry.objects.filter(household=household).order_by("-pk")
        undo_entry(_there(undoable(entries, now=now()).first()), actor=self.committee)


def _last_sent(household: Household) -> Submission:
    return _there(Submission.objects.filter(case__household=household).order_by("pk").last())


def _there(found: Any) -> Any:
    """What the act is to be done to; without it there is nothing to do."""
    if found is None:
        raise Refused([Refusal("nothing_there", "", "ไม่มีรายการให้ทำ")])
    return found


def _in_letters(number: int) -> str:
    return "".join("กขคงจฉชซดต"[int(digit)] for digit in str(number))


ACTS: dict[str, Callable[[Walk, Household, random.Random], Any]] = {
    name: act
    for name, act in vars(Walk).items()
    if callable(act) and not name.startswith("_") and name != "step"
}
