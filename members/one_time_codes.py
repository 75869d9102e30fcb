"""One-time codes (รหัสใช้ครั้งเดียว): how a user gets in for the first time, or after forgetting.

An officer prints the code and hands the paper over. It opens the page of one's own password and
nothing else, once, for ``GOOD_FOR``. The database keeps its hash alone. Between the act and the
paper the officer's session keeps a seal: a random word, signed, from which only this installation
(its SECRET_KEY) and only for the same officer makes the code again.
"""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

from fundinst.errors import Refusal, Refused
from members.models import User

SALT = "members.one_time_codes"
LETTERS = "abcdefhjkmnprtuwxy23456789"
"""Small letters and figures that can't be taken for each other on paper: no 0 o, 1 i l, 2 z, 5 s,
9 g q, u v. Ten of them are 47 bits; guessing is stopped at the sign-in long before."""
GROUPS = (3, 3, 4)
"""As on the paper: abc-234-def5."""
GOOD_FOR = timedelta(days=14)
"""How long a code waits for its user."""
PAPER_WITHIN = 15 * 60
"""Seconds between the act and the paper."""


def new_seal() -> str:
    return signing.dumps(secrets.token_urlsafe(32), salt=SALT)


def code_under(seal: str, *, by: User) -> str:
    """The code that this seal stands for. Raises Refused when it is too old, or not ours."""
    try:
        word = signing.loads(seal, salt=SALT, max_age=PAPER_WITHIN)
    except signing.BadSignature as stale:
        sentence = "เปิดหน้านี้ค้างไว้นานเกินไป ให้ออกรหัสใหม่อีกครั้ง"
        raise Refused([Refusal("seal_is_stale", "", sentence)]) from stale
    rest = int.from_bytes(salted_hmac(SALT, f"{word}/{by.pk}", algorithm="sha256").digest())
    code = ""
    for _letter in range(sum(GROUPS)):
        rest, place = divmod(rest, len(LETTERS))
        code += LETTERS[place]
    return code


def in_groups(code: str) -> str:
    """The code as the paper shows it."""
    starts = [sum(GROUPS[:place]) for place in range(len(GROUPS))]
    return "-".join(code[at : at + size] for at, size in zip(starts, GROUPS, strict=True))


def as_code(typed: str) -> str:
    """What somebody typed from the paper: capitals, dashes and spaces make no difference.

    Empty where it can't be a code.
    """
    code = "".join(letter for letter in typed.lower() if letter not in "-–— ")
    return code if len(code) == sum(GROUPS) and set(code) <= set(LETTERS) else ""


def put_code(user: User, code: str, *, now: datetime) -> None:
    """Make the code what opens the account, inside the caller's transaction."""
    user.set_password(code)
    user.password_is_temporary, user.temporary_until = True, now + GOOD_FOR
    user.save(update_fields=["password", "password_is_temporary", "temporary_until"])


def code_has_ended(user: User, *, now: datetime) -> bool:
    """Whether the user still has a one-time code, and it is too old to be used."""
    return user.password_is_temporary and user.temporary_until <= now
