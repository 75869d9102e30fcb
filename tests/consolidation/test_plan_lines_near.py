"""A long plan is shown by what matters now: what is overdue, and the next three instalments."""

from datetime import date
from decimal import Decimal

from consolidation.models import Instalment
from consolidation.plan_lines import PlanLine, lines_near

TODAY = date(2023, 5, 1)


def lines_of(count, *, paid):
    """A month apart from the first of January on, the first ``paid`` of them paid."""
    return [
        PlanLine(
            Instalment(
                number=number,
                due_on=date(2023, number, 1),
                principal=Decimal(100),
                interest=Decimal(0),
                carried=Decimal(0),
            ),
            Decimal(0 if number <= paid else 100),
            TODAY,
        )
        for number in range(1, count + 1)
    ]


def numbers(lines):
    return [line.instalment.number for line in lines]


def test_the_overdue_and_the_next_three_are_shown_first():
    assert numbers(lines_near(lines_of(12, paid=2))) == [3, 4, 5, 6, 7]


def test_a_short_plan_is_shown_whole():
    assert lines_near(lines_of(6, paid=0)) == []
