"""Households by stage, kept with a place's figures: a number is right at every moment."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consolidation import stage_counts
from consolidation.matrix import status_matrix
from consolidation.practising import begin_practice
from consolidation.stages import Stage
from consolidation.worklist import between_levels
from reports.keeping_figures import keep_all, off
from reports.kept_stages import kept_stages, read_stages
from reports.models import FiguresChanged, PlaceFigures
from tests.builders import make_household, make_institution
from tests.consolidation.staged import decide, make_at

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OFFICERS = ["district_officer", "other_district_officer", "province_officer", "department"]


@pytest.fixture
def country(institution, other_institution, treasurer):
    """Households at every stage in four institutions of three districts, some of them waiting."""
    places = [
        institution,
        make_institution(moo=93, name="บ้านพี่น้อง"),
        other_institution,
        make_institution("341401", moo=94, name="บ้านไกล"),
    ]
    for number, place in enumerate(places, 1):
        for step, stage in enumerate(Stage):
            for days in range((number + step) % 3):
                make_at(stage, place, treasurer, on=TODAY - timedelta(days=6 + days))
    return places


def shown(user, area=""):
    matrix = status_matrix(user, area=area, today=TODAY)
    return (matrix, between_levels(user, today=TODAY))


def counted(user, monkeypatch, area=""):
    """The same with nothing kept."""
    with monkeypatch.context() as patched:
        patched.setattr(stage_counts, "_KEEPERS", [])
        return shown(user, area)


@pytest.mark.parametrize("who", OFFICERS)
@pytest.mark.parametrize("kept", [False, True])
def test_what_is_kept_says_what_counting_says(who, kept, country, request, monkeypatch):
    user = request.getfixturevalue(who)
    if kept:
        keep_all(on=TODAY)

    assert shown(user) == counted(user, monkeypatch)
    assert shown(user)[0].totals.total > 0


def test_what_is_written_after_it_was_kept_counts_at_once(
    country, institution, treasurer, district_officer, province_officer, monkeypatch
):
    keep_all(on=TODAY)
    before = shown(province_officer)
    waiting = make_at(Stage.SUBMITTED, institution, treasurer, on=TODAY - timedelta(days=40))
    make_household(country[2])
    village = make_institution("330502", moo=77, name="บ้านใหม่")
    make_household(village)

    assert shown(province_officer) == counted(province_officer, monkeypatch) != before
    assert shown(province_officer)[1].submitted.days == 40
    assert shown(province_officer, "3312") == counted(province_officer, monkeypatch, "3312")
    decide(waiting.cases.get().submissions.get(), "returned", district_officer, on=TODAY)
    assert shown(province_officer) == counted(province_officer, monkeypatch)
    keep_all(on=TODAY)
    assert not FiguresChanged.objects.exists()
    assert shown(province_officer) == counted(province_officer, monkeypatch)


def test_raw_sql_counts_at_once_too(country, province_officer, monkeypatch):
    keep_all(on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_household h SET is_removed = true"
            " WHERE NOT EXISTS (SELECT FROM consolidation_case c WHERE c.household_id = h.id)"
        )
        assert cursor.rowcount > 0

    assert shown(province_officer) == counted(province_officer, monkeypatch)


def test_where_nothing_changed_no_household_is_looked_at(country, province_officer):
    keep_all(on=TODAY)
    assert province_officer.offices_in_force
    with CaptureQueriesContext(connection) as asked:
        status_matrix(province_officer, area="", today=TODAY)

    assert len(asked) == 3
    assert not any("members_household" in one["sql"] for one in asked)


def test_a_row_from_before_stages_were_kept_is_counted_as_changed(
    country, institution, province_officer, monkeypatch
):
    keep_all(on=TODAY)
    for row in PlaceFigures.objects.all():
        del row.figures["stages"]
        row.save()
    FiguresChanged.objects.bulk_create([FiguresChanged(institution=one) for one in country])

    assert shown(province_officer) == counted(province_officer, monkeypatch)


def test_what_is_practised_on_is_kept_nowhere(country, institution, treasurer, department):
    keep_all(on=TODAY)
    before = kept_stages("", 2)
    begin_practice(institution, on=TODAY, actor=treasurer)
    keep_all(on=TODAY)

    assert kept_stages("", 2) == before


def test_kept_stages_that_are_off_are_told(country, institution):
    keep_all(on=TODAY)
    row = PlaceFigures.objects.get(institution=institution)
    assert read_stages(row.figures)
    assert off([institution], on=TODAY) == {}
    row.figures["stages"] = [["cleared", None, 5]]
    row.save()

    assert off([institution], on=TODAY) == {institution.code: ["stages"]}
