"""How many households of a place stand at each stage, and since when those wait that do.

Counted from the households here. An app above may keep what was counted (``keep_stages``), so that
an officer's page reads one row a place, whatever lies beneath it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date

from django.db.models import Count

from consolidation.stages import WAITING, Stage, with_stage, with_waiting_since
from members.models import Household, User
from members.models.households import HouseholdQuerySet

Counts = Counter[tuple[Stage, date | None]]
"""Households by stage; of a stage that waits, also by the day on which they came to it."""

Keeper = Callable[[str, int], dict[str, Counts]]
"""Of an area ("" is the country): the counts of the places in it, by codes of so many digits."""

PROVINCE, INSTITUTION = 2, 8
"""Digits of the widest area's code, and of what is no area but an institution: it goes by its
primary key.
"""

_KEEPERS: list[Keeper] = []
"""One or none."""


def keep_stages(keeper: Keeper) -> None:
    """Ask the keeper in place of counting an area; said when the app above is ready."""
    _KEEPERS[:] = [keeper]


def number_at(counts: Counts, stage: Stage) -> int:
    return sum(number for (at, _day), number in counts.items() if at == stage)


def oldest_at(counts: Counts, stage: Stage) -> date | None:
    """The day since which the first of them waits; None where nobody waits."""
    return min((day for (at, day) in counts if at == stage and day), default=None)


def count_stages(households: HouseholdQuerySet) -> dict[tuple[int, str], Counts]:
    """By institution (primary key, subdistrict), in one query."""
    staged = with_waiting_since(with_stage(households)).order_by()
    rows = staged.values_list(
        "institution", "institution__subdistrict", "stage", "waiting_since"
    ).annotate(Count("pk"))
    found: defaultdict[tuple[int, str], Counts] = defaultdict(Counter)
    for institution, subdistrict, stage, since, number in rows:
        at = Stage(stage)
        found[institution, subdistrict][at, since if at in WAITING else None] += number
    return dict(found)


def stages_of(user: User, *, area: str, digits: int) -> dict[str, Counts]:
    """Of all that the user sees, or of an area they ``may_open``: the counts by place.

    A place is an area by its code of so many digits, or an institution by its primary key. What is
    practised on is counted nowhere.
    """
    kept = _kept(_overseen(user, area), digits)
    if kept is not None:
        return kept
    households = Household.objects.visible_to(user).listed()
    households = households.filter(
        institution__is_practice=False, institution__subdistrict__code__startswith=area
    )
    found: defaultdict[str, Counts] = defaultdict(Counter)
    for (institution, subdistrict), counts in count_stages(households).items():
        found[place_key(institution, subdistrict, digits)].update(counts)
    return dict(found)


def all_stages(user: User) -> Counts:
    """Of everything that the user sees, in all."""
    total: Counts = Counter()
    reach = {len(office.area_id or "") for office in user.offices_in_force}
    for counts in stages_of(user, area="", digits=max(reach | {PROVINCE})).values():
        total.update(counts)
    return total


def place_key(institution: int, subdistrict: str, digits: int) -> str:
    """Of which place of so many digits an institution is."""
    return str(institution) if digits == INSTITUTION else subdistrict[:digits]


def _kept(areas: list[str] | None, digits: int) -> dict[str, Counts] | None:
    """What is kept of these areas; None where something has to be counted."""
    if areas is None or not _KEEPERS:
        return None
    found: dict[str, Counts] = {}
    for code in areas:
        found |= _KEEPERS[0](code, digits)
    return found


def _overseen(user: User, area: str) -> list[str] | None:
    """The codes of all that the user oversees of the area, none inside another.

    None for who sees something as a member of its committee: that is one institution, soon counted.
    """
    codes = {
        max(office.area_id or "", area, key=len)
        for office in user.offices_in_force
        if _meet(office.area_id or "", area)
    }
    if not codes or any(office.institution_id for office in user.offices_in_force):
        return None
    return sorted(
        code for code in codes if not any(code != one and code.startswith(one) for one in codes)
    )


def _meet(one: str, other: str) -> bool:
    """Whether one of two areas lies in the other, or they are the same."""
    return one.startswith(other) or other.startswith(one)
