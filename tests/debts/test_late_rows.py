"""A request that was held up on the way and comes in after a newer one of the same window."""

from uuid import uuid4

import pytest
from django.urls import reverse

from debts.grid import accounts_of
from debts.models import JournalEntry, Loan, SurveyRow
from tests.builders import make_household, make_loan, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(client, institution, treasurer):
    """An open page: sends its one row as the browser does; the answer."""
    client.force_login(treasurer)
    account = accounts_of(institution)[0]
    key, name = uuid4(), "นายคำ ทดลอง"

    def send(text: str, turn: int | None, **more):
        fields = {"key": key, "window": key, "name": name, "house_number": "32/1"}
        fields |= {f"account-{account.pk}": text, **more}
        if turn is not None:
            fields["turn"] = turn
        return client.post(reverse("debts:grid_row", args=[institution.code]), fields).json()

    return send


def test_the_older_text_of_a_window_never_overwrites_its_newer_one(window):
    window("600", turn=5)
    answer = window("500", turn=4)

    assert Loan.objects.get().outstanding == 600
    assert JournalEntry.objects.count() == 1
    assert (answer["state"], answer["undo"]) == ("recorded", None)
    assert "600" in {cell["value"] for cell in answer["cells"].values()}


def test_nor_does_it_overwrite_what_waits_to_be_mended(window):
    window("หกร้อย", turn=5)
    answer = window("500", turn=4)

    assert "หกร้อย" in SurveyRow.objects.get().typed["cells"].values()
    assert (answer["state"], Loan.objects.count()) == ("wrong", 0)


def test_the_same_or_a_newer_turn_is_taken_in_and_so_is_a_row_without_one(window):
    window("600", turn=5)
    window("600", turn=5)
    window("700", turn=6)
    assert Loan.objects.get().outstanding == 700

    window("800", turn=None)
    assert Loan.objects.get().outstanding == 800


def test_turns_of_another_window_say_nothing_here(window, institution, village_fund):
    household = make_household(institution, "32/1")
    make_person(household, "นายคำ ทดลอง")
    loan = make_loan(household, village_fund.accounts.get(), 500)
    seen = {f"seen-{loan.account_id}": f"{loan.entries.get().pk}:500.00"}
    seen |= {"seen-name": "นายคำ ทดลอง", "seen-house_number": "32/1"}
    window("600", turn=50, household=household.pk, **seen)

    entry = loan.entries.latest("pk")
    seen[f"seen-{loan.account_id}"] = f"{entry.pk}:600.00"
    window("650", turn=1, household=household.pk, window=uuid4(), **seen)

    loan.refresh_from_db()
    assert loan.outstanding == 650
