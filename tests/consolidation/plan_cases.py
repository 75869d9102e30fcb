"""Reads the cases of instalment plans: from the words of their inputs to terms.

One reader for all files; a word it doesn't know stops it, so that no case passes unread.
"""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from consolidation.due_dates import Frequency, Holidays, Unit, once, regular
from consolidation.plan_terms import Grace, GraceKind, Rounds, Shape, Terms
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, RatePer
from debts.rounding import Direction, Place, Rounding

MONEY = Path(__file__).parents[1] / "files" / "money"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
FREQUENCIES = {
    "monthly": Frequency(),
    "yearly": Frequency(1, Unit.YEAR),
    "by year": Frequency(1, Unit.YEAR),
}
KNOWN = {
    *("principal", "annual_rate_pct", "period_rate_pct", "n", "frequency", "start", "disbursed"),
    *("method", "unit", "round", "rounding_place", "day_count", "instalment", "multiple"),
    *("holidays", "principal_grace_periods", "grace_interest", "pattern_pct"),
    *("principal_pattern_pct", "interest_pattern_pct"),
}


def cases(name, *, status=None):
    found = json.loads((MONEY / f"{name}.json").read_text())["cases"]
    return [case for case in found if status is None or case["status"] == status]


def terms_of(inputs):
    """The terms a case's inputs mean."""
    assert not inputs.keys() - KNOWN, inputs.keys() - KNOWN
    text = " ".join(str(value) for value in inputs.values()).lower()
    shape, method = SHAPES[inputs["method"].split(" by year")[0]]
    zero = Decimal(inputs.get("annual_rate_pct", inputs.get("period_rate_pct", "0"))) == 0
    return Terms(
        principal=Decimal(inputs["principal"]),
        periods=periods_of(inputs),
        interest=Interest(Method.NONE if zero else method, rate_of(inputs), day_count_of(inputs)),
        shape=shape if "pattern" not in text or method != Method.FLAT else Shape.PATTERN,
        rounding=rounding_of(inputs, text),
        rounds=Rounds.INSTALMENT_OF_ROUNDED if "multiple" in inputs else Rounds.EACH,
        grace=grace_of(inputs),
        pattern=percents(inputs.get("pattern_pct", inputs.get("principal_pattern_pct", ""))),
        interest_pattern=interest_pattern_of(inputs),
        leave_out_empty="given principal pattern" in text,
    )


SHAPES = {
    "flat": (Shape.EQUAL_PRINCIPAL, Method.FLAT),
    "equal_principal": (Shape.EQUAL_PRINCIPAL, Method.ON_BALANCE),
    "declining": (Shape.EQUAL_INSTALMENTS, Method.ON_BALANCE),
    "given principal pattern": (Shape.PATTERN, Method.ON_BALANCE),
}


def periods_of(inputs):
    starts = date.fromisoformat(inputs.get("start") or inputs["disbursed"])
    frequency = inputs.get("frequency", "by year")
    if single := re.fullmatch(r"one payment after (\d+) months", frequency):
        return once(starts, months=int(single[1]))
    count = inputs.get("n") or len(inputs["pattern_pct"])
    return regular(starts, count, FREQUENCIES[frequency], holidays=holidays_of(inputs))


def holidays_of(inputs):
    said = inputs.get("holidays", "")
    weekdays = {number for number, name in enumerate(WEEKDAYS) if name in said}
    dates = {date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", said)}
    return Holidays(frozenset(weekdays), frozenset(dates))


def rate_of(inputs):
    if "period_rate_pct" in inputs:
        return Rate(Decimal(inputs["period_rate_pct"]), RatePer.PERIOD)
    return Rate(Decimal(inputs["annual_rate_pct"]))


def day_count_of(inputs):
    return DayCount(inputs.get("day_count", "30/360"))


def rounding_of(inputs, text):
    whole = any(word in text for word in ("whole", "1 baht")) or "multiple" in inputs
    direction = Direction.HALF_EVEN if "half-even" in text else Direction.HALF_UP
    opencbs_default = inputs.get("unit") == "whole" and "rounding_place" not in inputs
    spread = "remaining principal / remaining rows" in text or opencbs_default
    unit = Decimal(inputs.get("multiple", "1" if whole else "0.01"))
    return Rounding(unit, direction, Place.SPREAD if spread else Place.LAST)


def grace_of(inputs):
    kinds = {"charged": GraceKind.INTEREST_PAID, "forgiven": GraceKind.INTEREST_FORGIVEN}
    return Grace(
        inputs.get("principal_grace_periods", 0), kinds[inputs.get("grace_interest", "charged")]
    )


def percents(said):
    numbers = said if isinstance(said, list) else re.findall(r"\d+", said)
    return tuple(Decimal(number) for number in numbers)


def interest_pattern_of(inputs):
    said = inputs.get("interest_pattern_pct", "")
    same = said.startswith("same pattern")
    return percents(inputs["principal_pattern_pct"]) if same else percents(said)


def rows_of(plan):
    """A plan as the cases write it."""
    return [
        [
            row.number,
            row.due_on.isoformat(),
            *(str(amount) for amount in (row.principal, row.interest, row.due, row.balance)),
        ]
        for row in plan.rows
    ]
