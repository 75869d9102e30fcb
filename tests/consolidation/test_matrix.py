"""Households of every place at every stage: counted once each, and found again in the lists."""

from datetime import date, timedelta

import pytest

from consolidation.cases import move, open_case
from consolidation.matrix import status_matrix
from consolidation.models import Case
from consolidation.models.cases import ROAD
from consolidation.selecting import select_household, take_back_selection
from consolidation.stages import STATUSES, Stage
from members.models import AuditEntry
from tests.builders import AS_OF, make_household, make_institution
from tests.consolidation.staged import decide, make_at

pytestmark = pytest.mark.django_db
TODAY = date(2017, 8, 1)


def counted(matrix) -> dict[str, dict[str, int]]:
    """By place, the stages that hold anybody."""
    return {
        row.name: {cell.stage.value: cell.count for cell in row.cells if cell.count}
        for row in matrix.rows
    }


def seen_by(user, area=""):
    return status_matrix(user, area=area, today=TODAY)


def test_every_status_of_a_case_is_in_exactly_one_stage():
    assert sorted(status for statuses in STATUSES.values() for status in statuses) == sorted(
        Case.Status.values
    )
    assert {*STATUSES} == {*Stage}
    assert {*ROAD} <= {*Case.Status}


def test_a_household_stands_at_one_stage_of_ten(institution, treasurer, district_officer):
    for number, stage in enumerate(Stage, 1):
        for _household in range(number):
            make_at(stage, institution, treasurer)

    matrix = seen_by(district_officer)

    assert [cell.count for cell in matrix.rows[0].cells] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [(row.name, row.total) for row in matrix.rows] == [("บ้านทดลอง", 55)]
    assert (matrix.totals.total, matrix.totals.figure) == (55, "55")


def test_a_household_taken_out_as_a_mistake_is_not_counted(institution, district_officer):
    household = make_household(institution)
    household.is_removed = True
    household.save()

    assert counted(seen_by(district_officer)) == {"บ้านทดลอง": {}}


def test_a_selection_that_was_taken_back_never_was(household, treasurer, district_officer):
    select_household(household, on=AS_OF, actor=treasurer)
    take_back_selection(AuditEntry.objects.get(act="household_selected"), treasurer)

    assert counted(seen_by(district_officer)) == {"บ้านทดลอง": {"surveyed": 1}}


def test_who_withdrew_has_left_until_they_are_selected_again(
    institution, treasurer, district_officer
):
    household = make_at(Stage.TARGET, institution, treasurer)
    move(household.cases.get(), "withdrawn", on=AS_OF, actor=treasurer, reason="ครัวเรือนไม่ประสงค์")
    assert counted(seen_by(district_officer)) == {"บ้านทดลอง": {"left": 1}}

    make_at(Stage.TARGET, institution, treasurer, household=household)

    assert counted(seen_by(district_officer)) == {"บ้านทดลอง": {"target": 1}}


def test_a_case_begun_by_mistake_after_another_leaves_that_one_standing(
    institution, treasurer, district_officer
):
    household = make_at(Stage.CLEARED, institution, treasurer)
    open_case(household, on=AS_OF, actor=treasurer)
    undone = Case.objects.open().get()
    move(undone, "withdrawn", on=AS_OF, actor=treasurer, reason="เลิกทำการคัดเลือก")

    assert counted(seen_by(district_officer)) == {"บ้านทดลอง": {"cleared": 1}}


@pytest.mark.parametrize(("days", "is_stale"), [(0, False), (7, False), (8, True), (40, True)])
def test_the_oldest_that_waits_says_its_days_and_stands_out_after_seven(
    days, is_stale, institution, treasurer, district_officer
):
    make_at(Stage.SUBMITTED, institution, treasurer, on=TODAY)
    make_at(Stage.SUBMITTED, institution, treasurer, on=TODAY - timedelta(days=days))

    cells = {cell.stage: cell for cell in seen_by(district_officer).rows[0].cells}

    assert (cells[Stage.SUBMITTED].days, cells[Stage.SUBMITTED].is_stale) == (days, is_stale)
    assert (cells[Stage.SURVEYED].days, cells[Stage.SURVEYED].is_stale) == (None, False)


def test_days_are_counted_from_the_last_step_and_only_where_somebody_is_to_act(
    institution, treasurer, district_officer
):
    household = make_at(Stage.SUBMITTED, institution, treasurer, on=TODAY - timedelta(days=20))
    sent = household.cases.get().submissions.get()
    decide(sent, "returned", district_officer, on=TODAY - timedelta(days=9))
    make_at(Stage.APPROVED, institution, treasurer, on=TODAY - timedelta(days=30))

    days = {cell.stage: cell.days for cell in seen_by(district_officer).rows[0].cells}

    assert {stage: waited for stage, waited in days.items() if waited is not None} == {
        Stage.RETURNED: 9
    }


def test_the_oldest_of_all_places_is_the_sums(institution, treasurer, district_officer):
    other = make_institution(moo=11, name="บ้านข้างเคียง")
    make_at(Stage.SUBMITTED, institution, treasurer, on=TODAY - timedelta(days=3))
    make_at(Stage.SUBMITTED, other, treasurer, on=TODAY - timedelta(days=10))

    submitted = seen_by(district_officer).totals.cells[2]

    assert (submitted.stage, submitted.count, submitted.days) == (Stage.SUBMITTED, 2, 10)
