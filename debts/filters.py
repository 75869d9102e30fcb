"""Which rows of a preview are looked at: all, or those that came to one outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from debts.comparing import PreviewRow
from debts.matching import row_key
from debts.previewing import Preview, choice_key

OUTCOMES = {
    "new": "รายใหม่",
    "changed": "เปลี่ยน",
    "same": "เหมือนเดิม",
    "doubtful": "ต้องตัดสิน",
}
DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class OutcomeLink:
    """One way to narrow the table, with how many rows it leaves; unknown ones are ignored."""

    outcome: str
    label: str
    count: int
    is_current: bool


def is_decided(row: PreviewRow, choices: Mapping[str, dict]) -> bool:
    """Whether somebody answered this row's doubt on this draft."""
    return row.outcome != "doubtful" and choice_key(*row_key(row.row)) in choices


def narrowed(
    preview: Preview, choices: Mapping[str, dict], wanted: str
) -> tuple[list[PreviewRow], list[OutcomeLink]]:
    """The rows of the wanted outcome (of all, when there is none such), and the ways to narrow."""
    groups = {"": ("ทั้งหมด", preview.rows)}
    for outcome, label in OUTCOMES.items():
        groups[outcome] = (label, [row for row in preview.rows if row.outcome == outcome])
    groups[DECIDED] = ("ตัดสินแล้ว", [row for row in preview.rows if is_decided(row, choices)])
    current = wanted if wanted in groups else ""
    links = _links(groups.items(), current)
    return groups[current][1], links


def _links(
    groups: Iterable[tuple[str, tuple[str, list[PreviewRow]]]], current: str
) -> list[OutcomeLink]:
    return [
        OutcomeLink(outcome, label, len(rows), outcome == current)
        for outcome, (label, rows) in groups
        if rows or outcome == current
    ]
