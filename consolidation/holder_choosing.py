"""Choosing the fund that shall hold a household's contract (เลือกกองทุนที่ถือสัญญา): what is
suggested by which goal and why, and the act by which the committee chooses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from consolidation.cases import BEFORE_CONTRACT, case_in_words
from consolidation.holder_sums import Goal, Owing, Village, cheapest, least_gross
from consolidation.models import Case, HolderChoice
from consolidation.negotiated import agreed_terms, version_of_terms
from consolidation.netting_sums import NOTHING
from consolidation.possible_holders import (
    Option,
    options_of,
    owing_of,
    payoffs_of,
    possible_holders,
)
from consolidation.proposal import without_disputed
from debts.models import Loan
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Fund, Household, User
from members.versions import refusals_if_other, version_of

NOBODY_MAY_HOLD = (
    "ทำสัญญาตามระเบียบของกองทุนใดก็ไม่ได้ ให้บันทึกระเบียบใหม่ในหน้ากองทุนก่อน เหตุของแต่ละกองทุนอยู่ข้างล่าง"
)
WORDS = {Goal(value): str(label) for value, label in HolderChoice.Goal.choices}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The fund that a goal points at, and why in words; None where the goal can't say."""

    goal: Goal
    option: Option | None
    why: str

    @property
    def words(self) -> str:
        return WORDS[self.goal]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a household's choice of a holder rests on: every fund, and what each goal suggests.

    ``owing`` is empty of funds where there is nothing to merge.
    """

    household: Household
    options: tuple[Option, ...]
    owing: Owing
    suggestions: tuple[Suggestion, ...]
    version: str

    def suggested(self, goal: str) -> Fund | None:
        found = [one.option for one in self.suggestions if one.goal == goal]
        return found[0].fund if found and found[0] else None


def chosen_holder(household: Household) -> HolderChoice | None:
    """What the committee chose last for the household's open case; None where it hasn't yet."""
    choices = HolderChoice.objects.filter(case__household=household, case__closed_on__isnull=True)
    return choices.select_related("fund", "suggested", "case").order_by("pk").last()


def outlook_of(household: Household, *, on: date) -> Outlook:
    """The funds and the goals for one household, as things are that day."""
    loans = mergeable(household)
    agreed = agreed_terms(loans)
    options = options_of(loans, agreed, possible_holders(household.institution, on=on))
    owing = owing_of(str(household.pk), payoffs_of(loans, agreed), options)
    suggestions = [*_suggestions(household, owing, options)] if loans else []
    seen = [version_of_terms(agreed), *_told(suggestions)]
    return Outlook(household, tuple(options), owing, tuple(suggestions), version_of(seen))


def mergeable(household: Household) -> list[Loan]:
    """The loans that would come into the contract."""
    return without_disputed(household.loans.owing().select_related("account__fund", "borrower"))


def _told(suggestions: Sequence[Suggestion]) -> list[list[object]]:
    return [[one.goal, one.option.fund.pk if one.option else None] for one in suggestions]


def _suggestions(
    household: Household, owing: Owing, options: Sequence[Option]
) -> Iterator[Suggestion]:
    if not owing.may_hold:
        yield from (Suggestion(goal, None, NOBODY_MAY_HOLD) for goal in Goal)
        return
    by_key = {one.holder.key: one for one in options}
    may = [by_key[key] for key in owing.may_hold]
    able = [one for one in may if not one.lacks_cash] or may
    narrowed = _only(owing, able)
    gross = by_key[least_gross(narrowed)]
    yield _suggest(Goal.LEAST_GROSS, gross, f"โอนให้กองทุนอื่น {format_baht(gross.to_pay)} บาท")
    yield _least_net(household, narrowed, options, by_key)
    known = [one for one in able if one.interest is not None]
    if known:
        best = by_key[cheapest(_only(owing, known))]
        cost = format_baht(best.interest or NOTHING)
        yield _suggest(Goal.CHEAPEST, best, f"ครัวเรือนเสียดอกเบี้ยรวม {cost} บาท")
    else:
        yield Suggestion(Goal.CHEAPEST, None, "ยังบอกไม่ได้ เพราะกองทุนยังไม่ได้เขียนอัตราดอกเบี้ยในระเบียบ")


def _least_net(
    household: Household, owing: Owing, options: Sequence[Option], by_key: Mapping[str, Option]
) -> Suggestion:
    village = _beside_the_chosen(household, owing, options)
    moves = {key: village.cash_if_held((*_fixed(village), key)) for key in owing.may_hold}
    best = min(moves, key=lambda key: (moves[key], owing.moved_into(key)))
    why = (
        "หักล้างกับรายการที่กองทุนค้างกันอยู่และครัวเรือนที่เลือกไว้แล้ว "
        f"ทั้งหมู่บ้านเหลือโอนจริง {format_baht(moves[best])} บาท"
    )
    return _suggest(Goal.LEAST_NET, by_key[best], why)


def _suggest(goal: Goal, option: Option, why: str) -> Suggestion:
    short = " แต่เงินของกองทุนไม่พอ ไม่มีกองทุนใดมีเงินพอ" if option.lacks_cash else ""
    above = " แต่ทุกกองทุนเกินวงเงิน ต้องมีมติที่ประชุม" if option.against else ""
    return Suggestion(goal, option, f"{why}{short}{above}")


def _only(owing: Owing, options: Sequence[Option]) -> Owing:
    keys = tuple(one.holder.key for one in options)
    return Owing(owing.household, owing.payoffs, keys, owing.interest)


def _beside_the_chosen(household: Household, owing: Owing, options: Sequence[Option]) -> Village:
    """The household, last, beside those of its village whose holder is chosen already."""
    others = {
        choice.case.household: str(choice.fund_id)
        for choice in last_choices(household.institution_id)
        if choice.case.household_id != household.pk and choice.case.status in BEFORE_CONTRACT
    }
    loans = Loan.objects.owing().filter(household__in=others).select_related("account__fund")
    by_home: dict[int, list[Loan]] = {}
    for loan in without_disputed(loans):
        by_home.setdefault(loan.household_id, []).append(loan)
    agreed = agreed_terms(x for home in by_home.values() for x in home)
    beside = [
        Owing(str(home.pk), payoffs_of(by_home[home.pk], agreed), (holder,))
        for home, holder in others.items()
        if home.pk in by_home
    ]
    return Village((*beside, owing), nets=owed_between(options))


def _fixed(village: Village) -> tuple[str, ...]:
    return tuple(one.may_hold[0] for one in village.households[:-1])


def owed_between(options: Sequence[Option]) -> dict[str, Decimal]:
    """What each fund owes the others already, less what they owe it, in baht."""
    cash = [one.holder.cash for one in options]
    return {str(one.fund.pk): one.to_pay - one.to_come for one in cash}


def last_choices(institution_id: int) -> list[HolderChoice]:
    """The last choice of each open case of an institution."""
    choices = HolderChoice.objects.filter(
        case__household__institution=institution_id, case__closed_on__isnull=True
    )
    last = {
        one.case_id: one
        for one in choices.select_related("case__household", "fund", "suggested").order_by("pk")
    }
    return [*last.values()]


@transaction.atomic(durable=True)
def choose_holder(
    household: Household,
    *,
    goal: str,
    fund: Fund,
    reason: str = "",
    seen: str | None = None,
    on: date,
    actor: User,
) -> HolderChoice:
    """Write down which fund shall hold the household's contract, and by which goal.

    Another fund than the goal points at takes a reason. ``seen`` is the version of the outlook that
    people looked at. Told the same again it is that choice. Raises Refused, with every reason.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    outlook = outlook_of(household, on=on)
    reason = mask_ids(reason.strip())
    case = Case.objects.open().filter(household=household).first()
    suggested = outlook.suggested(goal)
    last = chosen_holder(household)
    told = (goal, fund.pk, reason)
    if last and (last.goal, last.fund_id, last.reason) == told:
        return last
    refusals = [*refusals_if_other(seen, outlook.version)]
    refusals += refusals_to_choose(household, case, suggested, fund, reason)
    refusals += refusals_of_holder(outlook.options, fund)
    if case is None or suggested is None or refusals:
        raise Refused(refusals)

    return write_choice(case, goal=goal, suggested=suggested, fund=fund, reason=reason, actor=actor)


def refusals_to_choose(
    household: Household, case: Case | None, suggested: Fund | None, fund: Fund, reason: str
) -> Iterator[Refusal]:
    """Every reason why this fund can't be written down as the holder."""
    if case is None:
        yield Refusal("no_case", "", "ยังไม่ได้คัดเลือกครัวเรือนนี้เป็นเป้าหมาย ให้คัดเลือกก่อน")
    elif case.status not in BEFORE_CONTRACT:
        yield Refusal(
            "case_not_ready",
            "",
            f"ครัวเรือนนี้อยู่ในขั้น “{case_in_words(case.status)}” จึงเลือกกองทุนที่ถือสัญญาตอนนี้ไม่ได้",
        )
    if fund.institution_id != household.institution_id:
        yield Refusal("other_institution", "", "กองทุนที่จะถือสัญญาต้องเป็นสมาชิกของสถาบันนี้")
    if suggested is None:
        yield Refusal("nothing_suggested", "", "เป้าหมายนี้ยังบอกไม่ได้ว่าควรเป็นกองทุนใด ให้เลือกเป้าหมายอื่น")
    elif fund.pk != suggested.pk and not reason:
        yield Refusal(
            "overruled_without_reason",
            "",
            f"เป้าหมายนี้เสนอ{suggested} ถ้าเลือก{fund} กรุณาเขียนเหตุผลของกรรมการ",
        )


def refusals_of_holder(options: Sequence[Option], fund: Fund) -> Iterator[Refusal]:
    """Why a contract by this fund's rules would be refused; no reason of the committee mends it."""
    for option in options:
        if option.fund.pk == fund.pk:
            for sentence in option.why_not:
                yield Refusal("holder_refused", "", f"{fund}ถือสัญญานี้ไม่ได้ {sentence}")


def write_choice(
    case: Case, *, goal: str, suggested: Fund, fund: Fund, reason: str, actor: User
) -> HolderChoice:
    """Inside the caller's transaction, which holds the household."""
    choice = HolderChoice.objects.create(
        case=case, goal=goal, suggested=suggested, fund=fund, reason=reason[:300], actor=actor
    )
    because = f" เพราะ {reason}" if reason else ""
    record(
        "holder_chosen",
        choice,
        f"เลือก{fund}เป็นกองทุนที่ถือสัญญา (เป้าหมาย: {choice.get_goal_display()}){because}",
        actor=actor,
        institution=case.household.institution,
        household=case.household,
    )
    return choice


def by_household(choices: Sequence[HolderChoice]) -> Mapping[int, HolderChoice]:
    return {choice.case.household_id: choice for choice in choices}
