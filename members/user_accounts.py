"""Acts: open an account for somebody, close it, and give a new one-time code.

Accounts stay for ever: what they did is signed with them. A mistake is mended by a further act.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from fundinst.errors import Refusal, Refused
from fundinst.thai import clean
from members.appointing import USERNAME, as_typed
from members.audit import record
from members.models import AuditEntry, Institution, Office, User
from members.office_terms import (
    begin_office,
    call_off,
    end_practice_without_office,
    refusals_of_term,
)
from members.one_time_codes import put_code
from members.posts import (
    Post,
    Role,
    held_beside,
    offices_to_come_or_held,
    refusals_of_offices_elsewhere,
    require_over,
    require_post,
)
from members.seats import refusals_of_name
from members.sessions import end_sessions
from members.versions import version_of

CODE_CHANGED = Refusal(
    "code_changed",
    "",
    "รหัสของผู้ใช้นี้เพิ่งเปลี่ยนไปหลังจากท่านเปิดหน้านี้ ดูสถานะล่าสุดในหน้านี้ ถ้ายังต้องการออกรหัสใหม่ ให้กดอีกครั้ง",
)


def suggested_username(post: Post) -> str:
    """A name that nobody has: the code of the place, with a number from the second one on."""
    code = post.institution.code if post.institution else (post.area.code if post.area else "")
    stem = code if post.role == Role.COMMITTEE else f"{post.role}{code}"
    taken = {*User.objects.filter(username__startswith=stem).values_list("username", flat=True)}
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


@transaction.atomic(durable=True)
def create_account(
    post: Post,
    *,
    display_name: str,
    username: str = "",
    code: str,
    on: date,
    until: date | None = None,
    actor: User,
    now: datetime,
) -> Office:
    """Make a user with their first office, from ``on`` to ``until``; the code opens the account.

    Without a user name they get the suggested one. Raises Refused for a name that is taken or can't
    be typed, PermissionDenied for an office that isn't the actor's to give.
    """
    actor, _actor = held_beside(actor)
    require_post(actor, post)
    display_name = clean(display_name)
    username = as_typed(username) or suggested_username(post)
    if refusals := [*_refusals_to_create(display_name, username, on, until)]:
        raise Refused(refusals)

    defaults = {"display_name": display_name}
    user, made = User.objects.get_or_create(username=username, defaults=defaults)
    if not made:  # somebody took the name at the same moment
        raise Refused([_name_taken(username)])
    put_code(user, code, now=now)
    return begin_office(user, post, on, until, actor)


def _refusals_to_create(
    display_name: str, username: str, on: date, until: date | None
) -> Iterator[Refusal]:
    yield from refusals_of_name(display_name)
    if not USERNAME.fullmatch(username):
        sentence = "ชื่อผู้ใช้ใช้ตัวอังกฤษเล็ก ตัวเลข จุด หรือขีด ยาว 4 ถึง 30 ตัว เช่น 33120603 หรือ somjai"
        yield Refusal("username_unreadable", "", sentence)
    elif User.objects.filter(username=username).exists():
        yield _name_taken(username)
    yield from refusals_of_term(on, until)


def _name_taken(username: str) -> Refusal:
    return Refusal("username_taken", "", f"ชื่อผู้ใช้ {username} มีคนใช้แล้ว ให้ตั้งชื่ออื่น")


@transaction.atomic(durable=True)
def close_account(user: User, *, on: date, actor: User) -> User:
    """Close the account: every office ends, nobody signs in with it, what is open is closed.

    The rows stay. Raises Refused when it is closed, or holds an office that is not the actor's to
    end; PermissionDenied when it isn't under the actor, or is their own.
    """
    actor, user = held_beside(actor, user)
    require_over(actor, user)
    if refusals := [*refusals_to_close(user, actor, on)]:
        raise Refused(refusals)

    for office in offices_to_come_or_held(user, on):
        call_off(office, on)
    end_practice_without_office(user, on)
    user.set_unusable_password()
    user.is_active = user.password_is_temporary = False
    user.save(update_fields=["password", "is_active", "password_is_temporary"])
    end_sessions(user)
    record_of_user("user_closed", user, f"ปิดบัญชีผู้ใช้ {user} ({user.username})", actor)
    return user


def refusals_to_close(user: User, actor: User, on: date) -> Iterator[Refusal]:
    if not user.is_active:
        yield Refusal("user_closed", "", "บัญชีนี้ปิดไปแล้ว ไม่ต้องทำอีก")
    yield from refusals_of_offices_elsewhere(actor, user, on)


@transaction.atomic(durable=True)
def new_code(user: User, code: str, *, seen: str, actor: User, now: datetime) -> User:
    """Give somebody who forgot the password a new one-time code; the old one opens nothing more.

    ``seen`` is the ``code_version`` that the page was opened with: of two officers who
    print a paper at the same time, one hears that the other has done it. Sessions end.
    """
    actor, user = held_beside(actor, user)
    require_over(actor, user)
    today = timezone.localdate(now)
    refusals = [*refusals_of_new_code(user, actor, today)]
    if seen != code_version(user):
        refusals.append(CODE_CHANGED)
    if refusals:
        raise Refused(refusals)

    put_code(user, code, now=now)
    end_sessions(user)
    record_of_user("one_time_code_given", user, f"ออกรหัสใช้ครั้งเดียวใหม่ให้ {user}", actor)
    return user


def refusals_of_new_code(user: User, actor: User, on: date) -> Iterator[Refusal]:
    """Why no code can be given to this user by this officer."""
    if not user.is_active:
        yield Refusal("user_closed", "", "บัญชีนี้ปิดแล้ว ถ้าจะเปิดอีกครั้งให้เพิ่มหน้าที่ใหม่")
    elif not offices_to_come_or_held(user, on).exists():
        yield Refusal("no_office", "", "ผู้ใช้นี้ไม่มีหน้าที่แล้ว ให้เพิ่มหน้าที่ก่อนออกรหัส")
    yield from refusals_of_offices_elsewhere(actor, user, on)


def code_version(user: User) -> str:
    """What a page about somebody's code was opened with."""
    return version_of([user.password_is_temporary, user.password])


def record_of_user(act: str, user: User, sentence: str, actor: User) -> AuditEntry:
    """Of the institution that the user works for, when it is one: its own history tells it."""
    offices = user.offices.exclude(institution__is_practice=True)
    places: set[Institution] = {one.institution for one in offices if one.institution}
    only = places.pop() if len(places) == 1 else None
    return record(act, user, sentence, actor=actor, institution=only)
