"""Raw SQL against the guards of what a receipt charges beside the plan; and against the ledger."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from consolidation.charging import Charge, Kind
from consolidation.ledger import check_ledger
from consolidation.receiving import receive
from tests.consolidation.repaid import FIRST, PAYER, make_repayable
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_plan_guards import ENDED, ask_now, problems_after

pytestmark = pytest.mark.django_db

CHARGE = """INSERT INTO consolidation_receiptcharge (receipt_id, kind, amount, words)
    SELECT id, '{}', {}, '' FROM consolidation_receipt"""


def charged(fund, actor):
    """The whole plan, less 100 baht of what was handed over, which went to costs."""
    contract = make_repayable(fund, actor)
    receive(
        contract,
        on=FIRST,
        amount=Decimal(33_600),
        payer=PAYER,
        rest="keep",
        charges=[Charge(Kind.COST, Decimal(100), words="ค่าส่งหนังสือ")],
        actor=actor,
    )
    return contract


@pytest.fixture
def contract(savings_group, treasurer):
    made = charged(savings_group, treasurer)
    ask_now()
    return made


GUARDS = {
    "charge_append_only": "UPDATE consolidation_receiptcharge SET amount = 2",
    "charge_append_only (delete)": "DELETE FROM consolidation_receiptcharge",
    "charge_append_only (truncate)": "TRUNCATE consolidation_receiptcharge",
    "charge_is_of_money": CHARGE.format("fine", 0),
    "charge_is_of_money (no number)": CHARGE.format("fine", "'-1'"),
    "charge_is_of_money (of an unknown kind)": CHARGE.format("bogus", 1),
    "charges_never_more_than_the_receipt": CHARGE.format("fine", "33500.01"),
    "contract_ended_as_its_receipts_say": ENDED.format("closed"),
}


def test_the_database_refuses_in_the_name_of_each_guard(contract):
    assert {guard: refused_by(sql) for guard, sql in GUARDS.items()} == {
        guard: guard.partition(" (")[0] for guard in GUARDS
    }


@pytest.mark.django_db(transaction=True)
def test_a_receipt_that_was_given_gets_no_further_charge(savings_group, treasurer):
    charged(savings_group, treasurer)

    with pytest.raises(IntegrityError) as stopped, connection.cursor() as cursor:
        cursor.execute(CHARGE.format("fine", 1))

    assert stopped.value.__cause__.diag.constraint_name == "charge_written_with_its_receipt"


def test_the_ledger_takes_charges_off_what_was_paid_on_the_plan(contract):
    assert check_ledger() == []
    assert problems_after(ENDED.format("closed")) == {"closed_contract_is_paid"}
    more = "UPDATE consolidation_receiptcharge SET amount = 33600.01"
    assert problems_after(more) == {"charges_within_the_receipt"}
