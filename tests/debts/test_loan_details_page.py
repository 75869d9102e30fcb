from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from debts.models import Loan
from tests.builders import make_contract, make_household, make_loan, make_person
from tests.pages import facts, main, main_texts, texts

pytestmark = pytest.mark.django_db

TERMS = {
    "number": "กทบ. 7/2559",
    "borrower": "",
    "borrower_name": "",
    "principal": "5,000",
    "interest_over_year": "",
    "interest_under_year": "๑๕๐",
    "penalty": "",
    "fee": "20",
    "lent_on": "1/3/59",
    "due_on": "28 ก.พ. 2560",
    "missed_instalments": "2 งวด",
    "original_principal": "10000",
    "rate_percent": "ร้อยละ 6",
    "guarantors": "นายค้ำ หนึ่ง\nนางค้ำ สอง\n\nนายค้ำ หนึ่ง",
}


@pytest.fixture
def home(institution):
    house = make_household(institution, "9")
    make_person(house, "นายหัวหน้า ทดสอบ")
    return house


@pytest.fixture
def address(home, village_fund, client, treasurer, institution):
    client.force_login(treasurer)
    return reverse(
        "debts:loan_details", args=[institution.code, home.pk, village_fund.accounts.get().pk]
    )


def form_of(client, address):
    return {paper.key: paper for paper in client.get(address).context["papers"]}


def sent(key, terms, *, seen="", on="2017-06-30", **pressed):
    fields = {f"{key}-{name}": value for name, value in terms.items()}
    return {"loan": key, f"{key}-seen": seen, "on": on, **fields, **pressed}


def as_shown(paper):
    """What a browser would send of the form as it is shown."""
    return {box.name: "" if box.value() is None else box.value() for box in paper.form}


def test_a_cell_without_a_loan_opens_one_empty_form(client, address):
    page = client.get(address)

    assert main_texts(page, "h1") == ["รายละเอียดหนี้"]
    assert main_texts(page, "lead") == ["นายหัวหน้า ทดสอบ บ้านเลขที่ 9 · กองทุนหมู่บ้าน บัญชี 1"]
    assert main_texts(page, "legend") == ["สัญญาที่ 1"]
    assert main_texts(page, "option") == ["นายหัวหน้า ทดสอบ"]
    assert main_texts(page, "action-bar") == ["เพิ่มอีกสัญญา บันทึก"]


def test_a_loan_is_written_as_its_paper_says(client, address, home, institution):
    borrower = str(home.persons.get().pk)
    answer = client.post(address, sent("new-0", TERMS | {"borrower": borrower}))

    assert (answer.status_code, answer.url) == (
        302,
        f"/grid/{institution.code}/?on=2017-06-30#household-{home.pk}",
    )
    loan = Loan.objects.get()
    assert loan.components == {
        "principal": 5000,
        "interest_over_year": 0,
        "interest_under_year": 150,
        "penalty": 0,
        "fee": 20,
    }
    assert (loan.number, loan.lent_on, loan.due_on, loan.missed_instalments) == (
        "กทบ. 7/2559",
        date(2016, 3, 1),
        date(2017, 2, 28),
        2,
    )
    assert (loan.original_principal, loan.rate_percent) == (10000, Decimal(6))
    assert sorted(loan.guarantors.values_list("name", flat=True)) == ["นางค้ำ สอง", "นายค้ำ หนึ่ง"]
    said = "บันทึกรายละเอียดหนี้ กองทุนหมู่บ้าน ชื่อ นายหัวหน้า ทดสอบ 5,170 บาท เลิกทำ"
    assert texts(client.get(answer.url), "notice") == [said]


def test_another_person_of_the_household_may_be_the_borrower(client, address, home):
    client.post(address, sent("new-0", TERMS | {"borrower_name": "นางคู่ ทดสอบ"}))

    assert [str(person) for person in home.persons.all()] == ["นายหัวหน้า ทดสอบ", "นางคู่ ทดสอบ"]
    assert str(Loan.objects.get().borrower) == "นางคู่ ทดสอบ"


def test_each_loan_of_the_account_has_its_form_and_only_the_changed_one_is_written(
    client, address, home, village_fund
):
    first = make_loan(home, village_fund, 1000, number="กทบ. 1/2559", interest_under_year=30)
    second = make_loan(home, village_fund, 2000)
    papers = form_of(client, address)
    assert [paper.name for paper in papers.values()] == ["สัญญาที่ 1", "สัญญาที่ 2"]

    data = {"loan": list(papers), "on": "2017-12-31"}
    for key, paper in papers.items():
        data |= {f"{key}-{name}": value for name, value in as_shown(paper).items()}
        data[f"{key}-seen"] = paper.seen
    data[f"loan-{second.pk}-principal"] = "1,500"

    assert client.post(address, data).status_code == 302
    assert [loan.outstanding for loan in Loan.objects.order_by("pk")] == [1030, 1500]
    assert (first.entries.count(), second.entries.count()) == (1, 2)


def test_one_more_form_comes_without_losing_what_was_typed(client, address):
    page = client.post(address, sent("new-0", TERMS, add="1"))

    assert page.status_code == 200
    assert main_texts(page, "legend") == ["สัญญาที่ 1", "สัญญาที่ 2"]
    assert 'value="กทบ. 7/2559"' in main(page)
    assert not Loan.objects.exists()


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_written(client, address):
    wrong = {"principal": "1.000", "due_on": "31/2/60", "missed_instalments": "มาก"}
    page = client.post(address, sent("new-0", TERMS | wrong | {"rate_percent": "200"}))

    assert page.status_code == 200
    assert main_texts(page, "invalid-feedback") == [
        "“1.000” ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม ให้พิมพ์เช่น 13,200 หรือ 13,200.50",
        "ไม่มีวันที่ 31/2/60 ในปฏิทิน ให้พิมพ์ วัน เดือน ปี พ.ศ. เช่น 30/6/2560 หรือ 30 มิ.ย. 2560",
        "จำนวนงวดเป็นตัวเลข 0 ถึง 999 เช่น 2",
        "อัตราดอกเบี้ยเป็นร้อยละต่อปี พิมพ์เช่น 6 หรือ 6.25",
    ]
    assert [value in main(page) for value in ('"1.000"', '"31/2/60"', '"มาก"', '"200"')] == [
        True
    ] * 4
    assert not Loan.objects.exists()


def test_a_refusal_of_the_act_is_shown_above_the_form(client, address):
    page = client.post(
        address, sent("new-0", TERMS | {"due_on": "1/1/59", "borrower_name": "นายก ข"})
    )

    assert main_texts(page, "notice-error") == [
        "ยังไม่ได้บันทึกสัญญาที่ 1 กรุณาแก้ตามนี้ วันครบกำหนดต้องไม่ก่อนวันที่กู้"
    ]
    assert not Loan.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_shown_before_it_is_overwritten(
    client, address, home, village_fund
):
    loan = make_loan(home, village_fund, 1000)
    key = f"loan-{loan.pk}"
    paper = form_of(client, address)[key]
    mine, theirs = ({**as_shown(paper), "principal": amount} for amount in ("900", "800"))
    client.post(address, sent(key, theirs, seen=paper.seen, on="2017-12-31"))

    page = client.post(address, sent(key, mine, seen=paper.seen, on="2017-12-31"))

    assert page.status_code == 200
    assert "ตอนนี้ในระบบ: 800" in main_texts(page, "form-text")
    assert Loan.objects.get().outstanding == 800

    now = page.context["papers"][0].seen
    assert client.post(address, sent(key, mine, seen=now, on="2017-12-31")).status_code == 302
    assert Loan.objects.get().outstanding == 900


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"X-Requested-With": "fetch"}])
def test_the_drawer_gets_the_form_alone_and_a_word_when_it_is_saved(header, client, address):
    fragment = client.get(address, headers=header)
    assert fragment.content.decode().count("<form") == 1
    assert "<html" not in fragment.content.decode()

    wrong = client.post(address, sent("new-0", TERMS | {"principal": "x"}), headers=header)
    assert (wrong.status_code, "<html" in wrong.content.decode()) == (200, False)

    good = sent("new-0", TERMS | {"borrower_name": "นายก ข"})
    saved = client.post(address, good, headers=header)
    assert (saved.status_code, saved["X-Saved"], saved.content) == (204, "1", b"")


def test_an_officer_reads_what_the_paper_says(client, household, district_officer, institution):
    loan = household.loans.get(account__fund__kind="village_fund")
    client.force_login(district_officer)
    address = f"/grid/{institution.code}/households/{household.pk}/accounts/{loan.account_id}/"

    page = client.get(address)

    assert facts(page) == {
        "เลขที่สัญญา": "กทบ. ๕/๒๕๕๙",
        "ผู้กู้": "นางทองม้วน แบบอย่าง",
        "เงินต้นคงเหลือ": "4,100 บาท",
        "ดอกเบี้ยค้างไม่ถึงหนึ่งปี": "300 บาท",
        "วันที่กู้": "–",
        "วันครบกำหนด": "–",
        "ผู้ค้ำประกัน": "–",
    }
    assert main_texts(page, "button") == []
    assert client.post(address, {}).status_code == 403


def test_merged_loans_are_listed_and_asked_no_more(
    client, household, village_fund, treasurer, institution
):
    make_contract(household, village_fund, treasurer)
    client.force_login(treasurer)
    account = village_fund.accounts.get().pk
    address = f"/grid/{institution.code}/households/{household.pk}/accounts/{account}/"
    page = client.get(address)

    assert main_texts(page, "legend") == []
    assert main_texts(page, "li")[-1] == (
        "กทบ. ๕/๒๕๕๙ · นางทองม้วน แบบอย่าง · รวมเป็นสัญญาเดียวแล้ว 31 ก.ค. 2560"
    )
    assert main_texts(page, "action-bar") == ["เพิ่มอีกสัญญา"]
    late = client.post(address, sent(f"loan-{household.loans.first().pk}", TERMS))
    assert "จึงแก้ไขไม่ได้" in main_texts(late, "notice-error")[0]


def test_nobody_opens_a_household_or_account_that_isnt_the_institutions(
    client, address, outsider, household, other_institution, home, institution
):
    theirs = other_institution.funds.first().accounts.get().pk
    mixed = f"/grid/{institution.code}/households/{home.pk}/accounts/{theirs}/"
    assert client.get(mixed).status_code == 404

    client.force_login(outsider)
    assert [client.get(address).status_code, client.post(address, {}).status_code] == [404, 404]
