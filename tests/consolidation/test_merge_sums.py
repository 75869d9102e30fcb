"""Several loans as one contract: before = after + waived, interest apart from what bears none."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.merge_sums import (
    PARTS,
    Bearing,
    OldLoan,
    merge,
)
from debts.models import COMPONENTS
from fundinst.errors import Refused
from tests.consolidation.money_cases import bearing_of, ids, old_loans, read

DERIVABLE = [case for case in read("merges")["cases"] if case["status"] == "derivable"]


@pytest.mark.parametrize("case", DERIVABLE, ids=lambda case: case["id"])
def test_a_merge_comes_out_to_the_satang(case):
    inputs = case["inputs"]
    found = merge(old_loans(inputs), inputs["receiving_fund"], bearing_of(inputs))

    assert {
        "old_debt_before": str(found.before),
        "waived": str(found.waived),
        "payoff_by_fund": {fund: str(amount) for fund, amount in found.payoffs.items()},
        "new_contract_amount": str(found.amount),
        "interest_bearing_part": str(found.bearing),
        "carried_without_interest": str(found.carried),
        "receiving_fund_pays": {fund: str(amount) for fund, amount in found.pays.items()},
        "cash_moved": str(found.cash),
    } == case["expected"]
    assert found.amount == found.before - found.waived == sum(found.payoffs.values())


def test_every_case_of_a_merge_is_read():
    of_acts = {"merge-refuse-second-open-case", "merge-undo-before-settlement"}
    of_acts |= {"merge-refuse-stale-balance"}
    """Of acts and not of sums: test_selecting.py, test_two_at_once.py, test_undoing.py,
    test_choosing_route.py."""
    assert ids("merges") == {case["id"] for case in DERIVABLE} | of_acts


def test_the_parts_are_those_of_every_loan():
    assert tuple(PARTS) == COMPONENTS


def test_a_waiver_is_never_more_than_its_part():
    loans = [
        OldLoan("VF-1", "VF", {"penalty": Decimal(10)}, {"penalty": Decimal("10.01")}),
        OldLoan("SG-1", "SG", {"principal": Decimal(10)}, {"fee": Decimal(1)}),
        OldLoan("SG-2", "SG", {"fee": Decimal(10)}, {"fee": Decimal(-1)}),
        OldLoan("SG-3", "SG", {"fee": Decimal(10)}, {"fee": Decimal(10)}),
    ]
    with pytest.raises(Refused) as stopped:
        merge(loans, "VF")
    assert [refusal.code for refusal in stopped.value.refusals] == ["waived_too_much"] * 3
    assert stopped.value.refusals[0].sentence.startswith("VF-1 ลดค่าปรับ 10.01 บาทไม่ได้")


def test_unless_agreed_otherwise_only_principal_bears_interest():
    parts = {name: Decimal(2**power) for power, name in enumerate(COMPONENTS)}
    loans = [OldLoan("VF-1", "VF", parts)]
    assert [merge(loans, "VF", bearing).bearing for bearing in Bearing] == [1, 3, 31]
    assert merge(loans, "VF").bearing == 1
    assert merge(loans, "VF").carried == 30


funds = st.sampled_from(["VF", "SG", "KKJ"])
baht = st.decimals(0, 90_000, places=2)


@st.composite
def any_loans(draw):
    parts = {name: draw(baht) for name in COMPONENTS}
    waived = {name: draw(st.decimals(0, parts[name], places=2)) for name in draw(st.sets(NAMES))}
    return OldLoan("หนี้", draw(funds), parts, waived)


NAMES = st.sampled_from(COMPONENTS)


@settings(max_examples=40, deadline=None)
@given(st.lists(any_loans(), min_size=1, max_size=6), funds, st.sampled_from(Bearing))
def test_before_is_after_and_waived_for_any_loans(loans, into, bearing):
    found = merge(loans, into, bearing)

    assert found.before == found.amount + found.waived
    assert sum(found.payoffs.values()) == found.amount
    assert found.cash == found.amount - found.payoffs.get(into, 0)
    assert min(found.bearing, found.carried) >= 0
