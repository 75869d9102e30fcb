"""The recording of a register taken back within ten minutes: everything as it was found."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from consolidation.merging import undo_merge
from consolidation.selecting import select_household
from debts.drafting import discard_register, preview_of
from debts.models import Guarantor, JournalEntry, Loan, Register
from debts.recording import import_register, record_register, recorded_entry
from fundinst.errors import Refused
from members.householding import state_house_number
from members.models import AuditEntry, Household, Person
from members.undoing import undo_entry
from members.versions import version_of
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.debts.drafts import MAN, WIFE, make_draft, make_recorded

pytestmark = pytest.mark.django_db
LATER = date(2017, 12, 31)


def undo(register, actor):
    return undo_entry(recorded_entry(register), actor=actor)


def refused(register, actor):
    with pytest.raises(Refused) as stopped:
        undo(register, actor)
    return [refusal.code for refusal in stopped.value.refusals]


def test_what_it_brought_in_is_gone_and_every_entry_has_its_mirror(village_fund, treasurer):
    register = make_recorded(village_fund, WIFE + MAN, treasurer)

    undo(register, treasurer)

    assert list(Loan.objects.values_list("outstanding", flat=True)) == [0, 0]
    assert list(JournalEntry.objects.values_list("kind", "principal", "reverses__kind")) == [
        ("opening", Decimal(9000), None),
        ("opening", Decimal(12600), None),
        ("reversal", Decimal(-9000), "opening"),
        ("reversal", Decimal(-12600), "opening"),
    ]
    assert Household.objects.filter(is_removed=False).count() == 0
    assert Register.objects.get().status == "withdrawn"
    assert list(AuditEntry.objects.values_list("act", flat=True)[:2]) == [
        "register_recorded_undone",
        "register_withdrawn",
    ]


def test_balances_terms_guarantors_and_house_numbers_are_put_back(
    institution, village_fund, treasurer
):
    household = make_household(institution)
    make_person(household, "นางกองแก้ว ทดสอบไทย")
    loan = make_loan(household, village_fund, 5000, rate_percent=Decimal(6))
    before = Loan.objects.values().get()
    draft = make_draft(village_fund, WIFE, treasurer, as_of=LATER)
    register = record_register(draft, actor=treasurer)
    loan.refresh_from_db()
    assert (loan.outstanding, loan.number, loan.due_on) == (9800, "กทบ. 1/2559", date(2017, 3, 31))
    Guarantor.objects.create(loan=loan, name="นายค้ำ ทดสอบ")

    undo(register, treasurer)

    assert Loan.objects.values().get() == before
    assert list(Household.objects.values_list("house_number", "house_key", "is_removed")) == [
        ("", "", False)
    ]
    assert Guarantor.objects.count() == 1  # named by hand since, and not by the register


def test_a_house_number_that_was_mended_since_is_left_alone(institution, village_fund, treasurer):
    household = make_household(institution)
    make_person(household, "นางกองแก้ว ทดสอบไทย")
    register = make_recorded(village_fund, WIFE, treasurer)
    state_house_number(household, "24/2", seen=version_of("24"), actor=treasurer)

    undo(register, treasurer)

    household.refresh_from_db()
    assert (household.house_number, household.is_removed) == ("24/2", False)


def test_a_guarantor_the_register_named_goes_with_it(village_fund, treasurer):
    text = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ,ผู้ค้ำประกัน\nนายชาลี จำลองสุข,31,70,{}\n"
    account = village_fund.accounts.get()
    _first, second = (
        import_register(
            account,
            file_name="a.csv",
            content=text.format(names).encode(),
            as_of=LATER,
            actor=treasurer,
        )
        for names in ("นายหนึ่ง ทดสอบ", "นายหนึ่ง ทดสอบ และ นายสอง ทดสอบ")
    )
    assert Guarantor.objects.count() == 2

    undo(second, treasurer)

    assert list(Guarantor.objects.values_list("name", flat=True)) == ["นายหนึ่ง ทดสอบ"]


def test_recorded_again_the_same_households_and_loans_come_back(village_fund, treasurer):
    undo(make_recorded(village_fund, WIFE + MAN, treasurer), treasurer)

    make_recorded(village_fund, WIFE + MAN, treasurer)

    assert (Household.objects.count(), Person.objects.count(), Loan.objects.count()) == (2, 2, 2)
    assert list(Loan.objects.values_list("outstanding", flat=True)) == [9800, 13700]
    assert Household.objects.filter(is_removed=True).count() == 0


def test_after_an_undo_the_right_house_number_raises_no_doubt(village_fund, treasurer):
    undo(make_recorded(village_fund, WIFE, treasurer), treasurer)

    mended = preview_of(make_draft(village_fund, WIFE.replace("24,", "42,", 1), treasurer))

    assert mended.counts["new"] == 1
    assert mended.rows[0].debtor.pk is None


def test_a_household_that_owes_another_fund_stays(village_fund, savings_group, treasurer):
    first = make_recorded(village_fund, WIFE + MAN, treasurer)
    make_recorded(savings_group, WIFE, treasurer)

    undo(first, treasurer)

    assert list(Household.objects.order_by("pk").values_list("house_number", "is_removed")) == [
        ("24", False),
        ("31", True),
    ]


def test_a_later_register_of_the_fund_must_be_undone_first(village_fund, treasurer):
    first = make_recorded(village_fund, WIFE, treasurer)
    second = make_recorded(village_fund, WIFE.replace("9000", "8000"), treasurer, as_of=LATER)

    assert refused(first, treasurer) == ["register_since"]
    assert Loan.objects.get().outstanding == 8800

    undo(second, treasurer)
    undo(first, treasurer)
    assert Loan.objects.get().outstanding == 0


def test_a_merge_stands_on_it_until_it_is_undone(village_fund, savings_group, treasurer):
    register = make_recorded(village_fund, WIFE, treasurer)
    make_recorded(savings_group, WIFE.replace("กทบ. 1/2559", ""), treasurer)
    household = Household.objects.get()
    contract = make_contract(household, village_fund, treasurer)

    assert refused(register, treasurer) == ["moved_since"]
    undo_merge(contract, on=SIGNED, reason="พิมพ์ผิด", actor=treasurer)
    undo(register, treasurer)
    assert list(Loan.objects.order_by("pk").values_list("outstanding", flat=True)) == [0, 9800]


def test_a_household_that_something_was_built_on_stops_it(village_fund, treasurer):
    register = make_recorded(village_fund, WIFE, treasurer)
    select_household(Household.objects.get(), on=SIGNED, actor=treasurer, reason="สมัครใจ")

    assert refused(register, treasurer) == ["household_built_on"]
    assert Register.objects.get().status == "recorded"


def test_a_term_that_was_changed_since_stops_it(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)
    later = make_recorded(village_fund, WIFE.replace("2560", "2562"), treasurer, as_of=LATER)
    Loan.objects.update(due_on=date(2020, 1, 1))

    assert refused(later, treasurer) == ["loan_changed"]


def test_undone_once_it_is_neither_undone_again_nor_recorded_nor_thrown_away(
    village_fund, treasurer
):
    register = make_recorded(village_fund, WIFE, treasurer)
    undo(register, treasurer)

    assert refused(register, treasurer) == ["undone_before"]
    for act, code in (
        (record_register, "register_withdrawn"),
        (discard_register, "register_recorded"),
    ):
        with pytest.raises(Refused) as stopped:
            act(register, actor=treasurer)
        assert [refusal.code for refusal in stopped.value.refusals] == [code]


def test_the_database_lets_no_register_go_whose_entries_stand(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)

    with pytest.raises(IntegrityError, match="register_recorded_stands"), transaction.atomic():
        Register.objects.update(status="withdrawn")


def test_left_out_rows_of_a_recorded_register_stand_as_written(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)

    with pytest.raises(IntegrityError, match="register_recorded_stands"), transaction.atomic():
        Register.objects.update(left_out=[{"row": 1}])
