"""Take an institution's households down the road, each as far as its plan says.

Steps that have no act of their own yet are taken as every act takes its own: by ``cases.move``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import transaction

from consolidation.answering import Told, answer_criteria
from consolidation.cases import move
from consolidation.closing import close
from consolidation.consenting import PURPOSE, give_consent
from consolidation.correcting import ask_for_correction
from consolidation.guarantee_rules import to_guarantee
from consolidation.guaranteeing import add_guarantor
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import Case, Contract, Receipt, Signature, Submission
from consolidation.receiving import receive
from consolidation.registering import submit_households
from consolidation.repayment import repayment_of
from consolidation.reviewing import NewRemark, approve, return_for_mending
from consolidation.selecting import select_households
from consolidation.signing_contract import Signer, sign
from consolidation.transferring import pay_transfer
from debts.classifying import classify
from debts.confirming import confirm_loans
from debts.models import Loan
from debts.recording import import_register
from members.models import Household, Institution, User
from reports.demo_data.between_funds import settle_between_funds
from reports.demo_data.bookkeeping import register_of
from reports.demo_data.planning import PlannedHousehold, Tenant
from reports.issuing import issue
from reports.paper_kinds import BY_SLUG

S = Case.Status

AS_OF = date(2025, 9, 30)
"""The day the invented registers are of, and the cut-off date of what households confirm."""
CLASSED_ON = date(2025, 10, 6)
SELECTED_ON = date(2025, 10, 10)
SIGNED_ON = date(2025, 10, 12)
SENT_ON = date(2025, 10, 15)
DECIDED_ON = date(2025, 10, 20)
LATER = date(2025, 10, 31)
"""A further register of one household comes in: what was sent is stale."""
CONTRACT_ON = date(2025, 11, 5)
STEP_ON = date(2025, 12, 1)

NOT_YET = frozenset({S.SURVEYED, S.CLASSIFIED, S.SELECTED, S.WITHDRAWN, S.MOVED, S.DECEASED})
"""Never sent to the district."""

STEPS: dict[str, tuple[str, ...]] = {
    S.WITHDRAWN: (S.WITHDRAWN,),
    S.MOVED: (S.MOVED,),
    S.DECEASED: (S.DECEASED,),
    S.NEGOTIATING: (S.NEGOTIATING,),
    S.AGREED: (S.NEGOTIATING, S.AGREED),
    S.FAILED: (S.NEGOTIATING, S.FAILED),
    S.REPAYING: (S.REPAYING,),
    S.REDUCED: (S.REPAYING, S.REDUCED),
    S.DEFAULTED: (S.REPAYING, S.DEFAULTED),
    S.CLEARED: (S.REPAYING, S.CLEARED),
}
"""Where no act leads yet: the steps from where an act left the case."""

CONTRACTED = frozenset({S.CONTRACTED, S.REPAYING, S.REDUCED, S.DEFAULTED, S.CLEARED})


@dataclass
class Road:
    """One institution on its way: whose turn it is, and the words they use."""

    tenant: Tenant
    institution: Institution
    households: dict[PlannedHousehold, Household]
    staff: User
    officer: User
    key: UUID
    sent: dict[Household, Submission] = field(default_factory=dict)

    def at(self, *statuses: str) -> list[Household]:
        """The households that are to end there, in the order of the houses."""
        return [row for home, row in self.households.items() if home.status in statuses]

    def but(self, statuses: Iterable[str]) -> list[Household]:
        left_out = {*statuses}
        return [row for home, row in self.households.items() if home.status not in left_out]

    def say(self, text: str) -> str:
        return self.tenant.sign(text)


def go_the_road(
    tenant: Tenant,
    institution: Institution,
    households: dict[PlannedHousehold, Household],
    *,
    staff: User,
    officer: User,
    key: UUID,
) -> None:
    """Bring every household to the status its plan says. ``key`` names the registration."""
    road = Road(tenant, institution, households, staff, officer, key)
    _select(road)
    _confirm(road)
    _send(road)
    _review(road)
    _contract(road)
    _settle(road)
    _stand_for(road)
    _hand_out(road)
    for status, steps in STEPS.items():
        for household in road.at(status):
            _step(household, steps, road)
    _grow_stale(road)


def _select(road: Road) -> None:
    # Every third is enough to see classes by, and a warning beside those who wait without one.
    for household in [*road.at(S.CLASSIFIED), *road.but({S.SURVEYED, S.CLASSIFIED})[::3]]:
        classify(
            household,
            on=CLASSED_ON,
            ability="limited",
            willingness="willing",
            reason=road.say("รายได้ไม่แน่นอน"),
            actor=road.staff,
        )
    chosen = road.but({S.SURVEYED, S.CLASSIFIED})
    for household in chosen[:2]:
        told = [Told("lives_here", "no", road.say("ไปทำงานต่างจังหวัด"))]
        answer_criteria(household, told, on=SELECTED_ON, actor=road.staff)
    select_households(
        road.institution,
        chosen,
        minutes_number=road.say("2/2568"),
        on=SELECTED_ON,
        actor=road.staff,
        reasons={household.pk: road.say("กลับมาทุกเดือน") for household in chosen},
    )


def _confirm(road: Road) -> None:
    """All by signature, one by thumb mark before witnesses; one disputes a loan."""
    confirm = partial(confirm_loans, cut_off=AS_OF, signed_on=SIGNED_ON, actor=road.staff)
    thumb, disputing, *others = road.but(NOT_YET)
    witnesses = [str(name) for name in road.tenant.committee[:2]]
    confirm(thumb, sign="thumb", witnesses=witnesses, disputed={})
    loan = Loan.objects.filter(household=disputing).earliest("pk")
    against = {loan.pk: road.say("จ่ายไปแล้วบางส่วน")}
    confirm(disputing, sign="signature", witnesses=(), disputed=against)
    for household in others:
        confirm(household, sign="signature", witnesses=(), disputed={})


def _send(road: Road) -> None:
    for household in road.but(NOT_YET):
        give_consent(household, signed_on=SIGNED_ON, actor=road.staff, purpose=road.say(PURPOSE))
    registration = submit_households(
        road.institution,
        road.but(NOT_YET),
        cut_off=AS_OF,
        key=road.key,
        on=SENT_ON,
        actor=road.staff,
    )
    for submission in registration.submissions.select_related("case__household"):
        road.sent[submission.case.household] = submission


def _review(road: Road) -> None:
    """One is returned with a remark, one approved and taken back; the others pass or wait."""
    waiting = road.at(S.SUBMITTED)
    returned, corrected = road.at(S.RETURNED)
    return_for_mending(
        road.sent[returned],
        remarks=[NewRemark("household.house_number", "บ้านเลขที่", road.say("ไม่ตรงกับทะเบียนบ้าน"))],
        reason=road.say("แก้บ้านเลขที่ก่อน"),
        step="information",
        on=DECIDED_ON,
        actor=road.officer,
    )
    decided = [road.sent[home] for home in road.sent if home not in {*waiting, returned}]
    approve(decided, on=DECIDED_ON, actor=road.officer)
    case = road.sent[corrected].case
    ask_for_correction(case, reason=road.say("ใส่ชื่อผู้กู้ผิด"), on=DECIDED_ON, actor=road.staff)


def _contract(road: Road) -> None:
    """Contracts where the plan has them, one of them undone; one transfer is paid."""
    holder = road.institution.funds.get(kind="savings_group")
    undone = road.at(S.APPROVED)[0]
    for household in [undone, *road.at(*CONTRACTED)]:
        contract = merge_debts(
            household,
            None,
            into=holder,
            borrower=household.persons.get(is_head=True),
            on=CONTRACT_ON,
            actor=road.staff,
            resolution=road.say("มติที่ประชุม 3/2568"),
        )
        if household == undone:
            undo_merge(contract, reason=road.say("ลงวันที่ผิด"), on=CONTRACT_ON, actor=road.staff)
    paid = road.at(S.CONTRACTED)[0].contracts.get().transfers.earliest("pk")
    pay_transfer(paid, on=STEP_ON, slip=road.say("ใบโอน 1"), actor=road.staff)


def _settle(road: Road) -> None:
    waiting = road.at(S.CONTRACTED)
    days = {"counted_on": AS_OF, "on": STEP_ON}
    settle_between_funds(road.institution, waiting, **days, say=road.say, staff=road.staff)


def _stand_for(road: Road) -> None:
    """Somebody stands for the contracts that are open, and signs the first with its borrower."""
    contracts = [_contract_of(one) for one in road.at(S.CONTRACTED, S.DEFAULTED)]
    for at, contract in enumerate(contracts):
        asked = to_guarantee(contract)
        guarantor = add_guarantor(
            contract,
            name=road.say("นายค้ำประกัน สมมุติ"),
            most=contract.amount,
            until=asked.last_due or STEP_ON,
            actor=road.staff,
        )
        if at == 0:
            signers = [
                Signer(Signature.Part.BORROWER, str(contract.borrower)),
                Signer(Signature.Part.GUARANTOR, guarantor.name, guarantor),
            ]
            sign(contract, signers, on=CONTRACT_ON, actor=road.staff)


def _hand_out(road: Road) -> None:
    """The first contract's paper is issued, to be signed."""
    contract = _contract_of(road.at(S.CONTRACTED)[0])
    issue(BY_SLUG["contract"], contract, on=CONTRACT_ON, actor=road.staff)


def _step(household: Household, steps: Iterable[str], road: Road) -> None:
    """On: receipts take a contract to repaying, paid in full it ends; other steps are told."""
    for status in steps:
        if status in (S.REPAYING, S.REDUCED):
            _pay_on(_contract_of(household), status, road)
        elif status == S.CLEARED:
            repayment = repayment_of(_contract_of(household), on=STEP_ON)
            assert repayment is not None  # whoever makes a contract makes its plan
            _pay(repayment.contract, repayment.owed_in_all, road)
            close(repayment.contract, on=STEP_ON, actor=road.staff)
        else:
            _tell(household, status, road)


def _contract_of(household: Household) -> Contract:
    return Contract.objects.get(household=household, status=Contract.Status.OPEN)


def _pay_on(contract: Contract, status: str, road: Road) -> None:
    """Of the next instalment what isn't principal, or the rest of it: that makes the debt less."""
    repayment = repayment_of(contract, on=STEP_ON)
    assert repayment is not None and repayment.next_due is not None
    due = repayment.next_due
    beside = due.interest + due.carried
    amount = due.open if status == S.REDUCED else beside or min(due.open, Decimal(500))
    _pay(contract, amount, road)


def _pay(contract: Contract, amount: Decimal, road: Road) -> None:
    ahead = Receipt.Rest.NEXT_INSTALMENTS
    payer = road.say("ผู้ชำระ")
    receive(contract, on=STEP_ON, amount=amount, payer=payer, rest=ahead, actor=road.staff)


@transaction.atomic(durable=True)
def _tell(household: Household, status: str, road: Road) -> None:
    held = Household.objects.locked().get(pk=household.pk)
    case = Case.objects.open().get(household=held)
    move(case, status, on=STEP_ON, actor=road.staff, reason=road.say("ตามที่ตกลงกัน"))


def _grow_stale(road: Road) -> None:
    """A later register says that the last of those who wait has repaid 100 baht since."""
    (*_others, home) = [home for home in road.households if home.status == S.SUBMITTED]
    fund = road.institution.funds.get(kind="village_fund")
    import_register(
        fund.accounts.get(number=1),
        file_name=f"{road.say('ทะเบียนหลังส่ง')}.csv",
        content=register_of(road.tenant, 0, [home], less=Decimal(100)),
        as_of=LATER,
        actor=road.staff,
    )
