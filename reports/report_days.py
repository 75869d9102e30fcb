"""The days that a report is asked of, and what was written down too late for one."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from consolidation.models import Contract
from consolidation.past_repayment import made_by
from fundinst.days import day_in_words, fiscal_year_began
from fundinst.thai import fiscal_year
from reports.asking import Asked, Place


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day to choose with one press; ``href`` asks for it on the same page."""

    label: str
    href: str
    is_chosen: bool


def days_to_choose(asked: Asked) -> list[DayChoice]:
    """Today, the end of last month and of the last fiscal year, as they were known then."""
    today = asked.today
    month = today.replace(day=1) - timedelta(days=1)
    year = fiscal_year_began(fiscal_year(today)) - timedelta(days=1)
    labels = {
        today: "วันนี้",
        month: f"สิ้นเดือนที่แล้ว {day_in_words(month)}",
        year: f"สิ้นปีงบประมาณ {fiscal_year(year)}",
    }
    return [
        DayChoice(label, f"?{urlencode(Asked(day, day, today).query)}", asked.on == day)
        for day, label in labels.items()
    ]


def contracts_written_later(place: Place, asked: Asked) -> int:
    """How many contracts dated by the report's day were written down after what it tells."""
    if asked.moment is None:
        return 0
    contracts = Contract.objects.filter(household__institution__in=place.institutions())
    now = {*made_by(contracts, asked.on).values_list("pk", flat=True)}
    with asked.reading():
        then = {*made_by(contracts.all(), asked.on).values_list("pk", flat=True)}
    return len(now - then)
