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
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [table, key.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        sql, values = _statement(table, fields, [_column(one, rows) for one in fields])
        cursor.execute(sql, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _statement(
    table: str, fields: Sequence[models.Field], columns: Sequence[list[object]]
) -> tuple[str, list[object]]:
    """The statement that writes the columns; what is the same in every row is sent once."""
    once, arrays, said = [], [], []
    for place, (field, values) in enumerate(zip(fields, columns, strict=True)):
        kind = field.db_type(connection)
        if values.count(values[0]) == len(values):
            said.append(f"%s::{kind}")
            once.append(values[0])
        else:
            said.append(f"c{place}")
            arrays.append((f"c{place}", f"%s::{kind}[]", values))
    into = ", ".join(f'"{one.column}"' for one in fields)
    names, kinds = ", ".join(name for name, *_ in arrays), ", ".join(kind for _, kind, _ in arrays)
    rows = f" FROM unnest({kinds}) AS several({names})" if arrays else ""
    sql = f'INSERT INTO "{table}" ({into}) SELECT {", ".join(said)}{rows}'
    return sql, [*once, *(values for *_, values in arrays)]


def _column(field: models.Field, rows: Sequence[models.Model]) -> list[object]:
    """What the driver takes: JSON and lists in words by their field, all else as it is."""
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, models.JSONField | ArrayField):
        return [field.get_db_prep_save(value, connection) for value in values]
    return values
