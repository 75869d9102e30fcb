"""Act: a user sets a password of their own, the first time in place of the one-time code."""

from django.db import transaction

from fundinst.errors import Refusal, Refused
from members.appointing import refusals_of_password
from members.models import User
from members.office_terms import held_user
from members.user_accounts import record_of_user


@transaction.atomic(durable=True)
def set_own_password(user: User, password: str, *, seen: str) -> User:
    """The user sets a password of their own; a one-time code is used up by it.

    ``seen`` is the password's hash that the request came in under: of two who set one at the same
    moment with the same paper, the second is refused. Every other session ends: its password is no
    longer the one it signed in with. Raises Refused for a weak password.
    """
    user = held_user(user)
    if user.password != seen:
        sentence = "มีการตั้งรหัสผ่านของบัญชีนี้จากที่อื่นเมื่อครู่นี้ ให้เข้าสู่ระบบใหม่ ถ้าไม่ใช่ท่านให้แจ้งผู้ออกรหัสทันที"
        raise Refused([Refusal("password_set_elsewhere", "", sentence)])
    refusals = [*refusals_of_password(password, user)]
    if user.check_password(password):
        sentence = "รหัสผ่านใหม่เหมือนรหัสเดิม ให้ตั้งให้ต่างจากเดิม"
        refusals.append(Refusal("password_unchanged", "", sentence))
    if refusals:
        raise Refused(refusals)

    user.set_password(password)
    user.password_is_temporary, user.temporary_until = False, None
    user.save(update_fields=["password", "password_is_temporary", "temporary_until"])
    record_of_user("password_set", user, f"{user} ตั้งรหัสผ่านของตนเอง", user)
    return user
