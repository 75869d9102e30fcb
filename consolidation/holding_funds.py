"""Holding funds until an act is done: after the households, in one order, so nobody waits back.

Who closes a month of a fund's books holds it too: nothing comes into a month that is being closed.
"""

from collections.abc import Iterable

from members.models import Fund


def hold_funds(funds: Iterable[int]) -> None:
    """Hold these funds' rows (by pk) until the end of the caller's transaction."""
    held = Fund.objects.select_for_update(no_key=True).filter(pk__in=[*funds]).order_by("pk")
    [*held.values_list("pk", flat=True)]
