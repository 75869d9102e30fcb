"""Who stands for a contract: refused, warned, written once, released with a reason."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.closing import close
from consolidation.guarantee_rules import (
    Guarantee,
    to_guarantee,
    warnings_of_number,
    warnings_to_guarantee,
)
from consolidation.guaranteeing import release_guarantor
from consolidation.models import ContractGuarantor
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import SIGNED, make_household, make_loan, make_person
from tests.consolidation.repaid import FIRST, THIRD, make_repayable, pay
from tests.consolidation.signed import UNTIL, stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


@pytest.fixture
def neighbour(institution):
    return make_person(make_household(institution, "77"), "นายเพื่อน บ้านใกล้")


def codes(act):
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def warned(contract, **said):
    guarantee = Guarantee(**{"name": "นายค้ำ มั่นคง", "most": Decimal(5000), "until": UNTIL, **said})
    return [one.code for one in warnings_to_guarantee(contract, guarantee)]


def test_a_guarantee_says_its_most_and_its_end_and_is_written_once(contract, treasurer):
    first = stand(contract, treasurer)

    assert stand(contract, treasurer) == first
    assert ContractGuarantor.objects.count() == 1
    assert AuditEntry.objects.get(act="guarantor_added").sentence == (
        f"นายค้ำ มั่นคง ค้ำประกันสัญญาเลขที่ {contract} ไม่เกิน 5,000 บาท ถึง 31 ธ.ค. 2573"
    )


def test_somebody_of_the_register_stands_under_their_own_name(contract, treasurer, neighbour):
    stands = stand(contract, treasurer, "ชื่ออื่น", person=neighbour)

    assert (stands.name, stands.person) == ("นายเพื่อน บ้านใกล้", neighbour)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"most": 0}, ["most_is_none"]),
        ({"most": Decimal("1.001")}, ["most_is_none"]),
        ({"until": SIGNED}, ["until_too_early"]),
        ({"name": "นาย"}, ["name_unreadable"]),
        ({"name": "สมใจ ชำระดี"}, ["own_guarantor"]),
        ({"name": "", "most": 0, "until": SIGNED}, None),
    ],
)
def test_what_is_no_guarantee_is_refused_with_every_reason(contract, treasurer, said, refused):
    refused = refused or ["name_unreadable", "most_is_none", "until_too_early"]

    assert codes(lambda: stand(contract, treasurer, **said)) == refused
    assert not ContractGuarantor.objects.exists()


def test_the_borrower_does_not_stand_for_herself(contract, treasurer):
    assert codes(lambda: stand(contract, treasurer, person=contract.borrower)) == ["own_guarantor"]


def test_nobody_of_another_institution_is_linked(contract, treasurer, other_institution):
    stranger = make_person(make_household(other_institution), "นายไกล ต่างถิ่น")

    assert codes(lambda: stand(contract, treasurer, person=stranger)) == ["person_elsewhere"]


def test_other_terms_for_the_same_person_ask_for_a_release_first(contract, treasurer):
    first = stand(contract, treasurer)

    assert codes(lambda: stand(contract, treasurer, "ค้ำ มั่นคง", most=9000)) == ["guarantor_known"]
    release_guarantor(first, on=FIRST, reason="เปลี่ยนวงเงิน", actor=treasurer)
    stand(contract, treasurer, most=9000)
    assert contract.guarantors.filter(released_on=None).get().most == 9000


def test_a_release_has_a_reason_and_is_done_once(contract, treasurer):
    stands = stand(contract, treasurer)

    assert codes(
        lambda: release_guarantor(stands, on=date(2017, 1, 1), reason=" ", actor=treasurer)
    ) == ["release_unexplained", "released_too_early"]
    for _twice in range(2):
        release_guarantor(stands, on=FIRST, reason="มีผู้ค้ำใหม่", actor=treasurer)
    assert AuditEntry.objects.filter(act="guarantor_released").count() == 1
    assert codes(lambda: release_guarantor(stands, on=FIRST, reason="อื่น", actor=treasurer)) == [
        "released_already"
    ]


def test_when_the_contract_is_paid_its_guarantors_are_free(contract, treasurer):
    stand(contract, treasurer)
    before = stand(contract, treasurer, "นางก่อน ค้ำไว้")
    release_guarantor(before, on=FIRST, reason="ย้ายบ้าน", actor=treasurer)
    pay(contract, FIRST, 33_600, "next_instalments")

    close(contract, on=THIRD, actor=treasurer)

    assert [*contract.guarantors.order_by("pk").values_list("released_on", "released_because")] == [
        (THIRD, "ชำระครบตามสัญญา"),
        (FIRST, "ย้ายบ้าน"),
    ]
    assert codes(lambda: stand(contract, treasurer, "นายสาย เกินไป")) == ["contract_not_open"]


def test_what_the_contract_asks_is_its_plan_with_interest(contract):
    asked = to_guarantee(contract)

    assert (asked.amount, asked.last_due) == (Decimal(33_600), THIRD)


def test_what_was_paid_already_asks_for_no_guarantee(contract):
    pay(contract, FIRST, 11_800)

    assert to_guarantee(contract).amount == Decimal(21_800)
    assert warned(contract, most=Decimal(21_800)) == []
    assert warned(contract, most=Decimal("21800.01")) == ["more_than_owed"]


@pytest.mark.parametrize(
    ("said", "warnings"),
    [
        ({}, []),
        ({"most": Decimal(33_600)}, []),
        ({"most": Decimal("33600.01")}, ["more_than_owed"]),
        ({"until": THIRD}, []),
        ({"until": date(2020, 7, 30)}, ["until_before_last_due"]),
    ],
)
def test_more_than_the_debt_or_a_time_too_short_is_warned_of(contract, said, warnings):
    assert warned(contract, **said) == warnings


def test_a_guarantor_who_owes_or_lives_in_the_house_is_warned_of(
    contract, neighbour, savings_group
):
    wife = make_person(contract.household, "นางบ้าน เดียวกัน")
    make_loan(neighbour.household, savings_group, 700, borrower=neighbour)

    assert warned(contract, name=str(wife), person=wife) == ["same_household"]
    assert warned(contract, name="เพื่อน บ้านใกล้") == ["guarantor_owes"]


def test_who_is_guaranteed_in_turn_is_warned_of(contract, treasurer, neighbour, savings_group):
    loan = make_loan(neighbour.household, savings_group, 700, borrower=neighbour)
    loan.guarantors.create(name=str(contract.borrower))

    assert warned(contract, name=str(neighbour), person=neighbour) == [
        "guarantor_owes",
        "mutual_guarantee",
    ]


def test_fewer_than_the_funds_rules_ask_is_warned_of(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer, guarantors=2)
    stand(contract, treasurer)

    assert [one.sentence for one in warnings_of_number(contract)] == [
        "ระเบียบของกลุ่มออมทรัพย์เพื่อการผลิตให้มีผู้ค้ำประกัน 2 คน ตอนนี้มี 1 คน"
    ]
    stand(contract, treasurer, "นางสอง ค้ำด้วย")
    assert [*warnings_of_number(contract)] == []
