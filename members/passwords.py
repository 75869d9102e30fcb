"""One-time passwords that are handed over on paper.

A form carries a seal: a random word, signed, that is good for a short while. The password follows
from the seal and from who holds the form, so that the same form sent twice says the same password,
and nothing has to be kept that could be read later.
"""

import secrets

from django.core import signing
from django.utils.crypto import salted_hmac

from fundinst.errors import Refusal, Refused
from members.models import User

SALT = "members.passwords"
GOOD_FOR = 15 * 60
"""Seconds."""
GROUPS, DIGITS = 3, 4
"""As on the paper: 4821-0937-5526. Figures are on every keyboard and read aloud without doubt."""


def new_seal() -> str:
    return signing.dumps(secrets.token_urlsafe(16), salt=SALT)


def password_under(seal: str, *, by: User) -> str:
    """The password that this seal stands for. Raises Refused when it is too old, or not ours."""
    try:
        word = signing.loads(seal, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as stale:
        sentence = "เปิดหน้านี้ค้างไว้นานเกินไป ให้กดสร้างอีกครั้ง"
        raise Refused([Refusal("seal_is_stale", "", sentence)]) from stale
    number = int.from_bytes(salted_hmac(SALT, f"{word}/{by.pk}", algorithm="sha256").digest())
    figures = str(number)[-GROUPS * DIGITS :]
    return "-".join(figures[at : at + DIGITS] for at in range(0, len(figures), DIGITS))
