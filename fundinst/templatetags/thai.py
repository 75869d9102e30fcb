"""Filters that show dates and money in Thai.

Screens keep Arabic digits; documents add ``thai_digits`` after any of them.
"""

from datetime import date, datetime
from decimal import Decimal

from django import forms, template
from django.conf import settings
from django.utils import timezone

from fundinst import money, thai
from fundinst.forms import understood as what_was_understood

register = template.Library()


@register.filter
def thai_date(value: date | None, style: thai.DateStyle = "full") -> str:
    """{{ day|thai_date:"short" }}: full, medium, short or slash; of a moment, its local day."""
    return thai.format_date(_day(value), style=style, digits="arabic") if value else ""


@register.filter
def fiscal_year(value: date | None) -> str:
    """{{ day|fiscal_year }}: the state's fiscal year พ.ศ. that the day belongs to."""
    return str(thai.fiscal_year(_day(value))) if value else ""


def _day(value: date) -> date:
    if not isinstance(value, datetime):
        return value
    return (timezone.localtime(value) if timezone.is_aware(value) else value).date()


@register.filter
def baht(value: Decimal | None, how: str = "") -> str:
    """{{ amount|baht }} 13,200; "satang" always shows them (13,200.00), "thai" uses Thai digits."""
    if value is None:
        return ""
    wanted = how.split()
    if unknown := set(wanted) - {"thai", "arabic", "satang"}:
        raise template.TemplateSyntaxError(f"baht knows thai, arabic, satang, not {unknown}")
    return money.format_baht(
        value,
        digits="thai" if "thai" in wanted else "arabic",
        satang="always" if "satang" in wanted else "auto",
    )


@register.filter
def counted(value: int | None) -> str:
    """A number of things or days as people read it: 3,525; nothing where nobody knows."""
    return "" if value is None else f"{value:,}"


@register.filter
def percent(value: Decimal) -> str:
    """{{ contract.rate_percent|percent }}: 6 or 6.25, without the noughts of the column."""
    return f"{value.normalize():f}"


@register.filter
def baht_words(value: Decimal | None) -> str:
    """{{ amount|baht_words }}: หนึ่งหมื่นสามพันสองร้อยบาทถ้วน."""
    return "" if value is None else thai.baht_words(value, final_one=settings.FINAL_ONE)


@register.filter
def thai_digits(value: object) -> str:
    """{{ anything|thai_digits }}: its digits in Thai, for documents."""
    return "" if value is None else thai.to_thai_digits(str(value))


@register.filter
def understood(form: forms.Form, name: str) -> str:
    """{{ form|understood:"amount" }}: what the form took the text in that field for."""
    return what_was_understood(form, name)
