"""What somebody took out a moment ago is said in words, whoever goes on with it."""

from datetime import date
from decimal import Decimal

import pytest

from fundinst.errors import Refused
from fundinst.names import split_name
from members.budgeting import StatedLine, remove_line, state_line, stated
from members.householding import add_person, correct_person, make_head, people_version
from members.models import AuditEntry, Income, SavedFilter, VillageFigure
from members.persons import StatedPerson, values_of
from members.saving_filters import keep_filter, remove_filter, rename_filter
from members.undoing import undo_entry
from members.versions import version_of
from members.village_figures import StatedFigure, remove_figure, take_figures
from tests.builders import make_person

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)


def refused(act) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_person_who_came_in_another_way_meanwhile_is_not_added_again(household, treasurer):
    opened = people_version([*household.persons.all()])
    make_person(household, "นายใหม่ แบบอย่าง")  # by a register, say: no act of adding a person
    said = StatedPerson(split_name("นายใหม่ แบบอย่าง"))

    codes = refused(lambda: add_person(household, said, seen=opened, actor=treasurer))

    assert codes == ["name_in_the_house"]


def test_a_person_who_is_out_is_neither_corrected_nor_made_head(household, treasurer):
    person = make_person(household, "นายใหม่ แบบอย่าง")
    seen = version_of(values_of(person))
    said = StatedPerson(split_name("นายเก่า แบบอย่าง"))
    household.persons.filter(pk=person.pk).delete()

    assert refused(lambda: correct_person(person, said, seen=seen, actor=treasurer)) == [
        "person_gone"
    ]
    assert refused(lambda: make_head(person, actor=treasurer)) == ["person_gone"]
    assert household.persons.filter(is_head=True).count() == 1


def test_a_line_that_is_out_is_not_taken_out_again(household, treasurer):
    said = StatedLine("ขายข้าว", Decimal(20000), (11, 12))
    state_line(household, "income", said, line_id=None, seen="", actor=treasurer)
    line = Income.objects.get()
    seen = version_of(stated(line).values)
    remove_line(Income.objects.get(), seen=seen, actor=treasurer)

    assert remove_line(line, seen=seen, actor=treasurer) is None


def test_a_figure_is_taken_out_as_it_stands_and_once(institution, treasurer):
    def take(value: int, seen: str = "") -> None:
        figure = StatedFigure("ครัวเรือน", Decimal(value))
        take_figures(
            institution,
            survey="jpt",
            year=2568,
            stated=[figure],
            seen=seen,
            on=DAY,
            actor=treasurer,
        )

    take(120)
    opened = VillageFigure.objects.get()
    take(125, seen=version_of([[["ครัวเรือน", "120.00", ""]]]))
    entry = remove_figure(opened, actor=treasurer)

    assert remove_figure(opened, actor=treasurer) is None
    undo_entry(entry, actor=treasurer)
    assert VillageFigure.objects.get().value == 125


def test_a_filter_is_removed_once_and_renamed_no_more(treasurer):
    kept = keep_filter(treasurer, page="households", query="q=32", name="บ้าน")
    remove_filter(SavedFilter.objects.get(), actor=treasurer)

    assert remove_filter(kept, actor=treasurer) is None
    assert refused(lambda: rename_filter(kept, name="อื่น", actor=treasurer)) == ["filter_gone"]
    assert AuditEntry.objects.filter(act="filter_removed").count() == 1
