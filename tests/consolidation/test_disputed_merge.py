"""A disputed loan blocks itself, not the household: the others are merged without it."""

import pytest

from consolidation.merging import merge_debts
from consolidation.proposal import refusals_before_choosing
from consolidation.selecting import select_household
from fundinst.errors import Refused
from tests.builders import AS_OF, BEFORE_REVIEW, SIGNED
from tests.consolidation.registered import confirmed
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(household, treasurer, kkj):
    select_household(household, on=AS_OF, actor=treasurer)
    loan = household.loans.get(account__fund=kkj)
    confirmed(household, treasurer, disputed={loan.pk: "จ่ายแล้ว"})
    return loan


def merge(household, fund, actor, loans=None):
    return merge_debts(
        household,
        loans,
        into=fund,
        borrower=household.persons.get(is_head=True),
        on=SIGNED,
        actor=actor,
        **BEFORE_REVIEW,
    )


def test_a_disputed_loan_is_refused_with_what_the_household_says(
    disputed, household, village_fund, treasurer
):
    every = [loan.pk for loan in household.loans.all()]

    with pytest.raises(Refused) as stopped:
        merge(household, village_fund, treasurer, every)

    assert [refusal.code for refusal in stopped.value.refusals] == ["loan_disputed"]
    assert "จ่ายแล้ว" in stopped.value.refusals[0].sentence


def test_all_that_is_owed_is_merged_without_it(disputed, household, village_fund, treasurer):
    contract = merge(household, village_fund, treasurer)

    disputed.refresh_from_db()
    assert (contract.amount, disputed.status, disputed.outstanding) == (7500, "open", 5700)


def test_a_later_confirmation_lets_it_in_again(disputed, household, village_fund, treasurer):
    confirmed(household, treasurer)

    assert merge(household, village_fund, treasurer).amount == 13200


def test_the_page_offers_the_others_and_says_why_not_this_one(
    disputed, household, treasurer, client
):
    client.force_login(treasurer)

    page = client.get(f"/households/{household.pk}/merge/")

    assert [loan.pk for _box, loan, *_off in page.context["loans"]] == [
        loan.pk for loan in household.loans.all() if loan != disputed
    ]
    assert "ครัวเรือนโต้แย้ง" in main_texts(page, "status")
    assert f'value="{disputed.pk}"' not in main(page).partition("</fieldset>")[0]


def test_where_only_one_is_left_the_disputes_are_the_reason(household, kkj, treasurer):
    select_household(household, on=AS_OF, actor=treasurer)
    two = {loan.pk: "จ่ายแล้ว" for loan in household.loans.exclude(account__fund=kkj)}
    confirmed(household, treasurer, disputed=two)

    why = refusals_before_choosing(household, [*household.loans.all()], on=SIGNED)

    assert [refusal.code for refusal in why] == [
        "not_reviewed",
        "loan_disputed",
        "loan_disputed",
    ]
