"""What becomes of those who stood for the old loans, route by route."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.merging import undo_merge
from consolidation.models import Case, NegotiationRound, Offer
from consolidation.old_guarantors import (
    FREED,
    STANDS,
    UNSURE,
    due_letters,
    guarantor_outcome,
    outcomes_of,
)
from debts.models import Guarantor
from tests.builders import SIGNED, make_contract
from tests.consolidation.papers import guaranteed, sign, sign_all

pytestmark = pytest.mark.django_db


def fate(guarantor):
    found = guarantor_outcome(guarantor)
    return found.state, [letter.label for letter in found.due]


@pytest.fixture
def one(household):
    return Guarantor.objects.create(loan=household.loans.order_by("pk").first(), name="นายค้ำ หนึ่ง")


RELEASE, TOLD = "หนังสือปลดผู้ค้ำประกันเดิม", "หนังสือแจ้งผู้ค้ำประกันเรื่องลดหนี้"
CONSENT = "ความยินยอมของผู้ค้ำประกันเดิม"


def test_before_the_contract_a_guarantor_stands(one, household, treasurer):
    guaranteed(household, treasurer)

    assert fate(one) == (STANDS, [])


def test_novation_frees_and_the_release_letter_is_due(one, household, treasurer, savings_group):
    guaranteed(household, treasurer)
    contract = make_contract(household, savings_group, treasurer)

    assert fate(one) == (FREED, [RELEASE])
    assert str(contract) in guarantor_outcome(one).sentence
    assert [found.guarantor for found in due_letters(household.institution)] == [one]

    sign(household, "release", treasurer, guarantor=one)
    assert fate(one) == (FREED, [])
    assert due_letters(household.institution) == []


def test_by_transfer_a_guarantor_goes_along_for_sure_only_by_consent(
    one, household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="transfer")
    sign_all(household, treasurer, into=savings_group)
    make_contract(household, savings_group, treasurer)
    assert fate(one) == (UNSURE, [CONSENT])

    sign(household, "consent", treasurer, guarantor=one)
    assert fate(one) == (STANDS, [])


def test_by_easing_each_stands_or_is_let_go_as_they_signed(
    one, household, treasurer, savings_group
):
    two = Guarantor.objects.create(loan=one.loan, name="นางค้ำ สอง")
    guaranteed(household, treasurer, route="easing")
    sign(household, "consent", treasurer, guarantor=one)
    sign(household, "release", treasurer, guarantor=two)
    sign_all(household, treasurer)
    make_contract(household, savings_group, treasurer)

    assert fate(one) == (STANDS, [])
    assert fate(two) == (FREED, [])


def test_an_undone_contract_frees_nobody(one, household, treasurer, savings_group):
    guaranteed(household, treasurer)
    contract = make_contract(household, savings_group, treasurer)
    undo_merge(contract, reason="ทำผิด", on=SIGNED, actor=treasurer)

    assert fate(one) == (STANDS, [])


def agreed_waiver(household, loan, actor):
    """As a round of negotiation writes it: the principal 100 baht less, on paper."""
    round_ = NegotiationRound.objects.create(
        case=Case.objects.get(household=household),
        number=1,
        on=date(2017, 7, 1),
        place="ศาลากลางบ้าน",
        present="ทุกฝ่าย",
        actor=actor,
    )
    Offer.objects.create(
        round=round_,
        loan=loan,
        waived_principal=Decimal(100),
        answer="agreed",
        agreed_by="ประธานกองทุน",
        paper="ข้อตกลง 1/2560",
        paper_on=date(2017, 7, 1),
        last_entry=loan.entries.latest("pk"),
        actor=actor,
    )


def test_a_reduction_is_told_within_sixty_days_of_its_agreement(
    one, household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="easing")
    agreed_waiver(household, one.loan, treasurer)
    sign(household, "consent", treasurer, guarantor=one)
    sign_all(household, treasurer)
    make_contract(household, savings_group, treasurer)

    (letter,) = guarantor_outcome(one).due
    assert (letter.label, letter.by) == (TOLD, date(2017, 8, 30))
    assert (letter.is_late(date(2017, 8, 30)), letter.is_late(date(2017, 8, 31))) == (False, True)

    sign(household, "told", treasurer, guarantor=one)
    assert fate(one) == (STANDS, [])


def test_many_guarantors_are_looked_up_at_once(
    one, household, treasurer, savings_group, django_assert_num_queries
):
    guaranteed(household, treasurer, *(f"นายค้ำ {n}" for n in range(6)))
    make_contract(household, savings_group, treasurer)

    with django_assert_num_queries(9):
        assert len(outcomes_of(household.loans.all())) == 7
