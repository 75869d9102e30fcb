"""Who sits on the committee, from when until when, and who signs."""

from datetime import date

import pytest

from fundinst.errors import Refused
from members.models import AuditEntry, CommitteeMember
from members.seating import correct_seat, end_term, seat_on_committee, set_up_committee
from members.seats import Seat
from members.undoing import undo_entry

pytestmark = pytest.mark.django_db

DAY, LATER = date(2026, 1, 1), date(2026, 6, 1)
CHAIR = Seat("chair", "นายนำ สมมุติ", "081-234-5678", signs=True)
SECRETARY = Seat("secretary", "นางจด สมมุติ")
MEMBER = Seat("member", "นายหนึ่ง สมมุติ")


def set_up(institution, *seats, on=DAY, actor):
    return set_up_committee(institution, seats, on=on, actor=actor)


def seated(institution):
    """Everybody who ever sat: position, name, telephone, signs, from, until."""
    columns = ("position", "name", "phone", "signs", "started_on", "ended_on")
    return [*institution.committee.order_by("pk").values_list(*columns)]


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


def undo(act, actor):
    return undo_entry(AuditEntry.objects.filter(act=act).latest("pk"), actor=actor)


def test_the_committee_is_seated_whole(institution, treasurer):
    set_up(institution, CHAIR, SECRETARY, MEMBER, actor=treasurer)

    assert seated(institution) == [
        ("chair", "นายนำ สมมุติ", "081-234-5678", True, DAY, None),
        ("secretary", "นางจด สมมุติ", "", False, DAY, None),
        ("member", "นายหนึ่ง สมมุติ", "", False, DAY, None),
    ]


def test_told_the_same_again_nothing_is_written(institution, treasurer):
    set_up(institution, CHAIR, MEMBER, actor=treasurer)
    before = seated(institution), AuditEntry.objects.count()
    set_up(institution, CHAIR, MEMBER, actor=treasurer)

    assert (seated(institution), AuditEntry.objects.count()) == before


def test_told_otherwise_names_and_day_are_corrected_and_who_is_left_out_goes(
    institution, treasurer
):
    set_up(institution, CHAIR, SECRETARY, MEMBER, on=LATER, actor=treasurer)
    mended = Seat("chair", "นายนำ สมมุติดี", "", signs=True)
    set_up(institution, mended, MEMBER, on=DAY, actor=treasurer)

    assert seated(institution) == [
        ("chair", "นายนำ สมมุติดี", "", True, DAY, None),
        ("member", "นายหนึ่ง สมมุติ", "", False, DAY, None),
    ]


def test_who_is_left_out_after_their_term_began_ends_it_on_the_day_before(institution, treasurer):
    set_up(institution, CHAIR, actor=treasurer)
    seat_on_committee(
        institution, position="secretary", name="นางจด สมมุติ", on=LATER, actor=treasurer
    )
    set_up(institution, CHAIR, on=date(2026, 7, 1), actor=treasurer)

    assert seated(institution) == [
        ("chair", "นายนำ สมมุติ", "081-234-5678", True, DAY, None),
        ("secretary", "นางจด สมมุติ", "", False, LATER, date(2026, 6, 30)),
    ]


def test_everything_wrong_with_a_committee_is_said_at_once(institution, treasurer):
    twice = [Seat("secretary", "นางจด"), Seat("member", " นางจด "), Seat("member", "ก" * 201)]
    with pytest.raises(Refused) as stopped:
        set_up(institution, *twice, actor=treasurer)

    assert codes(stopped) == ["name_too_long", "chair_missing", "nobody_signs", "named_twice"]
    assert seated(institution) == []


def test_a_new_chair_on_the_very_day_corrects_the_name(institution, treasurer):
    for name in ("นายนำ", "นายนำ สมมุติ"):
        seat_on_committee(institution, position="chair", name=name, on=DAY, actor=treasurer)

    assert seated(institution) == [("chair", "นายนำ สมมุติ", "", False, DAY, None)]


def test_nobody_is_seated_before_the_one_who_is_to_come(institution, treasurer):
    seat_on_committee(institution, position="chair", name="นายนำ", on=LATER, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        seat_on_committee(institution, position="chair", name="นายก่อน", on=DAY, actor=treasurer)

    assert codes(stopped) == ["term_begins_later"]
    assert len(seated(institution)) == 1


def test_two_members_sit_beside_each_other(institution, treasurer):
    for name in ("นายหนึ่ง", "นายสอง"):
        seat_on_committee(institution, position="member", name=name, on=DAY, actor=treasurer)

    assert [one[1] for one in seated(institution)] == ["นายหนึ่ง", "นายสอง"]


def test_a_seat_taken_back_gives_the_former_chair_the_term_back(institution, treasurer):
    set_up(institution, CHAIR, actor=treasurer)
    former = institution.committee.get()
    end_term(former, on=date(2026, 12, 31), actor=treasurer)
    seat_on_committee(institution, position="chair", name="นางใหม่", on=LATER, actor=treasurer)
    former.refresh_from_db()
    assert former.ended_on == date(2026, 5, 31)

    undo("committee_seated", treasurer)

    former.refresh_from_db()
    assert (former.ended_on, CommitteeMember.objects.count()) == (date(2026, 12, 31), 1)


def test_a_term_ends_on_its_last_day_and_the_end_can_be_taken_back(institution, treasurer):
    set_up(institution, CHAIR, actor=treasurer)
    chair = end_term(institution.committee.get(), on=LATER, actor=treasurer)

    assert [*institution.committee.in_force(LATER)] == [chair]
    assert [*institution.committee.in_force(date(2026, 6, 2))] == []
    undo("term_ended", treasurer)
    chair.refresh_from_db()
    assert chair.ended_on is None


def test_a_term_does_not_end_before_it_begins(institution, treasurer):
    set_up(institution, CHAIR, on=LATER, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        end_term(institution.committee.get(), on=DAY, actor=treasurer)

    assert codes(stopped) == ["ends_before_it_begins"]


def test_a_correction_can_be_taken_back_until_somebody_corrects_again(institution, treasurer):
    set_up(institution, CHAIR, actor=treasurer)
    chair = institution.committee.get()
    for name in ("นายนำ หนึ่ง", "นายนำ สอง"):
        correct_seat(chair, name=name, phone="", signs=False, actor=treasurer)
    first, second = AuditEntry.objects.filter(act="seat_corrected").order_by("pk")

    with pytest.raises(Refused) as stopped:
        undo_entry(first, actor=treasurer)
    assert codes(stopped) == ["changed_since"]
    undo_entry(second, actor=treasurer)
    assert seated(institution) == [("chair", "นายนำ หนึ่ง", "", False, DAY, None)]


def test_a_correction_without_a_name_is_refused(institution, treasurer):
    set_up(institution, CHAIR, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        correct_seat(institution.committee.get(), name=" ", phone="", signs=True, actor=treasurer)

    assert codes(stopped) == ["name_missing"]
