"""What was sent to the district stays as it was sent: for every act, and for raw SQL."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from consolidation.answering import Told, answer_criteria
from consolidation.correcting import ask_for_correction
from consolidation.criteria import criteria_on
from debts.classifying import classify
from debts.models import Guarantor, Loan
from debts.stated_loans import StatedLoan
from debts.stating import state_loan
from debts.surveying import TypedRow, save_row
from fundinst.errors import Refused
from fundinst.names import split_name
from members.budgeting import StatedLine, remove_line, state_line
from members.householding import add_person, correct_person, make_head, state_house_number
from members.models import Expense, Income
from members.persons import StatedPerson, values_of
from members.undoing import undo_entry
from members.versions import version_of
from tests.builders import make_loan, make_person
from tests.consolidation.submitted import SENT, make_submission
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db

LOCKED = ["household_locked"]


@pytest.fixture
def income(household):
    return Income.objects.create(household=household, source="ขายข้าว", amount=900, months=[1])


@pytest.fixture
def case(household, income, treasurer):
    Guarantor.objects.create(loan=household.loans.first(), name="นายค้ำ สมมุติ")
    Expense.objects.create(household=household, purpose="ค่าเล่าเรียน", amount=300, months=[5])
    return make_submission(household, treasurer).case


def codes(act, *arguments, **named) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act(*arguments, **named)
    return [refusal.code for refusal in stopped.value.refusals]


def test_the_refusal_says_where_the_household_is_and_which_button_unlocks_it(
    household, case, treasurer
):
    with pytest.raises(Refused) as stopped:
        state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)

    assert str(stopped.value) == "ส่งอำเภอแล้ว จึงแก้ไม่ได้ ถ้าต้องแก้ กด “ขอแก้ไข” ที่หน้าครัวเรือน"


def test_the_people_and_the_house_stay_as_they_were_sent(household, case, treasurer):
    head, husband = household.persons.order_by("pk")
    new = StatedPerson(split_name("นายใหม่ แบบอย่าง"))
    otherwise = StatedPerson(split_name(str(head)), occupation="ค้าขาย")

    assert codes(add_person, household, new, seen="", actor=treasurer) == LOCKED
    seen = version_of(values_of(head))
    assert codes(correct_person, head, otherwise, seen=seen, actor=treasurer) == LOCKED
    assert codes(make_head, husband, actor=treasurer) == LOCKED


def test_the_digits_of_an_id_can_still_be_told_for_the_contract(household, case, treasurer):
    head = household.persons.get(is_head=True)
    told = StatedPerson(split_name(str(head)), national_id="1234")

    correct_person(head, told, seen=version_of(values_of(head)), actor=treasurer)

    head.refresh_from_db()
    assert head.national_id_tail == "1234"


def test_income_and_expenses_stay_as_they_were_sent(household, case, income, treasurer):
    line = StatedLine("รับจ้าง", Decimal(300), (1,))
    seen = version_of({"what": "ขายข้าว", "amount": "900.00", "months": [1]})

    assert (
        codes(state_line, household, "income", line, line_id=None, seen="", actor=treasurer)
        == LOCKED
    )
    assert codes(remove_line, income, seen=seen, actor=treasurer) == LOCKED


def test_loans_class_and_answers_stay_as_they_were_sent(household, case, treasurer):
    loan, today = household.loans.select_related("account").first(), localdate()
    stated = StatedLoan(principal=Decimal(1), borrower_id=loan.borrower_id)
    asked = next(c for c in criteria_on(household.institution, today) if c.is_asked)

    assert (
        codes(state_loan, household, loan.account, loan, stated, on=today, actor=treasurer)
        == LOCKED
    )
    assert (
        codes(
            classify,
            household,
            on=today,
            ability="none",
            willingness="willing",
            reason="ตามที่ประชุม",
            actor=treasurer,
        )[:1]
        == LOCKED
    )
    told = [Told(asked.code, "yes")]
    assert codes(answer_criteria, household, told, on=today, actor=treasurer) == LOCKED


def test_a_row_of_the_grid_is_kept_as_typed_and_says_why_it_is_not_taken_in(
    household, case, institution, village_fund, treasurer
):
    account = village_fund.accounts.get()
    row = TypedRow(
        key=uuid4(),
        window=uuid4(),
        household_id=household.pk,
        house_number="99",
        name="นางทองม้วน แบบอย่าง",
        cells={},
        seen={"house_number": "32/1", "name": "นางทองม้วน แบบอย่าง"},
    )

    saved = save_row(institution, row, on=SENT, actor=treasurer)

    assert (saved.entry, saved.row.state) == (None, "wrong")
    assert saved.row.reasons == ["ส่งอำเภอแล้ว จึงแก้ไม่ได้ ถ้าต้องแก้ กด “ขอแก้ไข” ที่หน้าครัวเรือน"]
    household.refresh_from_db()
    assert (household.house_number, account.loans.get().outstanding) == ("32/1", 4400)


def test_a_row_that_is_sent_again_unchanged_is_no_mistake(household, case, institution, treasurer):
    row = TypedRow(uuid4(), uuid4(), household.pk, "32/1", "นางทองม้วน แบบอย่าง", {})

    assert save_row(institution, row, on=SENT, actor=treasurer).row.state == "held"


def test_what_was_done_before_is_not_undone_any_more(household, treasurer):
    entry = state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)
    make_submission(household, treasurer)

    assert codes(undo_entry, entry, actor=treasurer) == LOCKED


def test_after_a_correction_is_asked_for_everything_can_be_changed_again(
    household, case, treasurer
):
    ask_for_correction(case, reason="บ้านเลขที่ผิด", on=SENT, actor=treasurer)

    state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)

    household.refresh_from_db()
    assert household.house_number == "9"


OF_HOUSEHOLD = [
    "UPDATE members_household SET house_number = '1' WHERE id = %s",
    "UPDATE members_household SET is_removed = true WHERE id = %s",
    "UPDATE members_person SET occupation = 'อื่น' WHERE household_id = %s",
    "UPDATE members_person SET is_head = false WHERE household_id = %s",
    "DELETE FROM members_person WHERE household_id = %s",
    "UPDATE members_income SET amount = 1 WHERE household_id = %s",
    "DELETE FROM members_expense WHERE household_id = %s",
    "INSERT INTO members_income (household_id, source, amount, months) VALUES (%s, 'อื่น', 1, '{1}')",
    "UPDATE debts_loan SET due_on = '2020-01-01' WHERE household_id = %s",
    "UPDATE debts_loan SET rate_percent = 1 WHERE household_id = %s",
    "DELETE FROM debts_guarantor WHERE loan_id IN"
    " (SELECT id FROM debts_loan WHERE household_id = %s)",
    "INSERT INTO consolidation_criterionanswer (household_id, criterion, answer, reason, actor_id)"
    " SELECT %s, 'x', 'no', '', min(id) FROM members_user",
]


@pytest.mark.parametrize("sql", OF_HOUSEHOLD)
def test_raw_sql_cannot_change_what_was_sent(household, case, sql):
    with (
        pytest.raises(IntegrityError, match="household_locked_after_submission"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [household.pk])


@pytest.mark.parametrize("make", [make_person, lambda home: _loan_of(home)])
def test_nobody_and_nothing_is_added_but_by_a_funds_own_register(household, case, make):
    with (
        pytest.raises(IntegrityError, match="household_locked_after_submission"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        make(household)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _loan_of(household):
    return make_loan(household, household.institution.funds.first(), on=date(2017, 6, 30))


def test_before_it_is_sent_and_after_it_came_back_raw_sql_may_change_it(
    household, income, treasurer
):
    assert Income.objects.filter(pk=income.pk).update(amount=1) == 1
    case = make_submission(household, treasurer).case
    ask_for_correction(case, reason="แก้รายได้", on=SENT, actor=treasurer)

    assert Income.objects.filter(pk=income.pk).update(amount=2) == 1
    assert Loan.objects.filter(household=household).update(missed_instalments=1) == 3


def test_the_pages_on_which_it_would_be_changed_say_so_before_anybody_types(
    household, case, treasurer, client
):
    client.force_login(treasurer)
    pages = (f"/households/{household.pk}/{page}/" for page in ("info", "class", "criteria"))

    for address in pages:
        assert "ส่งอำเภอแล้ว จึงแก้ไม่ได้" in texts(client.get(address), "notice")[0], address


def test_its_pages_invite_nobody_to_change_what_is_locked(household, case, treasurer, client):
    client.force_login(treasurer)
    at, head = f"/households/{household.pk}", household.persons.get(is_head=True)

    info = client.get(f"{at}/info/")
    tasks = client.get(f"{at}/").context["tasks"]

    assert main_texts(info, "btn") == ["กลับไปหน้าครัวเรือน", "ขอแก้ไข"]
    assert "แก้ไข" not in {text.split(" ")[0] for text in main_texts(info, "a")}
    assert [(task.state, task.status) for task in tasks[:3]] == [
        ("later", "แก้ไม่ได้ตอนนี้"),
        ("done", "เสร็จแล้ว"),
        ("later", "แก้ไม่ได้ตอนนี้"),
    ]
    for page in ("info/house/", "info/people/new/", "info/income/new/"):
        assert client.get(f"{at}/{page}").url == f"{at}/info/", page
    for page, form in (("class/", "class-form"), ("criteria/", "answers-form")):
        assert form not in client.get(f"{at}/{page}").content.decode(), page
    person = client.get(f"{at}/info/people/{head.pk}/").context["form"]
    assert [name for name, field in person.fields.items() if "readonly" in field.widget.attrs] == [
        "name",
        "phone",
        "occupation",
    ]


def test_an_unlocked_households_pages_say_nothing_of_it(household, treasurer, client):
    client.force_login(treasurer)

    assert "จึงแก้ไม่ได้" not in client.get(f"/households/{household.pk}/info/").content.decode()
