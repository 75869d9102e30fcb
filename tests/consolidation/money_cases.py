"""Reads the cases of payments, ageing, netting and merging; one reader a file."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from consolidation.ageing import AgedContract
from consolidation.allocation import Order
from consolidation.merge_sums import Bearing, OldLoan
from consolidation.netting_sums import Line
from consolidation.open_instalments import OpenInstalment, Part

MONEY = Path(__file__).parents[1] / "files" / "money"
DUES = {"overdue": (date(2017, 3, 31), date(2017, 4, 30)), "not yet due": (date(2017, 12, 31),)}
ORDER = "oldest instalment first; inside it penalty, interest, principal"
BEARINGS = {
    "principal + interest unpaid for one year or more; the rest carried without interest": (
        Bearing.WITH_OLD_INTEREST
    ),
    "principal + all unpaid interest + penalty + fee (what the seed did)": Bearing.EVERYTHING,
}
PARTS = {
    "principal": "principal",
    "interest_unpaid_1y_or_more": "interest_over_year",
    "interest_unpaid_under_1y": "interest_under_year",
    "penalty": "penalty",
    "fee": "fee",
}


def read(name):
    return json.loads((MONEY / f"{name}.json").read_text())


def case_of(name, case_id):
    return next(case for case in read(name)["cases"] if case["id"] == case_id)


def ids(name):
    return {case["id"] for case in read(name)["cases"]}


def instalments():
    """The three instalments of the allocation cases: two overdue in 2560, one due at its end."""
    dues = {state: iter(days) for state, days in DUES.items()}
    return [
        OpenInstalment(
            row["n"],
            next(dues[row["state"]]),
            principal=Decimal(row["principal"]),
            interest=Decimal(row["interest"]),
            penalty=Decimal(row["penalty"]),
        )
        for row in read("allocation")["loan"]["instalments"]
    ]


def order_of(inputs):
    """The cases' order is the law's, which our default is."""
    assert inputs["order"].startswith(ORDER)
    return Order()


def parts_of(stated):
    """What the instalments of a case get, as allocations say it."""
    return {
        int(number): {Part(part): Decimal(amount) for part, amount in parts.items()}
        for number, parts in stated.items()
        if number.isdigit()
    }


def contracts(inputs):
    """The contracts of an ageing case: what isn't a date is nothing overdue."""
    return [
        AgedContract(
            name,
            Decimal(principal),
            None if due.startswith("no overdue") else date.fromisoformat(due),
            restructured,
        )
        for name, principal, due, restructured in inputs["contracts"]
    ]


def lines(inputs):
    """The lines of a netting case; the one refused is marked."""
    gross = inputs["gross"]
    if isinstance(gross, str):
        gross = case_of("netting", gross.removeprefix("as "))["inputs"]["gross"]
    refused = inputs.get("refused")
    return [
        Line(payer, payee, Decimal(amount), f"สัญญาที่ {number}", accepted=row != refused)
        for number, row in enumerate(gross, 1)
        for payer, payee, amount in [row]
    ]


def old_loans(inputs):
    return [
        OldLoan(
            loan["loan"],
            loan["fund"],
            {ours: Decimal(loan[theirs]) for theirs, ours in PARTS.items()},
            {PARTS[part]: Decimal(amount) for part, amount in loan["waived"].items()},
        )
        for loan in inputs["loans"]
    ]


def bearing_of(inputs):
    return BEARINGS[inputs["capitalise"]]
