"""The meeting selects many households at once: all of them or none."""

from threading import Thread

import pytest
from django.db import connections

from consolidation.answering import Told, answer_criteria
from consolidation.models import Case, Transition
from consolidation.selecting import select_households
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(institution, village_fund, kkj):
    neighbour = make_household(institution, "33")
    make_person(neighbour, "นายข้าง บ้าน")
    make_loan(neighbour, village_fund)
    make_loan(neighbour, kkj)
    return neighbour


def meet(institution, *households, actor, minutes="3/2560", **more):
    return select_households(
        institution, households, minutes_number=minutes, on=SIGNED, actor=actor, **more
    )


def refused(call) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as stopped:
        call()
    return [(refusal.code, refusal.sentence) for refusal in stopped.value.refusals]


def test_one_meeting_selects_them_all_by_its_minutes(institution, household, neighbour, treasurer):
    selected = meet(institution, household, neighbour, actor=treasurer)

    assert [case.household_id for case in selected.cases] == [household.pk, neighbour.pk]
    assert {*Transition.objects.values_list("to_status", "document", "on")} == {
        ("selected", "รายงานการประชุมครั้งที่ 3/2560", SIGNED)
    }
    assert selected.entry.sentence == (
        "คัดเลือกครัวเรือนเป้าหมาย 2 ครัวเรือน ตามรายงานการประชุมครั้งที่ 3/2560"
    )


def test_pressed_twice_it_is_one_selection(institution, household, neighbour, treasurer):
    first = meet(institution, household, neighbour, actor=treasurer)
    again = meet(institution, neighbour, household, actor=treasurer)

    assert ({*again.cases}, again.entry) == ({*first.cases}, None)
    assert Case.objects.count() == 2


def test_one_household_that_cannot_be_selected_stops_all_and_every_reason_is_said(
    institution, household, neighbour, treasurer
):
    empty = make_household(institution, "50")
    make_person(empty, "นางว่าง เปล่า")
    meet(institution, household, actor=treasurer, minutes="2/2560")

    said = refused(lambda: meet(institution, household, neighbour, empty, actor=treasurer))

    assert [code for code, _sentence in said] == ["case_open", "no_debt", "criteria_not_met"]
    assert said[1][1].startswith("นางว่าง เปล่า บ้านเลขที่ 50: ")
    assert Case.objects.count() == 1


def test_who_does_not_meet_a_criterion_is_selected_with_a_reason_only(
    institution, household, treasurer
):
    told = [Told("willing", "no", "ยังลังเล")]
    answer_criteria(household, told, on=AS_OF, actor=treasurer)

    assert [code for code, _ in refused(lambda: meet(institution, household, actor=treasurer))] == [
        "criteria_not_met"
    ]
    reasons = {household.pk: "ที่ประชุมจะช่วยพูดคุย"}
    meet(institution, household, actor=treasurer, reasons=reasons)
    assert Transition.objects.get().reason == "ที่ประชุมจะช่วยพูดคุย"


def test_minutes_and_households_are_asked_for(institution, treasurer):
    said = refused(lambda: meet(institution, actor=treasurer, minutes=" "))
    assert [code for code, _sentence in said] == ["minutes_missing", "nobody_chosen"]


def test_a_household_of_another_village_is_not_there(
    institution, other_institution, household, treasurer
):
    stranger = make_household(other_institution, "1")
    said = refused(lambda: meet(institution, household, stranger, actor=treasurer))

    assert [code for code, _sentence in said] == ["household_unknown"]


def test_a_meeting_is_taken_back_whole_and_they_can_be_selected_again(
    institution, household, neighbour, treasurer
):
    selected = meet(institution, household, neighbour, actor=treasurer)
    undo_entry(selected.entry, actor=treasurer)

    assert {*Case.objects.values_list("status", flat=True)} == {"withdrawn"}
    assert len(meet(institution, household, neighbour, actor=treasurer).cases) == 2


def test_one_household_of_a_meeting_is_taken_back_alone(
    institution, household, neighbour, treasurer
):
    meet(institution, household, neighbour, actor=treasurer)
    entry = AuditEntry.objects.get(act="household_selected", household=household)
    undo_entry(entry, actor=treasurer)

    assert Case.objects.open().get().household == neighbour


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_at_once_select_each_household_once(
    institution, household, neighbour, treasurer
):
    def press(households) -> None:
        try:
            meet(institution, *households, actor=treasurer)
        finally:
            connections.close_all()

    pairs = [(household, neighbour), (neighbour, household)] * 2
    threads = [Thread(target=press, args=[pair]) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Case.objects.open().count() == Case.objects.count() == 2
    assert AuditEntry.objects.filter(act="households_selected").count() == 1
