"""Acts: give somebody an office (ตำแหน่งหน้าที่) from a day on, and end it.

Whoever changes what a user holds takes the user's row first. Offices stay for ever: what was done
in them is signed with them. A mistake is mended by a further act.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fundinst.errors import Refusal, Refused
from fundinst.thai import format_date
from members.audit import record
from members.models import AuditEntry, Office, User
from members.one_time_codes import put_code
from members.posts import (
    Post,
    held_beside,
    offices_to_come_or_held,
    offices_under,
    refusals_of_offices_elsewhere,
    require_over,
    require_post,
)
from members.sessions import end_sessions_without_office

ONE_DAY = timedelta(days=1)


def held_user(user: User) -> User:
    """Hold the user's row until the end of the caller's transaction."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic(durable=True)
def give_office(
    user: User,
    post: Post,
    *,
    on: date,
    until: date | None = None,
    code: str = "",
    actor: User,
    now: datetime,
) -> Office:
    """Give somebody who is there already a further office.

    A closed account opens again with it, and by the one-time code. Raises Refused when they hold
    the office within that time already, PermissionDenied when it isn't the actor's to give.
    """
    actor, user = held_beside(actor, user)
    require_over(actor, user)
    require_post(actor, post)
    refusals = [*refusals_of_term(on, until), *_refusals_held(user, post, on, until)]
    if not user.is_active:
        refusals += refusals_of_offices_elsewhere(actor, user, timezone.localdate(now))
    if refusals:
        raise Refused(refusals)

    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        put_code(user, code, now=now)
    return begin_office(user, post, on, until, actor)


def _refusals_held(user: User, post: Post, on: date, until: date | None) -> Iterator[Refusal]:
    same = {"role": post.role, "institution": post.institution, "area": post.area}
    for office in offices_to_come_or_held(user, on).filter(**same):
        if until is None or office.started_on <= until:
            since = _day(office.started_on)
            sentence = f"{user} เป็น{office}อยู่แล้วตั้งแต่ {since} ให้เลือกวันเริ่มหลังจากสิ้นสุดหน้าที่นั้น"
            yield Refusal("office_held", "", sentence)


def refusals_of_term(on: date, until: date | None) -> Iterator[Refusal]:
    if until and until < on:
        yield Refusal("until_before_start", "", "วันสิ้นสุดอยู่ก่อนวันเริ่ม ให้แก้วันใดวันหนึ่ง")


def begin_office(user: User, post: Post, on: date, until: date | None, actor: User) -> Office:
    """Inside the caller's transaction, after the refusals were asked."""
    office = post.as_office()
    office.user, office.started_on, office.ended_on = user, on, until
    office.save()
    last = f" ถึง {_day(until)}" if until else ""
    _record("user_appointed", office, f"{user} เป็น{office} ตั้งแต่ {_day(on)}{last}", actor)
    return office


@transaction.atomic(durable=True)
def end_office(office: Office, *, on: date, actor: User) -> Office:
    """End the office: ``on`` is the first day without it, so that today ends it at once.

    Was it the user's last, their sessions end in the same transaction. Raises Refused when the
    office has ended by then, or would end before it began; PermissionDenied when it isn't under
    the actor, or is their own.
    """
    actor, user = held_beside(actor, office.user)
    require_over(actor, user)
    office = offices_under(actor).select_related("institution", "area").get(pk=office.pk)
    office.user = user
    if refusals := [*refusals_to_end(office, on)]:
        raise Refused(refusals)

    call_off(office, on)
    end_practice_without_office(user, on)
    end_sessions_without_office(user)
    _record("office_ended", office, f"{user} พ้นจาก{office} ตั้งแต่ {_day(on)}", actor)
    return office


def refusals_to_end(office: Office, on: date) -> Iterator[Refusal]:
    """Why the office can't be ended from that day on."""
    if office.ended_on and office.ended_on < on:
        since = _day(office.without_from)
        yield Refusal("office_ended", "", f"พ้นหน้าที่นี้ตั้งแต่ {since} อยู่แล้ว ไม่ต้องทำอีก")
    if on < office.started_on:
        began = _day(office.started_on)
        yield Refusal("ends_before_it_begins", "", f"หน้าที่นี้เริ่ม {began} ให้ใส่วันนั้นหรือหลังจากนั้น")


def end_practice_without_office(user: User, on: date) -> None:
    """What somebody practised on ends with the last real office."""
    if offices_to_come_or_held(user, on).exists():
        return
    for office in user.offices.in_force(on).filter(institution__is_practice=True):
        call_off(office, on)


def call_off(office: Office, on: date) -> None:
    """End the office from that day on, or before it begins; inside the caller's transaction."""
    office.ended_on = max(on, office.started_on) - ONE_DAY
    office.save(update_fields=["ended_on"])


def _day(day: date) -> str:
    return format_date(day, digits="arabic")


def _record(act: str, office: Office, sentence: str, actor: User) -> AuditEntry:
    return record(act, office, sentence, actor=actor, institution=office.institution)
