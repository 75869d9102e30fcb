"""What a registration says of a household, and what changed between two of its versions."""

import json
from datetime import date

import pytest

from consolidation.answering import Told, answer_criteria
from consolidation.consenting import give_consent
from consolidation.selecting import select_household
from consolidation.snapshot import content_of, differences, flat
from debts.models import Guarantor, JournalEntry
from members.models import Expense, Income
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.consolidation.registered import SIGNED_ON, confirmed

pytestmark = pytest.mark.django_db


def content(household, cut_off=AS_OF):
    return content_of([household], cut_off=cut_off)[household.pk]


def pay(loan, amount: int, on: date, actor) -> JournalEntry:
    return JournalEntry.objects.create(
        loan=loan, kind="correction", on=on, principal=-amount, actor=actor
    )


def test_sums_and_loans_are_those_of_the_cut_off_date(household, savings_group, treasurer):
    first, *_others = household.loans.all()
    pay(first, 100, date(2017, 7, 1), treasurer)
    make_loan(household, savings_group, 900, on=date(2017, 7, 5))

    then, later = content(household), content(household, date(2017, 7, 5))

    assert then["sums"] == {
        "total": "13200.00",
        "principal": "12700.00",
        "interest_over_year": "0.00",
        "interest_under_year": "500.00",
        "penalty": "0.00",
        "fee": "0.00",
        "disputed": "0.00",
    }
    assert [loan["total"] for loan in then["loans"]] == ["4400.00", "3100.00", "5700.00"]
    assert (later["sums"]["total"], len(later["loans"])) == ("14000.00", 4)


def test_everything_the_district_looks_at_stands_in_it_as_plain_values(household, treasurer):
    loan = household.loans.order_by("pk").first()
    Guarantor.objects.create(loan=loan, name="นายค้ำ สมมุติ")
    income = Income.objects.create(
        household=household, source="ขายข้าว", amount=20000, months=[11, 12]
    )
    Expense.objects.create(household=household, purpose="อาหาร", amount=3000, months=[1])
    select_household(household, on=AS_OF, actor=treasurer, document="รายงานการประชุมครั้งที่ 1/2560")
    answer_criteria(household, [Told("lives_here", "yes")], on=AS_OF, actor=treasurer)
    give_consent(household, signed_on=SIGNED_ON, actor=treasurer)
    confirmed(household, treasurer)

    said = content(household)

    assert json.loads(json.dumps(said)) == said
    assert said["household"] == {
        "house_number": "32/1",
        "village": "บ้านทดลอง หมู่ที่ 91",
    }
    assert [(one["name"], one["is_head"]) for one in said["persons"]] == [
        ("นางทองม้วน แบบอย่าง", True),
        ("นายบุญเลิศ แบบอย่าง", False),
    ]
    assert said["incomes"] == [
        {"id": income.pk, "source": "ขายข้าว", "amount": "20000.00", "months": [11, 12]}
    ]
    assert said["loans"][0] == {
        "id": loan.pk,
        "fund": "กองทุนหมู่บ้าน",
        "account": "บัญชี 1",
        "number": "กทบ. ๕/๒๕๕๙",
        "borrower": "นางทองม้วน แบบอย่าง",
        "opened_on": None,
        "due_on": None,
        "rate_percent": None,
        "principal": "4100.00",
        "interest_over_year": "0.00",
        "interest_under_year": "300.00",
        "penalty": "0.00",
        "fee": "0.00",
        "total": "4400.00",
        "guarantors": ["นายค้ำ สมมุติ"],
        "disputed": "",
        "confirmed": "ลงลายมือชื่อ",
        "confirmed_on": "2017-07-10",
        "witnesses": [],
    }
    assert [(one["id"], one["found"]) for one in said["criteria"]] == [
        ("several_funds", "ผ่าน"),
        ("lives_here", "ผ่าน"),
        ("willing", "ยังไม่ทราบ"),
        ("creditors", "ผ่าน"),
        ("no_lawsuit", "ยังไม่ทราบ"),
    ]
    assert said["minutes"]["document"] == "รายงานการประชุมครั้งที่ 1/2560"
    assert said["consent"] == {"signed_on": "2017-07-10"}


def test_a_disputed_loan_is_named_and_left_out_of_the_sums(household, treasurer):
    loan = household.loans.order_by("pk").last()
    confirmed(household, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    said = content(household)

    assert (said["sums"]["total"], said["sums"]["disputed"]) == ("7500.00", "5700.00")
    assert [one["disputed"] for one in said["loans"]] == ["", "", "จ่ายแล้ว"]


def test_a_hundred_households_ask_no_more_than_one(
    institution, village_fund, treasurer, django_assert_num_queries
):
    homes = [make_household(institution, str(number)) for number in range(1, 6)]
    for home in homes:
        make_loan(home, village_fund)
        Income.objects.create(household=home, source="ขายข้าว", amount=1, months=[1])
    asked = 15

    with django_assert_num_queries(asked):
        content_of(homes[:1], cut_off=AS_OF)
    with django_assert_num_queries(asked):
        content_of(homes, cut_off=AS_OF)


def test_fields_are_read_in_order_with_their_labels_and_shown_values(household):
    fields = {field.path: (field.label, field.shown) for field in flat(content(household))}
    loan = household.loans.order_by("pk").first()

    assert [*fields][:2] == ["sums.total", "sums.principal"]
    assert fields["sums.total"] == ("ยอดที่ขึ้นทะเบียน · ยอดรวม", "13,200")
    assert fields[f"loans.{loan.pk}.principal"] == (
        "กองทุนหมู่บ้าน เลขที่ กทบ. ๕/๒๕๕๙ ชื่อ นางทองม้วน แบบอย่าง · เงินต้นคงเหลือ",
        "4,100",
    )
    assert fields[f"loans.{loan.pk}.due_on"][1] == "ไม่มี"
    assert max(len(path) for path in fields) <= 100


def test_nothing_changed_is_no_difference(household):
    assert differences(content(household), content(household)) == []


def test_what_changed_is_told_sums_first_then_loans_then_the_rest(
    household, village_fund, treasurer
):
    before = content(household)
    loan = household.loans.order_by("pk").first()
    pay(loan, 100, AS_OF, treasurer)
    added = make_loan(household, village_fund, 1000, number="9/2560")
    household.house_number = "32/2"
    household.save(update_fields=["house_number"])
    person = make_person(household, "เด็กหญิงหนึ่ง แบบอย่าง")

    found = differences(before, content(household))

    assert [(one.path, one.old, one.new, one.by) for one in found] == [
        ("sums.total", "13,200", "14,100", 900),
        ("sums.principal", "12,700", "13,600", 900),
        (f"loans.{loan.pk}.total", "4,400", "4,300", -100),
        (f"loans.{loan.pk}.principal", "4,100", "4,000", -100),
        (f"loans.{added.pk}", "ไม่มี", "1,000", 1000),
        ("household.house_number", "32/1", "32/2", None),
        (f"persons.{person.pk}", "ไม่มี", "มี", None),
    ]
    assert found[4].label == "เพิ่ม: กองทุนหมู่บ้าน เลขที่ 9/2560 ชื่อ นางทองม้วน แบบอย่าง"


def test_what_went_is_told_with_the_sum_that_went(household):
    before = content(household)
    after = {**before, "loans": before["loans"][1:], "class": {}}

    (gone,) = differences(before, after)

    assert (gone.label[:7], gone.old, gone.new, gone.by) == ("เอาออก:", "4,400", "ไม่มี", -4400)


def test_an_empty_content_has_no_fields_and_everything_is_new(household):
    assert flat({}) == []
    assert {one.old for one in differences({}, content(household))} == {"ไม่มี"}
