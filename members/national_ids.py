"""National IDs as they are kept: encrypted, found by a keyed hash, shown by their last four digits.

Each is encrypted (Fernet: AES-128-CBC with HMAC-SHA256) with the newest of ``NATIONAL_ID_KEYS`` and
opened by any of them. A cipher is another each time, so that it can't be searched: for that stands
an HMAC-SHA256, whose key follows from ``NATIONAL_ID_SEARCH_KEY`` and stays when the others are
changed. Whole IDs are shown on the contract alone (PDPA s. 37 (1)).
"""

import hmac
import re
from collections.abc import Iterator
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connection
from django.db.models import Q

from fundinst.errors import Refusal
from fundinst.id_numbers import LENGTH, MASKED, id_in, in_groups, masked
from members.models import Person

HASH_PURPOSE = b"members.national_ids"
SEARCHED_AS = 16
"""Letters of the hash that stand for an ID in a search's address: the number itself isn't left
there, for the next user of a shared laptop to find."""
SEARCHED = re.compile(rf"{MASKED.pattern} ([0-9a-f]{{{SEARCHED_AS}}})")


def encrypted(number: str) -> bytes:
    return _box().encrypt(number.encode("ascii"))


def hash_of(number: str) -> str:
    """What the number is found by: 64 hexadecimal digits, the same for the same number."""
    key = hmac.digest(settings.NATIONAL_ID_SEARCH_KEY.encode(), HASH_PURPOSE, sha256)
    return hmac.new(key, number.encode("ascii"), sha256).hexdigest()


def whole_id(person: Person) -> str:
    """The person's whole ID in its groups (1-2345-67890-12-3), for the contract alone.

    Empty where only the last digits are known. Raises InvalidToken when none of the keys opens it.
    """
    if person.national_id_cipher is None:
        return ""
    return in_groups(_box().decrypt(bytes(person.national_id_cipher)).decode("ascii"))


def id_on_contract(person: Person) -> str:
    """The whole ID; where no key opens it any more, its end: the contract is shown all the same."""
    try:
        return whole_id(person)
    except InvalidToken:
        return shown_id(person)


def shown_id(person: Person) -> str:
    """What is shown of the ID everywhere else: x-xxxx-xxxx0-12-3, or the last digits known."""
    tail: str = person.national_id_tail
    return masked(tail) if person.national_id_cipher is not None else tail


def put_id(person: Person, number: str) -> None:
    """Set the columns of a whole ID, of its last four digits, or of none; saving is the act's."""
    whole = len(number) == LENGTH
    person.national_id_tail = number[-4:]
    person.national_id_cipher = encrypted(number) if whole else None
    person.national_id_hash = hash_of(number) if whole else ""


def refusals_of_id(number: str, person: Person) -> Iterator[Refusal]:
    """Why the person, who may be new, can't have this ID: another of the institution has it.

    Inside the caller's transaction, which holds the household: who asks for the same number at the
    same moment, waits here.
    """
    if MASKED.fullmatch(number) and number != shown_id(person):
        yield Refusal("id_unreadable", "", "กรุณาพิมพ์เลขบัตรประชาชนใหม่ทั้ง 13 ตัว")
    if len(number) == LENGTH:
        yield from _refusals_of_twin(number, person)


def _refusals_of_twin(number: str, person: Person) -> Iterator[Refusal]:
    institution, found_by = person.household.institution_id, hash_of(number)
    with connection.cursor() as cursor:
        lock = f"{institution} {found_by}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
    others = Person.objects.filter(
        national_id_hash=found_by,
        household__institution=institution,
        household__is_removed=False,
    ).select_related("household")
    for other in others.exclude(pk=person.pk).order_by("pk")[:1]:
        yield Refusal(
            "id_taken",
            "",
            f"เลขบัตรประชาชนนี้เป็นของ {other} {other.household} อยู่แล้ว ให้ดูที่บัตรว่าพิมพ์ถูกคนหรือไม่",
        )


def search_without_id(text: str) -> str:
    """What was typed to look for; a whole ID as what stands for it in addresses and on pages."""
    number = id_in(text)
    return f"{masked(number[-4:])} {hash_of(number)[:SEARCHED_AS]}" if number else text


def with_id(text: str) -> Q:
    """Persons with the whole ID that was typed, or that ``search_without_id`` put for one."""
    if found := SEARCHED.fullmatch(text.strip()):
        return Q(national_id_hash__startswith=found[found.re.groups])
    if number := id_in(text):
        return Q(national_id_hash=hash_of(number))
    return Q(pk__in=[])


def rewritten(person: Person) -> bool:
    """Put the person's ID under the newest key, and found by today's search key; was it not yet?

    Saving is the caller's. Raises InvalidToken when none of the keys opens it.
    """
    assert person.national_id_cipher is not None
    cipher = bytes(person.national_id_cipher)
    number = _box().decrypt(cipher).decode("ascii")
    if _opens(settings.NATIONAL_ID_KEYS[0], cipher) and person.national_id_hash == hash_of(number):
        return False
    put_id(person, number)
    return True


def seal_key(key: bytes) -> bytes:
    """The key of a file that holds a whole ID, under the newest of the IDs' own keys."""
    return _box().encrypt(key)


def open_key(sealed: bytes) -> bytes:
    """The key again. Raises InvalidToken when none of the keys opens it."""
    return _box().decrypt(sealed)


def sealed_anew(sealed: bytes) -> bytes:
    """The same key under the newest of the IDs' keys; as it was where that is the one already.

    Raises InvalidToken when none of the keys opens it.
    """
    key = open_key(sealed)
    return sealed if _opens(settings.NATIONAL_ID_KEYS[0], sealed) else seal_key(key)


def _opens(key: str, cipher: bytes) -> bool:
    try:
        Fernet(key).decrypt(cipher)
    except InvalidToken:
        return False
    return True


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.NATIONAL_ID_KEYS])
