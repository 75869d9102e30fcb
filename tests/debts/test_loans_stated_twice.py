"""A loan's form that is sent again, because its answer was lost on the way."""

from decimal import Decimal

import pytest
from django.urls import reverse

from debts.models import Loan
from debts.stated_loans import StatedLoan, seen_in
from debts.stating import state_loan
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import AS_OF, make_household, make_person
from tests.debts.test_loan_details_page import TERMS, form_of, sent

pytestmark = pytest.mark.django_db

UNNUMBERED = {**TERMS, "number": ""}


@pytest.fixture
def home(institution):
    house = make_household(institution, "9")
    make_person(house, "นายหัวหน้า ทดสอบ")
    return house


@pytest.fixture
def address(home, village_fund, client, treasurer, institution):
    client.force_login(treasurer)
    account = village_fund.accounts.get()
    return reverse("debts:loan_details", args=[institution.code, home.pk, account.pk])


def test_a_new_loan_that_is_sent_twice_is_one_loan(client, address, home):
    seen = form_of(client, address)["new-0"].seen
    form = sent("new-0", UNNUMBERED | {"borrower": home.persons.get().pk}, seen=seen)

    client.post(address, form)
    client.post(address, form)

    assert Loan.objects.count() == 1
    assert AuditEntry.objects.filter(act="loan_stated").count() == 1


def test_two_loans_alike_on_one_page_are_two_and_sent_twice_they_are_still_two(
    client, address, home
):
    borrower = {"borrower": home.persons.get().pk}
    seen = form_of(client, address)["new-0"].seen
    one, other = (sent(f"new-{n}", UNNUMBERED | borrower, seen=seen) for n in (0, 1))
    form = {**one, **other, "loan": ["new-0", "new-1"]}

    client.post(address, form)
    client.post(address, form)

    assert Loan.objects.count() == 2


def test_a_loan_another_window_added_meanwhile_is_shown_before_a_further_one_is_written(
    household, village_fund, treasurer
):
    account, head = village_fund.accounts.get(), household.persons.get(is_head=True)
    opened = seen_in(household, account)

    def state(principal: int, seen: str) -> Loan:
        said = StatedLoan(principal=Decimal(principal), borrower_id=head.pk)
        return state_loan(household, account, None, said, on=AS_OF, actor=treasurer, seen=seen)

    theirs = state(700, opened)
    with pytest.raises(Refused) as stopped:
        state(750, opened)

    assert [refusal.code for refusal in stopped.value.refusals] == ["changed_meanwhile"]
    assert state(750, seen_in(household, account)) != theirs


def test_a_cell_without_loans_says_so(institution, village_fund):
    household = make_household(institution, "1")
    make_person(household)

    assert seen_in(household, village_fund.accounts.get()) == "0"
