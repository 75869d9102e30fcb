"""Sending households to the district: all of a list or none, once, each as its next version."""

from uuid import uuid4

import pytest

from consolidation.cases import move
from consolidation.models import Case, Registration, Submission, SubmittedLoan, Transition
from consolidation.registering import submit_households
from consolidation.reviewing import NewRemark, return_for_mending
from consolidation.selecting import select_household
from debts.models import JournalEntry
from fundinst.errors import Refused
from members.models import AuditEntry, Notice
from tests.builders import AS_OF, make_household, make_loan, make_person, make_user
from tests.consolidation.registered import SENT_ON, SIGNED_ON, ready, send

pytestmark = pytest.mark.django_db


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


@pytest.fixture
def other_home(institution, village_fund, savings_group):
    """A household of house 7, with two loans; later in the books than 32/1, before it in order."""
    home = make_household(institution, "7")
    make_person(home, "นายเอก สมมุติ")
    make_loan(home, village_fund)
    make_loan(home, savings_group)
    return home


def test_a_ready_household_is_sent_with_its_loans_and_waits_for_the_district(
    household, treasurer, district_officer
):
    ready(household, treasurer)

    registration = send([household], treasurer)

    submission = Submission.objects.get()
    assert (submission.registration, submission.version) == (registration, 1)
    assert submission.case.status == Case.Status.SUBMITTED
    assert submission.content["sums"]["total"] == "13200.00"
    assert [(one.principal, one.total, one.is_disputed) for one in submission.loans.all()] == [
        (4100, 4400, False),
        (2900, 3100, False),
        (5700, 5700, False),
    ]
    assert [entry.sentence for entry in AuditEntry.objects.filter(act="household_submitted")] == [
        "ส่งให้อำเภอตรวจ 3 สัญญา 13,200 บาท ยอด ณ 30 มิ.ย. 2560"
    ]
    assert Notice.objects.get().user == district_officer


def test_the_same_form_sent_again_is_the_same_registration(household, treasurer):
    ready(household, treasurer)
    key = uuid4()

    first, second = (send([household], treasurer, key=key) for _ in range(2))

    assert first == second
    assert (Registration.objects.count(), Submission.objects.count()) == (1, 1)


def test_the_same_form_with_another_list_is_refused_and_sends_nothing(
    household, other_home, treasurer
):
    ready(household, treasurer)
    ready(other_home, treasurer)
    key = uuid4()
    send([household], treasurer, key=key)

    with pytest.raises(Refused) as stopped:
        send([household, other_home], treasurer, key=key)

    assert codes(stopped) == ["form_used"]
    assert other_home.cases.get().status == Case.Status.SELECTED


def test_one_household_that_cannot_be_sent_stops_all_and_every_reason_is_said(
    household, other_home, treasurer
):
    ready(household, treasurer)
    select_household(other_home, on=AS_OF, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        send([household, other_home], treasurer)

    assert codes(stopped) == ["no_consent", "not_confirmed"]
    assert stopped.value.refusals[0].sentence.startswith("นายเอก สมมุติ บ้านเลขที่ 7: ")
    assert not Registration.objects.exists()
    assert household.cases.get().status == Case.Status.SELECTED


def test_nobody_and_households_of_another_institution_are_refused(
    institution, other_institution, treasurer
):
    stranger = make_household(other_institution, "1")
    said = []
    for homes in ([], [stranger]):
        with pytest.raises(Refused) as stopped:
            submit_households(
                institution, homes, cut_off=AS_OF, key=uuid4(), on=SENT_ON, actor=treasurer
            )
        said.append(codes(stopped))

    assert said == [["nobody_chosen"], ["household_unknown"]]


def test_the_form_of_somebody_else_is_refused(household, treasurer, institution):
    colleague = make_user("committee", institution=institution)
    ready(household, treasurer)
    key = uuid4()
    send([household], treasurer, key=key)

    with pytest.raises(Refused) as stopped:
        send([household], colleague, key=key)

    assert codes(stopped) == ["form_used"]


def test_a_list_in_any_order_sent_again_is_the_same(household, other_home, treasurer):
    for home in (household, other_home):
        ready(home, treasurer)
    key = uuid4()

    first = send([household, other_home], treasurer, key=key)

    assert send([other_home, household], treasurer, key=key) == first


def test_who_holds_no_office_any_more_sends_nothing(household, treasurer):
    ready(household, treasurer)
    treasurer.offices.update(ended_on=AS_OF)

    with pytest.raises(Refused) as stopped:
        send([household], treasurer)

    assert codes(stopped) == ["office_ended"]


def test_the_same_form_with_another_day_is_another_list_and_refused(household, treasurer):
    ready(household, treasurer)
    key = uuid4()
    send([household], treasurer, key=key)

    with pytest.raises(Refused) as stopped:
        send([household], treasurer, key=key, cut_off=SENT_ON)

    assert codes(stopped) == ["form_used"]


def test_a_disputed_loan_is_sent_by_name_and_not_as_part_of_the_sum(household, treasurer):
    loan = household.loans.order_by("pk").last()
    ready(household, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    send([household], treasurer)

    assert [*SubmittedLoan.objects.values_list("loan", "is_disputed")] == [
        (one.pk, one == loan) for one in household.loans.order_by("pk")
    ]
    assert Submission.objects.get().content["sums"]["total"] == "7500.00"


def test_what_is_sent_is_what_was_owed_on_the_cut_off_date(household, treasurer):
    loan = household.loans.order_by("pk").first()
    ready(household, treasurer)
    JournalEntry.objects.create(
        loan=loan, kind="register", on=SIGNED_ON, principal=-4000, actor=treasurer
    )

    send([household], treasurer)

    assert SubmittedLoan.objects.get(loan=loan).total == 4400


def test_what_is_sent_again_is_the_next_version_and_answers_the_return(
    household, treasurer, district_officer
):
    ready(household, treasurer)
    first = send([household], treasurer).submissions.get()
    wrong = [NewRemark("sums.total", "ยอดรวม", "ไม่ตรง")]
    review = return_for_mending(
        first, remarks=wrong, reason="ยอดไม่ตรง", step="debts", on=SENT_ON, actor=district_officer
    )

    second = send([household], treasurer).submissions.get()

    assert (second.version, second.answers, first.version) == (2, review, 1)
    assert [*Transition.objects.order_by("pk").values_list("to_status", flat=True)] == [
        "selected",
        "submitted",
        "returned",
        "submitted",
    ]
    assert Notice.objects.filter(user=district_officer).first().sentence == (
        "บ้านทดลอง แก้แล้วส่งกลับมาให้ท่านตรวจอีกครั้ง 1 ครัวเรือน"
    )


def test_what_was_withdrawn_and_selected_anew_begins_with_the_first_version(household, treasurer):
    ready(household, treasurer)
    move(household.cases.get(), Case.Status.WITHDRAWN, on=SENT_ON, actor=treasurer)
    select_household(household, on=SENT_ON, actor=treasurer)

    assert send([household], treasurer).submissions.get().version == 1
