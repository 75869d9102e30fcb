"""An undone seat or end of a term never leaves two people in one office."""

from datetime import date

import pytest

from fundinst.errors import Refused
from members.models import AuditEntry
from members.seating import correct_seat, end_term, seat_on_committee
from members.undoing import undo_entry

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 6, 1), date(2026, 9, 1)


@pytest.fixture
def seat(institution, treasurer):
    def take(name: str, on: date):
        return seat_on_committee(
            institution, position="chair", name=name, on=on, actor=treasurer, signs=True
        )

    return take


def refused(act: str, actor) -> list[str]:
    entry = AuditEntry.objects.filter(act=act).earliest("pk")
    with pytest.raises(Refused) as stopped:
        undo_entry(entry, actor=actor)
    return [refusal.code for refusal in stopped.value.refusals]


def chairs(institution, on: date) -> list[str]:
    return [*institution.committee.in_force(on).values_list("name", flat=True)]


def test_a_chair_whom_another_followed_is_not_taken_back(institution, seat, treasurer):
    seat("นายหนึ่ง สมมุติ", FIRST)
    seat("นายสอง สมมุติ", SECOND)
    second = AuditEntry.objects.latest("pk")
    seat("นายสาม สมมุติ", THIRD)

    with pytest.raises(Refused) as stopped:
        undo_entry(second, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["changed_since"]
    assert chairs(institution, THIRD) == ["นายสาม สมมุติ"]


def test_a_seat_that_was_corrected_since_is_not_taken_back(institution, seat, treasurer):
    member = seat("นายหนึ่ง สมมุติ", FIRST)
    correct_seat(member, name="นายหนึ่ง สมมุติดี", phone="", signs=True, actor=treasurer)

    assert refused("committee_seated", treasurer) == ["changed_since"]
    assert chairs(institution, FIRST) == ["นายหนึ่ง สมมุติดี"]


def test_who_was_taken_out_is_neither_corrected_nor_ended(seat, treasurer):
    member = seat("นายหนึ่ง สมมุติ", FIRST)
    undo_entry(AuditEntry.objects.latest("pk"), actor=treasurer)

    for act in (
        lambda: correct_seat(member, name="นายใหม่", phone="", signs=True, actor=treasurer),
        lambda: end_term(member, on=SECOND, actor=treasurer),
    ):
        with pytest.raises(Refused) as stopped:
            act()
        assert [refusal.code for refusal in stopped.value.refusals] == ["member_gone"]


def test_an_ended_term_is_not_opened_again_over_the_one_who_followed(institution, seat, treasurer):
    member = seat("นายหนึ่ง สมมุติ", FIRST)
    end_term(member, on=date(2026, 5, 31), actor=treasurer)
    seat("นายสอง สมมุติ", SECOND)

    assert refused("term_ended", treasurer) == ["changed_since"]
    assert chairs(institution, SECOND) == ["นายสอง สมมุติ"]
