"""The check page before the district, the one button, and what comes after it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from consolidation.answering import Told, answer_criteria
from consolidation.models import Case, Registration
from consolidation.selecting import select_household
from debts.classifying import classify
from debts.models import JournalEntry
from members.models import Person
from tests.builders import AS_OF, make_household, make_loan, make_person, make_user
from tests.consolidation.registered import SIGNED_ON, ready, send
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(client, institution, treasurer) -> str:
    client.force_login(treasurer)
    return f"/registration/{institution.code}/"


@pytest.fixture
def clean(household, treasurer):
    """A household of which nothing has to be said."""
    ready(household, treasurer)
    classify(
        household,
        on=AS_OF,
        ability="able",
        willingness="willing",
        reason="ขายข้าวได้ทุกปี",
        actor=treasurer,
    )
    told = [Told(code, "yes") for code in ("lives_here", "willing", "no_lawsuit")]
    answer_criteria(household, told, on=AS_OF, actor=treasurer)
    return household


@pytest.fixture
def warned(institution, village_fund, savings_group, treasurer):
    home = make_household(institution, "7")
    make_person(home, "นายเอก สมมุติ")
    make_loan(home, village_fund, 1000, rate_percent=18)
    make_loan(home, savings_group, 2000)
    return ready(home, treasurer)


@pytest.fixture
def noted(institution, village_fund, savings_group, treasurer):
    """Three households of which only is not known yet what is known of none of the village."""
    homes = [make_household(institution, str(number)) for number in range(81, 84)]
    for home in homes:
        make_loan(home, village_fund, 1000)
        make_loan(home, savings_group, 2000)
    for home in homes:
        ready(home, treasurer)
    return homes


def ticked(response) -> list[str]:
    boxes = main(response).split('name="households"')[1:]
    return [box.split('value="')[1].split('"')[0] for box in boxes if " checked" in box[:400]]


def sending(*homes, **typed) -> dict:
    return {"households": [home.pk for home in homes], "on": "30/6/2560", "key": uuid4(), **typed}


def test_clean_households_are_ticked_and_counted_warned_ones_only_offered(
    client, address, clean, warned
):
    page = client.get(address)

    assert ticked(page) == [str(clean.pk)]
    assert main_texts(page, "btn-primary") == ["ส่งให้อำเภอตรวจ 1 ครัวเรือน"]
    assert page.context["ticked_total"] == 13200
    assert [row[1:4] for row in rows(page)[1:]] == [
        ["นายเอก สมมุติ บ้านเลขที่ 7", "2", "3,000"],
        ["นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1", "3", "13,200"],
        ["รวมที่ติ๊ก 1 ครัวเรือน", "", "13,200"],
    ]
    assert main_texts(page, "h2")[1:] == ["ส่งได้ (2)"]


def test_what_is_not_known_of_most_is_said_once_above_the_list_and_bars_nobody(
    client, address, noted, warned
):
    Person.objects.filter(household__in=noted).update(name_key=F("household_id"))

    page = client.get(address)

    assert ticked(page) == [str(home.pk) for home in noted]
    (said,) = main_texts(page, "notice-info")
    assert "ทุกครัวเรือนในรายการ ยังไม่ได้จัดประเภทลูกหนี้" in said
    assert "ทุกครัวเรือนในรายการ ยังไม่ทราบว่าผ่านเกณฑ์คัดเลือกครบทุกข้อหรือไม่" in said
    assert main(page).count("ยังไม่ได้จัดประเภท") == 1
    assert main_texts(page, "before-sending")[1:] == ["ไม่มีข้อควรดู"] * 3


def test_what_is_not_known_of_a_few_stands_at_each_with_the_way_to_say_it(
    client, address, clean, warned
):
    page = client.get(address)

    assert main_texts(page, "notice-info") == []
    assert [
        main(page).count(f'href="/households/{pk}/class/"') for pk in (warned.pk, clean.pk)
    ] == [
        1,
        0,
    ]


def test_sent_again_from_a_second_window_is_information_and_no_mistake(
    client, address, clean, warned
):
    client.post(address, sending(clean, warned))

    answer = client.post(address, sending(clean, warned), follow=True)

    assert answer.redirect_chain[-1][0] == f"{address}sent/{Registration.objects.get().pk}/"
    (said,) = main_texts(answer, "notice-info")
    assert said.startswith("ส่งไปแล้วเมื่อ ")
    assert said.endswith("ไม่ต้องส่งอีก")
    assert main_texts(answer, "notice-error") == []


def test_of_a_list_that_was_sent_in_part_one_line_says_so_and_nothing_is_sent(
    client, address, clean, warned, noted
):
    client.post(address, sending(clean, warned))

    answer = client.post(address, sending(clean, warned, *noted))

    (said,) = main_texts(answer, "notice-error")
    assert said.count("ส่งไปแล้ว") == 1
    assert "2 ครัวเรือนที่ติ๊กไว้ส่งไปแล้วจากหน้าต่างอื่น" in said
    assert ticked(answer) == [str(home.pk) for home in noted]
    assert Registration.objects.count() == 1


def test_a_household_whose_papers_are_missing_is_not_offered_and_says_where_to_go(
    client, address, household, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)

    page = client.get(address)

    assert ticked(page) == []
    assert main_texts(page, "h2")[1:] == ["ส่งได้ (0)", "ยังส่งไม่ได้ (1)"]
    assert main_texts(page, "btn-primary") == []
    way = reverse(
        "consolidation:confirm",
        args=[household.pk],
        query={"on": "30/06/2560", "next": "registration"},
    )
    assert f'href="{escape(way)}"' in main(page)


def test_the_button_sends_what_is_ticked_and_leads_to_what_comes_next(
    client, address, clean, warned, institution
):
    answer = client.post(address, sending(clean, warned))

    sent = Registration.objects.get()
    assert answer.url == f"{address}sent/{sent.pk}/"
    page = client.get(answer.url)
    assert main_texts(page, "h1") == ["ส่งให้อำเภอแล้ว 2 ครัวเรือน"]
    assert [row[-1] for row in rows(page)[1:3]] == ["รออำเภอตรวจ", "รออำเภอตรวจ"]
    assert page.context["total"] == 16200
    assert {case.status for case in Case.objects.all()} == {"submitted"}
    assert main_texts(client.get(address), "h2") == ["ไม่มีครัวเรือนที่ต้องส่งตอนนี้"]


def test_two_presses_are_one_sending(client, address, clean):
    form = sending(clean)

    first, second = client.post(address, form), client.post(address, form)

    assert first.url == second.url
    assert Registration.objects.count() == 1


def test_nothing_ticked_or_no_key_is_said_and_sends_nothing(client, address, clean):
    unticked = client.post(address, sending())
    keyless = client.post(address, sending(clean, key="x"))

    assert main_texts(unticked, "notice-error")[0].endswith("กรุณาเลือกอย่างน้อย 1 ครัวเรือน")
    assert main_texts(keyless, "notice-error")[0].endswith("กรุณาเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง")
    assert ticked(keyless) == [str(clean.pk)]
    assert not Registration.objects.exists()


def test_a_balance_that_moved_after_the_page_was_opened_stops_the_sending_in_words(
    client, address, clean, treasurer
):
    JournalEntry.objects.create(
        loan=clean.loans.first(), kind="correction", on=AS_OF, principal=-100, actor=treasurer
    )

    page = client.post(address, sending(clean))

    assert "รับรองยอด 4,400 บาท แต่ยอดตอนนี้ 4,300 บาท" in main_texts(page, "notice-error")[0]
    assert not Registration.objects.exists()


def test_a_forged_household_of_another_institution_is_no_choice(
    client, address, clean, other_institution
):
    stranger = make_household(other_institution, "1")

    page = client.post(address, sending(clean, stranger))

    assert main_texts(page, "notice-error")[0].endswith("บางครัวเรือนเลือกไม่ได้แล้ว กรุณาเลือกใหม่")
    assert not Registration.objects.exists()


def test_what_moved_since_it_was_sent_is_told_with_by_how_much(client, address, clean, treasurer):
    send([clean], treasurer)
    loan = clean.loans.order_by("pk").first()
    JournalEntry.objects.create(
        loan=loan, kind="register", on=SIGNED_ON, principal=-500, actor=treasurer
    )

    page = client.get(address)
    home = client.get(f"/households/{clean.pk}/")

    said = "กองทุนหมู่บ้าน เลขที่ กทบ. ๕/๒๕๕๙ ชื่อ นางทองม้วน แบบอย่าง: ลด 500 บาท"
    assert said in main_texts(page, "notice-warning")[0]
    assert said in main_texts(home, "notice-warning")[0]


def test_who_waits_for_the_district_looks_otherwise_than_who_was_saved(
    client, address, clean, treasurer
):
    before = client.get(f"/households/{clean.pk}/")
    send([clean], treasurer)
    after = client.get(f"/households/{clean.pk}/")
    listed = client.get("/households/")

    assert main_texts(before, "status")[0] == "คัดเลือกเป็นเป้าหมาย"
    assert main_texts(after, "status")[0] == "รออำเภอตรวจ"
    assert main_texts(listed, "status-wait") == ["รออำเภอตรวจ"]


def test_a_day_that_cannot_be_read_is_said_and_the_usual_one_used(client, address, clean):
    page = client.get(f"{address}?on=32/13/2560")

    assert page.context["cut_off"] == AS_OF
    assert main_texts(page, "invalid-feedback") != []


def test_another_day_asks_for_other_confirmations(client, address, clean):
    page = client.get(f"{address}?on=10/7/2560")

    assert main_texts(page, "h2")[1:] == ["ส่งได้ (0)", "ยังส่งไม่ได้ (1)"]


def test_who_sits_on_one_committee_comes_straight_to_its_page(client, address, institution):
    assert main_texts(client.get("/registration/"), "h1") == ["ขึ้นทะเบียน: ตรวจแล้วส่งให้อำเภอ"]


def test_who_sits_on_two_chooses_which(client, institution, other_institution):
    both = make_user("committee", institution=institution)
    office = both.offices.get()
    office.pk, office.institution = None, other_institution
    office.save()
    client.force_login(both)

    page = client.get("/registration/")

    assert page.status_code == 200


def test_a_registration_of_another_institution_is_not_there(
    client, address, clean, outsider, other_institution, treasurer
):
    sent = send([clean], treasurer)
    client.force_login(outsider)

    assert client.get(f"{address}sent/{sent.pk}/").status_code == 404
    assert client.get(f"/registration/{other_institution.code}/sent/{sent.pk}/").status_code == 404


def test_more_households_need_no_more_queries(
    client, address, clean, institution, village_fund, savings_group, treasurer
):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    asked()  # who looks for the first time is written down
    one = asked()
    for number in range(1, 4):
        home = make_household(institution, str(number))
        make_loan(home, village_fund)
        make_loan(home, savings_group)
        ready(home, treasurer)

    assert asked() == one
