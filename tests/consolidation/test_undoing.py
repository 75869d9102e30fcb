from datetime import date
from decimal import Decimal

import pytest

from consolidation.merging import undo_merge
from consolidation.models import Case
from consolidation.selecting import select_household
from consolidation.transferring import pay_transfer
from debts.models import Loan
from fundinst.errors import Refused
from members.models import AuditEntry
from reports.district_form import district_form
from tests.builders import AS_OF, SIGNED, make_contract

pytestmark = pytest.mark.django_db

UNDONE = date(2017, 8, 3)


def merge(household, fund, actor, *, on=SIGNED, select=False):
    return make_contract(household, fund, actor, on=on, select=select)


def state(household):
    loans = household.loans.order_by("pk").values_list(
        "status", "closed_on", "due_on", "number", "principal", "interest_under_year", "outstanding"
    )
    return list(loans), household.cases.values_list("status", "closed_on").get()


@pytest.fixture
def merged(household, savings_group, treasurer):
    select_household(household, on=AS_OF, actor=treasurer, document="3/2560")
    household.before = state(household)
    return merge(household, savings_group, treasurer)


def test_undo_gives_back_every_balance_date_and_status(household, merged, treasurer):
    undo_merge(merged, reason="ยอด กข.คจ. ผิด", on=UNDONE, actor=treasurer)

    assert state(household) == household.before
    merged.refresh_from_db()
    assert (merged.status, merged.closed_on) == ("cancelled", UNDONE)
    assert list(AuditEntry.objects.values_list("act", flat=True))[:2] == [
        "merge_undone",
        "debts_merged",
    ]


def test_the_journal_nets_to_zero_on_every_day(household, merged, treasurer):
    undo_merge(merged, reason="ผิดกองทุน", on=UNDONE, actor=treasurer)

    for loan in household.loans.all():
        entries = loan.entries.filter(kind__in=["merge", "reversal"])
        assert {entry.on for entry in entries} == {SIGNED}
        assert sum(entry.total for entry in entries) == 0


def test_the_number_of_an_undone_contract_is_not_used_again(
    household, merged, savings_group, treasurer
):
    undo_merge(merged, reason="ผิดกองทุน", on=UNDONE, actor=treasurer)

    assert [str(merged), str(merge(household, savings_group, treasurer))] == [
        "กอพ. 1/2560",
        "กอพ. 2/2560",
    ]


def test_a_paid_transfer_stops_the_undo_and_nothing_is_written(household, merged, treasurer):
    transfer = merged.transfers.first()
    pay_transfer(transfer, on=date(2017, 8, 1), slip="ใบโอน 1", actor=treasurer)

    with pytest.raises(Refused) as stopped:
        undo_merge(merged, reason="ช้าไป", on=UNDONE, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["transfer_paid"]
    assert Loan.objects.open().count() == 0
    assert Case.objects.get().status == "contracted"


def test_an_undone_contract_is_not_undone_twice(household, merged, treasurer):
    undo_merge(merged, reason="ผิดกองทุน", on=UNDONE, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        undo_merge(merged, reason="อีกครั้ง", on=UNDONE, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["contract_not_open"]


def test_a_transfer_is_noted_once_and_not_before_its_contract(merged, treasurer):
    transfer = merged.transfers.first()
    with pytest.raises(Refused) as early:
        pay_transfer(transfer, on=AS_OF, slip="1", actor=treasurer)
    for _press in range(2):
        pay_transfer(transfer, on=UNDONE, slip="1", actor=treasurer)
    with pytest.raises(Refused) as other:
        pay_transfer(transfer, on=UNDONE, slip="2", actor=treasurer)

    assert [r.code for s in (early, other) for r in s.value.refusals] == [
        "paid_too_early",
        "transfer_paid",
    ]
    assert AuditEntry.objects.filter(act="transfer_paid").count() == 1
    assert transfer.amount == Decimal(4400)


def test_a_transfer_of_an_undone_contract_is_not_paid(merged, treasurer):
    undo_merge(merged, reason="ผิดกองทุน", on=UNDONE, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        pay_transfer(merged.transfers.first(), on=UNDONE, slip="1", actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["transfer_cancelled"]


def test_the_day_of_a_wrong_contract_does_not_stand_in_the_way_of_the_right_one(
    household, savings_group, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)
    wrong = merge(household, savings_group, treasurer, on=date(2019, 7, 31))
    undo_merge(wrong, reason="พิมพ์ปีผิด", on=date(2019, 8, 1), actor=treasurer)

    assert merge(household, savings_group, treasurer).opened_on == SIGNED


def test_an_undo_is_not_dated_before_its_contract(merged, treasurer):
    with pytest.raises(Refused) as stopped:
        undo_merge(merged, reason="ผิด", on=AS_OF, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["undone_before_made"]


def test_a_case_that_the_merge_itself_opened_is_withdrawn_by_the_undo(
    household, savings_group, treasurer
):
    contract = merge(household, savings_group, treasurer, select=True)
    undo_merge(contract, reason="ผิด", on=UNDONE, actor=treasurer)

    assert not Case.objects.open().exists()
    assert Case.objects.get().status == "withdrawn"
    assert str(merge(household, savings_group, treasurer, select=True)) == "กอพ. 2/2560"


def test_the_form_holds_a_household_once_whatever_was_undone(household, merged, treasurer):
    undo_merge(merged, reason="ผิด", on=date(2017, 9, 1), actor=treasurer)
    merge(household, merged.fund, treasurer)

    form = district_form(household.institution, on=date(2017, 8, 15))
    assert [row.new_amount for row in form.rows] == [Decimal(13200)]
