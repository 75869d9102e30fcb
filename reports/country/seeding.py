"""Fill an empty database with an invented country."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from fundinst.errors import Refusal, Refused
from members.models import Area, Institution, User
from reports.country.copying import SCOPES, Group, Told, write_groups
from reports.country.large_tables import without_indexes
from reports.country.model_village import make_model_village
from reports.country.pattern import OURS, Reader
from reports.country.places import MOST_VILLAGES, Place, places

WRITTEN = "2025-12-15 09:00:00+07"
"""When the model's first row is said to be written; each further moment is a second later."""
CONTEXT = UUID("5b1f8f06-4f0c-4f53-9b1a-3f8f7e1f6a11")
LARGE = 500
"""Villages from which it pays to build the indexes after the load."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made, and how long writing it took, in seconds."""

    villages: int
    rows: int
    seconds: float

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def seed_country(villages: int, seed: int = 1, *, chained: bool = True, told: Told) -> Seeded:
    """Make so many villages, of 147 households each, with their officers.

    Without ``chained`` neither histories nor the digests of journals are written: half the rows,
    and ``verify_history`` has nothing to say of them. Raises Refused in production and unless the
    database holds nothing yet: invented debts never come to lie among real ones.
    """
    if refusals := [*_refusals(villages)]:
        raise Refused(refusals)
    found = places(villages)
    make_model_village(found[0], seed)
    begun = perf_counter()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        _as_replica(cursor)
        _tidy(cursor)
        reader = Reader(cursor, seed, found[0])
        patterns = reader.read(chained=chained)
        _empty(cursor)
        groups = [
            Group(name, patterns[name], _places(name, found)) for name in [*SCOPES, "village"]
        ]
        with without_indexes(cursor, [*patterns["village"]], large=villages >= LARGE):
            rows = write_groups(cursor.cursor, groups, seed, told)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return Seeded(villages, rows, round(perf_counter() - begun, 1))


def _refusals(villages: int) -> Iterator[Refusal]:
    if settings.PRODUCTION:
        sentence = "ประเทศสมมุติใช้กับระบบจริงไม่ได้ ให้สร้างในเครื่องทดลอง (FUNDINST_ENV=development)"
        yield Refusal("in_production", "", sentence)
    if not 1 <= villages <= MOST_VILLAGES:
        sentence = f"จำนวนหมู่บ้านต้องเป็น 1 ถึง {MOST_VILLAGES:,}"
        yield Refusal("villages_number", "", sentence)
    if Institution.objects.exists() or User.objects.exists():
        yield Refusal(
            "database_in_use",
            "",
            "ฐานข้อมูลนี้มีข้อมูลอยู่แล้ว ข้อมูลสมมุติต้องไม่ปนกับข้อมูลจริง"
            " ให้ใช้ฐานข้อมูลเปล่า เช่น เพิ่ม --database fundinst_country",
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            sentence = "ต้องใช้ผู้ดูแลฐานข้อมูล (superuser) เช่น ฐานข้อมูลที่ระบบเปิดเอง"
            yield Refusal("not_superuser", "", sentence)


def _places(group: str, found: list[Place]) -> list[Place]:
    """A village of each copy of the group: of each district, of each province."""
    scope = SCOPES.get(group, 8)
    return [*{place.code[:scope]: place for place in reversed(found)}.values()][::-1]


def _as_replica(cursor) -> None:
    """No trigger fires: what they would write is in the pattern. Ends with the transaction."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL synchronous_commit = off")
    cursor.execute("SET LOCAL TimeZone = 'UTC'")  # as the digests are made
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")


def _ours() -> Iterator[type[models.Model]]:
    for app in OURS:
        yield from apps.get_app_config(app).get_models(include_auto_created=True)


def _tidy(cursor) -> None:
    """What another run would make otherwise: the clock, the run's own marks; files are left out."""
    moments = [
        (model._meta.db_table, one.column)
        for model in _ours()
        for one in model._meta.concrete_fields
        if isinstance(one, models.DateTimeField)
    ]
    cursor.execute(
        "CREATE TEMPORARY TABLE written_at (old timestamptz PRIMARY KEY, new timestamptz)"
        " ON COMMIT DROP"
    )
    every = " UNION ".join(f'SELECT "{column}" AS old FROM {table}' for table, column in moments)
    cursor.execute(
        f"INSERT INTO written_at SELECT old, %s::timestamptz + row_number() OVER (ORDER BY old)"
        f" * interval '1 second' FROM ({every}) moments WHERE old IS NOT NULL",
        [WRITTEN],
    )
    for table, column in moments:
        cursor.execute(
            f'UPDATE {table} t SET "{column}" = w.new FROM written_at w WHERE t."{column}" = w.old'
        )
    for model in _ours():
        columns = {one.column for one in model._meta.concrete_fields}
        for column in columns & {"pgh_context_id", "context"}:
            sql = f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {column} IS NOT NULL"
            cursor.execute(sql, [CONTEXT])
    cursor.execute("UPDATE debts_register SET content = ''")


def _empty(cursor) -> None:
    tables = ", ".join(model._meta.db_table for model in _ours() if model is not Area)
    cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
