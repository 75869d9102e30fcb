"""What a page was opened with: an older page never overwrites a newer value unseen."""

import json
from collections.abc import Iterator
from hashlib import sha256

from fundinst.errors import Refusal

CHANGED = "changed_meanwhile"


def version_of(values: object) -> str:
    """A short digest of plain values, for a form's hidden field: equal values, equal version."""
    written = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(written.encode()).hexdigest()[:16]


def refusals_of_version(seen: str | None, values: object) -> Iterator[Refusal]:
    """Why what the page was opened with (``seen``) is no longer what stands; both are shown.

    None is for who had no page open: a command, or another act.
    """
    yield from refusals_if_other(seen, version_of(values))


def refusals_if_other(seen: str | None, version: str) -> Iterator[Refusal]:
    """The same, of a version that is made already."""
    if seen is not None and seen != version:
        yield Refusal(
            CHANGED,
            "",
            "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์ ดูค่าทั้งสองแล้วเลือกว่าจะใช้ค่าไหน",
        )
