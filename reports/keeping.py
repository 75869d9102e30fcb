"""The files of issued papers as they are kept: each encrypted with a key of its own (Fernet).

A contract carries the borrower's whole national ID, and no whole ID lies anywhere in plain letters
(``members/national_ids.py``). A file is written once and never again, while the IDs' keys may
change: so it has a key of its own, and that one is kept under theirs.
"""

from hashlib import sha256

from cryptography.fernet import Fernet

from members.national_ids import open_key, seal_key
from reports.models import IssuedPaper, PaperKey


def keep(issued: IssuedPaper, content: bytes) -> IssuedPaper:
    """Write the paper with its file, inside the caller's transaction; its other columns are set."""
    key = Fernet.generate_key()
    issued.sha256 = sha256(content).hexdigest()
    issued.content = Fernet(key).encrypt(content)
    issued.kept_sha256 = sha256(issued.content).hexdigest()
    issued.save(force_insert=True)
    PaperKey.objects.create(paper=issued, sealed=seal_key(key))
    return issued


def file_of(issued: IssuedPaper) -> bytes:
    """The file as it was handed out, byte by byte.

    Raises InvalidToken where no key opens it, and ValueError where it isn't what its digest says:
    it must not go out then.
    """
    content = bytes(issued.content)
    if issued.kept_sha256:
        content = Fernet(open_key(bytes(issued.key.sealed))).decrypt(content)
    if sha256(content).hexdigest() != issued.sha256:
        raise ValueError(f"issued paper {issued.pk} is not what its digest says")
    return content
