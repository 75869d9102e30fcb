import json

import pytest

from debts.models import Loan, MatchDecision
from members.models import Household, Person
from tests.builders import make_household, make_loan, make_person
from tests.debts.drafts import LODGER, MAN, WIFE, make_draft, make_recorded
from tests.pages import cells, main_texts, texts

pytestmark = pytest.mark.django_db

KNOWN = "24,นางกองแก้ว ทดสอบไท,กทบ. 9/2559,1000,,31/3/2560\n"  # a letter short of WIFE's name


@pytest.fixture
def household(institution, kkj):
    """The household of 24, in the books with one loan of another fund."""
    household = make_household(institution, "24")
    make_person(household, "นางกองแก้ว ทดสอบไทย")
    make_loan(household, kkj, 5700)
    return household


def values(answer):
    return [value for value, _ in answer.context["form"].fields["answer"].choices]


def settle(client, draft, meaning, **to):
    return client.post(f"/registers/{draft.pk}/doubts/", {"answer": json.dumps(meaning)}, **to)


def test_the_row_stands_beside_the_people_it_may_be(client, treasurer, village_fund, household):
    draft = make_draft(village_fund, MAN + LODGER, treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/doubts/")

    assert texts(answer, "lead") == ["บ้านเลขที่นี้มีคนอื่นอยู่แล้ว เป็นครัวเรือนเดียวกันหรือไม่"]
    assert texts(answer, "steps-now") == ["รายการที่ 1 จาก 1"]
    assert texts(answer, "panel") == [
        "ในทะเบียน กองทุนหมู่บ้าน ชื่อ-สกุล นายสมคิด อื่นสกุล บ้านเลขที่ 24 ยอดหนี้ 3,000 บาท"
        " เลขที่สัญญา กทบ. 3/2559 อยู่ที่ แถว 3",
        "ที่รู้จักอยู่แล้ว เลือกหนึ่งข้อ บ้านเลขที่ 24 คนในครัวเรือน: นางกองแก้ว ทดสอบไทย"
        " นางกองแก้ว ทดสอบไทย กข.คจ. 5,700 บาท คนเดียวกับ นางกองแก้ว ทดสอบไทย"
        " อีกคนหนึ่งของครัวเรือนนี้ ไม่ใช่ทั้งหมด เป็นครัวเรือนใหม่",
    ]
    assert values(answer) == [
        json.dumps({"person": household.persons.get().pk}),
        json.dumps({"household": household.pk}),
        "{}",
    ]


def test_the_next_doubt_opens_by_itself_and_then_the_register(
    client, treasurer, village_fund, household
):
    draft = make_draft(village_fund, KNOWN + LODGER, treasurer)
    client.force_login(treasurer)

    second = settle(client, draft, {"person": household.persons.get().pk}, follow=True)
    assert texts(second, "steps-now") == ["รายการที่ 2 จาก 2"]

    end = settle(client, draft, {"household": household.pk}, follow=True)
    assert end.redirect_chain[-1] == (f"/registers/{draft.pk}/", 302)
    assert texts(end, "notice-success") == ["ตัดสินครบทุกรายการแล้ว ตรวจยอดแล้วกด “บันทึกเข้าระบบ”"]
    assert [cells[-1] for cells in cells(end.context["rows"])] == [
        "หนี้ใหม่ของคนที่มีอยู่แล้ว ตัดสินแล้ว: คนเดียวกับ นางกองแก้ว ทดสอบไทย แก้คำตัดสิน นางกองแก้ว ทดสอบไท",
        "คนใหม่ของครัวเรือนที่มีอยู่ ตัดสินแล้ว: ครัวเรือนเดียวกับ นางกองแก้ว ทดสอบไทย แก้คำตัดสิน นายสมคิด อื่นสกุล",
    ]
    assert main_texts(end, "btn-primary") == ["บันทึกเข้าระบบ"]


def test_a_settled_doubt_shows_its_answer_and_can_be_settled_otherwise(
    client, treasurer, village_fund, household
):
    draft = make_draft(village_fund, LODGER, treasurer)
    client.force_login(treasurer)
    settle(client, draft, {"household": household.pk})

    again = client.get(f"/registers/{draft.pk}/doubts/", {"row": 1})
    assert texts(again, "steps-now") == ["รายการที่ 1 จาก 1 (ตัดสินแล้ว แก้ได้จนกว่าจะบันทึก)"]
    assert again.context["form"]["answer"].value() == json.dumps({"household": household.pk})

    client.post(f"/registers/{draft.pk}/doubts/?row=1", {"answer": "{}"})
    draft.refresh_from_db()
    assert draft.choices == {"24|สมคิด อื่นสกุล": {}}


def test_an_answer_is_kept_for_the_next_import(client, treasurer, village_fund, household):
    draft = make_draft(village_fund, LODGER, treasurer)
    client.force_login(treasurer)
    settle(client, draft, {"household": household.pk})
    client.post(f"/registers/{draft.pk}/record/")

    lodger = Person.objects.get(full_name="นายสมคิด อื่นสกุล")
    assert lodger.household == household
    assert MatchDecision.objects.get().person == lodger
    again = make_draft(village_fund, LODGER, treasurer)
    answer = client.get(f"/registers/{again.pk}/")
    assert [cells[3] for cells in cells(answer.context["rows"])] == ["เหมือนเดิม"]


@pytest.mark.parametrize(
    ("word", "households", "people", "remark"),
    [
        ("like", 1, 1, "ครัวเรือนใหม่ ตัดสินแล้ว: คนเดียวกับ นางกองแก้ว ทดสอบไทย"),
        ("with", 1, 2, "คนใหม่ของครัวเรือนใหม่ในแฟ้มนี้ ตัดสินแล้ว: ครัวเรือนเดียวกับ นางกองแก้ว ทดสอบไทย"),
        ("neither", 2, 2, "ครัวเรือนใหม่ ตัดสินแล้ว: เป็นครัวเรือนใหม่"),
    ],
)
def test_somebody_new_in_the_same_file_can_be_the_answer(
    client, treasurer, village_fund, word, households, people, remark
):
    draft = make_draft(village_fund, WIFE + LODGER, treasurer)
    client.force_login(treasurer)
    wife = ["24", "กองแก้ว ทดสอบไทย"]
    asked = client.get(f"/registers/{draft.pk}/doubts/")
    assert [json.loads(value) for value in values(asked)] == [{"like": wife}, {"with": wife}, {}]
    assert texts(asked, "candidate") == [
        "บ้านเลขที่ 24 (ครัวเรือนใหม่ในแฟ้มนี้) คนในครัวเรือน: นางกองแก้ว ทดสอบไทย"
        " นางกองแก้ว ทดสอบไทย ในแฟ้มนี้ 9,800 บาท คนเดียวกับ นางกองแก้ว ทดสอบไทย"
        " อีกคนหนึ่งของครัวเรือนนี้"
    ]

    meaning = {} if word == "neither" else {word: wife}
    typed = json.dumps(meaning, ensure_ascii=False)
    client.post(f"/registers/{draft.pk}/doubts/", {"answer": typed})
    shown = client.get(f"/registers/{draft.pk}/", {"outcome": "decided"})
    client.post(f"/registers/{draft.pk}/record/")

    assert [cells[-1] for cells in cells(shown.context["rows"])] == [
        f"{remark} แก้คำตัดสิน นายสมคิด อื่นสกุล"
    ]
    assert (Household.objects.count(), Person.objects.count()) == (households, people)
    assert Loan.objects.count() == 2


@pytest.mark.parametrize("forged", ["", "{", '{"person": 999999}', "[]", '{"household": "1"}'])
def test_an_answer_that_was_not_offered_is_refused_in_words(
    client, treasurer, village_fund, household, forged
):
    draft = make_draft(village_fund, LODGER, treasurer)
    client.force_login(treasurer)

    answer = client.post(f"/registers/{draft.pk}/doubts/", {"answer": forged, "x": "x"})

    wanted = "ข้อมูลเปลี่ยนไปแล้ว กรุณาเลือกคำตอบใหม่" if forged else "กรุณาเลือกคำตอบหนึ่งข้อ"
    assert answer.context["form"].errors == {"answer": [wanted]}
    assert texts(answer, "notice-error") == [f"ยังไปต่อไม่ได้ แถวนี้คือใคร: {wanted}"]
    draft.refresh_from_db()
    assert draft.choices == {}


@pytest.mark.parametrize("row", ["0", "99", "x", "-1", "9" * 30])
def test_a_row_that_is_no_doubt_leads_back(client, treasurer, village_fund, household, row):
    draft = make_draft(village_fund, MAN, treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/doubts/", {"row": row})

    assert (answer.status_code, answer["Location"]) == (302, f"/registers/{draft.pk}/")


def test_a_recorded_register_has_nothing_left_to_settle(client, treasurer, village_fund):
    recorded = make_recorded(village_fund, WIFE, treasurer)
    client.force_login(treasurer)

    answer = settle(client, recorded, {})

    assert (answer.status_code, answer["Location"]) == (302, f"/registers/{recorded.pk}/")
