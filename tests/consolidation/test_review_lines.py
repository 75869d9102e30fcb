"""The list of institutions that wait for the district: their figures, page by page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.review_lines import in_full, lines_of
from consolidation.review_queue import clean_of, look_over, waiting_for
from consolidation.reviewing import NewRemark, return_for_mending
from consolidation.stages import Stage
from tests.builders import make_household, make_institution, make_loan, make_person
from tests.consolidation.staged import make_at
from tests.consolidation.submitted import SENT, make_clean_submission, make_submission
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(institution, household, treasurer, district_officer):
    """Two clean households, one sent again after a return, one with a warning."""
    sent = [make_clean_submission(institution, treasurer, number) for number in ("1", "2", "3")]
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
    household.loans.filter(number="").update(rate_percent=18)
    make_submission(household, treasurer)


def test_a_line_says_what_waits_how_long_and_what_could_pass_at_once(
    mixed, institution, district_officer
):
    today = SENT + timedelta(days=8)
    (line,) = lines_of(district_officer, today=today)
    (full,) = in_full([line], district_officer)

    assert (line.institution, line.count, line.longest, line.late) == (institution.pk, 5, 8, 5)
    assert (line.is_late, line.may_review) == (True, True)
    assert (full.institution, full.again, full.clean) == (institution, 1, 2)


def test_what_is_clean_is_what_has_nothing_to_look_at(
    mixed, institution, treasurer, district_officer
):
    for actor in (district_officer, treasurer):
        waiting = waiting_for(actor, today=SENT)
        looked = look_over(waiting, actor=actor)

        clean = [one.waiting.submission for one in looked if one.is_clean]
        assert {*clean_of([institution], actor=actor)} == {*clean}
        assert len(clean) == (2 if actor == district_officer else 0)


def test_who_reviews_nothing_sees_what_waits_and_elsewhere_is_not_there(
    mixed, province_officer, other_district_officer
):
    (line,) = lines_of(province_officer, today=SENT)
    (full,) = in_full([line], province_officer)

    assert (line.count, line.may_review, full.again, full.clean) == (5, False, 1, 0)
    assert lines_of(other_district_officer, today=SENT) == []


def test_the_longest_waiting_come_first_ten_a_page(
    client, institution, treasurer, district_officer
):
    places = [institution, *(make_institution(moo=moo, name=f"บ้าน{moo}") for moo in range(20, 30))]
    for days, place in enumerate(places):
        make_at(Stage.SUBMITTED, place, treasurer, on=localdate() - timedelta(days=days))
    client.force_login(district_officer)

    first = client.get(reverse("consolidation:reviews"))
    second = client.get(reverse("consolidation:reviews"), {"page": 2})
    beyond = client.get(reverse("consolidation:reviews"), {"page": "last"})

    assert main_texts(first, "lead")[0].startswith("รอตรวจ 11 ครัวเรือน จาก 11 สถาบัน")
    assert [row[0] for row in rows(first)[1:]] == [str(one.name) for one in places[:0:-1]]
    assert [row[0] for row in rows(second)[1:]] == [institution.name]
    assert 'href="?page=2"' in main(first)
    assert 'href="?page=1"' in main(second)
    assert beyond.status_code == 200


def test_a_page_asks_as_much_for_many_as_for_one(
    client, institution, treasurer, district_officer, django_assert_max_num_queries
):
    client.force_login(district_officer)
    make_clean_submission(institution, treasurer, "1")
    client.get(reverse("consolidation:reviews"))
    with django_assert_max_num_queries(40) as of_one:
        client.get(reverse("consolidation:reviews"))
    other = make_institution(moo=20, name="บ้านอื่น")
    for number in ("2", "3"):
        make_clean_submission(institution, treasurer, number)
        make_at(Stage.SUBMITTED, other, treasurer)
    with django_assert_max_num_queries(len(of_one)):
        client.get(reverse("consolidation:reviews"))
