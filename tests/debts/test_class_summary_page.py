"""The summary by class and the households of a class, as a committee and an officer meet them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debts.classifying import classify
from debts.models import Classification
from members.models import Household
from tests.builders import make_household, make_loan, make_person
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db

DAY = date(2017, 12, 31)
AT = {"on": "2017-12-31"}


@pytest.fixture
def late(household, village_fund) -> Household:
    make_loan(household, village_fund, 1000, due_on=DAY - timedelta(92), number="กทบ. 9/2559")
    return household


@pytest.fixture
def neighbour(institution, kkj) -> Household:
    """The household of 40, which owes and is late in nothing."""
    home = make_household(institution, "40")
    make_person(home, "นายอุดม ทดลองชัย")
    make_loan(home, kkj, 800, due_on=date(2018, 6, 30))
    return home


def given_to(household, actor, *, on=DAY, **changed) -> Classification:
    judged = {"ability": "limited", "willingness": "willing", "reason": "รายได้ลดลง", **changed}
    return classify(household, on=on, actor=actor, **judged)


def test_the_summary_counts_households_and_baht_of_every_class(
    client, institution, late, neighbour, treasurer
):
    client.force_login(treasurer)
    given_to(late, treasurer)
    page = client.get(reverse("debts:class_summary", query=AT))

    assert main_texts(page, "lead") == ["บ้านทดลอง · ณ 31 ธ.ค. 2560"]
    figures = {row[0]: row[2:] for row in rows(page) if len(row) == 4}
    assert figures == {
        "ผลการจัดประเภท": ["ครัวเรือน", "หนี้คงเหลือ (บาท)"],
        "ดี ชำระได้ตามปกติ": ["0", "0"],
        "ช่วยได้ ตั้งใจแต่กำลังจำกัด ควรเลือกเป็นครัวเรือนเป้าหมาย": ["1 ครัวเรือน ช่วยได้", "14,200"],
        "ต้องติดตาม มีกำลังแต่ไม่ตั้งใจ ต้องติดตามและเจรจา": ["0", "0"],
        "ยาก ไม่มีกำลัง เช่น เสียชีวิต เจ็บป่วย ย้ายออก ต้องคุยกับผู้ค้ำประกัน ทายาท หรือผ่อนผัน": ["0", "0"],
        "ยังไม่ได้จัดประเภท": ["1 ครัวเรือน ยังไม่ได้จัดประเภท", "800"],
        "รวม": ["2", "15,000"],
        "ประเภทตามการค้าง": ["ครัวเรือน", "หนี้คงเหลือ (บาท)"],
        "ปกติ": ["1 ครัวเรือน ปกติ", "800"],
        "เริ่มค้าง": ["0", "0"],
        "ค้างนาน": ["1 ครัวเรือน ค้างนาน", "14,200"],
        "ค้างเรื้อรัง": ["0", "0"],
    }
    assert main_texts(page, "action-bar") == ["จัดประเภททีละครัวเรือน (เหลือ 1)"]
    assert "ไม่รู้วันครบกำหนด 3 สัญญา" in " ".join(main_texts(page, "measure"))


def test_a_number_of_the_summary_leads_to_its_households(
    client, institution, late, neighbour, treasurer
):
    client.force_login(treasurer)
    query = {"band": "long", "institution": institution.code, **AT}
    link = reverse("debts:class_households", query=query)
    summary = client.get(reverse("debts:class_summary", query=AT))
    assert f'href="{link}"'.replace("&", "&amp;") in main(summary)

    page = client.get(link)
    assert main_texts(page, "h1") == ["ครัวเรือน “ค้างนาน”"]
    assert rows(page)[1:] == [
        [
            "32/1",
            "นางทองม้วน แบบอย่าง",
            "14,200",
            "92",
            "ค้างนาน ไม่รู้วันครบกำหนด 3 สัญญา",
            "ยังไม่ได้จัดประเภท",
        ],
        ["รวม", "", "14,200", "", "", ""],
    ]
    none_given = reverse("debts:class_households", query={"result": "-", **AT})
    assert [row[0] for row in rows(client.get(none_given))[1:-1]] == ["32/1", "40"]
    assert main_texts(client.get(none_given), "h1") == ["ครัวเรือน “ยังไม่ได้จัดประเภท”"]
    nothing = client.get(reverse("debts:class_households", query={"band": "bogus", **AT}))
    assert main_texts(nothing, "empty")[0].startswith("ไม่มีครัวเรือนประเภทนี้ในวันนั้น")


def test_before_anybody_owed_the_summary_says_so(client, institution, treasurer):
    client.force_login(treasurer)
    page = client.get(reverse("debts:class_summary"))

    assert main_texts(page, "empty") == [
        "ไม่มีครัวเรือนที่มีหนี้ค้างในวันนั้น "
        "ครัวเรือนจะขึ้นที่นี่เมื่อกรอกหนี้ของกองทุนแล้ว ถ้าดูวันในอดีต ลองเลือกวันที่ใหม่กว่า กรอกลูกหนี้"
    ]


def test_an_officer_of_several_institutions_chooses_one(
    client, institution, other_institution, late, neighbour, treasurer, province_officer
):
    given_to(neighbour, treasurer)
    client.force_login(province_officer)
    page = client.get(reverse("debts:class_summary", query=AT))

    names = {row[0]: row[2:] for row in rows(page)[1:]}
    assert names == {"บ้านทดลอง": ["2", "1"], "บ้านนอกเขต": ["0", "0"]}
    chosen = client.get(
        reverse("debts:class_summary", query={"institution": institution.code, **AT})
    )
    assert main_texts(chosen, "lead") == ["บ้านทดลอง · ณ 31 ธ.ค. 2560"]
    assert main_texts(chosen, "action-bar") == []


@pytest.mark.parametrize("name", ["debts:class_summary", "debts:class_households"])
def test_more_households_are_not_more_queries(name, client, institution, kkj, treasurer):
    client.force_login(treasurer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, query=AT)).status_code == 200
        return len(captured)

    make_loan(make_household(institution, "1"), kkj)
    queries()  # the first look is written down
    one = queries()
    for number in ("2", "3"):
        make_loan(make_household(institution, number), kkj)
    assert queries() == one


def test_home_tells_the_committee_who_waits_for_a_class(client, institution, late, treasurer):
    client.force_login(treasurer)
    cards = main_texts(client.get(reverse("consolidation:home")), "card-plain")

    assert "ยังไม่ได้จัดประเภท 1 ครัวเรือน รอดำเนินการ จัดประเภททีละครัวเรือน" in cards
    given_to(late, treasurer)
    cards = main_texts(client.get(reverse("consolidation:home")), "card-plain")
    assert [card for card in cards if card.startswith("ยังไม่ได้จัดประเภท")] == []
