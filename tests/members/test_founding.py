"""The acts of starting an institution, and who may do them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from fundinst.errors import Refused
from members.appointing import open_account
from members.founding import (
    begun,
    may_set_up,
    places_to_found,
    require_set_up,
    set_up_funds,
    with_steps,
)
from members.models import AuditEntry, Fund, FundAccount, FundRule, Institution, Village
from members.registering import correct_name, create_institution
from members.seating import set_up_committee
from members.seats import Seat
from members.terms import StatedFund, Terms
from tests.builders import make_household, make_loan, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
FUNDS = "members.change_fund"


@pytest.fixture
def officer(founder):
    return founder


def found(officer, name="บ้านหนองใหม่", moo=3, **more):
    return create_institution(
        subdistrict="331206", moo=moo, name=name, funds=[], funds_later=True, actor=officer, **more
    )


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


def told(institution):
    """Every fund as it stands: kind, name, accounts, and its rules."""
    return [
        (
            fund.kind,
            fund.name,
            [account.number for account in fund.accounts.all()],
            [(rule.effective_on, rule.rate_percent, rule.ceiling) for rule in fund.rules.all()],
        )
        for fund in institution.funds.order_by("position")
    ]


def test_a_place_is_founded_without_funds_and_asked_again_it_is_the_same(officer, new):
    assert (new.code, new.funds.count()) == ("33120603", 0)
    assert found(officer) == new
    assert found(officer, name="  บ้านหนองใหม่ ") == new
    assert Institution.objects.count() == 1


def test_another_name_for_the_same_place_is_refused(officer, new):
    with pytest.raises(Refused) as stopped:
        found(officer, name="บ้านอื่น")

    assert codes(stopped) == ["institution_exists"]


def test_a_place_that_is_practised_on_is_not_founded(officer):
    found(officer, is_practice=True)

    with pytest.raises(Refused) as stopped:
        found(officer)

    assert codes(stopped) == ["place_is_practised"]


def test_its_name_is_mended_with_its_villages_and_the_place_stands(officer, new):
    correct_name(new, name="บ้านใหม่พัฒนา", actor=officer)

    new.refresh_from_db()
    assert (new.name, new.code) == ("บ้านใหม่พัฒนา", "33120603")
    assert Village.objects.get().name == "บ้านใหม่พัฒนา"


def test_funds_join_with_their_accounts_and_first_rules(officer, new):
    rule = Terms(date(2017, 1, 1), Decimal(6), Decimal(30000))
    set_up_funds(
        new,
        [StatedFund("village_fund", "กองทุนเงินล้าน", (1, 4), rule), StatedFund("kkj")],
        actor=officer,
    )

    assert told(new) == [
        ("village_fund", "กองทุนเงินล้าน", [1, 4], [(date(2017, 1, 1), 6, 30000)]),
        ("kkj", "กข.คจ.", [1], []),
    ]


def test_told_otherwise_the_funds_are_corrected_and_what_is_not_told_goes(officer, new):
    first = StatedFund("village_fund", "", (1, 4), Terms(date(2017, 1, 1), Decimal(6)))
    set_up_funds(new, [first, StatedFund("kkj")], actor=officer)
    second = StatedFund("village_fund", "กทบ.บ้านใหม่", (1,), Terms(date(2018, 1, 1), Decimal(7)))
    set_up_funds(new, [second, StatedFund("savings_group")], actor=officer)

    assert told(new) == [
        ("village_fund", "กทบ.บ้านใหม่", [1], [(date(2018, 1, 1), 7, None)]),
        ("savings_group", "กลุ่มออมทรัพย์เพื่อการผลิต", [1], []),
    ]


def written():
    return [[*model.objects.values()] for model in (Fund, FundAccount, FundRule, AuditEntry)]


def test_told_the_same_again_nothing_is_written(officer, new):
    stated = [StatedFund("village_fund", "", (1, 4), Terms(date(2017, 1, 1), Decimal(6)))]
    set_up_funds(new, stated, actor=officer)
    before = written()
    set_up_funds(new, stated, actor=officer)

    assert written() == before


def test_a_fund_with_debts_neither_goes_nor_loses_its_account(institution, treasurer):
    fund = institution.funds.get(kind="kkj")
    make_loan(make_household(institution, "1"), fund)
    others = [StatedFund("village_fund"), StatedFund("savings_group")]

    for stated in (others, [*others, StatedFund("kkj", "", (2,))]):
        with pytest.raises(Refused) as stopped:
            set_up_funds(institution, stated, actor=treasurer)
        assert codes(stopped) == ["fund_in_use"]
    assert [fund.kind for fund in institution.funds.order_by("position")] == [
        "village_fund",
        "savings_group",
        "kkj",
    ]
    assert [account.number for account in fund.accounts.all()] == [1]


def test_everything_wrong_with_the_funds_is_said_at_once(officer, new):
    with pytest.raises(Refused) as stopped:
        set_up_funds(
            new,
            [
                StatedFund("village_fund", "กองทุน", (), Terms(TODAY, Decimal(18))),
                StatedFund("kkj", "กองทุน", (100,), Terms(TODAY, Decimal(1), Decimal(0))),
            ],
            actor=officer,
        )

    assert codes(stopped) == [
        "account_missing",
        "rate_above_law",
        "fund_name_taken",
        "account_unknown",
        "kkj_takes_no_interest",
        "ceiling_is_nothing",
    ]
    assert told(new) == []


def test_an_institution_without_any_fund_is_refused(officer, new):
    with pytest.raises(Refused) as stopped:
        set_up_funds(new, [], actor=officer)

    assert codes(stopped) == ["fund_missing"]


def test_an_officer_founds_in_their_own_district_alone(officer):
    administrator = make_user("administrator")

    assert [area.code for area in places_to_found(officer)] == ["331206"]
    assert [area.code for area in places_to_found(administrator)] == ["330502", "331206", "341401"]
    assert [*places_to_found(make_user("province", area="33"))] == []


def test_the_first_missing_step_is_where_it_goes_on(officer, new):
    def step():
        return [(one.institution, one.address, one.step) for one in begun(officer, TODAY)]

    assert step() == [(new, "members:found_funds", 2)]
    set_up_funds(new, [StatedFund("kkj")], actor=officer)
    assert step() == [(new, "members:found_committee", 3)]
    set_up_committee(new, [Seat("chair", "นายนำ", signs=True)], on=TODAY, actor=officer)
    assert step() == [(new, "members:found_check", 3)]
    open_account(
        new,
        username="33120603",
        display_name="นายนำ",
        code="abc234def5",
        on=TODAY,
        actor=officer,
        now=timezone.now(),
    )
    assert step() == []
    assert with_steps(Institution.objects.all(), TODAY).get().has_user is True


def test_the_officer_sets_up_until_the_committee_has_a_user(officer, new):
    require_set_up(officer, FUNDS, new, on=TODAY)
    user = make_user("committee", institution=new)

    with pytest.raises(PermissionDenied, match="กรรมการเป็นผู้แก้ไขกองทุนและรายชื่อกรรมการเอง"):
        require_set_up(officer, FUNDS, new, on=TODAY)
    assert may_set_up(user, FUNDS, new, on=TODAY) is True
    assert may_set_up(make_user("province", area="33"), FUNDS, new, on=TODAY) is False
