"""One loan in full, as its paper says it; and the funds' own totals."""

from datetime import date
from decimal import Decimal

import pytest

from debts.grid import grid_of
from debts.ledger_totals import state_ledger_total
from debts.models import JournalEntry, LedgerTotal, Loan
from debts.stated_loans import StatedLoan, seen_of
from debts.stating import state_loan
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF, SIGNED, make_contract, make_household, make_loan, make_person

pytestmark = pytest.mark.django_db


def stated(loan: Loan | None = None, **terms) -> StatedLoan:
    if loan:
        kept = {"borrower_id": loan.borrower_id, "number": loan.number, **loan.components}
        terms = kept | terms
    return StatedLoan(**{"principal": Decimal(5000), **terms})


def refused_codes(call) -> list[str]:
    with pytest.raises(Refused) as stopped:
        call()
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_loan_is_stated_with_all_its_parts(household, village_fund, treasurer):
    head = household.persons.get(is_head=True)
    loan = state_loan(
        household,
        village_fund.accounts.get(),
        None,
        stated(
            borrower_id=head.pk,
            number="กทบ. 9/2559",
            due_on=date(2017, 3, 31),
            lent_on=date(2016, 3, 31),
            missed_instalments=1,
            interest_over_year=Decimal("120.50"),
            penalty=Decimal(30),
            guarantors=("นายค้ำ หนึ่ง", "นางค้ำ สอง", "นายค้ำ หนึ่ง"),
        ),
        on=AS_OF,
        actor=treasurer,
    )

    assert loan.outstanding == Decimal("5150.50")
    assert (loan.number, loan.due_on, loan.missed_instalments) == (
        "กทบ. 9/2559",
        date(2017, 3, 31),
        1,
    )
    assert sorted(loan.guarantors.values_list("name", flat=True)) == ["นางค้ำ สอง", "นายค้ำ หนึ่ง"]
    assert loan.entries.get().kind == "opening"


def test_another_person_of_the_house_may_be_the_borrower(household, kkj, treasurer):
    loan = state_loan(
        household,
        kkj.accounts.get(),
        None,
        stated(borrower_name="นางสาวลูก แบบอย่าง"),
        on=AS_OF,
        actor=treasurer,
    )

    assert (str(loan.borrower), loan.borrower.is_head) == ("นางสาวลูก แบบอย่าง", False)
    assert household.persons.count() == 3


def test_a_correction_moves_only_what_differs_and_undoing_it_gives_all_back(
    household, savings_group, treasurer
):
    loan = Loan.objects.get(account__fund=savings_group)
    change = stated(loan, principal=Decimal(2000), due_on=date(2018, 1, 1), guarantors=("นายค้ำ",))
    state_loan(household, loan.account, loan, change, on=AS_OF, actor=treasurer, seen=seen_of(loan))
    loan.refresh_from_db()
    entry = loan.entries.get(kind="correction")

    assert (loan.components["principal"], loan.interest_under_year) == (2000, 200)
    assert (entry.principal, entry.interest_under_year) == (-900, 0)

    undo_entry(AuditEntry.objects.get(act="loan_stated"), actor=treasurer)
    loan.refresh_from_db()
    assert (loan.outstanding, loan.due_on, loan.guarantors.count()) == (3100, None, 0)


def test_every_reason_is_said_at_once_and_nothing_is_written(household, village_fund, treasurer):
    account, entries = village_fund.accounts.get(), JournalEntry.objects.count()
    wrong = stated(
        principal=Decimal(0),
        number="กทบ.5 / 2559",
        lent_on=date(2017, 1, 1),
        due_on=date(2016, 1, 1),
    )

    assert refused_codes(
        lambda: state_loan(household, account, None, wrong, on=AS_OF, actor=treasurer)
    ) == ["borrower_elsewhere", "due_before_lent", "nothing_owed", "number_taken"]
    assert JournalEntry.objects.count() == entries


def test_the_second_writer_hears_that_the_loan_was_changed(household, savings_group, treasurer):
    loan = Loan.objects.get(account__fund=savings_group)
    opened = seen_of(loan)
    first = stated(loan, principal=Decimal(2000))
    state_loan(household, loan.account, loan, first, on=AS_OF, actor=treasurer, seen=opened)
    second = stated(loan, principal=Decimal(2500))

    assert refused_codes(
        lambda: state_loan(
            household, loan.account, loan, second, on=AS_OF, actor=treasurer, seen=opened
        )
    ) == ["changed_meanwhile"]


def test_a_merged_loan_is_not_restated_and_a_new_one_has_to_say_that_it_is_new(
    household, savings_group, village_fund, treasurer
):
    loan = Loan.objects.get(account__fund=savings_group)
    head = household.persons.get(is_head=True)
    make_contract(household, village_fund, treasurer)
    again = stated(borrower_id=head.pk)
    newer = stated(borrower_id=head.pk, number="กอพ. 1/2561", lent_on=date(2017, 9, 1))

    def state(loan, terms):
        account = savings_group.accounts.get()
        return state_loan(household, account, loan, terms, on=SIGNED, actor=treasurer)

    assert refused_codes(lambda: state(loan, again)) == ["loan_closed"]
    assert refused_codes(lambda: state(None, again)) == ["merged_before"]
    assert state(None, newer).outstanding == 5000


def test_a_person_of_another_house_is_no_borrower_here(
    household, institution, village_fund, treasurer
):
    stranger = make_person(make_household(institution, "7"))
    terms = stated(borrower_id=stranger.pk)

    assert refused_codes(
        lambda: state_loan(
            household, village_fund.accounts.get(), None, terms, on=AS_OF, actor=treasurer
        )
    ) == ["borrower_elsewhere"]


def test_the_funds_own_total_stands_beside_ours_with_the_difference_in_words(
    institution, household, village_fund, kkj, treasurer
):
    state_ledger_total(village_fund.accounts.get(), on=AS_OF, total=Decimal(4900), actor=treasurer)
    state_ledger_total(kkj.accounts.get(), on=AS_OF, total=Decimal(5700), actor=treasurer)
    columns = grid_of(institution, on=AS_OF, user=treasurer).columns

    assert [(column.ours, column.ledger, column.words) for column in columns] == [
        (4400, 4900, "บัญชีกองทุนมากกว่าที่กรอก 500 บาท"),
        (3100, None, "ยังไม่ได้ใส่ยอดตามบัญชีของกองทุน"),
        (5700, 5700, "ตรงกัน"),
    ]


def test_a_stated_total_can_be_taken_back(institution, village_fund, treasurer):
    account = village_fund.accounts.get()
    for total in (100, 200):
        state_ledger_total(account, on=AS_OF, total=Decimal(total), actor=treasurer)
    undo_entry(AuditEntry.objects.filter(act="ledger_total_stated").first(), actor=treasurer)

    assert LedgerTotal.objects.get().total == 100


def test_a_second_account_of_a_fund_is_a_column_of_its_own(
    institution, household, village_fund, treasurer
):
    second = village_fund.accounts.create(number=4, name="บัญชี 4")
    make_loan(household, second, 700)
    columns = grid_of(institution, on=AS_OF, user=treasurer).columns

    assert [(column.label, column.ours) for column in columns[:2]] == [
        ("กองทุนหมู่บ้าน บัญชี 1", 4400),
        ("กองทุนหมู่บ้าน บัญชี 4", 700),
    ]
