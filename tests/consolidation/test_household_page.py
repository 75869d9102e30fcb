from decimal import Decimal

import pytest

from consolidation.selecting import select_household
from tests.builders import AS_OF, make_contract, make_household, make_loan, make_person
from tests.consolidation.submitted import make_submission
from tests.pages import main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, treasurer, household):
    client.force_login(treasurer)
    return lambda of=household: client.get(f"/households/{of.pk}/")


@pytest.fixture
def contract(household, village_fund, treasurer):
    select_household(household, on=AS_OF, actor=treasurer, document="3/2560")
    return make_contract(household, village_fund, treasurer)


def summary(response):
    return {
        row["label"]: row.get("value", row.get("amount")) for row in response.context["summary"]
    }


def test_the_debts_stand_by_fund_and_by_loan_with_their_components(page):
    seen = page()

    assert main_texts(seen, "h1") == ["นางทองม้วน แบบอย่าง"]
    assert rows(seen) == [
        ["กองทุน", "หนี้คงเหลือ (บาท)"],
        ["1กองทุนหมู่บ้าน", "4,400"],
        ["2กลุ่มออมทรัพย์เพื่อการผลิต", "3,100"],
        ["3กข.คจ.", "5,700"],
        ["รวม", "13,200"],
        ["กองทุนและผู้กู้", "เงินต้น", "ดอกเบี้ยค้างไม่ถึงหนึ่งปี", "รวม (บาท)"],
        [
            "กองทุนหมู่บ้าน นางทองม้วน แบบอย่าง · สัญญาเดิม กทบ. ๕/๒๕๕๙",
            "4,100",
            "300",
            "4,400",
        ],
        ["กลุ่มออมทรัพย์เพื่อการผลิต นางทองม้วน แบบอย่าง", "2,900", "200", "3,100"],
        ["กข.คจ. นายบุญเลิศ แบบอย่าง", "5,700", "0", "5,700"],
        ["รวมทั้งหมด", "12,700", "500", "13,200"],
    ]
    assert main_texts(seen, "persons") == ["นางทองม้วน แบบอย่าง (หัวหน้าครัวเรือน) นายบุญเลิศ แบบอย่าง"]


def test_the_summary_says_who_how_much_and_how_often(page, household):
    loans = [*household.loans.all()]
    for loan, month in zip(loans[:2], (3, 4), strict=True):
        loan.due_on = AS_OF.replace(month=month, day=30)
        loan.save(update_fields=["due_on"])

    assert summary(page()) == {
        "บ้านเลขที่": "32/1",
        "หัวหน้าครัวเรือน": household.persons.get(is_head=True),
        "สมาชิกในครัวเรือน": "2 คน",
        "หนี้รวม": Decimal(13200),
        "สัญญาและวันครบกำหนด": "3 สัญญา · ครบกำหนดต่างกัน 2 วันของปี: 30 มี.ค., 30 เม.ย."
        " · ไม่รู้วันครบกำหนด 1 สัญญา",
    }


def test_the_next_step_stands_on_top_as_the_one_main_action(page, household, treasurer):
    first = page()
    select_household(household, on=AS_OF, actor=treasurer)
    selected = page()

    assert main_texts(first, "btn-primary") == ["กรอกข้อมูลครัวเรือน"]
    assert main_texts(first, "h2")[:2] == ["ขั้นต่อไป: ข้อมูลครัวเรือน", "งานของครัวเรือนนี้"]
    assert main_texts(selected, "btn-primary") == ["บันทึกการรับรองหนี้"]
    assert main_texts(selected, "h2")[:1] == ["ขั้นต่อไป: ขึ้นทะเบียน"]


def test_a_household_with_a_contract_shows_it_and_its_old_loans_apart(page, contract):
    seen = page()

    assert main_texts(seen, "h2") == [
        "ทำสัญญาเดียวแล้ว",
        "งานของครัวเรือนนี้",
        "สรุป",
        "สัญญาเดียวของครัวเรือน",
        "สมาชิกในครัวเรือน",
        "สิ่งที่เกิดขึ้นแล้ว",
    ]
    assert main_texts(seen, "panel") == [
        "สัญญาเลขที่ กทบ. 1/2560 กองทุนที่ถือสัญญา กองทุนหมู่บ้าน ผู้กู้ นางทองม้วน แบบอย่าง "
        "จำนวนเงิน 13,200 บาท (หนึ่งหมื่นสามพันสองร้อยบาทถ้วน) วันทำสัญญา 31 กรกฎาคม 2560 "
        "หนี้เดิมปิดในบัญชีเมื่อบันทึกสัญญา มีผลเมื่อทุกฝ่ายลงชื่อ"
    ]
    assert [row[1:] for row in rows(seen)] == [
        ["สถานะ", "ปิดเมื่อ"],
        *[["รวมเป็นสัญญาเดียวแล้ว", "31 ก.ค. 2560"]] * 3,
    ]
    assert main_texts(seen, "btn-primary") == ["ดูสัญญา"]
    assert summary(seen)["หนี้รวม"] == 13200


def test_a_household_that_owes_one_fund_hears_why_it_cannot_be_merged(
    page, institution, village_fund, treasurer
):
    one = make_household(institution, "9")
    make_person(one, "นายกล้า ตัวแบบ")
    make_loan(one, village_fund)
    select_household(one, on=AS_OF, actor=treasurer, reason="ขอให้ช่วย")

    seen = page(one)

    assert main_texts(seen, "h2")[:1] == ["ยังทำขั้นต่อไปไม่ได้ เพราะ"]
    assert "ต้องเลือกหนี้ที่จะรวมอย่างน้อย 2 รายการ" in main_texts(seen, "li")
    assert main_texts(seen, "btn-primary") == []


def test_a_household_without_debts_says_so(page, institution):
    seen = page(make_household(institution))

    assert main_texts(seen, "h1") == ["ไม่มีบ้านเลขที่"]
    assert main_texts(seen, "empty") == [
        "ครัวเรือนนี้ไม่มีหนี้ค้าง ถ้ากองทุนยังมีหนี้ของครัวเรือนนี้อยู่ ให้นำเข้าทะเบียนลูกหนี้ฉบับล่าสุดของกองทุนนั้น"
    ]


def test_a_household_taken_out_says_so(page, household):
    household.is_removed = True
    household.save(update_fields=["is_removed"])

    assert main_texts(page(), "notice-warning") == [
        "ครัวเรือนนี้ถูกเอาออกจากทะเบียนแล้ว ไม่อยู่ในรายชื่อ จะกลับมาเองเมื่อกรอกหนี้ของครัวเรือนนี้อีก"
    ]


def test_an_officer_looks_and_is_offered_no_act(client, household, district_officer):
    client.force_login(district_officer)

    seen = client.get(f"/households/{household.pk}/")

    assert main_texts(seen, "h1") == ["นางทองม้วน แบบอย่าง"]
    assert main_texts(seen, "a") == [
        *["ครัวเรือน", "ข้อมูลครัวเรือน", "หนี้ทุกกองทุน", "จัดประเภทลูกหนี้"],
        *["ผ่อนไหวหรือไม่ ก่อนและหลังรวมหนี้", "ยอดปิดหนี้ในวันหนึ่ง", "กองทุนใดควรถือสัญญา"],
        *["ใครดูข้อมูลของครัวเรือนนี้", "การแก้ไขทุกช่อง"],
    ]
    assert main_texts(seen, "btn") == []


def test_everybody_reads_the_same_status_of_what_lies_with_the_district(
    client, household, treasurer, district_officer, province_officer
):
    make_submission(household, treasurer)

    def statuses(user) -> list[str]:
        client.force_login(user)
        return [task.status for task in client.get(f"/households/{household.pk}/").context["tasks"]]

    committee, *others = map(statuses, (treasurer, district_officer, province_officer))
    assert committee[3:] == ["รออำเภอตรวจ", "ยังเริ่มไม่ได้"]
    assert others == [committee] * 2


def test_to_an_outsider_the_household_is_not_there(
    client, household, outsider, other_district_officer
):
    for user in (outsider, other_district_officer):
        client.force_login(user)
        assert client.get(f"/households/{household.pk}/").status_code == 404


def test_more_loans_need_no_more_queries(
    page, household, village_fund, django_assert_max_num_queries
):
    page()
    with django_assert_max_num_queries(40) as few:
        page()
    for _further in range(3):
        make_loan(household, village_fund)
    with django_assert_max_num_queries(40) as more:
        page()

    assert len(more.captured_queries) == len(few.captured_queries)
