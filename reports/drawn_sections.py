"""Sections of reports that were drawn before, kept by what they were drawn from.

Most of a volume says the same as last time: only what changed is drawn again. The digest is of the
HTML and of everything else that shapes the paper: stylesheets, fonts, and the code that writes it.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from reports import pdf, text_layer
from reports.models import RenderedSection

KEPT_UNUSED = timedelta(days=30)


def digest_of(html: str) -> str:
    """By what the section is known: the same digest, the same paper."""
    return hashlib.sha256(_ways_of_drawing() + html.encode()).hexdigest()


@cache
def _ways_of_drawing() -> bytes:
    told = hashlib.sha256(version("weasyprint").encode())
    static = settings.BASE_DIR / "static"
    shapes = [*sorted((static / "css").glob("*.css")), *sorted((static / "fonts").glob("*.ttf"))]
    for path in [*shapes, Path(pdf.__file__), Path(text_layer.__file__)]:
        told.update(path.read_bytes())
    return told.digest()


def kept(digests: Sequence[str], *, on: date) -> dict[str, bytes]:
    """Those of the sections that are there, by digest; used that day, they stay a while longer."""
    found = RenderedSection.objects.filter(digest__in=digests)
    found.exclude(used_on=on).update(used_on=on)
    return {digest: bytes(content) for digest, content in found.values_list("digest", "content")}


def keep(
    digest: str, content: bytes, *, institution: int | None, area: str | None, on: date
) -> None:
    """Keep a section, of an institution (pk) or an area (code). Kept twice, it is kept once."""
    section = RenderedSection(
        institution_id=institution,
        area_id=None if institution else area,
        digest=digest,
        content=content,
        used_on=on,
    )
    RenderedSection.objects.bulk_create([section], ignore_conflicts=True)


def forget_unused(*, on: date) -> int:
    """Delete what nobody has used for ``KEPT_UNUSED``; how many there were."""
    deleted, _ = RenderedSection.objects.filter(used_on__lt=on - KEPT_UNUSED).delete()
    return deleted
