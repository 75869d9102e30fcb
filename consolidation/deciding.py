"""The meeting's list of decisions, carried out household by household."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from consolidation.merging import merge_debts
from consolidation.models import Contract
from consolidation.rules import warnings_to_merge
from consolidation.unreviewed import reason_of
from debts.models import Loan
from fundinst.errors import Refusal, Refused
from fundinst.names import name_key, split_name
from members.models import Fund, Institution, Person, User


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the list: the house, the debtor who signs, the fund that shall hold."""

    row: int
    house_number: str
    debtor: str
    fund: str


@dataclass(slots=True)
class Outcome:
    """What became of a decision: ``done``, ``already`` (an earlier run did it) or ``refused``.

    ``unreviewed`` is why the contract came before the district's review; empty where it didn't.
    """

    decision: Decision
    status: str
    contract: Contract | None = None
    reasons: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    unreviewed: str = ""


def carry_out(
    institution: Institution, decisions: Sequence[Decision], *, source: str, on: date, actor: User
) -> Iterator[Outcome]:
    """Select each household and make its contract, each in a transaction of its own.

    The meeting decided on paper, so a household that the district hasn't let pass is contracted
    before its review, for the reason that the list (``source``, the name of its file) gives.
    Run again after a stop, it goes on where it was: what is done already is said and left alone.
    """
    funds = list(institution.funds.all())
    for decision in decisions:
        try:
            yield _carry_out(institution, funds, decision, source, on, actor)
        except Refused as refused:
            yield Outcome(decision, "refused", reasons=list(refused.refusals))


def _carry_out(
    institution: Institution,
    funds: list[Fund],
    decision: Decision,
    source: str,
    on: date,
    actor: User,
) -> Outcome:
    borrower, fund = _debtor(institution, decision), _fund(funds, decision)
    household = borrower.household
    contract = (
        Contract.objects.open()
        .filter(household=household)
        .select_related("fund", "borrower")
        .first()
    )
    if contract and (contract.fund, contract.borrower, contract.opened_on) == (fund, borrower, on):
        return Outcome(decision, "already", contract, unreviewed=reason_of(contract))
    loans = list(Loan.objects.filter(household=household).owing().select_related("account__fund"))
    warnings = [*warnings_to_merge(household, loans, into=fund, on=on)]
    contract = merge_debts(
        household,
        None,
        into=fund,
        borrower=borrower,
        on=on,
        actor=actor,
        resolution=f"มติในแฟ้ม {source}"[:200],
        unreviewed=f"ตามมติที่ประชุมในแฟ้มผลการตัดสิน {source}"[:300],
        select=True,
    )
    return Outcome(decision, "done", contract, warnings=warnings, unreviewed=reason_of(contract))


def _debtor(institution: Institution, decision: Decision) -> Person:
    found = list(
        Person.objects.filter(
            household__institution=institution,
            household__house_number=decision.house_number,
            name_key=name_key(split_name(decision.debtor)),
        ).select_related("household")
    )
    if len(found) == 1:
        return found[0]
    house = f"บ้านเลขที่ {decision.house_number}" if decision.house_number else "ที่ไม่มีบ้านเลขที่"
    said = "มีมากกว่าหนึ่งคน" if found else "ไม่พบในทะเบียน"
    raise Refused([Refusal("debtor_unknown", "", f"{decision.debtor} {house} {said}")])


def _fund(funds: list[Fund], decision: Decision) -> Fund:
    called = [fund for fund in funds if fund.is_called(decision.fund)]
    if len(called) == 1:
        return called[0]
    names = " · ".join(fund.name for fund in funds)
    raise Refused(
        [Refusal("fund_unknown", "", f"ไม่รู้ว่า “{decision.fund}” คือกองทุนใด กองทุนของสถาบัน: {names}")]
    )
