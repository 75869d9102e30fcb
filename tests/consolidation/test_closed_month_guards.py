"""Nothing between funds, and no receipt, comes into a closed month, whatever goes round acts."""

from datetime import date

import pytest

from consolidation.month_closing import close_month
from tests.builders import SIGNED
from tests.consolidation.netted import NETTED_ON, owe
from tests.consolidation.repaid import make_repayable, pay
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_netting_guards import (
    LAST_TRANSFER,
    NET,
    USER,
    changed,
    make_books,
    reversal,
    slip,
)
from tests.consolidation.test_plan_guards import ask_now

pytestmark = pytest.mark.django_db

PAID = f"paid_on = '{{}}', paid_by_id = {USER}, slip = 'x'"
WAITING = "(SELECT max(id) FROM consolidation_transfer WHERE amount = 7)"
A_MONTH_LATER = date(2017, 9, 30)

OF_THE_PAYER = {
    "transfer_paid_in_an_open_month": changed(
        "transfer", PAID.format(NETTED_ON), f"id = {WAITING}"
    ),
    "transfer_paid_in_an_open_month (before the first closed)": changed(
        "transfer", PAID.format(SIGNED), f"id = {WAITING}"
    ),
    "transfer_paid_in_an_open_month (netted)": changed(
        "transfer", PAID.format(NETTED_ON), f"id = {WAITING}"
    )
    + "; "
    + NET,
    "slip_in_an_open_month": slip(),
    "slip_reversed_in_an_open_month": reversal(),
}


@pytest.mark.parametrize("side", ["village_fund", "savings_group"])
def test_neither_fund_pays_or_takes_back_in_a_closed_month(side, institution, treasurer):
    make_books(institution, treasurer)
    fund = institution.funds.get(kind=side)
    owe(fund, institution.funds.get(kind="kkj"), 3, treasurer, on=A_MONTH_LATER)
    close_month(fund, NETTED_ON, on=A_MONTH_LATER, actor=treasurer, with_earlier=True)
    ask_now()

    assert {guard: refused_by(sql) for guard, sql in OF_THE_PAYER.items()} == {
        guard: guard.partition(" (")[0] for guard in OF_THE_PAYER
    }


def test_a_transfer_is_not_written_as_paid_in_a_closed_month(institution, treasurer):
    make_books(institution, treasurer)
    close_month(
        institution.funds.get(kind="kkj"),
        NETTED_ON,
        on=A_MONTH_LATER,
        actor=treasurer,
        with_earlier=True,
    )
    ask_now()
    paid = f"""INSERT INTO consolidation_transfer
        (contract_id, from_fund_id, to_fund_id, amount, paid_on, paid_by_id, slip)
        SELECT contract_id, from_fund_id, (SELECT id FROM members_fund WHERE kind = 'village_fund'),
               1, '{NETTED_ON}', {USER}, 'x'
          FROM consolidation_transfer WHERE id = {LAST_TRANSFER}"""

    assert refused_by(paid) == "transfer_paid_in_an_open_month"


def test_a_receipt_of_before_the_first_closed_month_is_refused(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer, on=date(2018, 5, 31))
    receipt = pay(contract, date(2018, 7, 5), 100, "keep")
    close_month(
        contract.fund, date(2018, 5, 1), on=date(2018, 8, 1), actor=treasurer, with_earlier=True
    )
    ask_now()
    taken_back = f"""INSERT INTO consolidation_receiptreversal (receipt_id, "on", reason, actor_id)
        SELECT id, '2018-04-30', 'x', actor_id FROM consolidation_receipt
         WHERE id = {receipt.pk}"""
    booked = """INSERT INTO consolidation_receipt
        (contract_id, actor_id, fund_id, year, number, "on", booked_on, amount, payer, rest,
         given_back)
        SELECT contract_id, actor_id, fund_id, year, 2, '2018-04-01', '2018-04-30', 1, 'x', '', 0
          FROM consolidation_receipt"""

    assert refused_by(booked) == "receipt_in_an_open_month"
    assert refused_by(taken_back) in {
        "receipt_reversed_in_an_open_month",
        "receipt_reversed_after_it_was_given",
    }
