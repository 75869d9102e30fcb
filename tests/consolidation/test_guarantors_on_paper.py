"""A guarantor whom a signed paper names stays under the loan."""

from dataclasses import replace

import pytest

from debts.models import Guarantor
from debts.stated_loans import StatedLoan
from debts.stating import state_loan
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF
from tests.consolidation.papers import guaranteed, sign

pytestmark = pytest.mark.django_db
NAMES = ("นายค้ำหนึ่ง ทดลอง", "นางค้ำสอง ทดลอง")


def stated(loan, *guarantors):
    return StatedLoan(
        **loan.components, borrower_id=loan.borrower_id, number=loan.number, guarantors=guarantors
    )


def state(loan, told, treasurer):
    return state_loan(loan.household, loan.account, loan, told, on=AS_OF, actor=treasurer)


def test_a_guarantor_with_a_paper_cannot_be_left_out_of_the_loan(household, treasurer):
    guaranteed(household, treasurer, *NAMES)
    first, second = Guarantor.objects.order_by("pk")
    sign(household, "release", treasurer, guarantor=first)
    loan = first.loan

    with pytest.raises(Refused) as stopped:
        state(loan, stated(loan), treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["guarantor_on_paper"]
    assert str(first) in str(stopped.value) and str(second) not in str(stopped.value)
    assert Guarantor.objects.count() == 2

    state(loan, stated(loan, first.name), treasurer)
    assert Guarantor.objects.get() == first


def test_what_named_a_guarantor_is_not_undone_once_a_paper_names_them_too(household, treasurer):
    guaranteed(household, treasurer)
    loan = household.loans.order_by("pk").first()
    state(loan, replace(stated(loan, NAMES[0]), number="9/2559"), treasurer)
    sign(household, "release", treasurer, guarantor=Guarantor.objects.get())

    with pytest.raises(Refused) as stopped:
        undo_entry(AuditEntry.objects.filter(act="loan_stated").latest("pk"), actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["guarantor_on_paper"]
    loan.refresh_from_db()
    assert (loan.number, Guarantor.objects.count()) == ("9/2559", 1)
