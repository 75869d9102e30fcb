from datetime import date
from decimal import Decimal

import pytest

from fundinst.errors import Refused
from members.models import VillageFigure
from members.undoing import undo_entry
from members.village_figures import (
    StatedFigure,
    beside_the_books,
    remove_figure,
    take_figures,
    version_of_replaced,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def figure(name="ครัวเรือนทั้งหมด", value=120, unit="ครัวเรือน") -> StatedFigure:
    return StatedFigure(name, Decimal(value), unit)


def take(institution, actor, *stated, seen="", year=2568, survey="jpt"):
    return take_figures(
        institution, survey=survey, year=year, stated=stated, seen=seen, on=DAY, actor=actor
    )


def kept(institution):
    figures = VillageFigure.objects.filter(institution=institution).order_by("name")
    return [(one.name, one.value, one.unit) for one in figures]


HOUSES = ("ครัวเรือนทั้งหมด", 120, "ครัวเรือน")
PEOPLE = ("ประชากร", Decimal("412.00"), "คน")


def test_figures_are_taken_with_their_survey_and_year(institution, treasurer):
    entry = take(institution, treasurer, figure(), figure("ประชากร", 412, "คน"))

    assert kept(institution) == [HOUSES, PEOPLE]
    assert {(one.survey, one.year) for one in VillageFigure.objects.all()} == {("jpt", 2568)}
    assert entry.sentence == "บันทึกข้อมูลหมู่บ้าน จปฐ. ปี 2568 จำนวน 2 เรื่อง"


def test_a_figure_of_the_same_name_and_year_is_replaced_only_when_it_was_shown(
    institution, treasurer
):
    take(institution, treasurer, figure())
    better = figure(value=125)

    with pytest.raises(Refused) as stopped:
        take(institution, treasurer, better)
    compared = beside_the_books(institution, "jpt", 2568, [better])
    entry = take(institution, treasurer, better, seen=version_of_replaced(compared))

    assert codes(stopped) == ["changed_meanwhile"]
    assert [one.outcome for one in compared] == ["replaces"]
    assert kept(institution) == [("ครัวเรือนทั้งหมด", 125, "ครัวเรือน")]
    assert entry.sentence == "บันทึกข้อมูลหมู่บ้าน จปฐ. ปี 2568 จำนวน 1 เรื่อง แทนของเดิม 1 เรื่อง"


def test_another_year_or_survey_stands_beside_and_the_same_figure_again_changes_nothing(
    institution, treasurer
):
    take(institution, treasurer, figure())
    take(institution, treasurer, figure(value=118), year=2567)
    take(institution, treasurer, figure(value=119), survey="kcc2k")

    assert take(institution, treasurer, figure()) is None
    assert VillageFigure.objects.count() == 3


def test_everything_wrong_is_said_at_once_and_nothing_is_half_written(institution, treasurer):
    with pytest.raises(Refused) as stopped:
        take(
            institution,
            treasurer,
            figure("ดี", 1),
            figure("ซ้ำ", 1),
            figure("ซ้ำ", 2),
            figure("", 3),
            figure("ติดลบ", -1),
            figure("ยาว", 1, "ก" * 51),
            year=2026,
            survey="?",
        )

    assert codes(stopped) == [
        "survey_unknown",
        "year_unknown",
        "figure_twice",
        "figure_nameless",
        "figure_out_of_range",
        "text_too_long",
    ]
    assert VillageFigure.objects.count() == 0


def test_figures_taken_are_taken_back_and_what_they_replaced_comes_back(institution, treasurer):
    take(institution, treasurer, figure())
    compared = beside_the_books(institution, "jpt", 2568, [figure(value=125)])
    entry = take(
        institution,
        treasurer,
        figure(value=125),
        figure("ประชากร", 412, "คน"),
        seen=version_of_replaced(compared),
    )

    undo_entry(entry, actor=treasurer)

    assert kept(institution) == [HOUSES]


def test_figures_that_were_replaced_since_are_not_taken_back(institution, treasurer):
    entry = take(institution, treasurer, figure())
    compared = beside_the_books(institution, "jpt", 2568, [figure(value=125)])
    take(institution, treasurer, figure(value=125), seen=version_of_replaced(compared))

    with pytest.raises(Refused) as stopped:
        undo_entry(entry, actor=treasurer)

    assert codes(stopped) == ["changed_since"]
    assert kept(institution) == [("ครัวเรือนทั้งหมด", 125, "ครัวเรือน")]


def test_a_removed_figure_comes_back_unless_another_stands_in_its_place(institution, treasurer):
    take(institution, treasurer, figure())
    removed = remove_figure(VillageFigure.objects.get(), actor=treasurer)
    undo_entry(removed, actor=treasurer)
    back = kept(institution)
    removed = remove_figure(VillageFigure.objects.get(), actor=treasurer)
    take(institution, treasurer, figure(value=1))

    with pytest.raises(Refused) as stopped:
        undo_entry(removed, actor=treasurer)

    assert (back, codes(stopped)) == ([HOUSES], ["figure_stands"])


def test_two_villages_have_figures_of_their_own(institution, other_institution, treasurer):
    take(institution, treasurer, figure())
    take(other_institution, treasurer, figure(value=9))

    assert (kept(institution), len(kept(other_institution))) == ([HOUSES], 1)
