"""What waits for the district: in which order, and what can be approved without a second look."""

from datetime import timedelta

import pytest

from consolidation.review_queue import beside, look_over, next_to_review, waiting_for
from consolidation.reviewing import NewRemark, approve, return_for_mending
from tests.builders import make_household, make_loan, make_person, make_user
from tests.consolidation.submitted import SENT, make_clean_submission, make_submission

pytestmark = pytest.mark.django_db
EIGHT_DAYS_ON = SENT + timedelta(days=8)


@pytest.fixture
def sent(institution, treasurer):
    return [make_clean_submission(institution, treasurer, number) for number in ("1", "2", "3")]


def numbers(waiting) -> list[str]:
    return [one.household.house_number for one in waiting]


def test_the_oldest_waits_on_top_with_its_days_and_its_sum(sent, institution, district_officer):
    waiting = waiting_for(district_officer, today=EIGHT_DAYS_ON)

    assert numbers(waiting) == ["1", "2", "3"]
    assert {one.institution for one in waiting} == {institution}
    assert [(one.days, one.is_late, one.total) for one in waiting] == [(8, True, 2000)] * 3
    assert next_to_review(district_officer) == sent[0].pk


def test_a_week_is_not_late_yet(sent, district_officer):
    waiting = waiting_for(district_officer, today=SENT + timedelta(days=7))

    assert [(one.days, one.is_late) for one in waiting] == [(7, False)] * 3


def test_what_a_reviewer_returned_comes_back_on_top_for_them_alone(
    sent, institution, treasurer, district_officer
):
    remark = NewRemark("household.house_number", "บ้านเลขที่", "ผิด")
    return_for_mending(
        sent[2], remarks=[remark], reason="", step="information", on=SENT, actor=district_officer
    )
    make_submission(sent[2].case.household, treasurer)
    colleague = make_user("district", area="3312")

    mine = waiting_for(district_officer, today=SENT)
    theirs = waiting_for(colleague, today=SENT)

    assert (numbers(mine), numbers(theirs)) == (["3", "1", "2"], ["1", "2", "3"])
    again = sent[2].case.submissions.get(version=2)
    assert (next_to_review(district_officer), next_to_review(colleague)) == (again.pk, sent[0].pk)


def test_each_has_its_neighbours_in_the_queue(sent, institution, district_officer):
    waiting = waiting_for(district_officer, today=SENT, institutions=[institution])

    place = beside(waiting, sent[1])

    assert (place.number, place.count) == (2, 3)
    assert numbers([place.before, place.after]) == ["1", "3"]
    approve([sent[1]], on=SENT, actor=district_officer)
    waiting = waiting_for(district_officer, today=SENT, institutions=[institution])
    assert (beside(waiting, sent[1]), numbers(waiting)) == (None, ["1", "3"])


def test_only_what_gives_nothing_to_look_at_is_clean(
    sent, institution, village_fund, treasurer, district_officer
):
    remark = NewRemark("household.house_number", "บ้านเลขที่", "ผิด")
    return_for_mending(
        sent[2], remarks=[remark], reason="", step="information", on=SENT, actor=district_officer
    )
    make_submission(sent[2].case.household, treasurer)
    numberless = make_household(institution)
    make_person(numberless, "นางไม่มี บ้านเลขที่")
    for fund in institution.funds.order_by("pk")[:2]:
        make_loan(numberless, fund, 1000)
    make_submission(numberless, treasurer)

    looked = look_over(
        waiting_for(district_officer, today=SENT, institutions=[institution]),
        actor=district_officer,
    )

    assert [(one.waiting.household.house_number, one.is_clean) for one in looked] == [
        ("3", False),
        ("1", True),
        ("2", True),
        ("", False),
    ]
    assert looked[0].first == ("เคยส่งกลับหรือเปลี่ยนผลการตรวจ ให้ดูสิ่งที่แก้",)
    assert looked[3].reasons[:2] == ("ไม่มีบ้านเลขที่",)
    assert [note.code for note in looked[3].checked.notes] == ["no_class", "criteria_unknown"]


def test_what_the_reviewer_sent_themselves_is_never_clean(sent, institution, treasurer):
    waiting = waiting_for(treasurer, today=SENT, institutions=[institution])

    assert [one.is_clean for one in look_over(waiting, actor=treasurer)] == [False, False, False]


def test_another_district_sees_nothing_and_the_province_reads(
    sent, other_district_officer, province_officer
):
    assert waiting_for(other_district_officer, today=SENT) == []
    assert len(waiting_for(province_officer, today=SENT)) == 3
    for other in (other_district_officer, province_officer):
        assert next_to_review(other) is None


def test_whose_turn_it_is_is_found_without_reading_what_waits(
    sent, district_officer, django_assert_num_queries
):
    assert district_officer.offices_in_force
    with django_assert_num_queries(2) as asked:
        assert next_to_review(district_officer) == sent[0].pk

    assert "content" not in "".join(one["sql"] for one in asked.captured_queries)


def test_three_that_wait_cost_as_many_queries_as_one(
    institution, treasurer, district_officer, django_assert_max_num_queries
):
    def look():
        waiting = waiting_for(district_officer, today=SENT, institutions=[institution])
        return look_over(waiting, actor=district_officer)

    make_clean_submission(institution, treasurer, "1")
    assert district_officer.offices_in_force
    with django_assert_max_num_queries(40) as first:
        look()
    for number in ("2", "3"):
        make_clean_submission(institution, treasurer, number)
    with django_assert_max_num_queries(len(first)):
        assert len(look()) == 3
