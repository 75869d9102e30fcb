"""Answering the criteria on the pages: one household after the other, and beside somebody else."""

from datetime import UTC, datetime

import pytest

from consolidation.answering import Told, answer_criteria
from consolidation.criteria import SHIPPED, assess
from consolidation.models import CriterionAnswer
from consolidation.selecting import select_household
from tests.builders import AS_OF, make_contract, make_household, make_loan, make_person
from tests.pages import main_texts

pytestmark = pytest.mark.django_db

ASKED = ("lives_here", "willing", "creditors", "no_lawsuit")
UNKNOWN = {f"answer-{code}": "unknown" for code in ASKED}


@pytest.fixture
def neighbour(institution, village_fund, savings_group):
    neighbour = make_household(institution, "33")
    make_person(neighbour, "นายข้าง บ้าน")
    make_loan(neighbour, village_fund)
    make_loan(neighbour, savings_group)
    return neighbour


def address(household, following="one_by_one") -> str:
    return f"/households/{household.pk}/criteria/?next={following}"


def seen_on(page) -> dict[str, str]:
    """The versions of the answers that the page was opened with."""
    return {
        f"seen-{row['finding'].criterion.code}": row["seen"] for row in page.context["form"].rows()
    }


def answers(household) -> list[tuple[str, str, str]]:
    given = CriterionAnswer.objects.filter(household=household).order_by("pk")
    return [*given.values_list("criterion", "answer", "reason")]


def states(household) -> list[str]:
    return [finding.state for finding in assess([household], SHIPPED)[household.pk]]


def test_a_village_is_answered_with_one_press_a_household(
    client, treasurer, institution, household, neighbour, village_fund
):
    alone = make_household(institution, "34")
    make_loan(alone, village_fund)  # owes one fund: no answer would make it a target
    client.force_login(treasurer)

    first = client.get(f"/targets/{institution.code}/answers/next/")
    assert first.url == address(household)
    page = client.get(first.url)
    assert main_texts(page, "p")[1] == "เหลือ 2 จาก 2 ครัวเรือนที่ยังตอบไม่ครบ"

    sent = {"next": "one_by_one", "all_yes": "yes"} | UNKNOWN | seen_on(page)
    second = client.get(client.post(address(household), sent).url)
    assert second.url == address(neighbour)
    sent |= seen_on(client.get(second.url))
    last = client.post(address(neighbour), sent, follow=True)

    assert main_texts(last, "p")[:2] == [
        "บันทึกคำตอบของ นายข้าง บ้าน แล้ว 3 ข้อ",
        "ตอบเกณฑ์ครบทุกครัวเรือนแล้ว ติ๊กเลือกครัวเรือนที่ผ่าน แล้วบอกที่ประชุม",
    ]
    assert states(household) == states(neighbour) == ["met"] * 5
    assert not answers(alone)


def test_beside_what_the_system_sees_itself_an_answer_is_only_to_differ_from_it(
    client, treasurer, household
):
    client.force_login(treasurer)

    def chosen() -> dict[str, str]:
        form = client.get(address(household)).context["form"]
        return {
            code: dict(form.fields[f"answer-{code}"].choices)[form[f"answer-{code}"].value()]
            for code in ASKED
        }

    before = chosen()
    answer_criteria(household, [Told("creditors", "yes")], on=AS_OF, actor=treasurer)

    assert before == dict.fromkeys(ASKED, "ยังไม่ทราบ") | {"creditors": "ใช้ตามที่ระบบเห็น (ผ่าน)"}
    assert chosen()["creditors"] == "ใช่"


def test_what_was_skipped_is_still_counted_at_the_end(client, treasurer, household, neighbour):
    client.force_login(treasurer)
    code = household.institution.code
    skipped = client.get(f"/targets/{code}/answers/next/?after={household.pk}")
    assert skipped.url == address(neighbour)

    end = client.get(f"/targets/{code}/answers/next/?after={neighbour.pk}", follow=True)
    assert main_texts(end, "p")[0] == "ถึงครัวเรือนสุดท้ายแล้ว ยังเหลือที่ข้ามไว้ 2 ครัวเรือน"


def test_several_answers_are_taken_back_by_one_press(client, treasurer, household):
    answer_criteria(household, [Told("willing", "yes")], on=AS_OF, actor=treasurer)
    client.force_login(treasurer)
    sent = UNKNOWN | {"answer-willing": "no", "reason-willing": "ลังเล", "answer-lives_here": "yes"}
    done = client.post(address(household, "targets"), sent, follow=True)
    undo = done.content.decode().split('action="/undo/')[1].split("/")[0]
    assert states(household) == ["met", "met", "not_met", "met", "unknown"]

    client.post(f"/undo/{undo}/", {"next": "/"})
    assert states(household) == ["met", "unknown", "met", "met", "unknown"]


def test_a_page_opened_before_somebody_else_answered_leaves_their_answer_alone(
    client, treasurer, household
):
    client.force_login(treasurer)
    sent = UNKNOWN | seen_on(client.get(address(household, "targets")))
    told = [Told("willing", "no", "ไม่มาประชุม")]
    answer_criteria(household, told, on=AS_OF, actor=treasurer)

    client.post(address(household, "targets"), sent | {"answer-lives_here": "yes"})
    assert answers(household) == [("willing", "no", "ไม่มาประชุม"), ("lives_here", "yes", "")]


def test_two_who_answer_otherwise_are_both_shown_and_the_second_press_decides(
    client, treasurer, household
):
    client.force_login(treasurer)
    mine = UNKNOWN | {"answer-willing": "yes", "answer-lives_here": "yes"}
    seen = seen_on(client.get(address(household, "targets")))
    told = [Told("willing", "no", "ไม่มาประชุม")]
    answer_criteria(household, told, on=AS_OF, actor=treasurer)

    stopped = client.post(address(household, "targets"), mine | seen)
    assert main_texts(stopped, "li")[-1] == (
        "มีคนตอบข้อ “สมัครใจและตั้งใจชำระ มีแผน (สำนึกดี แผนดี)” ระหว่างที่ท่านเปิดหน้านี้ "
        "ดูคำตอบล่าสุดข้างล่าง ถ้าจะใช้คำตอบของท่าน ให้บันทึกอีกครั้ง"
    )
    assert answers(household) == [("willing", "no", "ไม่มาประชุม")]

    client.post(address(household, "targets"), mine | seen_on(stopped))
    assert states(household) == ["met", "met", "met", "met", "unknown"]


def test_a_household_with_its_one_contract_met_the_criteria_it_was_selected_by(
    household, savings_group, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)
    make_contract(household, savings_group, treasurer)
    found = assess([household], SHIPPED)[household.pk]

    assert (found[0].state, found[0].reason) == ("met", "เป็นหนี้ 3 กองทุนก่อนรวมเป็นสัญญาเดียว")
    assert found[3].state == "met"


def test_an_answer_bears_the_day_it_was_in_thailand(household, treasurer):
    CriterionAnswer.objects.create(
        household=household,
        criterion="willing",
        answer="yes",
        actor=treasurer,
        recorded_at=datetime(2017, 6, 30, 18, 0, tzinfo=UTC),
    )

    assert assess([household], SHIPPED)[household.pk][2].reason == (
        f"{treasurer} ตอบว่าใช่ เมื่อ 1 ก.ค. 2560"
    )
