"""Trying the work out on an invented village, and removing it whole."""

import uuid

import pghistory
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate
from pghistory.models import Context

from consolidation.practising import begin_practice
from debts.models import Loan
from fundinst.errors import Refused
from members.models import AuditEntry, Institution, Job, Office
from members.practice_mode import practice_of
from members.removing import remove_practice
from tests.builders import make_user
from tests.consolidation.practice_rows import fill
from tests.consolidation.staged import officer_of

pytestmark = pytest.mark.django_db

OURS = ("members", "debts", "consolidation")


def begin(institution, user):
    with pghistory.context(command="practice"):
        return begin_practice(institution, on=localdate(), actor=user)


def tables():
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    return [*models, Context]


def fingerprints():
    """How many rows each table has, with its history, and a checksum of them all."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(
                "SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text))"
                f' FROM "{model._meta.db_table}" t'
            )
            found[model._meta.label] = cursor.fetchone()
    return found


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


def test_an_invented_village_is_filled_by_the_real_acts(institution, treasurer):
    practice = begin(institution, treasurer)

    assert (practice.code, practice.name, practice.is_practice) == ("33120699", "บ้านตัวอย่าง", True)
    assert practice.households.count() == 15
    loans = Loan.objects.filter(household__institution=practice)
    assert (loans.count(), loans.total()) == (36, 607_200)
    assert [member.position for member in practice.committee.order_by("pk")] == [
        "chair",
        "secretary",
        "treasurer",
    ]
    assert [str(one.institution) for one in Office.objects.filter(user=treasurer)] == [
        "สถาบันการจัดการเงินทุนชุมชนบ้านทดลอง",
        "สถาบันการจัดการเงินทุนชุมชนบ้านตัวอย่าง",
    ]


def test_asked_again_it_is_the_same_village_and_nothing_is_written(institution, treasurer):
    practice = begin(institution, treasurer)
    before = fingerprints()

    assert begin(institution, treasurer) == practice
    assert fingerprints() == before


def test_two_people_of_one_tambon_each_have_their_own(institution, treasurer):
    colleague = make_user("committee", institution=institution)

    first, second = begin(institution, treasurer), begin(institution, colleague)

    assert (first.code, second.code) == ("33120699", "33120698")
    assert practice_of(treasurer, localdate()) == first
    assert practice_of(colleague, localdate()) == second


def test_upper_levels_see_nothing_of_it(institution, treasurer, district_officer, department):
    begin(institution, treasurer)

    for user in (district_officer, department):
        assert [*Institution.objects.visible_to(user)] == [institution]
        assert Loan.objects.visible_to(user).count() == 0


def test_removed_it_leaves_no_row_and_touches_no_other(
    institution, household, treasurer, other_institution, outsider
):
    others = begin(other_institution, outsider)
    with pghistory.context(command="others"):
        household.loans.update(number="๑")
        others.households.update(house_number="1")
    officer_of(institution)  # who answers what the practice village sends
    before = fingerprints()
    practice = begin(institution, treasurer)
    with pghistory.context(command="practice"):
        fill(practice, treasurer)
    lacking = [
        model.__name__
        for model in tables()
        if hasattr(model, "institution_path")
        and not model.objects.filter(**{model.institution_path or "pk": practice.pk}).exists()
    ]
    assert lacking == []

    entry = remove_practice(practice, actor=treasurer)

    after = fingerprints()
    assert {name for name in after if after[name] != before[name]} == {
        "members.AuditEntry",
        "members.ChainHead",
    }
    assert [*AuditEntry.objects.filter(act="practice_removed")] == [entry]
    assert after["members.AuditEntry"][0] == before["members.AuditEntry"][0] + 1
    assert (entry.institution, entry.household, entry.sentence) == (
        None,
        None,
        "ลบข้อมูลตัวอย่างของบ้านตัวอย่างทั้งหมด",
    )


def test_a_real_institution_is_never_removed(institution, household, treasurer):
    before = fingerprints()

    with pytest.raises(Refused) as stopped:
        remove_practice(institution, actor=treasurer)

    assert codes(stopped) == ["institution_is_real"]
    assert fingerprints() == before


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("DELETE FROM members_institution", "institution_real_never_deleted"),
        (
            "UPDATE members_institution SET is_practice = TRUE; DELETE FROM members_institution",
            "institution_practice_stands",
        ),
        (
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE members_institution CASCADE",
            "institution_real_never_deleted",
        ),
    ],
)
def test_the_database_refuses_to_lose_a_real_institution(sql, guard, institution):
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert stopped.value.__cause__.diag.constraint_name == guard


def test_the_guards_stand_again_after_the_act(institution, household, treasurer):
    remove_practice(begin(institution, treasurer), actor=treasurer)

    for table in ("debts_loan", "debts_journalentry", "members_auditentry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    assert Loan.objects.count() == 3


def test_work_that_is_under_way_stops_the_removal(institution, treasurer):
    practice = begin(institution, treasurer)
    Job.objects.create(
        institution=practice,
        kind="import",
        subject=str(uuid.uuid4()),
        title="นำเข้า",
        requested_by=treasurer,
    )

    with pytest.raises(Refused) as stopped:
        remove_practice(practice, actor=treasurer)

    assert codes(stopped) == ["work_under_way"]
    assert practice.households.count() == 15


def test_removed_it_can_be_begun_anew(institution, treasurer):
    remove_practice(begin(institution, treasurer), actor=treasurer)

    assert begin(institution, treasurer).households.count() == 15
