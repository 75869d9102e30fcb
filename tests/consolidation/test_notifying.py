"""Who is told of a step between committee and district, and who isn't."""

import pytest
from django.db import transaction

from consolidation import notifying
from consolidation.cases import move, open_case
from consolidation.models import Case
from members.models import Notice
from members.registering import create_institution
from tests.builders import AS_OF, make_household, make_user
from tests.consolidation.staged import lay_before_the_district, write_decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(institution):
    """Another of the same committee."""
    return make_user("committee", institution=institution)


@pytest.fixture
def second_officer(institution):
    return make_user("district", area="3312")


@pytest.fixture
def submission(institution, treasurer):
    return make_submission(make_household(institution, "32/1"), treasurer)


def make_submission(household, actor):
    """The next version of a household as it lies at the district, whatever it says."""
    case = Case.objects.open().filter(household=household).first()
    case = case or open_case(household, on=AS_OF, actor=actor)
    sent = lay_before_the_district(case, actor)
    move(Case.objects.get(pk=case.pk), "submitted", on=AS_OF, actor=actor)
    return sent


def told() -> list[tuple]:
    notices = Notice.objects.order_by("pk").select_related("user")
    return [(notice.user, notice.sentence, notice.url) for notice in notices]


def test_whoever_is_officer_of_the_district_today_hears_what_waits(
    submission, district_officer, second_officer, other_district_officer, province_officer
):
    second_officer.offices.update(ended_on=AS_OF)

    notifying.submitted(submission.registration)

    assert told() == [(district_officer, "บ้านทดลอง ส่งมาให้ตรวจ 1 ครัวเรือน", "/reviews/")]


def test_an_officer_who_may_not_sign_in_is_not_told(submission, district_officer, second_officer):
    district_officer.is_active = False
    district_officer.save()

    notifying.submitted(submission.registration)

    assert [user for user, *_rest in told()] == [second_officer]


def test_told_twice_it_is_one_notice(submission, district_officer):
    notifying.submitted(submission.registration)
    notifying.submitted(submission.registration)

    assert len(told()) == 1


def test_who_sends_is_not_told_that_it_waits_for_them(institution, district_officer):
    """A person may sit on a committee and be the district's officer; somebody else reviews."""
    submission = make_submission(make_household(institution), district_officer)

    notifying.submitted(submission.registration)

    assert told() == []


def test_a_mended_household_goes_to_who_returned_it_and_to_nobody_else(
    submission, treasurer, district_officer, second_officer
):
    write_decision(submission, "returned", second_officer)
    again = make_submission(submission.case.household, treasurer)

    notifying.submitted(again.registration)

    sentence = "บ้านทดลอง แก้แล้วส่งกลับมาให้ท่านตรวจอีกครั้ง 1 ครัวเรือน"
    assert told() == [(second_officer, sentence, "/reviews/")]


def test_a_mended_household_is_new_to_the_others_once_its_reviewer_has_left(
    submission, treasurer, district_officer, second_officer
):
    write_decision(submission, "returned", second_officer)
    again = make_submission(submission.case.household, treasurer)
    second_officer.offices.update(ended_on=AS_OF)

    notifying.submitted(again.registration)

    assert told() == [(district_officer, "บ้านทดลอง ส่งมาให้ตรวจ 1 ครัวเรือน", "/reviews/")]


def test_after_a_correction_it_goes_back_to_who_approved_it(
    submission, treasurer, district_officer, second_officer
):
    write_decision(submission, "approved", second_officer)
    write_decision(submission, "correction", treasurer)
    again = make_submission(submission.case.household, treasurer)

    notifying.submitted(again.registration)

    assert [user for user, *_rest in told()] == [second_officer]


def test_the_committee_hears_what_was_returned_and_why(
    submission, treasurer, colleague, outsider, district_officer
):
    notifying.returned(write_decision(submission, "returned", district_officer))

    sentence = "อำเภอส่งกลับให้แก้ไข ครัวเรือนบ้านเลขที่ 32/1: เอกสารไม่ครบ"
    url = f"/households/{submission.case.household_id}/"
    assert told() == [(treasurer, sentence, url), (colleague, sentence, url)]


def test_the_committee_hears_that_an_approval_was_withdrawn(
    submission, treasurer, district_officer
):
    write_decision(submission, "approved", district_officer)
    notifying.withdrawn(write_decision(submission, "withdrawn", district_officer, "ตรวจผิดครัวเรือน"))

    assert [sentence for _user, sentence, _url in told()] == [
        "อำเภอถอนการผ่าน รออำเภอตรวจใหม่ ครัวเรือนบ้านเลขที่ 32/1: ตรวจผิดครัวเรือน"
    ]


def test_a_long_reason_is_cut_and_says_so(submission, treasurer, district_officer):
    notifying.returned(write_decision(submission, "returned", district_officer, "ยาว" * 160))

    sentence = Notice.objects.get().sentence
    assert (len(sentence), sentence[-1]) == (300, "…")


def test_fifteen_approved_at_one_press_are_one_notice_for_who_sent_them(
    institution, treasurer, colleague, district_officer, django_assert_max_num_queries
):
    sent = [make_submission(make_household(institution), treasurer) for _number in range(15)]
    reviews = [write_decision(one, "approved", district_officer) for one in sent]

    with django_assert_max_num_queries(3):
        notifying.approved(reviews)

    url = f"/households/?institution={institution.pk}&stage=approved"
    assert told() == [(treasurer, "อำเภอตรวจผ่านแล้ว 15 ครัวเรือน", url)]


def test_one_approved_leads_to_that_household(submission, treasurer, district_officer):
    notifying.approved([write_decision(submission, "approved", district_officer)])

    url = f"/households/{submission.case.household_id}/"
    assert told() == [(treasurer, "อำเภอตรวจผ่านแล้ว ครัวเรือนบ้านเลขที่ 32/1", url)]


def test_each_who_sent_hears_of_their_own(submission, colleague, district_officer, treasurer):
    theirs = make_submission(make_household(submission.case.household.institution), colleague)

    both = (submission, theirs)
    notifying.approved([write_decision(one, "approved", district_officer) for one in both])

    assert [(user, sentence) for user, sentence, _url in told()] == [
        (treasurer, "อำเภอตรวจผ่านแล้ว ครัวเรือนบ้านเลขที่ 32/1"),
        (colleague, "อำเภอตรวจผ่านแล้ว ครัวเรือนไม่มีบ้านเลขที่"),
    ]


def test_when_who_sent_it_has_left_the_rest_of_the_committee_hears(
    submission, treasurer, colleague, district_officer
):
    treasurer.offices.update(ended_on=AS_OF)

    notifying.approved([write_decision(submission, "approved", district_officer)])

    assert [user for user, *_rest in told()] == [colleague]


def test_who_approved_hears_that_the_committee_corrects_it(
    submission, treasurer, district_officer, second_officer
):
    write_decision(submission, "approved", second_officer)

    notifying.correction(write_decision(submission, "correction", treasurer, "ยอดหนี้ผิด"))

    sentence = "บ้านทดลอง ขอนำกลับไปแก้ไข ครัวเรือนบ้านเลขที่ 32/1: ยอดหนี้ผิด"
    url = f"/households/{submission.case.household_id}/"
    assert told() == [(second_officer, sentence, url)]


def test_what_nobody_has_decided_yet_is_taken_back_before_all_officers(
    submission, treasurer, district_officer, second_officer
):
    notifying.correction(write_decision(submission, "correction", treasurer))

    assert [user for user, *_rest in told()] == [district_officer, second_officer]


def test_nobody_above_hears_of_what_a_committee_practises_on(institution, district_officer):
    practice = create_institution(
        subdistrict="331206",
        moo=98,
        name="บ้านตัวอย่าง",
        funds=[("village_fund", "")],
        actor=district_officer,
        is_practice=True,
    )
    learner = make_user("committee", institution=practice)

    notifying.submitted(make_submission(make_household(practice), learner).registration)

    assert told() == []


def test_a_notice_goes_with_the_step_it_tells_of(submission, district_officer):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notifying.submitted(submission.registration)
        raise ZeroDivisionError

    assert told() == []
