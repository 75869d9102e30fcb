"""Starting an institution: where one may be founded, which step is missing, who may set it up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.db.models.functions import Length

from fundinst.errors import Refusal, Refused
from members.access import PERMISSIONS, require
from members.appointing import committee_users
from members.audit import record
from members.joining import fund_version, held, join, leave, rule_from
from members.models import (
    Area,
    CommitteeMember,
    Fund,
    FundAccount,
    Household,
    Institution,
    Office,
    User,
)
from members.rule_terms import terms_of_rule
from members.terms import (
    StatedFund,
    refusals_of_accounts,
    refusals_of_terms,
    refusals_to_join,
)
from members.versions import refusals_if_other, version_of

STEPS = ["สถานที่", "กองทุนสมาชิก", "กรรมการและผู้ลงนาม", "นำเข้าหรือกรอก"]
FOUND = "members.add_institution"
MOST_BEGUN = 10
_STEP_AT = {
    "members:found_funds": 2,
    "members:found_committee": 3,
    "members:found_check": 3,
    "consolidation:start": 4,
}


def places_to_found(user: User) -> QuerySet[Area]:
    """The tambons in which the user may found an institution: those of their own area."""
    within = Q(pk__in=[])
    for office in user.offices_in_force:
        if FOUND in PERMISSIONS[office.role]:
            within |= Q(code__startswith=office.area_id or "")
    tambons = Area.objects.alias(digits=Length("code")).filter(within, digits=6)
    return tambons.select_related("parent__parent").order_by("code")


def require_set_up(user: User, permission: str, institution: Institution, *, on: date) -> None:
    """Raise PermissionDenied (403, in words) unless the user may set the institution up.

    Its committee may at any time. Who founds institutions may until the committee has a user of its
    own: from then on upper levels read, and never edit.
    """
    if user.has_perm(permission, institution):
        return
    if user.has_perm(FOUND, institution) and committee_users(institution, on).exists():
        raise PermissionDenied(
            "สถาบันนี้มีกรรมการที่เข้าใช้ระบบได้แล้ว กรรมการเป็นผู้แก้ไขกองทุนและรายชื่อกรรมการเอง"
            " ท่านดูข้อมูลได้ แต่แก้ไขไม่ได้"
        )
    if not user.has_perm(FOUND, institution):
        require(user, permission, institution)


def may_set_up(user: User, permission: str, institution: Institution, *, on: date) -> bool:
    """Whether the page shows the buttons at all."""
    try:
        require_set_up(user, permission, institution, on=on)
    except PermissionDenied:
        return False
    return True


def with_steps(institutions: QuerySet[Institution], on: date) -> QuerySet[Institution]:
    """Annotate ``has_fund``, ``has_chair``, ``has_user`` and ``has_household``."""
    here = {"institution": OuterRef("pk")}
    chairs = CommitteeMember.objects.in_force(on).filter(position="chair", **here)
    offices = Office.objects.in_force(on).filter(user__is_active=True, **here)
    return institutions.annotate(
        has_fund=Exists(Fund.objects.filter(**here)),
        has_chair=Exists(chairs),
        has_user=Exists(offices),
        has_household=Exists(Household.objects.filter(**here)),
    )


def unfinished(institutions: QuerySet[Institution], on: date) -> QuerySet[Institution]:
    """Those with a step still missing, and no household that would say they work already."""
    missing = Q(has_fund=False) | Q(has_chair=False) | Q(has_user=False)
    return with_steps(institutions, on).filter(missing, has_household=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """An institution that was begun and not finished: where to go on, and which step that is."""

    institution: Institution
    address: str
    step: int

    @property
    def name(self) -> str:
        return STEPS[self.step - 1]


def begun(user: User, on: date) -> list[Begun]:
    """What the user can go on with: their own, or one they found and have not handed over yet."""
    institutions = [*unfinished(Institution.objects.run_by(user), on)]
    if user.has_perm(FOUND):
        founded = unfinished(Institution.objects.visible_to(user), on).filter(has_user=False)
        institutions += founded[:MOST_BEGUN]
    addresses = [(institution, next_step(institution)) for institution in institutions]
    return [Begun(one, address, _STEP_AT[address]) for one, address in addresses]


def next_step(institution: Institution) -> str:
    """The address of the first step that is missing; the institution comes from ``with_steps``."""
    if not institution.has_fund:
        return "members:found_funds"
    if not institution.has_chair:
        return "members:found_committee"
    return "consolidation:start" if institution.has_user else "members:found_check"


@transaction.atomic(durable=True)
def set_up_funds(
    institution: Institution,
    funds: Sequence[StatedFund],
    *,
    actor: User,
    seen: str | None = None,
) -> Institution:
    """Make the first fund of each kind be these, whatever was told before; others are left alone.

    For setting an institution up: names and accounts are corrected, a kind that is not told any
    more goes. ``seen`` is the ``funds_version`` that the page was opened with. Raises Refused when
    others wrote since, when something in the books stands in the way, or for no fund at all.
    """
    institution = held(institution)
    first = first_of_each_kind(institution)
    changed = refusals_if_other(seen, funds_version(first.values()))
    if refusals := [*_refusals_to_set_up(institution, first, funds), *changed]:
        raise Refused(refusals)

    told = {fund.kind for fund in funds}
    for kind in first.keys() - told:
        leave(first.pop(kind), actor)
    for stated in funds:
        if stated.kind in first:
            _correct(first[stated.kind], stated, actor)
        else:
            join(institution, stated, actor)
    return institution


def first_of_each_kind(institution: Institution) -> dict[str, Fund]:
    """What the page of the usual kinds shows, one fund a kind."""
    funds = institution.funds.order_by("-position").prefetch_related("accounts", "rules")
    return {fund.kind: fund for fund in funds}


def funds_version(funds: Iterable[Fund]) -> str:
    """The version of these funds, whatever their order."""
    return version_of(sorted(fund_version(fund) for fund in funds))


def _refusals_to_set_up(
    institution: Institution, first: dict[str, Fund], funds: Sequence[StatedFund]
) -> Iterator[Refusal]:
    shown = [fund.pk for fund in first.values()]
    taken = {*institution.funds.exclude(pk__in=shown).values_list("name", flat=True)}
    for fund in funds:
        if fund.called in taken:
            yield Refusal("fund_name_taken", "", f"มีกองทุนชื่อ {fund.called} มากกว่าหนึ่ง ให้ตั้งชื่อต่างกัน")
        taken.add(fund.called)
        if fund.kind in first:
            yield from refusals_of_accounts(fund.accounts)
            yield from refusals_of_terms(fund.kind, fund.terms) if fund.terms else ()
        else:
            yield from refusals_to_join(None, fund)
    if not funds and len(shown) == institution.funds.count():
        yield Refusal("fund_missing", "", "กรุณาเลือกกองทุนสมาชิกอย่างน้อย 1 กองทุน")


def _correct(fund: Fund, stated: StatedFund, actor: User) -> None:
    """Write the fund as it is told now, and say so once if it differs."""
    before = _as_told(fund)
    try:
        _rename(fund, stated.called)
        _correct_accounts(fund, {*stated.accounts})
        _correct_rule(fund, stated, actor)
    except ProtectedError as standing:
        sentence = f"{fund} มีทะเบียนหรือหนี้อยู่ในระบบแล้ว ให้เพิ่มบัญชีหรือระเบียบใหม่ในหน้ากองทุนแทน"
        raise Refused([Refusal("fund_in_use", "", sentence)]) from standing
    if _as_told(fund) != before:
        institution = fund.institution
        record("fund_corrected", fund, f"แก้ข้อมูล{fund}", actor=actor, institution=institution)


def _as_told(fund: Fund) -> tuple[object, ...]:
    return fund.name, *fund.accounts.order_by("number").values_list("number", flat=True)


def _rename(fund: Fund, name: str) -> None:
    if fund.name != name:
        fund.name = name
        fund.save(update_fields=["name"])


def _correct_accounts(fund: Fund, numbers: set[int]) -> None:
    there = {account.number: account for account in fund.accounts.all()}
    for number in sorted(numbers - there.keys()):
        FundAccount.objects.create(fund=fund, number=number, name=f"บัญชี {number}")
    for number in there.keys() - numbers:
        there[number].delete()


def _correct_rule(fund: Fund, stated: StatedFund, actor: User) -> None:
    """The one rule of the fund. It stands where it says more than was asked here, or has others."""
    rules = [*fund.rules.all()]
    terms = stated.terms if stated.terms and stated.terms.says_something else None
    told = terms_of_rule(rules[0]) if rules else None
    if len(rules) > 1 or (told and (told == terms or not told.is_plain)):
        return
    for rule in rules:
        rule.delete()
    if terms:
        rule_from(fund, terms, actor)
