"""A day as it stands in a sentence that is written down or said."""

from datetime import date

from fundinst.thai import format_date


def day_in_words(on: date) -> str:
    """30 มิ.ย. 2560."""
    return format_date(on, style="medium", digits="arabic")
