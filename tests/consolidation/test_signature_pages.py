"""The pages of signatures and guarantors, as people read and fill them in."""

import pytest
from django.urls import reverse

from consolidation.models import ContractGuarantor, Signature
from consolidation.transferring import pay_transfer
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.signed import LENDERS, WITNESSES, sign_all, stand
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db

DAY = "31/7/2560"


@pytest.fixture
def contract(household, village_fund, treasurer):
    return make_contract(household, village_fund, treasurer)


@pytest.fixture
def desk(client, treasurer):
    client.force_login(treasurer)
    return client


def address(name, of):
    return reverse(f"consolidation:{name}", args=[of.pk])


def guarantee(**said):
    return {"name": "นายค้ำ มั่นคง", "most": "5,000", "until": "31/12/2580", **said}


def test_the_contract_says_how_far_it_is_signed_and_which_stamps_it_bears(desk, contract):
    page = desk.get(contract.get_absolute_url())

    assert "ยังไม่ได้บันทึกการลงชื่อ" in texts(page, "status")
    assert "ติดอากรแสตมป์ 7 บาท ผู้ให้กู้เป็นผู้เสีย ผู้กู้เป็นผู้ขีดฆ่า" in main_texts(page, "li")
    assert {"บันทึกการลงชื่อ", "เพิ่มหรือแก้ผู้ค้ำประกัน"} <= {*main_texts(page, "a")}


def test_everybody_is_written_down_in_one_sending(desk, contract, kkj, savings_group):
    said = {"on": DAY, "borrower": "signed", "lender-1": LENDERS[0], "lender-2": LENDERS[1]}
    said |= {f"creditor-{fund.pk}": "นายเก่า กองเดิม" for fund in (kkj, savings_group)}
    said |= {"witness-1": WITNESSES[0], "witness-2": WITNESSES[1], "spouse": "นายบุญเลิศ แบบอย่าง"}

    page = desk.post(address("signatures", contract), said, follow=True)

    assert Signature.objects.count() == 8
    assert "ลงชื่อครบแล้วเมื่อ 31 ก.ค. 2560" in texts(page, "status")
    assert [row[0] for row in rows(page)[1:]] == [
        "ผู้กู้",
        *["กรรมการกองทุนหมู่บ้าน (ผู้ให้กู้)"] * 2,
        "กรรมการกลุ่มออมทรัพย์เพื่อการผลิต (เจ้าหนี้เดิม)",
        "กรรมการกข.คจ. (เจ้าหนี้เดิม)",
        *["พยาน"] * 2,
        "คู่สมรสผู้กู้",
    ]


def test_a_thumb_mark_without_its_witnesses_is_asked_for_them(desk, contract):
    said = {"on": DAY, "borrower": "thumb"}
    refused = desk.post(address("signatures", contract), said)

    assert "ต้องมีพยานรับรอง 2 คน" in main_texts(refused, "li")[-1] + str(
        main_texts(refused, "notice-body")
    )
    assert not Signature.objects.exists()
    desk.post(
        address("signatures", contract), {**said, "thumb_1": WITNESSES[0], "thumb_2": WITNESSES[1]}
    )
    assert Signature.objects.get().thumb_witnesses == ", ".join(WITNESSES)


def test_a_guarantor_with_nothing_to_be_known_is_added_at_once(desk, contract):
    page = desk.get(address("guarantors", contract))
    assert 'value="13,200"' in page.content.decode()

    desk.post(address("guarantors", contract), guarantee())

    added = ContractGuarantor.objects.get()
    assert (added.name, added.most, added.person) == ("นายค้ำ มั่นคง", 5000, None)


def test_what_is_to_be_known_is_shown_before_it_is_written(desk, contract, institution, kkj):
    neighbour = make_person(make_household(institution, "77"), "นายเพื่อน บ้านใกล้")
    make_loan(neighbour.household, kkj, 700, borrower=neighbour)
    said = guarantee(name="เพื่อน บ้านใกล้", until="31/8/2560")

    shown = desk.post(address("guarantors", contract), said)

    assert not ContractGuarantor.objects.exists()
    assert main_texts(shown, "notice-warning") != []
    assert main_texts(shown, "button") == ["ทราบแล้ว บันทึกผู้ค้ำคนนี้"]
    codes = shown.context["form"]["known"].value()
    assert codes == f"same_name_{neighbour.pk},until_before_last_due,guarantor_owes"

    desk.post(address("guarantors", contract), {**said, "known": codes})
    assert ContractGuarantor.objects.get().person == neighbour


def test_who_bears_a_name_of_the_register_is_asked_of_before_it_is_linked(
    desk, contract, institution
):
    neighbour = make_person(make_household(institution, "77"), "นายเพื่อน บ้านใกล้")
    said = guarantee(name="เพื่อน บ้านใกล้")

    shown = desk.post(address("guarantors", contract), said)

    assert "ชื่อนี้ตรงกับ นายเพื่อน บ้านใกล้ บ้านเลขที่ 77" in main_texts(shown, "notice-warning")[0]
    known = {"known": shown.context["form"]["known"].value()}
    assert known == {"known": f"same_name_{neighbour.pk}"}
    desk.post(address("guarantors", contract), {**said, **known, "stranger": "on"})
    added = ContractGuarantor.objects.get()
    assert (added.name, added.person) == ("เพื่อน บ้านใกล้", None)


def test_a_guarantor_is_released_from_the_page_of_the_contract(desk, contract, treasurer):
    guarantor = stand(contract, treasurer)
    said = {"reason": "มีผู้ค้ำใหม่", "on": DAY}

    page = desk.post(address("guarantor_release", guarantor), said, follow=True)

    assert "พ้นความรับผิด" in texts(page, "status")
    assert main_texts(desk.get(address("guarantor_release", guarantor)), "h2") == ["บันทึกไม่ได้ เพราะ"]


def test_the_village_reads_who_stands_for_whom(desk, contract, treasurer, institution):
    head = contract.borrower
    other = make_person(make_household(institution, "77"), "นายเพื่อน บ้านใกล้")
    loan = make_loan(other.household, institution.funds.first(), 700, borrower=other)
    loan.guarantors.create(name=str(head))
    stand(contract, treasurer, person=other)
    url = reverse("consolidation:guarantor_list", args=[institution.code])

    page = desk.get(url)

    names = ["นายเพื่อน บ้านใกล้", "นางทองม้วน แบบอย่าง"]
    assert main_texts(page, "h2") == ["แผนผังใครค้ำใคร", *names]
    assert "ค้ำไขว้กับ นางทองม้วน แบบอย่าง" in texts(page, "status")
    assert main_texts(desk.get(url, {"only": "crossed"}), "h2") == main_texts(page, "h2")


def test_a_transfer_before_all_have_signed_is_warned_of_and_no_wall(desk, contract, treasurer):
    transfer = contract.transfers.first()
    page = desk.get(address("pay", transfer))
    assert "ยังลงชื่อไม่ครบ" in main_texts(page, "notice-warning")[0]

    pay_transfer(transfer, on=SIGNED, slip="1", actor=treasurer)
    sign_all(contract, treasurer)
    later = desk.get(address("pay", contract.transfers.last()))
    assert main_texts(later, "notice-warning") == []


def test_an_officer_reads_and_writes_nothing(client, contract, treasurer, district_officer):
    guarantor = stand(contract, treasurer)
    client.force_login(district_officer)

    for name in ("signatures", "guarantors"):
        page = client.get(address(name, contract))
        assert (page.status_code, main_texts(page, "form")) == (200, [])
        assert client.post(address(name, contract), guarantee()).status_code == 403
    assert client.get(address("guarantor_release", guarantor)).status_code == 403


def test_a_signature_is_taken_back_on_a_page_that_asks_why(desk, contract, outsider):
    desk.post(address("signatures", contract), {"on": DAY, "borrower": "signed"})
    wrong = Signature.objects.get()
    page = desk.get(address("signatures", contract))
    assert "บันทึกผิด ถอน ผู้กู้ นางทองม้วน แบบอย่าง" in main_texts(page, "a")

    asked = desk.post(address("signature_back", wrong), {"reason": ""})
    assert "กรุณาเขียนเหตุที่ถอนรายการ" in "".join(main_texts(asked, "li"))
    page = desk.post(address("signature_back", wrong), {"reason": "ยังไม่ได้ลงชื่อ"}, follow=True)

    assert "ยังไม่ได้บันทึกการลงชื่อ" in texts(page, "status")
    (said,) = [text for text in main_texts(page, "li") if "เพราะ" in text]
    assert said.startswith("ผู้กู้ นางทองม้วน แบบอย่าง เพราะ ยังไม่ได้ลงชื่อ")
    again = desk.get(address("signature_back", wrong))
    assert "ถอนรายการนี้ไปแล้ว" in main_texts(again, "h2")
    desk.force_login(outsider)
    assert desk.get(address("signature_back", wrong)).status_code == 404
