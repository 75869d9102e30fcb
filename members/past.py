"""The whole database as it was known at a past moment (ข้อมูลตามที่บันทึกถึงวันนั้น).

A report "ณ วันที่" has to give the same figures whenever it is run. Within ``known_until`` every
query of Django's, whatever it joins and counts, reads the tables as they stood: the schema ``past``
holds a view for each table, of the same name and columns, over the rows' histories and over the
rows that are written once; the search path leads there first. Tables without a history (areas, the
queue) are read as they are.

The views are made again after every migration that changes them (Snodgrass, "Developing
Time-Oriented Database Applications in SQL", 1999, ch. 8:
a transaction-time table read by its timeslice).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection, connections, models, transaction
from django.utils import timezone

from fundinst.history import Chained, reached
from members.history_reading import history_of

SCHEMA = "past"
OURS = ("members", "debts", "consolidation", "reports")
MOMENT = "current_setting('fundinst.known_until')::timestamptz"


def end_of(day: date) -> datetime:
    """The last moment of the day in Thailand."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(
        microseconds=1
    )


@contextmanager
def known_until(moment: datetime | None) -> Iterator[None]:
    """Within, everything is read as it was written down by that moment; None reads the present.

    All queries see one moment, whoever writes meanwhile, where no transaction was open before;
    nothing can be written. A queryset has to be read to its end within, not after.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if moment is not None:
                cursor.execute(
                    "SELECT set_config('fundinst.known_until', %s, true),"
                    " set_config('search_path', %s, true),"
                    " set_config('transaction_read_only', 'on', true)",
                    [moment.isoformat(), f"{SCHEMA}, public"],
                )
        with _grouped_in_full() if moment else nullcontext():
            yield
        if moment is not None:
            # Rolled back, the path and the moment are as before, within any outer transaction.
            transaction.set_rollback(True)


@contextmanager
def _grouped_in_full() -> Iterator[None]:
    """A view has no primary key that its other columns could follow from in a GROUP BY."""
    features, named = connection.features, "allows_group_by_selected_pks"
    before = getattr(features, named)
    setattr(features, named, False)
    try:
        yield
    finally:
        setattr(features, named, before)


def views_sql() -> str:
    """The schema of the views, whole."""
    models_of_ours = [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if hasattr(model, "pgh_event_models") or issubclass(model, Chained)
    ]
    return "\n".join(
        [f"CREATE SCHEMA {SCHEMA};", *(f"{_view(model)};" for model in models_of_ours)]
    )


def _view(model: type[models.Model]) -> str:
    body = _of_rows_written_once(model) if issubclass(model, Chained) else _of_history(model)
    return f"CREATE VIEW {SCHEMA}.{model._meta.db_table} AS {body}"


def _of_rows_written_once(model: type[Chained]) -> str:
    columns = ", ".join(f'e."{field.column}"' for field in model._meta.concrete_fields)
    written = reached(model, model.recorded_by, "e")
    return f"SELECT {columns} FROM public.{model._meta.db_table} e WHERE {written} <= {MOMENT}"


def _of_history(model: type[models.Model]) -> str:
    """A row's last entry by then, unless that says the row was taken away.

    "No later entry" instead of "the latest of each", so that a condition on an institution or a
    household reaches the index of the entries.
    """
    entries = history_of(model)
    kept = {field.column for field in entries._meta.concrete_fields}
    columns = ", ".join(
        f'{_column(model, field, kept)} AS "{field.column}"'
        for field in model._meta.concrete_fields
    )
    table = f"public.{entries._meta.db_table}"
    return f"""
        SELECT {columns} FROM {table} e
         WHERE e.pgh_created_at <= {MOMENT} AND e.pgh_label <> 'delete'
           AND NOT EXISTS (SELECT 1 FROM {table} later
                            WHERE later.pgh_obj_id = e.pgh_obj_id AND later.pgh_id > e.pgh_id
                              AND later.pgh_created_at <= {MOMENT})
    """


def _column(model: type[models.Model], field: models.Field, kept: set[str]) -> str:
    """SQL of a column: the entry's, or reckoned from it; one that has no history as it is now."""
    if field.column in kept and not field.primary_key:
        return f'e."{field.column}"'
    if field.primary_key:
        return "e.pgh_obj_id"
    if field.generated:
        sql, _parameters = field.generated_sql(connection)
        return f"({sql})"
    now = f'SELECT n."{field.column}" FROM public.{model._meta.db_table} n'
    return f"({now} WHERE n.id = e.pgh_obj_id)"


def forget_views(plan: list[Any], using: str, **_signal: Any) -> None:
    """Before migrations: a table that a view stands on can't be changed."""
    if plan:
        with connections[using].cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def make_views(using: str, **_signal: Any) -> None:
    """After migrations: the views, where they aren't what the models say."""
    sql = views_sql()
    digest = sha256(sql.encode()).hexdigest()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s",
            [SCHEMA],
        )
        if cursor.fetchone() == (digest,):
            return
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(sql)
        cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{digest}'")
