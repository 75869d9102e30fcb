import pytest

from consolidation.merging import merge_debts, undo_merge
from consolidation.selecting import select_household
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person
from tests.pages import facts, main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, treasurer, household):
    client.force_login(treasurer)
    return lambda of=household: client.get(f"/households/{of.pk}/")


@pytest.fixture
def contract(household, village_fund, treasurer):
    select_household(household, on=AS_OF, actor=treasurer, document="3/2560")
    return merge_debts(
        household,
        list(household.loans.values_list("pk", flat=True)),
        into=village_fund,
        borrower=household.persons.first(),
        on=SIGNED,
        actor=treasurer,
    )


def happened(response):
    """The timeline's sentences, the latest first."""
    return [event.sentence for event in response.context["events"]]


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
    assert main_texts(seen, "li")[2:4] == [
        "นางทองม้วน แบบอย่าง (หัวหน้าครัวเรือน)",
        "นายบุญเลิศ แบบอย่าง",
    ]


def test_the_next_step_follows_the_road(page, household, treasurer):
    assert main_texts(page(), "a")[-1] == "คัดเลือกเป็นเป้าหมาย"

    select_household(household, on=AS_OF, actor=treasurer)

    assert main_texts(page(), "a")[-1] == "รวมหนี้เป็นสัญญาเดียว"


def test_a_household_with_a_contract_shows_it_and_its_old_loans_apart(page, contract):
    seen = page()

    assert main_texts(seen, "h2") == [
        "สัญญาเดียวของครัวเรือน",
        "สมาชิกในครัวเรือน",
        "สิ่งที่เกิดขึ้นแล้ว",
    ]
    assert facts(seen) == {
        "กองทุนที่ถือสัญญา": "กองทุนหมู่บ้าน",
        "ผู้กู้": "นางทองม้วน แบบอย่าง",
        "จำนวนเงิน": "13,200 บาท (หนึ่งหมื่นสามพันสองร้อยบาทถ้วน)",
        "วันทำสัญญา": "31 กรกฎาคม 2560",
    }
    assert [row[1:] for row in rows(seen)] == [
        ["สถานะ", "ปิดเมื่อ"],
        *[["รวมเป็นสัญญาเดียวแล้ว", "31 ก.ค. 2560"]] * 3,
    ]
    assert main_texts(seen, "a")[-1] == "ดูสัญญา"


def test_what_happened_is_told_with_who_when_and_the_paper(page, household, contract, treasurer):
    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    seen = page()

    assert happened(seen) == [
        "เลิกทำสัญญาเลขที่ กทบ. 1/2560: เลือกกองทุนผิด",
        "รวมหนี้ 3 รายการเป็นสัญญาเลขที่ กทบ. 1/2560 13,200 บาท ถือโดย กองทุนหมู่บ้าน",
        "คัดเลือกเป็นครัวเรือนเป้าหมาย",
        "ยอดยกมาตามทะเบียน กข.คจ. ชื่อ นายบุญเลิศ แบบอย่าง 5,700 บาท",
        "ยอดยกมาตามทะเบียน กลุ่มออมทรัพย์เพื่อการผลิต ชื่อ นางทองม้วน แบบอย่าง 3,100 บาท",
        "ยอดยกมาตามทะเบียน กองทุนหมู่บ้าน ชื่อ นางทองม้วน แบบอย่าง 4,400 บาท",
    ]
    events = seen.context["events"]
    assert events[1].steps == ("อยู่ระหว่างเจรจา", "ตกลงแล้ว", "ทำสัญญาเดียวแล้ว")
    assert [(event.on, event.papers) for event in events[:3]] == [
        (SIGNED, ()),
        (SIGNED, ()),
        (AS_OF, (("เอกสาร", "3/2560"),)),
    ]
    assert {event.who for event in events[:3]} == {treasurer}


def test_a_household_that_owes_one_fund_hears_why_it_cannot_be_merged(
    page, institution, village_fund, treasurer
):
    one = make_household(institution, "9")
    make_person(one, "นายกล้า ตัวแบบ")
    make_loan(one, village_fund)
    select_household(one, on=AS_OF, actor=treasurer)

    seen = page(one)

    assert main_texts(seen, "h2")[1:2] == ["ยังทำขั้นต่อไปไม่ได้ เพราะ"]
    assert "ต้องเลือกหนี้ที่จะรวมอย่างน้อย 2 รายการ" in main_texts(seen, "li")
    assert main_texts(seen, "a") == ["ครัวเรือน"]


def test_a_household_without_debts_says_so(page, institution):
    seen = page(make_household(institution))

    assert main_texts(seen, "h1") == ["ไม่มีบ้านเลขที่"]
    assert main_texts(seen, "h2")[:2] == ["ครัวเรือนนี้ไม่มีหนี้ค้าง", "ยังทำขั้นต่อไปไม่ได้ เพราะ"]


def test_an_officer_looks_and_is_offered_no_act(client, household, district_officer):
    client.force_login(district_officer)

    seen = client.get(f"/households/{household.pk}/")

    assert main_texts(seen, "h1") == ["นางทองม้วน แบบอย่าง"]
    assert main_texts(seen, "a") == ["ครัวเรือน"]


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
    with django_assert_max_num_queries(30) as few:
        page()
    for _further in range(3):
        make_loan(household, village_fund)
    with django_assert_max_num_queries(30) as more:
        page()

    assert len(more.captured_queries) == len(few.captured_queries)
