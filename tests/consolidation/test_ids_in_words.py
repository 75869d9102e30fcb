"""A national ID that somebody writes among other words stands whole in no row and on no page."""

import pytest
from django.db import connection
from django.urls import reverse

from consolidation.answering import Told, answer_criteria
from consolidation.consenting import give_consent
from consolidation.correcting import ask_for_correction
from consolidation.criteria import criteria_on
from consolidation.models import Remark
from consolidation.reviewing import NewRemark, approve, return_for_mending, withdraw_approval
from consolidation.selecting import select_household
from debts.classifying import classify
from debts.confirming import confirm_loans
from debts.models import Confirmation
from fundinst.id_numbers import in_groups, masked
from tests.builders import AS_OF
from tests.consolidation.registered import SIGNED_ON, send
from tests.consolidation.submitted import SENT, make_submission
from tests.members.invented_ids import an_id

pytestmark = pytest.mark.django_db
ID = an_id(1234)
WRITTEN = (ID, in_groups(ID), in_groups(ID).replace("-", "/"))
HIDDEN = masked(ID[-4:])
WORDS = f"บัตร {' '.join(WRITTEN)} ผิด"


def tables_that_hold_an_id() -> list[str]:
    """Every table with one of the ways of writing it in any column of any row."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            ways = [f"%{one}%" for one in WRITTEN]
            cursor.execute(
                f'SELECT count(*) FROM "{table}" said WHERE said::text LIKE ANY (%s)', [ways]
            )
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_no_row_of_the_way_to_approval_keeps_it(household, treasurer, district_officer):
    select_household(household, on=AS_OF, actor=treasurer, document=WORDS[:200], reason=WORDS)
    asked = [one.code for one in criteria_on(household.institution, AS_OF) if one.is_asked]
    answer_criteria(household, [Told(asked[0], "no", WORDS)], on=AS_OF, actor=treasurer)
    classify(
        household, on=AS_OF, ability="able", willingness="willing", reason=WORDS, actor=treasurer
    )
    give_consent(household, signed_on=SIGNED_ON, actor=treasurer, purpose=f"ใช้เลข {WORDS}")
    loan = household.loans.order_by("pk")[0]
    confirm_loans(
        household,
        cut_off=AS_OF,
        signed_on=SIGNED_ON,
        sign="signature",
        witnesses=(),
        disputed={loan.pk: WORDS},
        actor=treasurer,
    )
    submission = send([household], treasurer).submissions.get()
    approve([submission], on=SENT, actor=district_officer)
    withdraw_approval(submission, reason=WORDS, on=SENT, actor=district_officer)
    remark = NewRemark("household.house_number", "บ้านเลขที่", WORDS)
    return_for_mending(
        submission, remarks=[remark], reason=WORDS, step="debts", on=SENT, actor=district_officer
    )
    again = make_submission(household, treasurer)
    approve([again], on=SENT, actor=district_officer)
    ask_for_correction(again.case, reason=WORDS, on=SENT, actor=treasurer)

    hidden = f"บัตร {HIDDEN} {HIDDEN} {HIDDEN} ผิด"
    assert tables_that_hold_an_id() == []
    assert [one.sentence for one in Remark.objects.all()] == [hidden]
    assert Confirmation.objects.get(loan=loan).reason == hidden


def test_an_id_in_a_long_reason_is_hidden_and_the_rest_kept_whole(
    household, treasurer, district_officer
):
    submission = make_submission(household, treasurer)
    reason = f"{'ก' * 280} {ID}"

    review = send_back(submission, reason[5:], district_officer)

    assert review.reason == f"{'ก' * 275} {HIDDEN}"


def send_back(submission, reason, actor):
    return return_for_mending(
        submission, remarks=[], reason=reason, step="debts", on=SENT, actor=actor
    )


def test_told_twice_it_is_one_correction_and_one_return_all_the_same(
    household, treasurer, district_officer
):
    submission = make_submission(household, treasurer)

    first, second = (send_back(submission, WORDS, district_officer) for _press in range(2))

    assert first == second


def test_a_remark_with_an_id_is_refused_at_once_and_shown_to_nobody(
    household, treasurer, district_officer, client
):
    submission = make_submission(household, treasurer)
    client.force_login(district_officer)

    page = client.post(
        reverse("consolidation:review", args=[submission.pk]),
        {"decision": "return", "remark-household.house_number": f"ไม่ใช่ {ID}"},
    )

    assert not Remark.objects.exists()
    assert page.context["form"].has_error("__all__", "national_id")
