"""How far households are on the road, in the ten stages that district and province count.

Many statuses of a case are one stage here: what matters above the village is whose turn it is.
"""

from datetime import date, timedelta
from functools import cache

from django.db.models import (
    Case,
    CharField,
    Exists,
    Expression,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consolidation.cases import SELECTION_UNDONE
from consolidation.models import Case as HouseholdCase
from consolidation.models import Transition
from members.models.households import HouseholdQuerySet

S = HouseholdCase.Status


class Stage(TextChoices):
    """The ten stages, in the order of the road."""

    SURVEYED = "surveyed", _("สำรวจแล้ว")
    TARGET = "target", _("เป้าหมาย")
    SUBMITTED = "submitted", _("รออำเภอตรวจ")
    RETURNED = "returned", _("กำลังแก้ไข")  # by the district's wish, or the committee's own
    APPROVED = "approved", _("ผ่านการตรวจ")
    NEGOTIATING = "negotiating", _("เจรจา")
    CONTRACTED = "contracted", _("ทำสัญญาแล้ว")
    REDUCED = "reduced", _("ลดหนี้")
    CLEARED = "cleared", _("ปลดหนี้")
    LEFT = "left", _("ออกจากโครงการ")


STATUSES: dict[Stage, tuple[str, ...]] = {
    Stage.SURVEYED: (S.SURVEYED, S.CLASSIFIED),
    Stage.TARGET: (S.SELECTED,),
    Stage.SUBMITTED: (S.SUBMITTED,),
    Stage.RETURNED: (S.RETURNED,),
    Stage.APPROVED: (S.APPROVED,),
    Stage.NEGOTIATING: (S.NEGOTIATING, S.AGREED, S.FAILED),
    Stage.CONTRACTED: (S.CONTRACTED, S.REPAYING, S.DEFAULTED),
    Stage.REDUCED: (S.REDUCED,),
    Stage.CLEARED: (S.CLEARED,),
    Stage.LEFT: (S.WITHDRAWN, S.MOVED, S.DECEASED),
}
"""Every status of a case in exactly one stage; a household without a case is surveyed."""


_STAGE = Case(
    *[When(status__in=statuses, then=Value(stage.value)) for stage, statuses in STATUSES.items()],
    output_field=CharField(),
)

WAITING = frozenset({Stage.SUBMITTED, Stage.RETURNED})
"""The stages at which somebody is expected to act: the district, or the committee."""

STALE_AFTER = timedelta(days=7)
"""How long a household may wait before it stands out."""


def days_waiting(since: date, *, today: date) -> int:
    """Whole days from the day it came to where it stands; 0 on the day itself."""
    return (today - since).days


def is_stale(days: int | None) -> bool:
    return days is not None and days > STALE_AFTER.days


def with_stage(households: HouseholdQuerySet) -> HouseholdQuerySet:
    """Annotate ``case_status`` and ``stage``: of the last case, the open one if there is one.

    A case that an act began and its undo ended never was: the household is where it was before.
    """
    return households.annotate(**_of_last_case())


@cache
def _of_last_case() -> dict[str, Expression]:
    """Built once: no row is in it, and building it takes longer than the database's answer."""
    last = HouseholdCase.objects.filter(household=OuterRef("pk")).exclude(_was_undone())
    last = last.order_by("-pk").annotate(stage=_STAGE)
    # Named inside the one row: outside, the database would look for that row at every WHEN.
    stage = Subquery(last.values("stage")[:1], output_field=CharField())
    return {
        "case_status": Subquery(last.values("status")[:1]),
        "stage": Coalesce(stage, Value(Stage.SURVEYED.value)),
    }


def with_waiting_since(households: HouseholdQuerySet) -> HouseholdQuerySet:
    """Annotate ``waiting_since``: the day of the last step of one that waits, None of others."""
    waits = [status for stage in WAITING for status in STATUSES[stage]]
    steps = Transition.objects.filter(case__household=OuterRef("pk"), case__status__in=waits)
    return households.annotate(waiting_since=Subquery(steps.order_by("-pk").values("on")[:1]))


def _was_undone() -> Q:
    """Of cases: the selection, or the merge that selected, was taken back."""
    back = Transition.objects.filter(case=OuterRef("pk"), to_status=S.WITHDRAWN)
    undone = back.filter(Q(from_status=S.CONTRACTED) | Q(reason=SELECTION_UNDONE))
    return Q(Exists(undone), status=S.WITHDRAWN)
