"""Template filters for dates and money."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError

DAY, AMOUNT = date(2017, 10, 1), Decimal("13200.00")


def shown(expression, value):
    return Template("{% load thai %}{{ value|" + expression + " }}").render(
        Context({"value": value})
    )


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("thai_date", DAY, "1 ตุลาคม 2560"),
        ('thai_date:"medium"', DAY, "1 ต.ค. 2560"),
        ('thai_date:"short"', DAY, "1 ต.ค. 60"),
        ('thai_date:"slash"', DAY, "01/10/2560"),
        ("thai_date|thai_digits", DAY, "๑ ตุลาคม ๒๕๖๐"),
        ("thai_date", datetime(2017, 9, 30, 17, 0, tzinfo=UTC), "1 ตุลาคม 2560"),
        ("thai_date", datetime(2017, 9, 30, 16, 59, tzinfo=UTC), "30 กันยายน 2560"),
        ("fiscal_year", DAY, "2561"),
        ("fiscal_year", datetime(2017, 9, 30, 17, 0, tzinfo=UTC), "2561"),
        ("baht", AMOUNT, "13,200"),
        ('baht:"satang"', AMOUNT, "13,200.00"),
        ('baht:"thai"', AMOUNT, "๑๓,๒๐๐"),
        ('baht:"thai satang"', AMOUNT, "๑๓,๒๐๐.๐๐"),
        ("baht", Decimal("0"), "0"),
        ("baht_words", AMOUNT, "หนึ่งหมื่นสามพันสองร้อยบาทถ้วน"),
        ("thai_digits", "32/1", "๓๒/๑"),
        ("thai_digits", 15, "๑๕"),
        ("counted", 3525, "3,525"),
        ("counted", None, ""),
    ],
)
def test_a_value_is_shown_in_thai(expression, value, text):
    assert shown(expression, value) == text


@pytest.mark.parametrize("name", ["thai_date", "fiscal_year", "baht", "baht_words", "thai_digits"])
def test_nothing_is_shown_for_nothing(name):
    assert shown(name, None) == ""


def test_a_mistyped_option_is_an_error_and_not_ignored():
    with pytest.raises(TemplateSyntaxError, match="thay"):
        shown('baht:"thay"', AMOUNT)
