"""A day as it stands in a sentence that is written down or said; the first of a fiscal year."""

from datetime import date

from fundinst.thai import format_date


def day_in_words(on: date) -> str:
    """30 มิ.ย. 2560."""
    return format_date(on, style="medium", digits="arabic")


def fiscal_year_began(year: int) -> date:
    """The first day (1 October) of the fiscal year that is called ``year`` (พ.ศ.)."""
    return date(year - 544, 10, 1)
