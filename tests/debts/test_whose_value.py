"""A conflict names who wrote the other value, not who did anything else to the household since."""

from uuid import uuid4

import pytest

from debts.grid import accounts_of
from debts.surveying import TypedRow, save_row
from members.householding import state_house_number
from members.models import Household
from members.versions import version_of
from tests.builders import AS_OF, make_user

pytestmark = pytest.mark.django_db


def test_the_other_value_bears_the_name_of_who_wrote_it(institution, treasurer):
    account = accounts_of(institution)[0]
    other = make_user("committee", institution=institution)
    other.display_name = "นางสาวสอง ทดสอบ"
    other.save()

    def save(text: str, actor, **more):
        row = {
            "key": uuid4(),
            "window": uuid4(),
            "household_id": None,
            "house_number": "32/1",
            "name": "นายคำ ทดลอง",
        }
        return save_row(
            institution, TypedRow(**row | more, cells={account.pk: text}), on=AS_OF, actor=actor
        )

    opened = save("5000", treasurer)
    seen = {name: cell.seen for name, cell in opened.cells.items()}
    known = {"household_id": opened.row.household_id, "seen": seen}
    save("4000", other, **known)
    household = Household.objects.get()
    state_house_number(household, "33", seen=version_of("32/1"), actor=treasurer)

    answer = save("4500", treasurer, **known | {"house_number": "33"})

    cell = answer.cells[str(account.pk)]
    assert (cell.theirs, cell.theirs_by) == ("4,000", "นางสาวสอง ทดสอบ")
