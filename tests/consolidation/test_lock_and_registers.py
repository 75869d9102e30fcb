"""A fund's own register goes on telling its balances while a household is locked, and no more."""

from datetime import date

import pytest
from django.db import connection

from consolidation.review_rules import under_review
from consolidation.reviewing import approve
from debts.models import Guarantor, JournalEntry
from debts.recording import import_register, recorded_entry
from fundinst.errors import Refused
from members.undoing import undo_entry
from tests.consolidation.submitted import SENT, make_submission

pytestmark = pytest.mark.django_db

LATER = date(2017, 8, 31)
REGISTER = (
    "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ,วันครบกำหนด,ผู้ค้ำประกัน\n"
    "นางทองม้วน แบบอย่าง,32/1,{owed},31/12/2561,นายค้ำ แบบอย่าง\n"
    "นายใหม่ แบบอย่าง,32/1,700,,\n"
)


def record(fund, actor, *, owed=3500):
    return import_register(
        fund.accounts.get(),
        file_name="ทะเบียน.csv",
        content=REGISTER.format(owed=owed).encode(),
        as_of=LATER,
        actor=actor,
    )


@pytest.fixture
def submission(household, treasurer):
    return make_submission(household, treasurer)


def test_the_balance_moves_the_terms_stay_and_the_district_sees_by_how_much(
    submission, household, savings_group, treasurer
):
    record(savings_group, treasurer)

    old, new = savings_group.accounts.get().loans.filter(household=household).order_by("pk")
    assert (old.outstanding, old.due_on, new.outstanding) == (3500, None, 700)
    assert (old.guarantors.count(), str(new.borrower)) == (0, "นายใหม่ แบบอย่าง")
    (one,) = under_review([submission])
    assert one.moved == 1100  # 400 more, and 700 of a loan that came since


def test_at_commit_the_database_lets_in_what_the_register_brought(
    submission, household, savings_group, treasurer
):
    record(savings_group, treasurer)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert household.persons.count() == 3


def test_what_moved_has_to_be_looked_at_before_it_is_approved(
    submission, savings_group, treasurer, district_officer
):
    record(savings_group, treasurer)

    for seen in (None, {submission.case_id: "1100.00"}):
        with pytest.raises(Refused) as stopped:
            approve([submission], on=SENT, actor=district_officer, seen_stale=seen)
        assert [refusal.code for refusal in stopped.value.refusals] == ["stale_unseen"]

    (one,) = under_review([submission])
    seen = {submission.case_id: one.version_of_changes}
    (review,) = approve([submission], on=SENT, actor=district_officer, seen_stale=seen)
    assert review.outcome == "approved"


def test_a_register_of_before_is_not_taken_back_where_it_said_more_than_balances(
    household, savings_group, treasurer
):
    register = record(savings_group, treasurer)
    assert Guarantor.objects.count() == 1
    make_submission(household, treasurer)

    with pytest.raises(Refused) as stopped:
        undo_entry(recorded_entry(register), actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["household_locked"]
    assert JournalEntry.objects.filter(register=register, reversed_by__isnull=True).count() == 2


def test_a_register_of_after_is_taken_back_and_nothing_has_moved(
    submission, savings_group, treasurer
):
    register = record(savings_group, treasurer)

    undo_entry(recorded_entry(register), actor=treasurer)

    assert under_review([submission])[0].moved is None
