"""Does the history hold? Every chain is computed anew, and every row laid beside its last entry.

What is found this way: an entry changed, taken out or put in between; the last entry taken away;
a row changed or deleted past its history; a guard switched off. Who owns the tables and rewrites a
whole chain with everything after it is found by the fingerprint alone, which somebody outside has
on paper: it is the same again for the same moment, as long as nothing before it was changed.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction

from fundinst.history import Chained
from members import chain_queries
from members.agreements import AGREEMENTS
from members.guards_standing import guards_off
from members.models.chains import Headed

OURS = ("members", "debts", "consolidation", "reports")

WRONG = {
    "entry_changed": "รายการนี้ถูกแก้ หรือรายการก่อนหน้านี้ถูกเอาออก",
    "entry_missing": "รายการก่อนหน้านี้หายไป",
    "outside_the_chain": "รายการนี้ถูกใส่เข้ามาโดยไม่ผ่านระบบ",
    "last_missing": "รายการท้ายสุดของสายนี้หายไป หรือปลายสายถูกแก้",
    "row_differs": "ข้อมูลไม่ตรงกับประวัติรายการท้ายสุด: ถูกแก้โดยไม่มีประวัติ หรือประวัติท้ายสุดถูกเอาออก",
    "row_without_history": "ข้อมูลนี้ไม่มีประวัติเลย",
    "row_gone": "ข้อมูลนี้ถูกลบโดยไม่มีประวัติ หรือกลับมาหลังถูกลบ",
    "guard_off": "ตัวบันทึกประวัติหรือตัวกันของตารางนี้ถูกปิด ถูกถอด หรือถูกแก้",
}


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that doesn't hold: in which table (its Thai name), of which row, since when.

    A chain that lost its end is named by its key: "17/4", institution 17 and user 4.
    """

    table: str
    row: str
    at: datetime | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; ``entries`` were read, ``fingerprint`` stands for all until ``until``.

    It isn't ``settled`` where the database hides the work of others: one of them may still write an
    entry of a moment before.
    """

    broken: list[Broken]
    entries: int
    fingerprint: str
    until: datetime
    settled: bool


def verify_history(until: datetime | None = None) -> Verdict:
    """Read every history of the product as it stands at one moment.

    ``until`` asks for the fingerprint of an earlier moment, to lay it beside one on paper.
    """
    alone = not connection.in_atomic_block
    until, settled = (until, True) if until else _settled()
    with transaction.atomic(), connection.cursor() as cursor:
        if alone:  # one picture for all questions
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT current_setting('TimeZone')")
        (zone,) = cursor.fetchone()
        cursor.execute("SET LOCAL TimeZone = 'UTC'")  # as the digests were made
        off = [_guard_off(*found) for found in guards_off(cursor, OURS)]
        broken = [*off, *_broken(cursor)]
        ends = [_end(cursor, model, sql, until) for model, sql in _all_ends()]
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
    text = "\n".join(f"{table} {digest}" for table, digest, _count in sorted(ends))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return Verdict(broken, sum(count for *_end, count in ends), fingerprint, until, settled)


def _settled() -> tuple[datetime, bool]:
    """The moment before which nobody can write an entry any more: where the oldest work began.

    And whether that is so: the work of other roles is hidden (its kind too) from whom the database
    doesn't let read it (``pg_read_all_stats``).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start), bool_and(backend_type IS NOT NULL) FROM pg_stat_activity"
            " WHERE datname = current_database()"
            " AND coalesce(backend_type, 'client backend') = 'client backend'"
        )
        return cursor.fetchone()


def histories() -> list[type[models.Model]]:
    """The tables that hold what tracked rows were, in the order of the apps."""
    return [model for model in _ours() if hasattr(model, "pgh_tracked_model")]


def chains() -> list[type[Chained]]:
    """The tables whose rows are written once and chained."""
    return [model for model in _ours() if issubclass(model, Chained)]


def _ours() -> Iterator[type[models.Model]]:
    for app in OURS:
        yield from apps.get_app_config(app).get_models()


def has_heads(model: type[Chained]) -> bool:
    return any(isinstance(trigger, Headed) for trigger in model._meta.triggers)


def _broken(cursor) -> Iterator[Broken]:
    for event in histories():
        yield from _ask(cursor, event, chain_queries.broken_events(event))
        tracked = event.pgh_tracked_model
        yield from _ask(cursor, tracked, chain_queries.rows_beside_their_history(event))
    for model in chains():
        yield from _ask(cursor, model, chain_queries.broken_chain(model))
        if has_heads(model):
            yield from _ask(cursor, model, chain_queries.broken_heads(model))
    for agreement in AGREEMENTS:
        cursor.execute(agreement.sql)
        for (pk,) in cursor.fetchall():
            yield _found(agreement.model, pk, None, agreement.sentence)


def _ask(cursor, model: type[models.Model], sql: str) -> Iterator[Broken]:
    cursor.execute(sql)
    for pk, at, wrong in cursor.fetchall():
        yield _found(model, pk, at, WRONG[wrong])


def _found(model: type[models.Model], pk: int | str, at: datetime | None, sentence: str) -> Broken:
    tracked = getattr(model, "pgh_tracked_model", None)
    name = f"ประวัติ{tracked._meta.verbose_name}" if tracked else str(model._meta.verbose_name)
    return Broken(name, f"{model._meta.label}:{pk}", at, sentence)


def _guard_off(model: type[models.Model] | None, table: str, name: str) -> Broken:
    if model is not None:
        return _found(model, name, None, WRONG["guard_off"])
    return Broken(table, name, None, WRONG["guard_off"])


def _all_ends() -> Iterator[tuple[type[models.Model], str]]:
    for event in histories():
        yield event, chain_queries.event_ends(event)
    for model in chains():
        yield model, chain_queries.chain_ends(model)


def _end(cursor, model: type[models.Model], sql: str, until: datetime) -> tuple[str, str, int]:
    cursor.execute(sql, {"until": until})
    digest, count = cursor.fetchone()
    return model._meta.db_table, digest, int(count)
