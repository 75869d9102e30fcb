"""Acts: keep a search under a name (ตัวกรองที่บันทึก), rename it, remove it.

A kept search is a page's plain address. Which pages have searches to keep is said by the apps that
own them (``offer_saving``); what a search means is read by the page's own filter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from fundinst.errors import Refusal, Refused
from fundinst.thai import Unreadable, clean
from members.audit import record
from members.models import AuditEntry, Institution, SavedFilter, User
from members.undoing import undoes
from members.versions import refusals_of_version

LONGEST_QUERY = 500


@dataclass(frozen=True, slots=True)
class Search:
    """What an address looks for: its plain query string, empty for everything, and in words."""

    query: str
    words: str


@dataclass(frozen=True, slots=True)
class SearchablePage:
    """A list whose searches can be kept. ``read`` leaves out what the page doesn't know."""

    key: str
    title: str
    url_name: str
    read: Callable[[QueryDict, User], Search]

    def address(self, query: str) -> str:
        return reverse(self.url_name) + (f"?{query}" if query else "")


PAGES: dict[str, SearchablePage] = {}


def offer_saving(page: SearchablePage) -> SearchablePage:
    """Let the searches of this page be kept."""
    assert page.key not in PAGES, f"{page.key} is offered already"
    PAGES[page.key] = page
    return page


@transaction.atomic(durable=True)
def keep_filter(
    user: User, *, page: str, query: str, name: str, shared_in: Institution | None = None
) -> SavedFilter:
    """Keep the search for the user, or for the whole committee of ``shared_in``.

    Told the very same again, it is that one. Raises Refused when there is nothing to keep, the name
    is taken, or the committee isn't theirs.
    """
    _hold(user)
    said = {"user": user, "page": page, "query": query, "name": _plain(name)}
    if same := SavedFilter.objects.filter(**said, institution=shared_in).first():
        return same
    kept = SavedFilter(**said, institution=shared_in)
    if refusals := [*_refusals_to_keep(kept), *_refusals_to_name(kept)]:
        raise Refused(refusals)

    kept.save()
    _record("filter_kept", kept, f"เก็บ{_called(kept)}", actor=user)
    return kept


@transaction.atomic(durable=True)
def rename_filter(
    kept: SavedFilter, *, name: str, actor: User, seen: str | None = None
) -> SavedFilter:
    """Give it another name; ``seen`` is the version of the name that the page was opened with.

    Raises Refused when the name is empty or taken or others changed it, or when the filter is gone.
    """
    _hold(kept.user)
    kept = SavedFilter.objects.filter(pk=kept.pk).first()
    if kept is None:
        raise Refused([Refusal("filter_gone", "", "มีคนลบตัวกรองนี้ไปแล้ว กรุณากลับไปดูรายการใหม่")])
    former, before, kept.name = kept.name, _called(kept), _plain(name)
    changed = refusals_of_version(seen, former) if kept.name != former else ()
    if refusals := [*_refusals_to_name(kept), *changed]:
        raise Refused(refusals)

    kept.save(update_fields=["name"])
    _record("filter_renamed", kept, f"เปลี่ยนชื่อ{before} เป็น{_called(kept)}", actor=actor)
    return kept


@transaction.atomic(durable=True)
def remove_filter(kept: SavedFilter, *, actor: User) -> AuditEntry | None:
    """Remove it; the entry has its undo button for a while. None when it is removed already."""
    _hold(kept.user)
    kept = SavedFilter.objects.filter(pk=kept.pk).select_related("institution").first()
    if kept is None:
        return None
    before: dict[str, object] = {
        "user": kept.user_id,
        "institution": kept.institution_id,
        "page": kept.page,
        "name": kept.name,
        "query": kept.query,
    }
    entry = _record("filter_removed", kept, f"ลบ{_called(kept)}", actor=actor, before=before)
    kept.delete()
    return entry


@undoes("filter_removed")
def put_filter_back(entry: AuditEntry, actor: User) -> None:
    """The same search under the same name, unless the name went to another one meanwhile."""
    values = {**entry.before}
    kept = SavedFilter(
        user_id=values.pop("user"), institution_id=values.pop("institution"), **values
    )
    _hold(kept.user)
    if refusals := [*_refusals_to_name(kept)]:
        raise Refused(refusals)

    kept.save()


def _refusals_to_keep(kept: SavedFilter) -> Iterator[Refusal]:
    if not kept.query:
        yield Refusal("filter_empty", "", "ยังไม่ได้เลือกเงื่อนไข กลับไปค้นหาหรือเลือกเงื่อนไขก่อน แล้วจึงเก็บ")
    elif len(kept.query) > LONGEST_QUERY:
        yield Refusal("filter_too_long", "", "เงื่อนไขยาวเกินไป ให้ใช้คำค้นที่สั้นลง แล้วจึงเก็บ")
    committees = {office.institution_id for office in kept.user.offices_in_force}
    if kept.institution_id and kept.institution_id not in committees:
        yield Refusal("not_their_committee", "", "ใช้ร่วมกันได้เฉพาะในสถาบันที่ท่านเป็นกรรมการ")


def _refusals_to_name(kept: SavedFilter) -> Iterator[Refusal]:
    """A user's names on one page are all different."""
    if not kept.name:
        yield Refusal("filter_nameless", "", "กรุณาตั้งชื่อตัวกรอง")
    elif len(kept.name) > 100:
        yield Refusal("filter_name_too_long", "", "ชื่อตัวกรองยาวได้ไม่เกิน 100 ตัวอักษร กรุณาย่อให้สั้นลง")
    others = SavedFilter.objects.filter(user=kept.user, page=kept.page, name=kept.name)
    if others.exclude(pk=kept.pk).exists():
        yield Refusal("filter_name_taken", "", f"มีตัวกรองชื่อ “{kept}” แล้ว กรุณาตั้งชื่ออื่น")


def _hold(user: User) -> None:
    """Two presses of one button wait for each other: the second is told that the name is taken."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _called(kept: SavedFilter) -> str:
    """In the record a search of one's own bears no name: it may be a debtor's."""
    return f"ตัวกรอง “{kept}”" if kept.institution_id else "ตัวกรองของตนเอง"


def _plain(name: str) -> str:
    try:
        return clean(name)
    except Unreadable as unreadable:
        raise Refused([Refusal("filter_name_unreadable", "", str(unreadable))]) from unreadable


def _record(
    act: str,
    kept: SavedFilter,
    sentence: str,
    *,
    actor: User,
    before: dict[str, object] | None = None,
) -> AuditEntry:
    """What is shared is the institution's matter; what is one's own is nobody else's."""
    return record(act, kept, sentence, actor=actor, institution=kept.institution, before=before)
