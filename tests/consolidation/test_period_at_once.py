"""A period is closed while somebody takes money in: the receipt is before it, or after it."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from consolidation.holding_funds import hold_funds
from consolidation.models import PeriodClosing, Receipt
from consolidation.period_closing import close_period
from members.models import Area
from tests.consolidation.repaid import make_repayable, pay
from tests.consolidation.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

JULY, TODAY = date(2018, 7, 31), date(2018, 8, 20)


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer, on=date(2018, 5, 31))


def closing(officer):
    return lambda: close_period(Area.objects.get(code="33"), JULY, on=TODAY, actor=officer)


def test_closing_waits_for_whoever_holds_a_fund_of_the_province(contract, province_officer):
    done = threading.Event()

    def close() -> None:
        closing(province_officer)()
        connection.close()
        done.set()

    with transaction.atomic():
        hold_funds([contract.fund_id])
        thread = threading.Thread(target=close)
        thread.start()
        assert not done.wait(1)
        assert not PeriodClosing.objects.exists()
    thread.join()

    assert done.is_set()
    assert PeriodClosing.objects.get().closed_through == JULY


@pytest.mark.parametrize("attempt", range(4))
def test_a_receipt_of_the_period_comes_before_the_closing_or_goes_to_the_next_month(
    attempt, contract, province_officer
):
    receipt, closed = at_once(
        lambda: pay(contract, date(2018, 7, 5), 100, "keep"), closing(province_officer)
    )

    assert isinstance(receipt, Receipt) and isinstance(closed, PeriodClosing)
    before = receipt.pk and Receipt.objects.get().recorded_at < closed_at()
    assert (Receipt.objects.get().booked_on is None) == before


@pytest.mark.parametrize("attempt", range(3))
def test_two_who_close_it_at_once_close_it_once(attempt, contract, province_officer):
    one, other = at_once(closing(province_officer), closing(province_officer))
    assert one == other == PeriodClosing.objects.get()


def closed_at():
    return PeriodClosing.objects.get().recorded_at
