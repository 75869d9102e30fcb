"""One plain function a model, with every default valid; a test names only what it is about."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count

from consolidation.merging import merge_debts
from consolidation.models import Contract
from debts.models import JournalEntry, Loan
from fundinst.names import split_name
from members.access import command_line_user
from members.models import (
    Area,
    Fund,
    FundAccount,
    FundRule,
    Household,
    Institution,
    Office,
    Person,
    User,
)
from members.registering import create_institution, new_household, new_person

AS_OF = date(2017, 6, 30)
SIGNED = date(2017, 7, 31)

BEFORE_REVIEW = {
    "resolution": "มติที่ประชุม 3/2560",
    "unreviewed": "ทำสัญญาในวันอบรมของจังหวัด",
}
"""What lets a household be contracted that no district has let pass."""

_numbers = count(1)

AREAS = {
    "33": "ศรีสะเกษ",
    "3312": "ห้วยทับทัน",
    "331206": "ปราสาท",
    "3305": "ขุขันธ์",
    "330502": "ตาอุด",
    "34": "อุบลราชธานี",
    "3414": "ม่วงสามสิบ",
    "341401": "ม่วงสามสิบ",
}


def make_areas() -> None:
    """The few areas the cast lives in: a test database needs no whole country."""
    areas = [Area(code=one, name=AREAS[one], parent_id=one[:-2] or None) for one in AREAS]
    Area.objects.bulk_create(areas, ignore_conflicts=True)


def make_institution(
    subdistrict: str = "331206",
    moo: int | None = None,
    name: str = "บ้านทดลอง",
    funds: Sequence[str] = ("village_fund", "savings_group", "kkj"),
) -> Institution:
    make_areas()
    return create_institution(
        subdistrict=subdistrict,
        moo=moo or next(_numbers) % 90 + 1,
        name=name,
        funds=[(kind, "") for kind in funds],
        actor=command_line_user(),
    )


def make_rule(fund: Fund, **terms) -> FundRule:
    return FundRule.objects.create(**{"fund": fund, "effective_on": date(2015, 1, 1), **terms})


def make_user(role: str, *, institution: Institution | None = None, area: str = "") -> User:
    user = User.objects.create(username=f"user{next(_numbers)}", display_name="ผู้ใช้ ทดสอบ")
    Office.objects.create(
        user=user,
        role=role,
        institution=institution,
        area_id=area or None,
        started_on=date(2015, 1, 1),
    )
    return user


def make_household(institution: Institution, house_number: str = "") -> Household:
    household = new_household(institution, house_number)
    household.save()
    return household


def make_person(household: Household, name: str = "นายสมมุติ ทดสอบ") -> Person:
    person = new_person(household, split_name(name), is_head=not household.persons.exists())
    person.save()
    return person


def make_loan(
    household: Household,
    fund: Fund | FundAccount,
    principal: Decimal | int = 5000,
    *,
    borrower: Person | None = None,
    on: date = AS_OF,
    interest_over_year: Decimal | int = 0,
    interest_under_year: Decimal | int = 0,
    penalty: Decimal | int = 0,
    fee: Decimal | int = 0,
    **stated,
) -> Loan:
    """An open loan with its opening entry; the borrower is the household's first person."""
    loan = Loan.objects.create(
        account=fund if isinstance(fund, FundAccount) else fund.accounts.get(number=1),
        household=household,
        borrower=borrower or household.persons.first() or make_person(household),
        **stated,
    )
    JournalEntry.objects.create(
        loan=loan,
        kind=JournalEntry.Kind.OPENING,
        on=on,
        principal=principal,
        interest_over_year=interest_over_year,
        interest_under_year=interest_under_year,
        penalty=penalty,
        fee=fee,
        actor=command_line_user(),
    )
    loan.refresh_from_db()
    return loan


def make_contract(
    household: Household, into: Fund, actor: User, *, on: date = SIGNED, **terms
) -> Contract:
    """The one contract of all the household owes, agreed on paper before any district's review."""
    head = household.persons.order_by("-is_head", "pk").first()
    agreed = {"borrower": head, "select": True, **BEFORE_REVIEW, **terms}
    return merge_debts(household, None, into=into, on=on, actor=actor, **agreed)
