"""Sealing what a browser keeps for us: it can neither be read there nor changed (Fernet)."""

from base64 import urlsafe_b64encode
from datetime import timedelta

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "members.sealing"


def seal(content: bytes) -> str:
    return _key().encrypt(content).decode()


def unseal(sealed: str, *, within: timedelta | None = None) -> bytes:
    """The content. Raises InvalidToken where it is not ours, was changed, or is too old."""
    seconds = None if within is None else round(within.total_seconds())
    return _key().decrypt(sealed.encode("ascii", "replace"), ttl=seconds)


def _key() -> MultiFernet:
    """Follows from SECRET_KEY; after a change of key the old ones open, as elsewhere in Django."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac(SALT, "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
