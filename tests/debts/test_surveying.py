"""The debtor grid's act: one row, however often it is sent and whoever else is typing."""

from datetime import date
from decimal import Decimal
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from debts.dropping import drop_row
from debts.grid import grid_of
from debts.models import JournalEntry, Loan, SurveyRow
from debts.surveying import SavedRow, TypedRow, save_row
from fundinst.errors import Refused
from members.models import AuditEntry, Household, Person
from members.undoing import undo_entry
from tests.builders import AS_OF, make_household, make_loan, make_person, make_user

pytestmark = pytest.mark.django_db

LATER = date(2017, 7, 15)


@pytest.fixture
def accounts(village_fund, savings_group, kkj):
    return [fund.accounts.get() for fund in (village_fund, savings_group, kkj)]


def typed(accounts, *texts, name="นายคำ ทดลอง", house="32/1", household=None, **more) -> TypedRow:
    cells = {account.pk: text for account, text in zip(accounts, texts, strict=False)}
    more = {"key": uuid4(), "window": uuid4()} | more
    return TypedRow(
        household_id=household and household.pk,
        house_number=house,
        name=name,
        cells=cells,
        **more,
    )


def seen(saved: SavedRow) -> dict[str, str]:
    return {name: cell.seen for name, cell in saved.cells.items()}


def again(row: TypedRow, saved: SavedRow, accounts, *texts, **more) -> TypedRow:
    """The same window's next save of a row it has the answer of."""
    known = {"key": row.key, "window": row.window, "seen": seen(saved)} | more
    return typed(accounts, *texts, **known)


def balances(household_id: int) -> list[Decimal]:
    loans = Loan.objects.filter(household=household_id)
    return list(loans.values_list("outstanding", flat=True))


def test_three_numbers_are_three_loans_of_one_household(institution, accounts, treasurer):
    row = typed(accounts, "5,000", "๔,๒๐๐ บาท", "4000", name="น.ส.คำ ทดลอง", house="๓๒/๑")
    saved = save_row(institution, row, on=AS_OF, actor=treasurer)

    household = Household.objects.get()
    assert (saved.row.state, saved.row.total) == ("recorded", 13200)
    assert (household.house_number, str(household.persons.get())) == ("32/1", "นางสาวคำ ทดลอง")
    assert balances(household.pk) == [5000, 4200, 4000]
    assert {*JournalEntry.objects.values_list("kind", "on")} == {("opening", AS_OF)}


def test_a_row_that_is_sent_again_is_the_same_row(institution, accounts, treasurer):
    row = typed(accounts, "5000")
    first = save_row(institution, row, on=AS_OF, actor=treasurer)
    second = save_row(institution, row, on=AS_OF, actor=treasurer)

    assert (second.row.state, second.entry) == ("recorded", None)
    assert second.row.household_id == first.row.household_id
    assert (Household.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_a_lost_answer_is_no_conflict_for_the_window_that_goes_on_typing(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000")
    save_row(institution, row, on=AS_OF, actor=treasurer)
    further = typed(accounts, "6000", "700", key=row.key, window=row.window)

    saved = save_row(institution, further, on=AS_OF, actor=treasurer)

    assert (saved.row.state, balances(saved.row.household_id)) == ("recorded", [6000, 700])


def test_an_older_row_never_overwrites_a_newer_one_and_both_values_are_shown(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    other = make_user("committee", institution=institution)
    household = Household.objects.get()
    theirs = again(row, opened, accounts, "4500", window=uuid4(), household=household)
    save_row(institution, theirs, on=AS_OF, actor=other)

    late = again(row, opened, accounts, "5500", "100", window=uuid4(), household=household)
    saved = save_row(institution, late, on=AS_OF, actor=treasurer)

    cell = saved.cells[str(accounts[0].pk)]
    assert (saved.row.state, cell.value, cell.theirs) == ("conflict", "5500", "4,500")
    assert cell.theirs_by == str(other)
    assert balances(household.pk) == [4500]  # nothing of the row was written


def test_a_value_that_came_back_meanwhile_is_still_newer(institution, accounts, treasurer):
    row = typed(accounts, "1000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    household = Household.objects.get()
    saved = opened
    for text in ("1500", "1000"):
        change = again(row, saved, accounts, text, window=uuid4(), household=household)
        saved = save_row(institution, change, on=AS_OF, actor=treasurer)

    late = again(row, opened, accounts, "2000", window=uuid4(), household=household)
    assert save_row(institution, late, on=AS_OF, actor=treasurer).row.state == "conflict"
    assert balances(household.pk) == [1000]


def test_choosing_ones_own_value_of_a_conflict_writes_it(institution, accounts, treasurer):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    household = Household.objects.get()
    theirs = again(row, opened, accounts, "4500", window=uuid4(), household=household)
    save_row(institution, theirs, on=AS_OF, actor=treasurer)
    mine = again(row, opened, accounts, "5500", window=uuid4(), household=household)
    refused = save_row(institution, mine, on=AS_OF, actor=treasurer)

    chosen = again(mine, refused, accounts, "5500", household=household)
    saved = save_row(institution, chosen, on=AS_OF, actor=treasurer)

    assert (saved.row.state, balances(household.pk)) == ("recorded", [5500])
    assert SurveyRow.objects.get().typed == {}


def test_two_people_in_different_cells_of_one_row_both_keep_what_they_typed(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    household = Household.objects.get()
    one = again(row, opened, accounts, "5000", "200", window=uuid4(), household=household)
    two = again(row, opened, accounts, "5000", "", "300", window=uuid4(), household=household)
    del two.cells[accounts[1].pk]  # not touched in that window

    save_row(institution, one, on=AS_OF, actor=treasurer)
    saved = save_row(institution, two, on=AS_OF, actor=treasurer)

    assert (saved.row.state, balances(household.pk)) == ("recorded", [5000, 200, 300])


def test_a_cell_this_window_did_not_touch_is_no_conflict_whoever_changed_it(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    household = Household.objects.get()
    theirs = again(
        row, opened, accounts, "4500", name="นายคำดี ทดลอง", window=uuid4(), household=household
    )
    save_row(institution, theirs, on=AS_OF, actor=treasurer)
    mine = again(row, opened, accounts, "5,000", "200", window=uuid4(), household=household)
    saved = save_row(institution, mine, on=AS_OF, actor=treasurer)

    assert (saved.row.state, balances(household.pk)) == ("recorded", [4500, 200])
    assert str(Person.objects.get()) == "นายคำดี ทดลอง"


def test_a_row_with_one_bad_cell_is_kept_as_typed_and_nothing_of_it_is_written(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000", "4,2oo", name="นายคำ ทดลอง")
    saved = save_row(institution, row, on=AS_OF, actor=treasurer)

    assert (saved.row.state, saved.row.household_id) == ("wrong", None)
    assert saved.cells[str(accounts[1].pk)].error.startswith("อ่านจำนวนเงิน “4,2oo” ไม่ออก")
    assert not Household.objects.exists()
    shown = grid_of(institution, on=AS_OF, user=treasurer).rows
    assert [cell.value for cell in shown[0].cells] == ["5000", "4,2oo", ""]
    assert (shown[0].name.value, shown[0].state) == ("นายคำ ทดลอง", "wrong")


def test_the_mended_row_enters_the_books_and_its_typed_words_are_gone(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000", "4,2oo")
    save_row(institution, row, on=AS_OF, actor=treasurer)
    mended = typed(accounts, "5000", "4200", key=row.key, window=row.window)

    saved = save_row(institution, mended, on=AS_OF, actor=treasurer)

    assert (saved.row.state, balances(saved.row.household_id)) == ("recorded", [5000, 4200])
    survey = SurveyRow.objects.get()
    assert (survey.typed, survey.state, survey.household_id) == (
        {},
        "recorded",
        saved.row.household_id,
    )


def test_a_row_without_a_name_says_so_at_the_name(institution, accounts, treasurer):
    saved = save_row(institution, typed(accounts, "5000", name=" "), on=AS_OF, actor=treasurer)

    assert (saved.row.state, saved.row.name.error) == ("wrong", "กรุณาพิมพ์ชื่อผู้กู้")


def test_a_dropped_row_is_gone_from_the_grid(institution, accounts, treasurer):
    row = typed(accounts, "4,2oo")
    save_row(institution, row, on=AS_OF, actor=treasurer)
    drop_row(institution, row.key, actor=treasurer)

    assert grid_of(institution, on=AS_OF, user=treasurer).rows == []


def test_the_same_person_in_the_same_house_is_not_taken_in_twice(institution, accounts, treasurer):
    save_row(institution, typed(accounts, "5000"), on=AS_OF, actor=treasurer)
    twin = save_row(institution, typed(accounts, "700"), on=AS_OF, actor=treasurer)

    assert twin.row.state == "wrong"
    assert twin.row.name.error == ("มี นายคำ ทดลอง บ้านเลขที่ 32/1 อยู่ในตารางแล้ว ให้กรอกต่อในแถวเดิม")
    assert Household.objects.count() == 1


def test_another_family_of_a_known_house_is_asked_about_once(institution, accounts, treasurer):
    save_row(institution, typed(accounts, "5000"), on=AS_OF, actor=treasurer)
    row = typed(accounts, "700", name="นางแก้ว อื่นไกล")
    asked = save_row(institution, row, on=AS_OF, actor=treasurer)
    apart = typed(accounts, "700", name="นางแก้ว อื่นไกล", key=row.key, apart=True)

    assert (asked.row.state, asked.row.taken) == ("wrong", True)
    assert save_row(institution, apart, on=AS_OF, actor=treasurer).row.state == "recorded"
    assert Household.objects.filter(house_number="32/1").count() == 2


def test_an_empty_cell_takes_the_balance_off_and_the_loan_stays_known(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000", "300")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    saved = save_row(
        institution, again(row, opened, accounts, "", "300"), on=LATER, actor=treasurer
    )

    assert balances(saved.row.household_id) == [0, 300]
    kinds = list(JournalEntry.objects.order_by("pk").values_list("kind", "principal"))
    assert kinds == [("opening", 5000), ("opening", 300), ("survey", -5000)]


def test_a_figure_of_an_earlier_day_than_the_books_is_refused_in_its_cell(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=LATER, actor=treasurer)
    saved = save_row(institution, again(row, opened, accounts, "4000"), on=AS_OF, actor=treasurer)

    error = saved.cells[str(accounts[0].pk)].error
    assert error.startswith("มียอดของวันที่ 15 ก.ค. 2560 ซึ่งใหม่กว่า")
    assert balances(saved.row.household_id) == [5000]


def test_cells_with_interest_or_several_loans_are_edited_in_the_details(
    household, institution, village_fund, savings_group, kkj, accounts, treasurer
):
    make_loan(household, kkj, 300)
    row = grid_of(institution, on=AS_OF, user=treasurer).rows[0]
    notes = [(cell.value, cell.readonly, cell.note) for cell in row.cells]

    assert notes == [
        ("4,400", True, "มีดอกเบี้ยหรือค่าปรับ"),
        ("3,100", True, "มีดอกเบี้ยหรือค่าปรับ"),
        ("6,000", True, "2 สัญญา"),
    ]
    head = str(household.persons.get(is_head=True))
    change = typed(accounts, "1", "3100", "6,000", name=head, household=household)
    saved = save_row(institution, change, on=AS_OF, actor=treasurer)
    assert [cell.error for cell in saved.row.cells] == [
        "มีดอกเบี้ยหรือค่าปรับ ให้กด “รายละเอียด” แล้วแก้ที่นั่น",
        "",
        "",
    ]


def test_name_and_house_number_can_be_mended_in_the_row(institution, accounts, treasurer):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    mended = again(row, opened, accounts, "5000", name="นายคำดี ทดลอง", house="33")
    save_row(institution, mended, on=AS_OF, actor=treasurer)

    assert str(Person.objects.get()) == "นายคำดี ทดลอง"
    assert Household.objects.get().house_number == "33"


def test_undoing_a_new_row_takes_its_money_and_its_household_out(institution, accounts, treasurer):
    saved = save_row(institution, typed(accounts, "5000", "300"), on=AS_OF, actor=treasurer)
    undo_entry(saved.entry, actor=treasurer)

    assert balances(saved.row.household_id) == [0, 0]
    assert Household.objects.get().is_removed
    assert grid_of(institution, on=AS_OF, user=treasurer).rows == []


def test_a_household_that_was_taken_out_comes_back_when_it_is_typed_again(
    institution, accounts, treasurer
):
    saved = save_row(institution, typed(accounts, "5000"), on=AS_OF, actor=treasurer)
    undo_entry(saved.entry, actor=treasurer)
    back = save_row(institution, typed(accounts, "4800"), on=AS_OF, actor=treasurer)

    assert back.row.household_id == saved.row.household_id
    assert (balances(back.row.household_id), Household.objects.get().is_removed) == ([4800], False)


def test_undoing_a_change_puts_the_old_figures_name_and_house_back(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    change = again(row, opened, accounts, "4000", name="นายคำดี ทดลอง", house="33")
    saved = save_row(institution, change, on=AS_OF, actor=treasurer)
    undo_entry(saved.entry, actor=treasurer)

    household = Household.objects.get()
    assert (household.house_number, str(Person.objects.get())) == ("32/1", "นายคำ ทดลอง")
    assert (balances(household.pk), household.is_removed) == ([5000], False)


def test_what_was_built_upon_is_not_undone(institution, accounts, treasurer):
    row = typed(accounts, "5000")
    opened = save_row(institution, row, on=AS_OF, actor=treasurer)
    save_row(institution, again(row, opened, accounts, "4000"), on=AS_OF, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        undo_entry(opened.entry, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["moved_since"]
    assert balances(opened.row.household_id) == [4000]


def test_a_row_of_another_institution_is_not_there(other_institution, accounts, treasurer):
    foreign = make_household(other_institution, "5")
    make_person(foreign, "นายลับ ปกปิด")
    row = typed(accounts, "1", household=foreign)

    with pytest.raises(Refused) as stopped:
        save_row(accounts[0].fund.institution, row, on=AS_OF, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["household_unknown"]


def test_the_grid_asks_as_many_questions_for_three_households_as_for_one(
    institution, accounts, treasurer
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            grid_of(institution, on=AS_OF, user=treasurer)
        return len(asked)

    save_row(institution, typed(accounts, "5000"), on=AS_OF, actor=treasurer)
    queries()  # who the user is, once
    one = queries()
    for house in ("40", "41"):
        row = typed(accounts, "1", "2", "3", name=f"นายคน {house}", house=house)
        save_row(institution, row, on=AS_OF, actor=treasurer)

    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_one_new_row_sent_twice_at_the_same_moment_is_one_household(
    institution, accounts, treasurer
):
    row = typed(accounts, "5000", "300")

    def send() -> None:
        try:
            save_row(institution, row, on=AS_OF, actor=treasurer)
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Household.objects.count(), JournalEntry.objects.count()) == (1, 2)
    assert AuditEntry.objects.filter(act="row_saved").count() == 1
