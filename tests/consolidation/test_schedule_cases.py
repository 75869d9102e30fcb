"""Every case of an instalment plan, to the satang."""

import pytest

from consolidation.schedule import make_plan
from tests.consolidation.plan_cases import cases, rows_of, terms_of

FILES = (
    "schedules_annuity_and_zero",
    "schedules_flat_and_equal_principal",
    "contracts_thai_shapes",
)
PLANS = [case for name in FILES for case in cases(name, status="derivable")]


@pytest.mark.parametrize("case", PLANS, ids=lambda case: case["id"])
def test_a_plan_comes_out_to_the_satang(case):
    plan = make_plan(terms_of(case["inputs"]))

    assert rows_of(plan) == case["expected"]["rows"]
    totals = {"principal": plan.principal, "interest": plan.interest, "due": plan.due}
    stated = case["expected"].get("totals", {})
    assert {name: str(totals[name]) for name in stated} == stated


def test_every_case_of_a_plan_is_read():
    """A case of a new status must be given a reader before this passes again."""
    known = {"derivable", "must-refuse"}
    statuses = {case["status"] for name in FILES for case in cases(name)}
    refused = [case["id"] for name in FILES for case in cases(name, status="must-refuse")]
    assert statuses == known
    assert refused == ["contract-rate-above-15"]  # tests/debts/test_lawful_rates.py
    assert len(PLANS) == 12
