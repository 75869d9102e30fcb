"""A fund's rules in words, on the pages that show them."""

from django import template

from members.models import FundRule
from members.rule_words import in_words, rate_in_words

register = template.Library()
register.filter("rule_in_words", in_words)


@register.filter
def rule_rate(rule: FundRule) -> str:
    """The rate with the time it is for; by the month also what it is by the year."""
    free = rule.fund.is_interest_free or rule.method == FundRule.Method.NONE
    return "ไม่คิดดอกเบี้ย" if free else rate_in_words(rule)
