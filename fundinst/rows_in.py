"""Many new rows at once, a column an array.

A register of thousands of rows is written several times as quickly as by ``bulk_create``, which
spends most of its time on the text of its statements. Triggers and constraints see every row.
``COPY`` would be quicker still, but PostgreSQL refuses it for tables with row security, as the
application's own role meets them (``docs/grants.sql``).
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def write_in(model: type[Row], rows: Sequence[Row]) -> Sequence[Row]:
    """Write the new rows in their order, and give each the number it got (``pk``).

    Columns that the database fills in itself (``db_default``, generated) are left to it.
    """
    if not rows:
        return rows
    table, key = model._meta.db_table, model._meta.pk
    fields = [
        one for one in model._meta.concrete_fields if not one.generated and not one.has_db_default()
    ]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [table, key.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        arrays = ", ".join(f"%s::{one.db_type(connection)}[]" for one in fields)
        values = [_column(one, rows) for one in fields]
        cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT * FROM unnest({arrays})', values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _column(field: models.Field, rows: Sequence[models.Model]) -> list[object]:
    """What the driver takes: JSON and lists in words by their field, all else as it is."""
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, models.JSONField | ArrayField):
        return [field.get_db_prep_save(value, connection) for value in values]
    return values
