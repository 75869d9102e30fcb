"""What was charged for being late, judged after other terms were agreed; and at which rate."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.changing_terms import Change, change_terms
from consolidation.charging import Charge, Kind, claims_of, overcharged
from consolidation.planning import PlanWishes
from consolidation.receiving import receive
from tests.consolidation.repaid import FIRST, PAYER, make_repayable, pay, stands

pytestmark = pytest.mark.django_db

LATE, LATER = date(2018, 10, 9), date(2018, 12, 18)


@pytest.fixture
def contract(savings_group, treasurer):
    """Seventy days late with 10,000 of principal, for which 140 baht were charged."""
    made = make_repayable(savings_group, treasurer, default_percent=Decimal("7.3"))
    charged = Charge(Kind.DEFAULT_INTEREST, Decimal(140), FIRST)
    receive(made, on=LATE, amount=Decimal(1940), payer=PAYER, charges=[charged], actor=treasurer)
    return made


@pytest.mark.parametrize("on", [LATE, LATER])
def test_new_terms_make_no_lawful_charge_too_much(contract, treasurer, on):
    agreed = Change(PlanWishes(4, "yearly"), reason="น้ำท่วมนา", paper="บันทึก 3")

    change_terms(contract, agreed, on=on, actor=treasurer)

    assert overcharged(stands(contract, LATER)) == []


def test_a_payment_of_before_that_comes_in_after_new_terms_still_shows_it(contract, treasurer):
    agreed = Change(PlanWishes(4, "yearly"), reason="น้ำท่วมนา", paper="บันทึก 3")
    change_terms(contract, agreed, on=LATER, actor=treasurer)

    pay(contract, date(2018, 9, 4), 6800, "keep")

    (found,) = overcharged(stands(contract, LATER))
    assert (found.charged, found.lawful) == (140, 105)


def test_the_contracts_own_rate_counts_in_the_warning_of_a_fine(village_fund, treasurer):
    fined = make_repayable(
        village_fund,
        treasurer,
        rate_percent=12,
        fine="percent_a_year",
        fine_amount=Decimal(5),
    )

    (claim,) = [one for one in claims_of(stands(fined, LATE)) if one.kind == Kind.FINE]

    assert [warning.code for warning in claim.warnings] == ["fine_above_law"]
    assert "ร้อยละ 17 ต่อปี" in claim.warnings[0].sentence
