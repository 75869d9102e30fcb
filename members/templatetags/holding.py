"""The household is held: said on top of the pages on which its data would be changed."""

from typing import Any

from django import template

from members.holding import refusals_of_holding
from members.models import Household

register = template.Library()


@register.inclusion_tag("components/refusals.html")
def held_notice(household: Household) -> dict[str, Any]:
    """Why its data can't be changed now, before anybody types; nothing where it can."""
    return {
        "refusals": [*refusals_of_holding(household.pk)],
        "heading": "แก้ข้อมูลไม่ได้ในขั้นนี้",
        "calm": True,
    }
