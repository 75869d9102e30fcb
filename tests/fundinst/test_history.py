"""Every change of every row is written down by the database: who, when, from which page and why."""

from datetime import UTC, datetime

import pghistory
import pytest
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from pghistory.middleware import HistoryMiddleware

from fundinst.history import Chained
from members.audit import record
from members.history_reading import OUTSIDE, changes_of, history_of, state_at
from members.householding import state_house_number
from members.models import AuditEntry, Household, Person
from members.verifying import histories, verify_history
from members.versions import version_of
from tests.builders import make_person

pytestmark = pytest.mark.django_db

LATER = datetime(2200, 1, 1, tzinfo=UTC)

NEITHER = {
    "Area": "the country's own codes, loaded from a package",
    "ChainHead": "written by triggers alone; verify_history lays it beside its chain",
    "FiguresChanged": "what is to be counted again; gone when it was",
    "Job": "how far long work has come; what it did stands in its act",
    "MadeFile": "what a worker made of what is tracked; gone after some days",
    "MadeFilePiece": "its bytes, gone with it",
    "Notice": "what was told; stands but for when it was read",
    "PaperKey": "an older one opens the file too, so none is kept",
    "PlaceFigures": "sums of what is tracked, counted anew at any time",
    "RenderedSection": "a page as it was drawn, drawn again at any time",
    "SavedFilter": "a search kept on a desk",
    "SentForm": "an answer kept for a week",
    "SurveyRow": "a row that is being typed; what it became is a loan",
}


def events(model, **of):
    found = history_of(model).objects.filter(**of).order_by("pgh_id")
    return [(one.pgh_label, one.pgh_context) for one in found]


def changes_of_house(household):
    """Those of the household's own row: in a test's one transaction all are of the same moment."""
    return [change for change in changes_of(household) if change.what == "ครัวเรือน"]


def test_every_table_is_tracked_or_written_once_but_for_a_few():
    neither = {
        model.__name__
        for app in ("members", "debts", "consolidation", "reports")
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model, "pgh_tracked_model")
        and not hasattr(model, "pgh_event_models")
        and not issubclass(model, Chained)
    }
    assert neither == {*NEITHER}


def test_bulk_changes_raw_sql_and_deletes_are_written_down(household):
    person = make_person(household)
    Person.objects.bulk_update([Person(pk=person.pk, given="ก")], ["given"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_person SET given = 'ข' WHERE id = %s", [person.pk])
        cursor.execute("UPDATE members_person SET given = given WHERE id = %s", [person.pk])
    with pghistory.context(command="bulk"):
        Person.objects.filter(pk=person.pk).update(given="ค")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM members_person WHERE id = %s", [person.pk])

    assert events(Person, pgh_obj=person.pk) == [
        ("insert", None),
        ("update", None),
        ("update", None),
        ("update", {"command": "bulk"}),
        ("delete", {"command": "bulk"}),
    ]
    assert person.pk not in state_at(Person, LATER)


def test_rows_made_in_bulk_have_their_histories(household):
    numbers = [str(number) for number in range(5)]
    Household.objects.bulk_create(
        Household(institution=household.institution, house_number=number) for number in numbers
    )

    made = history_of(Household).objects.filter(house_number__in=numbers, pgh_label="insert")
    assert made.count() == 5


def test_a_page_says_who_where_and_the_act_why(client, household, treasurer):
    client.force_login(treasurer)
    page = reverse("consolidation:house", args=[household.pk])

    seen = client.get(page).context["form"]["seen"].value()
    client.post(page, {"house_number": "99", "seen": seen})

    change = changes_of_house(household)[0]
    assert (change.who, change.where, change.kind) == (str(treasurer), page, "update")
    assert change.fields[0] == ("บ้านเลขที่", "32/1", "99")
    assert change.why == (AuditEntry.objects.get(act="house_number_stated").sentence,)


def test_the_admin_is_written_down_too(rf, household, treasurer):
    request = rf.post("/admin/members/household/1/change/")
    request.user = treasurer
    admin = ModelAdmin(Household, AdminSite())

    def save(request):
        household.is_removed = True
        admin.save_model(request, household, form=None, change=True)

    HistoryMiddleware(save)(request)

    assert events(Household, pgh_obj=household)[-1] == (
        "update",
        {"user": treasurer.pk, "url": "/admin/members/household/1/change/"},
    )


def test_what_nobody_told_the_database_is_shown_as_from_outside(household):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_household SET house_number = '7' WHERE id = %s", [household.pk]
        )

    change = changes_of_house(household)[0]
    assert (change.who, change.where, change.why) == (OUTSIDE, "", ())


def test_circumstances_are_of_one_act_alone(household, treasurer):
    Household.objects.filter(pk=household.pk).update(house_number="78")
    with pghistory.context(user=treasurer.pk):
        state_house_number(household, "77", seen=version_of("78"), actor=treasurer)

    latest, before = changes_of_house(household)[:2]
    assert (latest.why, before.why) == ((AuditEntry.objects.latest("pk").sentence,), ())


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = ''", "DELETE FROM {}"])
def test_no_entry_of_any_history_is_changed_or_deleted(institution, household, statement):
    for event in histories():
        if event.objects.exists():
            table = event._meta.db_table
            with (
                pytest.raises(ProgrammingError, match="Cannot update or delete rows"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement.format(table))


def test_no_history_is_emptied(institution):
    for event in histories():
        with (
            pytest.raises(IntegrityError, match="history is never emptied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {event._meta.db_table}")


def test_the_time_zone_of_whoever_writes_or_reads_does_not_matter(household):
    person = make_person(household)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'America/New_York'")
        Person.objects.filter(pk=person.pk).update(given="ทองย้อย")
        before = verify_history(LATER).fingerprint
        cursor.execute("SET LOCAL TimeZone = 'Asia/Kathmandu'")
        verdict = verify_history(LATER)
        cursor.execute("SHOW TimeZone")
        zone = cursor.fetchone()[0]

    assert (verdict.broken, verdict.fingerprint) == ([], before)
    assert zone == "Asia/Kathmandu"


def test_a_column_added_later_leaves_the_digests_as_they_were(household, treasurer):
    record("tried", household, "ทดลอง", actor=treasurer, institution=household.institution)
    before = verify_history(LATER).fingerprint
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("members_personevent", "members_auditentry"):
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN added_later text")

    verdict = verify_history(LATER)

    assert (verdict.broken, verdict.fingerprint) == ([], before)


def test_no_column_of_a_history_is_filled_in_old_entries_when_it_is_added_later():
    filled = [
        f"{event.__name__}.{field.name}"
        for event in histories()
        for field in event._meta.concrete_fields
        if not field.name.startswith("pgh_") and field.name not in ("chain", "id")
        if not field.null or field.has_default() or field.has_db_default()
    ]
    assert filled == []
