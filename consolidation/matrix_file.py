"""Act: take the status matrix out as a file, and write down who did."""

from datetime import datetime

from django.db import transaction

from consolidation.exporting import ExportedList
from consolidation.matrix import Matrix, Row
from consolidation.resources import inert
from consolidation.stages import WAITING, Stage
from fundinst.thai import format_date
from members.audit import record
from members.models import User


@transaction.atomic(durable=True)
def export_matrix(
    matrix: Matrix, *, title: str, first: str, place: str, actor: User, at: datetime
) -> ExportedList:
    """The matrix as rows of numbers, its sums last; figures only, and no person's data.

    ``first`` heads the column of places, ``place`` says what was counted; ``at`` is local time.
    """
    waits = [stage for stage in Stage if stage in WAITING]
    days = [f"{stage.label} นานสุด (วัน)" for stage in waits]
    headers = [first, *map(str, Stage.labels), "รวม", *days]
    rows = [_written(row) for row in (*matrix.rows, matrix.totals)]
    record(
        "exported",
        actor,
        f"ส่งออกตาราง{title} {place} {len(matrix.rows):,} {first}"[:500],
        actor=actor,
        institution=None,
    )
    moment = f"{format_date(at.date(), style='medium', digits='arabic')} {at:%H:%M} น."
    origin = [
        ("รายการ", title),
        ("พื้นที่", place),
        ("นับเป็น", "ครัวเรือน"),
        ("ทำแฟ้มเมื่อ", moment),
        ("ทำโดย", str(actor)),
    ]
    return ExportedList(title, headers, rows, [(word, inert(text)) for word, text in origin])


def _written(row: Row) -> list[str | int]:
    days = [cell.days for cell in row.cells if cell.stage in WAITING]
    return [
        inert(row.name),
        *(cell.count for cell in row.cells),
        row.total,
        *("" if waited is None else waited for waited in days),
    ]
