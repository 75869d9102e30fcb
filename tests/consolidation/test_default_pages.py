"""Defaults on the pages: of one contract, of the village, and the letter to a guarantor."""

import pytest
from django.urls import reverse

from consolidation.models import Case, GuarantorNotice
from tests.consolidation.repaid import make_repayable, pay
from tests.consolidation.signed import stand
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(savings_group, treasurer):
    """Years late by now, with one guarantor."""
    made = make_repayable(savings_group, treasurer)
    stand(made, treasurer)
    return made


@pytest.fixture
def desk(client, treasurer):
    client.force_login(treasurer)
    return client


def address(name, of):
    return reverse(f"consolidation:{name}", args=[of.pk])


def test_the_contract_says_what_is_overdue_and_leads_to_it(desk, contract):
    page = desk.get(contract.get_absolute_url())

    assert main_texts(page, "notice-warning")[-1].startswith(
        "ค้างชำระ 3 งวด 33,600 บาท ตั้งแต่ 31 กรกฎาคม 2561 ผู้ค้ำประกัน นายค้ำ มั่นคง : เลยกำหนด"
    )
    seen = desk.get(address("contract_default", contract))
    assert [row[0] for row in rows(seen)[1:4]] == ["งวดที่ 1", "งวดที่ 2", "งวดที่ 3"]
    assert texts(seen, "row-note")[0].startswith("ผู้ค้ำไม่ต้องรับผิดดอกเบี้ย")


def test_a_letter_tells_of_all_missed_instalments_at_once(desk, contract):
    guarantor = contract.guarantors.get()
    page = desk.get(address("guarantor_tell", guarantor))
    chosen = page.context["form"].initial["defaults"]
    assert chosen == ["2018-07-31", "2019-07-31", "2020-07-31"]

    said = {"defaults": chosen, "sent_on": "15/8/2563", "proof": "EMS TH1"}
    seen = desk.post(address("guarantor_tell", guarantor), said, follow=True)

    assert GuarantorNotice.objects.count() == 3
    assert "บอกกล่าวแล้ว 15 ส.ค. 2563" in texts(seen, "status")
    assert main_texts(desk.get(address("guarantor_tell", guarantor)), "h2") == ["ไม่มีงวดที่ต้องบอกกล่าว"]


def test_the_village_lists_its_defaults(desk, contract, institution, savings_group, treasurer):
    paid = make_repayable(savings_group, treasurer)
    pay(paid, paid.opened_on, 33_600, "next_instalments")

    page = desk.get(reverse("consolidation:default_list", args=[institution.code]))

    assert [row[1] for row in rows(page)[1:]] == ["33,600"]
    assert "เลยกำหนดบอกกล่าว" in rows(page)[1][3]
    home = desk.get("/")
    assert "ค้างชำระ ต้องบอกกล่าวผู้ค้ำ" in main_texts(home, "card-heading")


def test_nothing_overdue_says_so(desk, institution):
    page = desk.get(reverse("consolidation:default_list", args=[institution.code]))

    assert main_texts(page, "h2") == ["ไม่มีสัญญาที่ค้างชำระ"]


def test_a_household_is_called_in_default_talked_with_and_back(desk, contract):
    step = address("default_step", contract)
    for word, status, buttons in (
        ("mark", "defaulted", ["เจรจาใหม่", "กลับมาตามแผนแล้ว"]),
        ("negotiate", "negotiating", ["กลับมาตามแผนแล้ว"]),
        ("resume", "contracted", ["บันทึกว่าผิดนัด"]),
    ):
        desk.post(step, {"step": word, "reason": "ตามที่คุยกัน", "on": "15/8/2563"})
        assert Case.objects.get(pk=contract.case_id).status == status
        assert main_texts(desk.get(step), "button") == buttons


def test_a_step_without_a_reason_is_asked_for_one(desk, contract):
    page = desk.post(address("default_step", contract), {"step": "mark", "on": "15/8/2563"})

    assert "กรุณาเขียนเหตุผล" in main_texts(page, "notice-error")[0]
    assert Case.objects.get(pk=contract.case_id).status == "contracted"


def test_who_only_reads_is_offered_no_step(client, contract, district_officer):
    client.force_login(district_officer)
    page = client.get(address("contract_default", contract))

    assert page.status_code == 200
    assert "บันทึกหนังสือบอกกล่าว" not in " ".join(main_texts(page, "a"))
