"""What the district looks at, or has approved, stays as it was sent.

A fund's own register still brings its balances in: they are no statement of the household's, and
the case says that it has become stale. The database keeps the same rule
(``household_locked_after_submission``, migration ``0003``).
"""

from collections.abc import Iterable, Iterator

from consolidation.models import Case
from fundinst.errors import Refusal
from members.holding import held_among
from members.models import Household

S = Case.Status

LOCKED = frozenset({S.SUBMITTED, S.APPROVED, S.NEGOTIATING, S.AGREED, S.FAILED})
"""While an open case that was sent to the district stands here, the household's data is locked.

Where an agreement failed, too: one may negotiate again, under the approval there was.
"""


def locked_among(households: Iterable[int]) -> dict[int, Refusal]:
    """Of these households, those that are locked, and why."""
    cases = Case.objects.open().filter(household__in=[*households], status__in=LOCKED)
    sent = cases.filter(submissions__isnull=False).distinct()
    return {pk: _refusal(status) for pk, status in sent.values_list("household", "status")}


def _refusal(status: str) -> Refusal:
    where = "ส่งอำเภอแล้ว" if status == S.SUBMITTED else "ผ่านการตรวจแล้ว"
    sentence = f"{where} จึงแก้ไม่ได้ ถ้าต้องแก้ กด “ขอแก้ไข” ที่หน้าครัวเรือน"
    return Refusal("household_locked", "", sentence)


def refusals_of_lock(household: Household) -> Iterator[Refusal]:
    """Why the household's data can't be changed; nothing while it isn't locked."""
    yield from held_among([household.pk]).values()
