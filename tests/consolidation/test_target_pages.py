"""Selecting targets on the pages: who meets what, tick, check, confirm."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.answering import Told, answer_criteria
from consolidation.criteria import SHIPPED, criteria_on
from consolidation.models import Case, CriterionAnswer
from consolidation.selecting import select_household
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.pages import main_texts, rows

pytestmark = pytest.mark.django_db

ASKED = ("lives_here", "willing", "no_lawsuit")


@pytest.fixture
def page(institution) -> str:
    return f"/targets/{institution.code}/"


@pytest.fixture
def neighbour(institution, village_fund):
    neighbour = make_household(institution, "33")
    make_person(neighbour, "นายข้าง บ้าน")
    make_loan(neighbour, village_fund)
    return neighbour


def meets_everything(household, actor):
    told = [Told(code, "yes") for code in ASKED]
    answer_criteria(household, told, on=AS_OF, actor=actor)


def firsts(answer) -> list[list[str]]:
    """Name, debt and the first criterion of each row."""
    return [row[1:4] for row in rows(answer)[1:]]


def test_each_household_shows_what_it_meets_with_the_reason(
    client, treasurer, household, neighbour, page
):
    client.force_login(treasurer)
    answer = client.get(page)

    assert firsts(answer) == [
        ["นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1", "13,200", "ผ่าน เป็นหนี้ 3 กองทุน"],
        ["นายข้าง บ้าน บ้านเลขที่ 33", "5,000", "ไม่ผ่าน เป็นหนี้ 1 กองทุน"],
    ]
    assert rows(answer)[1][4] == "ยังไม่ทราบ ยังไม่ได้ถาม"


def test_the_list_narrows_to_who_meets_everything_and_ticks_them_all(
    client, treasurer, household, neighbour, page
):
    meets_everything(household, treasurer)
    client.force_login(treasurer)

    assert [row[0].split(" บ้าน")[0] for row in firsts(client.get(page + "?show=ready"))] == [
        "นางทองม้วน แบบอย่าง"
    ]
    ticked = client.get(page + "?step=tick&minutes_number=3/2560")
    boxes = ticked.content.decode()
    assert f'id="household-{household.pk}" aria-label="เลือก นางทองม้วน แบบอย่าง" checked' in boxes
    assert f'id="household-{neighbour.pk}" aria-label="เลือก นายข้าง บ้าน">' in boxes
    assert 'value="3/2560"' in boxes


def test_what_is_missing_is_said_above_and_the_ticks_stay(client, treasurer, household, page):
    client.force_login(treasurer)
    answer = client.get(page, {"step": "check", "households": household.pk, "on": "32/1/60"})

    assert "รายงานการประชุมครั้งที่: กรุณากรอกครั้งที่ของรายงานการประชุม เช่น 3/2560" in main_texts(
        answer, "li"
    )
    assert " checked" in answer.content.decode()
    assert 'value="32/1/60"' in answer.content.decode()


def test_a_meeting_selects_after_its_check_and_one_press_takes_it_back(
    client, treasurer, household, neighbour, page
):
    client.force_login(treasurer)
    chosen = {
        "households": [household.pk, neighbour.pk],
        "minutes_number": "3/2560",
        "on": "1/7/2560",
    }
    check = client.get(page, {"step": "check", **chosen})

    assert main_texts(check, "caption") == ["จะคัดเลือก 2 ครัวเรือน"]
    assert rows(check)[-1][1] == "18,200"
    assert not Case.objects.exists()

    refused = client.post(page, chosen)
    assert "นายข้าง บ้าน บ้านเลขที่ 33: ไม่ผ่านเกณฑ์ เป็นหนี้กองทุนสมาชิกตั้งแต่ 2 กองทุน กรุณาบอกเหตุผลที่ยังคัดเลือก" in (
        main_texts(refused, "li")
    )
    assert not Case.objects.exists()

    reason = {f"reason-{neighbour.pk}": "ยากจนมาก"}
    done = client.post(page, chosen | reason, follow=True)
    assert main_texts(done, "p")[0] == "คัดเลือกแล้ว 2 ครัวเรือน ขั้นต่อไปคือขึ้นทะเบียน"
    assert Case.objects.open().count() == 2

    undo = done.content.decode().split('action="/undo/')[1].split("/")[0]
    client.post(f"/undo/{undo}/", {"next": page})
    assert Case.objects.open().count() == 0


def test_a_reason_that_was_typed_is_not_lost_when_another_is_missing(
    client, treasurer, household, neighbour, page, institution
):
    third = make_household(institution, "34")
    make_person(third, "นางสาม บ้าน")
    make_loan(third, institution.funds.get(kind="kkj"))
    client.force_login(treasurer)
    sent = {
        "households": [neighbour.pk, third.pk],
        "minutes_number": "3/2560",
        "on": "1/7/2560",
        f"reason-{third.pk}": "ยากจนมาก",
    }

    assert 'value="ยากจนมาก"' in client.post(page, sent).content.decode()


def test_the_committee_answers_what_has_to_be_asked(client, treasurer, household):
    client.force_login(treasurer)
    sent = {f"answer-{code}": "yes" for code in (*ASKED, "creditors")}
    sent |= {"answer-willing": "no", "next": "targets"}
    address = f"/households/{household.pk}/criteria/"

    refused = client.post(address, sent)
    assert main_texts(refused, "p")[-2] == "ถ้าตอบว่าไม่ใช่ กรุณาบอกเหตุผลด้วย"
    assert not CriterionAnswer.objects.exists()

    done = client.post(address, sent | {"reason-willing": "ยังลังเล"})
    assert done.url == f"/targets/{household.institution.code}/"
    assert {*CriterionAnswer.objects.values_list("criterion", "answer", "reason")} == {
        ("lives_here", "yes", ""),
        ("willing", "no", "ยังลังเล"),
        ("no_lawsuit", "yes", ""),
        ("creditors", "yes", ""),
    }


def test_one_household_that_misses_a_criterion_asks_for_the_reason_on_its_own_page(
    client, treasurer, neighbour
):
    client.force_login(treasurer)
    address = f"/households/{neighbour.pk}/select/"
    refused = client.post(address, {"on": "1/7/2560"})

    assert "ไม่ผ่านเกณฑ์ เป็นหนี้กองทุนสมาชิกตั้งแต่ 2 กองทุน กรุณาบอกเหตุผลที่ยังคัดเลือก" in main_texts(
        refused, "li"
    )
    client.post(address, {"on": "1/7/2560", "reason": "ยากจนมาก"})
    assert Case.objects.get().transitions.get().reason == "ยากจนมาก"


def test_the_criteria_are_rewritten_from_a_day_on(client, treasurer, institution):
    client.force_login(treasurer)
    address = f"/targets/{institution.code}/criteria/"
    sent = {"effective_on": "1/7/2560"}
    for place, criterion in enumerate(SHIPPED[:2]):
        sent[f"code-{place}"] = criterion.code
        sent[f"sentence-{place}"] = criterion.sentence
        sent[f"kind-{place}"] = criterion.kind
        sent[f"least-{place}"] = "๓" if criterion.least else ""
        sent[f"required-{place}"] = "on"
    for place in range(2, 8):
        sent |= {f"sentence-{place}": "", f"kind-{place}": "asked"}
    client.post(address + "?edit=1", sent)

    written = criteria_on(institution, AS_OF.replace(month=7))
    assert [(c.code, c.least) for c in written] == [("several_funds", 3), ("lives_here", 0)]


def test_officers_look_and_outsiders_find_nothing(
    client, household, district_officer, outsider, page
):
    client.force_login(district_officer)
    answer = client.get(page)
    assert main_texts(answer, "button") == []
    assert client.post(page, {"households": household.pk}).status_code == 403

    client.force_login(outsider)
    assert client.get(page).status_code == 404
    assert client.get(f"/households/{household.pk}/criteria/").status_code == 404


def test_the_list_asks_as_many_questions_for_three_households_as_for_one(
    client, treasurer, household, institution, village_fund, page
):
    client.force_login(treasurer)
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for house in ("50", "51"):
        other = make_household(institution, house)
        make_loan(other, village_fund)
    select_household(household, on=AS_OF, actor=treasurer)
    with CaptureQueriesContext(connection) as three:
        client.get(page)

    assert len(three) == len(one)
