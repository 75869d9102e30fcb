"""Where on a form a refusal is shown: beside the field it speaks of."""

from django.core.exceptions import ValidationError

from fundinst.errors import Refused
from fundinst.forms import ActForm

BESIDE = {
    "rate_above_law": "rate_percent",
    "kkj_takes_no_interest": "rate_percent",
    "rate_negative": "rate_percent",
    "tiers_without_rate": "rate_percent",
    "no_interest_has_a_rate": "method",
    "tiers_not_rising": "tier1_above",
    "ceiling_is_nothing": "ceiling",
    "ceiling_missing": "ceiling",
    "ceiling_resolved_lower": "ceiling_resolved",
    "rounding_unknown": "rounding_unit",
    "grace_unknown": "grace_instalments",
    "grace_without_number": "grace_instalments",
    "due_days_missing": "due_days",
    "due_days_unasked": "due",
    "due_day_unknown": "due_days",
    "due_day_twice": "due_days",
    "pattern_missing": "pattern",
    "pattern_unasked": "shape",
    "pattern_sum": "pattern",
    "pattern_last": "pattern",
    "pattern_once": "due",
    "fine_missing": "fine_amount",
    "fine_unasked": "fine",
    "fine_above_law": "fine_amount",
    "flat_above_law": "rate_percent",
    "default_above_law": "default_percent",
    "account_missing": "accounts",
    "account_unknown": "accounts",
    "accounts_too_many": "accounts",
    "fund_name_taken": "name",
    "term_unknown": "term_months",
    "guarantors_unknown": "guarantors",
    "rule_once_a_day": "effective_on",
    "subdistrict_unknown": "subdistrict",
    "moo_unknown": "moo",
    "institution_exists": "name",
    "place_is_practised": "moo",
    "name_missing": "name",
    "name_too_long": "name",
    "username_unreadable": "username",
    "username_taken": "username",
    "term_begins_later": "started_on",
    "ends_before_it_begins": "on",
    "office_ended": "on",
    "office_held": "on",
    "until_before_start": "until",
}
"""Beside which field a refusal stands; of all others the form as a whole."""


def show_beside(form: ActForm, refused: Refused, prefix: str = "") -> None:
    """Show every refusal, beside the field it speaks of where there is one."""
    for refusal in refused.refusals:
        field = prefix + BESIDE.get(refusal.code, "")
        place = field if field in form.fields else None
        form.add_error(place, ValidationError(str(refusal), code=refusal.code))
