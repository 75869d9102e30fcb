"""What was sent, as a reviewer reads it: by section, with remarks and changes at the fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Q

from consolidation.models import Remark, Review, Submission
from consolidation.snapshot import Difference, Field, differences, flat
from consolidation.snapshot_fields import NOTHING
from fundinst.thai import format_date

NARROW, SHORT = 4, 6
"""Fields of a record that still stands beside another; of a section that does."""


class Said(Protocol):
    """A form that knows what was typed beside a field."""

    def typed(self, path: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as it is shown: what it was before, what was remarked on it, what is typed now."""

    field: Field
    change: Difference | None = None
    remark: str = ""
    typed: str = ""

    @property
    def is_empty(self) -> bool:
        """Says nothing, and nobody says anything of it."""
        said = self.change or self.remark or self.typed
        return not said and self.field.shown in (NOTHING, "0")


@dataclass(frozen=True, slots=True)
class Group:
    """A record: its fields that say something, and apart from them those that don't."""

    title: str
    filled: Sequence[Shown]
    empty: Sequence[Shown]

    @property
    def money(self) -> list[Shown]:
        """What it comes to, which is read first and in columns."""
        return [one for one in self.filled if one.field.is_money]

    @property
    def words(self) -> list[Shown]:
        return [one for one in self.filled if not one.field.is_money]

    @property
    def is_named_by_field(self) -> bool:
        """Whether one of its fields says what it is called already: a name, a source."""
        return any(one.field.shown == self.title for one in self.filled)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the content."""

    title: str
    groups: Sequence[Group]

    @property
    def headed(self) -> list[tuple[str, Group]]:
        """Each record with the heading it needs, beside the section's own and its fields."""
        return [
            ("" if one.title == self.title or one.is_named_by_field else one.title, one)
            for one in self.groups
        ]

    @property
    def is_narrow(self) -> bool:
        """Whether its records are so short that two stand beside each other."""
        return self._longest <= NARROW

    @property
    def is_short(self) -> bool:
        """Whether the whole section is so short that another stands beside it."""
        return self._longest <= SHORT and len(self.groups) <= SHORT / 2

    @property
    def _longest(self) -> int:
        return max(len(one.filled) + len(one.empty) for one in self.groups)


def parts_of(
    fields: Iterable[Field],
    *,
    changes: Iterable[Difference] = (),
    remarks: Iterable[Remark] = (),
    said: Said | None = None,
) -> list[Part]:
    """The fields by section and record, each with everything that is said of it."""
    changed = {change.path: change for change in changes}
    remarked = {remark.field: remark.sentence for remark in remarks}
    sections: dict[str, dict[str, list[Shown]]] = {}
    for field in fields:
        shown = Shown(
            field,
            changed.get(field.path),
            remarked.get(field.path, ""),
            said.typed(field.path) if said else "",
        )
        # Two records may be called alike: the record's own path tells them apart.
        record = field.path.rpartition(".")[0]
        sections.setdefault(field.section, {}).setdefault(record, []).append(shown)
    return [
        Part(title, [_group(*some) for some in records.values()])
        for title, records in sections.items()
    ]


def _group(*fields: Shown) -> Group:
    return Group(
        title=fields[0].field.group,
        filled=[one for one in fields if not one.is_empty],
        empty=[one for one in fields if one.is_empty],
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A remark of the last return, and what stands in its field now."""

    remark: Remark
    now: str
    is_changed: bool


def answered(before: Submission | None, submission: Submission) -> list[Answered]:
    """What became of the remarks on the version before; none on a first version."""
    returned = _last_return(before)
    if before is None or returned is None:
        return []
    was, now = _values(before.content), _values(submission.content)
    return [
        Answered(
            remark,
            now=now.get(remark.field, "เอาออกแล้ว"),
            is_changed=was.get(remark.field) != now.get(remark.field),
        )
        for remark in returned.remarks.all()
    ]


def _last_return(submission: Submission | None) -> Review | None:
    reviews = submission.reviews.filter(outcome=Review.Outcome.RETURNED) if submission else None
    return reviews.order_by("pk").last() if reviews is not None else None


def _values(content: Mapping[str, object]) -> dict[str, str]:
    return {field.path: field.shown for field in flat(content)}


def why_again(submission: Submission) -> list[Review]:
    """Why this version waits though it was looked at before: the return or correction that it
    answers, then every withdrawal of its approval."""
    answered_by = submission.answers_id
    reviews = Review.objects.filter(
        Q(pk=answered_by) | Q(submission=submission, outcome=Review.Outcome.WITHDRAWN)
    )
    return [*reviews.select_related("actor").order_by("pk")]


def changes_since(before: Submission | None, submission: Submission) -> list[Difference]:
    """What changed since the version before, sums first; nothing on a first version."""
    return differences(before.content, submission.content) if before else []


def papers_of(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """The papers behind what was sent, with their dates: rows of components/summary_list.html."""
    minutes, consent = content.get("minutes") or {}, content.get("consent") or {}
    rows = [
        _paper("มติที่คัดเลือก", minutes.get("document") or NOTHING, minutes.get("on")),
        _paper("ความยินยอม", "ลงชื่อแล้ว" if consent else NOTHING, consent.get("signed_on")),
    ]
    for loan in content.get("loans") or ():
        fund = f"รับรองหนี้ {loan.get('fund', '')}"
        if loan.get("disputed"):
            rows.append(_paper(fund, f"โต้แย้ง: {loan['disputed']}", None))
        else:
            said = " พยาน ".join(filter(None, [loan.get("confirmed"), _names(loan)]))
            rows.append(_paper(fund, said or NOTHING, loan.get("confirmed_on")))
    return rows


def _names(loan: Mapping[str, Any]) -> str:
    return ", ".join(loan.get("witnesses") or ())


def _paper(label: str, value: str, on: str | None) -> dict[str, str]:
    day = format_date(date.fromisoformat(on), style="medium", digits="arabic") if on else ""
    return {"label": label, "value": f"{value} {day}".strip()}
