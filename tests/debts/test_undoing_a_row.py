"""What an undone row of the debtor grid must not take along with it."""

from uuid import uuid4

import pytest

from debts.grid import accounts_of
from debts.models import SurveyRow
from debts.stated_loans import StatedLoan
from debts.stating import state_loan
from debts.surveying import TypedRow, save_row
from fundinst.errors import Refused
from fundinst.names import split_name
from members.householding import add_person
from members.models import Household
from members.persons import StatedPerson
from members.undoing import undo_entry
from tests.builders import AS_OF

pytestmark = pytest.mark.django_db


@pytest.fixture
def typist(institution, treasurer):
    """Types one row, in a window of its own unless told otherwise."""
    first, *_others = accounts_of(institution)

    def save(text: str, *, key=None, household=None, seen=None):
        row = TypedRow(
            key=key or uuid4(),
            window=uuid4(),
            household_id=household,
            house_number="32/1",
            name="นายคำ ทดลอง",
            cells={first.pk: text} if text else {},
            seen=seen or {},
        )
        return save_row(institution, row, on=AS_OF, actor=treasurer)

    return save


def refused(entry, actor) -> list[str]:
    with pytest.raises(Refused) as stopped:
        undo_entry(entry, actor=actor)
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_household_that_owes_another_fund_since_stays_in_the_register(
    institution, typist, kkj, treasurer
):
    saved = typist("5000")
    household = Household.objects.get()
    borrower = household.persons.get()
    state_loan(
        household,
        kkj.accounts.get(),
        None,
        StatedLoan(principal=700, borrower_id=borrower.pk),
        on=AS_OF,
        actor=treasurer,
    )

    assert refused(saved.entry, treasurer) == ["household_built_on"]
    assert not Household.objects.get().is_removed


def test_a_household_somebody_went_on_with_stays_until_that_is_undone(typist, treasurer):
    saved = typist("5000")
    further = add_person(
        Household.objects.get(),
        StatedPerson(split_name("นางคู่ ทดลอง")),
        seen="",
        actor=treasurer,
    )
    assert refused(saved.entry, treasurer) == ["household_built_on"]

    undo_entry(further, actor=treasurer)
    undo_entry(saved.entry, actor=treasurer)

    assert Household.objects.get().is_removed


def test_what_was_typed_since_and_is_not_in_the_books_is_not_lost(typist, treasurer):
    saved = typist("5000")
    seen = {name: cell.seen for name, cell in saved.cells.items()}
    changed = typist("4000", household=saved.row.household_id, seen=seen)
    typist("สามพัน", household=saved.row.household_id)

    undo_entry(changed.entry, actor=treasurer)

    waiting = SurveyRow.objects.get()
    assert waiting.state == "wrong"
    assert "สามพัน" in waiting.typed["cells"].values()
