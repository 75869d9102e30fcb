from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from consolidation.reviewing import NewRemark, approve, return_for_mending
from consolidation.selecting import select_household
from consolidation.summary import burden_in_words
from consolidation.tasklist import next_task, tasks_of
from consolidation.views.household import facts_of
from debts.models import Classification, Loan, SurveyRow
from members.householding import correct_person, state_house_number
from members.models import Expense, Income
from members.persons import StatedPerson, values_of
from members.versions import version_of
from tests.builders import AS_OF, SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.registered import ready, send

pytestmark = pytest.mark.django_db


def tasks(household, on=SIGNED):
    owing = [*household.loans.owing().select_related("account__fund", "borrower")]
    return tasks_of(household, facts_of(household, owing), on=on)


def states(household) -> list[str]:
    return [task.state for task in tasks(household)]


def fill_in(household, actor) -> None:
    """Everything that the first task asks for."""
    head = household.persons.get(is_head=True)
    said = StatedPerson(head.name, occupation="ทำนา")
    correct_person(head, said, seen=version_of(values_of(head)), actor=actor)
    Income.objects.create(household=household, source="ขายข้าว", amount=20000, months=[11])
    Expense.objects.create(household=household, purpose="อาหาร", amount=3000, months=[1])


def classify(household, actor) -> None:
    Classification.objects.create(
        household=household,
        on=AS_OF,
        overdue_class="normal",
        overdue_name="ปกติ",
        ability="able",
        willingness="willing",
        judged_class="good",
        judged_name="ลูกหนี้ดี",
        reason="ขายข้าวได้ทุกปี",
        actor=actor,
    )


def test_a_new_household_begins_with_its_information(household):
    found = tasks(household)

    assert [(task.label, task.status) for task in found] == [
        ("ข้อมูลครัวเรือน", "ต้องทำ"),
        ("หนี้ทุกกองทุน", "เสร็จแล้ว"),
        ("จัดประเภทลูกหนี้", "ต้องทำ"),
        ("ขึ้นทะเบียน", "ต้องทำ"),
        ("เจรจาและทำสัญญาเดียว", "ยังเริ่มไม่ได้"),
    ]
    assert [found[i].hint for i in (0, 1, 4)] == [
        "ยังขาด โทรศัพท์หรืออาชีพ, รายได้, ค่าใช้จ่ายในครัวเรือน",
        "3 สัญญา 13,200 บาท",
        "ต้องคัดเลือกเป็นเป้าหมายก่อน",
    ]
    assert (next_task(found).label, found[4].url) == ("ข้อมูลครัวเรือน", "")


def test_the_first_task_left_is_the_next_until_the_meeting_has_selected(household, treasurer):
    steps = [next_task(tasks(household)).label]
    fill_in(household, treasurer)
    steps.append(next_task(tasks(household)).label)
    classify(household, treasurer)
    steps.append(next_task(tasks(household)).label)
    select_household(household, on=AS_OF, actor=treasurer)
    steps.append(next_task(tasks(household)).label)

    assert steps == ["ข้อมูลครัวเรือน", "จัดประเภทลูกหนี้", "ขึ้นทะเบียน", "ขึ้นทะเบียน"]
    assert states(household) == ["done", "done", "done", "todo", "later"]
    assert [task.hint for task in tasks(household)][:4] == [
        "2 คน มีรายได้และค่าใช้จ่ายแล้ว",
        "3 สัญญา 13,200 บาท",
        "ลูกหนี้ดี (ปกติ) ณ 30 มิ.ย. 2560",
        "เป็นครัวเรือนเป้าหมายตั้งแต่ 30 มิ.ย. 2560 · ให้ครัวเรือนลงชื่อรับรองหนี้และให้ความยินยอมก่อน",
    ]
    assert tasks(household)[3].status == "ยังไม่ได้ส่ง"


def test_a_selected_household_goes_on_to_the_district_though_earlier_tasks_are_left(
    household, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)

    found = tasks(household)

    assert [task.state for task in found] == ["todo", "done", "todo", "todo", "later"]
    assert next_task(found).url == f"/households/{household.pk}/confirm/"


def test_the_contract_cannot_be_begun_until_the_district_let_the_household_pass(
    household, treasurer, district_officer
):
    seen = []

    def look() -> None:
        task = tasks(household)[4]
        seen.append((task.state, [why.code for why in task.refusals]))

    ready(household, treasurer)
    look()
    submission = send([household], treasurer).submissions.get()
    look()
    approve([submission], on=SIGNED, actor=district_officer)
    look()

    assert seen == [("later", ["not_reviewed"]), ("later", ["case_not_ready"]), ("todo", [])]
    # The page that says so also says how to go on before the review, where the meeting resolved it.
    assert tasks(household)[4].url == f"/households/{household.pk}/merge/"


def test_each_step_to_the_district_and_back_looks_like_no_other(
    household, institution, treasurer, district_officer
):
    looks = []

    def look() -> None:
        task = next_task(tasks(household))
        looks.append((task.state, task.status, task.verb, task.url))

    ready(household, treasurer)
    look()
    first = send([household], treasurer).submissions.get()
    look()
    wrong = NewRemark("sums.total", "ยอดรวม", "ไม่ตรงกับทะเบียน")
    return_for_mending(
        first, remarks=[wrong], reason="ยอดไม่ตรง", step="debts", on=SIGNED, actor=district_officer
    )
    look()
    second = send([household], treasurer).submissions.get()
    approve([second], on=SIGNED, actor=district_officer)
    look()

    registration = f"/registration/{institution.code}/"
    assert looks == [
        ("todo", "ยังไม่ได้ส่ง", "ตรวจแล้วส่งให้อำเภอ", registration),
        ("waiting", "รออำเภอตรวจ", "ดูข้อมูลที่ส่ง", f"/submissions/{first.pk}/"),
        ("todo", "ส่งกลับแก้ไข", "ตรวจแล้วส่งใหม่", registration),
        ("todo", "ต้องทำ", "รวมหนี้เป็นสัญญาเดียว", f"/households/{household.pk}/merge/"),
    ]
    passed = tasks(household)[3]
    assert (passed.state, passed.status, passed.url) == (
        "done",
        "ผ่านการตรวจ",
        f"/submissions/{second.pk}/",
    )


def test_with_the_contract_there_is_nothing_left_to_classify(household, village_fund, treasurer):
    contract = make_contract(household, village_fund, treasurer)

    found = tasks(household)

    assert [(task.state, task.hint) for task in found[1:]] == [
        ("done", "ปิดหนี้เดิมแล้ว รวมเป็นสัญญาเดียว"),
        ("later", "ทำสัญญาเดียวไปโดยไม่ได้จัดประเภท"),
        ("done", "เป็นครัวเรือนเป้าหมายตั้งแต่ 31 ก.ค. 2560"),
        ("done", f"สัญญาเลขที่ {contract} 13,200 บาท ถือโดยกองทุนหมู่บ้าน"),
    ]
    assert (next_task(found).verb, next_task(found).url) == ("ดูสัญญา", contract.get_absolute_url())


def test_a_fund_that_has_said_nothing_is_named_and_a_filled_in_row_speaks_for_all(
    institution, village_fund, treasurer
):
    household = make_household(institution, "9")
    make_person(household)
    make_loan(household, village_fund)
    silent = tasks(household)[1]

    SurveyRow.objects.create(
        institution=institution,
        key=uuid4(),
        household=household,
        state="recorded",
        window=uuid4(),
        typed_by=treasurer,
    )

    assert (silent.state, silent.hint) == (
        "todo",
        "ยังไม่มีข้อมูลจาก กลุ่มออมทรัพย์เพื่อการผลิต, กข.คจ.",
    )
    assert silent.url == f"/grid/{institution.code}/#household-{household.pk}"
    assert tasks(household)[1].state == "done"


def test_a_household_that_owes_nothing_can_be_neither_classified_nor_selected(
    household, institution, treasurer
):
    idle = make_household(institution, "9")
    make_person(idle)

    found = tasks(idle)

    assert [(task.state, task.hint, task.url) for task in found[2:]] == [
        ("later", "ครัวเรือนนี้ไม่มีหนี้ค้าง", ""),
        ("later", "ครัวเรือนนี้ไม่มีหนี้ค้าง จึงไม่มีอะไรให้รวม", ""),
        ("later", "ต้องคัดเลือกเป็นเป้าหมายก่อน", ""),
    ]
    fill_in(idle, treasurer)
    barred = next_task(tasks(idle))
    assert [refusal.code for refusal in barred.refusals] == ["no_debt"]


def test_a_house_without_a_number_is_complete_when_that_was_said(institution, treasurer):
    household = make_household(institution)
    make_person(household)
    fill_in(household, treasurer)
    before = tasks(household)[0].hint

    state_house_number(household, "", seen=version_of(""), actor=treasurer)

    assert (before, tasks(household)[0].state) == ("ยังขาด บ้านเลขที่", "done")


def test_a_class_given_later_does_not_count_for_an_earlier_day(household, treasurer):
    classify(household, treasurer)

    assert tasks(household, on=date(2017, 6, 29))[2].state == "todo"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], "ไม่มีสัญญาที่ค้าง"),
        ([None], "1 สัญญา · ไม่รู้วันครบกำหนด 1 สัญญา"),
        ([date(2017, 3, 31), date(2018, 3, 31)], "2 สัญญา · ครบกำหนด 31 มี.ค. ของแต่ละปี"),
        ([date(2017, 3, 31)], "1 สัญญา · ครบกำหนด 31 มี.ค. 2560"),
        (
            [date(2017, 3, 31), date(2017, 4, 30), None],
            "3 สัญญา · ครบกำหนดต่างกัน 2 วันของปี: 31 มี.ค., 30 เม.ย. · ไม่รู้วันครบกำหนด 1 สัญญา",
        ),
    ],
)
def test_contracts_and_the_days_they_fall_due_are_said_in_words(days, words):
    assert burden_in_words([Loan(due_on=day, principal=Decimal(1)) for day in days]) == words
