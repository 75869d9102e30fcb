"""Which fund holds which household's contract, for a whole village at once, goal beside goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.cache import cache
from django.db import transaction

from consolidation.holder_choosing import (
    WORDS,
    by_household,
    last_choices,
    owed_between,
    write_choice,
)
from consolidation.holder_solving import Best, best_holders
from consolidation.holder_sums import Goal, Owing, Village
from consolidation.loan_terms import LoanTerms
from consolidation.models import Case, HolderChoice
from consolidation.negotiated import agreed_terms, version_of_terms
from consolidation.netting_sums import NOTHING
from consolidation.possible_holders import (
    Holder,
    Option,
    options_of,
    owing_of,
    payoffs_of,
    possible_holders,
)
from consolidation.proposal import without_disputed
from debts.models import Loan
from fundinst.errors import Refused
from members.audit import record
from members.models import Fund, Household, Institution, User
from members.versions import refusals_if_other, version_of

S = Case.Status
WAITING = (S.APPROVED, S.NEGOTIATING, S.AGREED)
"""Households whose contract comes next; in a practice nobody reviews, so the selected ones too."""
KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Waiting:
    """A household whose holder is to be chosen, with what was chosen so far."""

    household: Household
    case: Case
    options: tuple[Option, ...]
    owing: Owing
    last: HolderChoice | None

    @property
    def is_overruled(self) -> bool:
        """Whether the committee decided for another fund than was suggested: it stands, unless a
        contract by that fund's rules would be refused.
        """
        if self.last is None or self.last.fund_id == self.last.suggested_id:
            return False
        return not self.option_of(str(self.last.fund_id)).why_not

    def option_of(self, key: str) -> Option:
        return next(one for one in self.options if one.holder.key == key)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The village's households that wait for a holder, and the funds, as of a day.

    ``stuck`` are those that no fund can hold: by every fund's rules the contract would be refused.
    """

    waiting: tuple[Waiting, ...]
    stuck: tuple[Waiting, ...]
    holders: tuple[Holder, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Way:
    """A holder for every household by one goal, with its sums in baht.

    ``net`` is the cash that moves once the village is netted, what the funds owe each other
    already included.
    """

    goal: Goal
    best: Best
    chosen: tuple[tuple[Waiting, Option], ...]
    gross: Decimal
    net: Decimal
    interest: Decimal
    lacking: tuple[Fund, ...]

    @property
    def words(self) -> str:
        return WORDS[self.goal]


def village_outlook(institution: Institution, *, on: date) -> Outlook:
    """The same few queries for a hundred households as for one."""
    statuses = [*WAITING, S.SELECTED] if institution.is_practice else [*WAITING]
    cases = Case.objects.open().filter(household__institution=institution, status__in=statuses)
    households = {
        home.pk: home
        for home in Household.objects.filter(cases__in=cases)
        .with_head()
        .order_by("house_key", "pk")
    }
    by_home = {case.household_id: case for case in cases.select_related("household__institution")}
    loans = Loan.objects.owing().filter(household__in=households).order_by("pk")
    owed: dict[int, list[Loan]] = {}
    for loan in without_disputed(loans.select_related("account__fund")):
        owed.setdefault(loan.household_id, []).append(loan)
    agreed = agreed_terms(x for home in owed.values() for x in home)
    holders = possible_holders(institution, on=on)
    last = by_household(last_choices(institution.pk))
    found = [
        _waiting(home, by_home[pk], owed[pk], agreed, holders, last.get(pk))
        for pk, home in households.items()
        if len(owed.get(pk, ())) >= 2
    ]
    waiting = tuple(one for one in found if one.owing.may_hold)
    stuck = tuple(one for one in found if not one.owing.may_hold)
    seen = [
        version_of_terms(agreed),
        [[one.household.pk, one.last.pk if one.last else 0] for one in waiting],
        [[h.key, h.usual, h.most, str(h.terms), h.cash.free] for h in holders],
    ]
    return Outlook(waiting, stuck, tuple(holders), version_of(seen))


def _waiting(
    household: Household,
    case: Case,
    loans: Sequence[Loan],
    agreed: Mapping[int, LoanTerms],
    holders: Sequence[Holder],
    last: HolderChoice | None,
) -> Waiting:
    options = options_of(loans, agreed, holders)
    owing = owing_of(str(household.pk), payoffs_of(loans, agreed), options)
    found = Waiting(household, case, tuple(options), owing, last)
    if last and found.is_overruled:
        return replace(found, owing=replace(owing, may_hold=(str(last.fund_id),)))
    return found


def way_of(outlook: Outlook, goal: Goal) -> Way:
    """The best way by a goal; what took seconds to find is kept an hour, by what it rests on."""
    village = _village(outlook, goal)
    key = f"holders:{goal}:{outlook.version}"
    best = cache.get(key)
    if best is None:
        best = best_holders(village, goal)
        cache.set(key, best, KEPT_SECONDS)
    chosen = tuple(
        (one, one.option_of(key)) for one, key in zip(outlook.waiting, best.holders, strict=True)
    )
    funds = {holder.key: holder.fund for holder in outlook.holders}
    return Way(
        goal,
        best,
        chosen,
        gross=village.gross_if_held(best.holders),
        net=village.cash_if_held(best.holders),
        interest=sum((option.interest or NOTHING for _one, option in chosen), NOTHING),
        lacking=tuple(funds[key] for key in best.lacking),
    )


def _village(outlook: Outlook, goal: Goal) -> Village:
    households = [one.owing for one in outlook.waiting]
    if goal == Goal.CHEAPEST:
        households = [*map(_with_known_interest, households)]
    options = outlook.waiting[0].options if outlook.waiting else ()
    at_hand = {holder.key: holder.cash.at_hand for holder in outlook.holders}
    return Village(
        tuple(households),
        cash={key: amount for key, amount in at_hand.items() if amount is not None},
        nets=owed_between(options),
    )


def _with_known_interest(owing: Owing) -> Owing:
    """A fund that hasn't said what it takes is no cheaper than one that has."""
    known = tuple(fund for fund in owing.may_hold if fund in owing.interest)
    return replace(owing, may_hold=known or owing.may_hold)


@transaction.atomic(durable=True)
def choose_for_village(
    institution: Institution,
    way: Way,
    *,
    seen: str,
    on: date,
    actor: User,
) -> list[HolderChoice]:
    """Take the proposals of one goal for every household at once, or for none of them.

    What the committee decided otherwise stands, and so does a choice that is the same already;
    told twice, it is done once. ``seen`` is the version of the outlook that the way was worked out
    on. Raises Refused where anything of it changed since.
    """
    pks = [one.household.pk for one, _option in way.chosen]
    held = Household.objects.filter(pk__in=pks).order_by("pk").locked()
    assert len([*held]) == len(pks)
    now = village_outlook(institution, on=on)
    if _is_taken(way, now):
        return []
    if refusals := [*refusals_if_other(seen, now.version)]:
        raise Refused(refusals)

    choices = [
        write_choice(
            one.case,
            goal=way.goal,
            suggested=option.fund,
            fund=option.fund,
            reason="",
            actor=actor,
        )
        for one, option in way.chosen
        if not one.is_overruled and not _is_same(one.last, way.goal, option.fund)
    ]
    if choices:
        _write_down(institution, way, choices, actor)
    return choices


def _is_taken(way: Way, now: Outlook) -> bool:
    """Whether every household has this way's holder already: told twice."""
    last = {one.household.pk: one.last for one in now.waiting if not one.is_overruled}
    return all(
        _is_same(last.get(one.household.pk), way.goal, option.fund)
        for one, option in way.chosen
        if not one.is_overruled
    )


def _is_same(last: HolderChoice | None, goal: Goal, fund: Fund) -> bool:
    return bool(last and last.fund_id == fund.pk and last.goal == goal)


def _write_down(
    institution: Institution, way: Way, choices: Sequence[HolderChoice], actor: User
) -> None:
    record(
        "holders_chosen",
        institution,
        f"เลือกกองทุนที่ถือสัญญาพร้อมกัน {len(choices)} ครัวเรือน (เป้าหมาย: {way.words})",
        actor=actor,
        institution=institution,
    )
