"""What an officer reads of the users they look after: how they stand, and what was done."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from fundinst.thai import Unreadable, clean
from members.models import AuditEntry, Office, User
from members.posts import offices_under, users_under

ACTS = {
    "user_appointed": "ให้หน้าที่",
    "office_ended": "พ้นหน้าที่",
    "user_closed": "ปิดบัญชี",
    "one_time_code_given": "ออกรหัสใหม่",
    "password_set": "ตั้งรหัสผ่าน",
    "second_step_reset": "ปิดการยืนยันสองขั้น",
}
"""The acts about users and their offices, as the history names them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands; ``tone`` is the status component's."""

    code: str
    label: str
    tone: str


WAITING = Standing("waiting", "รหัสใช้ครั้งเดียวยังไม่ใช้", "wait")
EXPIRED = Standing("expired", "รหัสใช้ครั้งเดียวหมดอายุ", "warning")
ACTIVE = Standing("active", "ใช้งานอยู่", "done")
TO_COME = Standing("to_come", "ยังไม่ถึงวันเริ่ม", "open")
ENDED = Standing("ended", "พ้นหน้าที่แล้ว", "stop")
CLOSED = Standing("closed", "ปิดแล้ว", "stop")
STANDINGS = {one.code: one for one in (WAITING, EXPIRED, ACTIVE, TO_COME, ENDED, CLOSED)}


def with_standing(actor: User, *, now: datetime) -> QuerySet[User]:
    """The users the actor looks after; each with ``standing_code`` and ``offices_here``.

    Of their offices only those under the actor are told: what they hold elsewhere is not theirs.
    """
    today = timezone.localdate(now)
    here = offices_under(actor)
    mine = here.filter(user=OuterRef("pk"))
    lasting = mine.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today))
    told = here.select_related("institution", "area").order_by("-started_on", "-pk")
    standing = Case(
        When(is_active=False, then=Value(CLOSED.code)),
        When(~Exists(lasting), then=Value(ENDED.code)),
        When(password_is_temporary=True, temporary_until__lte=now, then=Value(EXPIRED.code)),
        When(password_is_temporary=True, then=Value(WAITING.code)),
        When(Exists(mine.in_force(today)), then=Value(ACTIVE.code)),
        default=Value(TO_COME.code),
    )
    users = users_under(actor).annotate(standing_code=standing).order_by("username")
    return users.prefetch_related(Prefetch("offices", queryset=told, to_attr="offices_here"))


def standing_of(user: User) -> Standing:
    """Of a user out of ``with_standing``."""
    return STANDINGS[user.standing_code]


def looked_for(users: QuerySet[User], words: str, *, actor: User) -> QuerySet[User]:
    """By name, user name, or the place of an office."""
    places = offices_under(actor).filter(user=OuterRef("pk"))
    there = places.filter(
        Q(institution__name__icontains=words)
        | Q(institution__code__startswith=words)
        | Q(institution__subdistrict__name__icontains=words)
        | Q(area__name__icontains=words)
    )
    named = Q(display_name__icontains=words) | Q(username__icontains=words)
    return users.filter(named | Exists(there))


def words_asked(typed: str) -> str:
    """What is looked for; nothing where the address holds what nobody types."""
    try:
        return clean(typed)
    except Unreadable:
        return ""


def entries_about_users(actor: User) -> QuerySet[AuditEntry]:
    """What was done about the users and offices under the actor, the latest first."""
    return AuditEntry.objects.filter(
        Q(subject__in=_subjects(users_under(actor), User))
        | Q(subject__in=_subjects(offices_under(actor), Office)),
        act__in=ACTS,
    ).select_related("actor")


def entries_about(user: User, actor: User) -> QuerySet[AuditEntry]:
    """The same, about one of them."""
    offices = _subjects(offices_under(actor).filter(user=user), Office)
    return AuditEntry.objects.filter(
        Q(subject=f"{User._meta.label}:{user.pk}") | Q(subject__in=offices), act__in=ACTS
    ).select_related("actor")


def _subjects(rows: QuerySet, model: type[User | Office]) -> QuerySet:
    """The rows as audit entries name them."""
    key = Cast("pk", CharField())
    name = Concat(Value(f"{model._meta.label}:"), key, output_field=CharField())
    return rows.annotate(named=name).values("named")
