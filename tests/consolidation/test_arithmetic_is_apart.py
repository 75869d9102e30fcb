"""The arithmetic of money knows no table, clock or request: numbers and dates in, and out."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEBTS = ("day_count", "interest", "lawful_rates", "payoff", "prescription", "rounding")
CONSOLIDATION = (
    "affordability",
    *("ageing", "allocation", "due_dates", "equal_instalments", "fixed_amount", "merge_sums"),
    *("holder_sums", "loan_terms"),
    *("netting_sums", "open_instalments", "overpaying", "plan_costs", "plan_interest"),
    *("plan_terms", "replanning", "replaying", "routes", "schedule", "stamp_duty"),
)
MODULES = [
    *(f"debts.{name}" for name in DEBTS),
    *(f"consolidation.{name}" for name in CONSOLIDATION),
]
GROUND_FLOOR = {"fundinst.days", "fundinst.errors", "fundinst.money", "fundinst.thai"}
CLOCKS = {"now", "today", "utcnow", "localdate"}


def tree_of(module):
    return ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text())


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_sums_imports_only_sums(module):
    imported = {
        name
        for node in ast.walk(tree_of(module))
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    allowed = {*MODULES, *GROUND_FLOOR, *sys.stdlib_module_names}
    assert {name for name in imported if name not in allowed} - {"collections.abc"} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_sums_reads_no_clock_and_has_no_float(module):
    nodes = [*ast.walk(tree_of(module))]
    clocks = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    floats = [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert CLOCKS.intersection(clocks) == set()
    assert floats == []
    assert "float" not in {node.id for node in nodes if isinstance(node, ast.Name)}
