"""A household that gets the number of another's house: somebody is asked first."""

from uuid import uuid4

import pytest

from debts.surveying import TypedRow, save_row
from tests.builders import AS_OF, make_household, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def renumber(institution, treasurer):
    make_person(make_household(institution, "22"), "นางสอง ทดลอง")
    household = make_household(institution, "21")
    make_person(household, "นายหนึ่ง ทดลอง")
    key = uuid4()

    def save(number: str, **more):
        row = TypedRow(
            key=key,
            window=uuid4(),
            household_id=household.pk,
            house_number=number,
            name="นายหนึ่ง ทดลอง",
            cells={},
            seen={"house_number": "21", "name": "นายหนึ่ง ทดลอง"},
            **more,
        )
        saved = save_row(institution, row, on=AS_OF, actor=treasurer)
        household.refresh_from_db()
        return saved.row, household.house_number

    return save


def test_another_households_number_is_asked_about_and_nothing_written(renumber):
    row, number = renumber("22")

    assert (row.state, row.taken, number) == ("wrong", True, "21")
    assert row.reasons == [
        "บ้านเลขที่ 22 มีครัวเรือนของ นางสอง ทดลอง อยู่แล้ว ถ้าพิมพ์ผิดให้แก้บ้านเลขที่ "
        "ถ้าอยู่บ้านเดียวกันแต่แยกครัวเรือน ให้กด “เป็นคนละครัวเรือน”"
    ]


def test_said_to_be_another_household_it_is_written(renumber):
    renumber("22")
    row, number = renumber("22", apart=True)

    assert (row.state, number) == ("recorded", "22")


def test_a_number_that_nobody_has_is_written_at_once(renumber):
    row, number = renumber("23")

    assert (row.state, number) == ("recorded", "23")
