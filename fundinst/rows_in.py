"""Many new rows at once, a column an array.

A register of thousands of rows is written several times as quickly as by ``bulk_create``, which
spends most of its time on the text of its statements. Triggers and constraints see every row.
``COPY`` would be quicker still, but PostgreSQL refuses it for tables with row security, as the
application's own role meets them (``docs/grants.sql``).
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def write_in(model: type[Row], rows: Sequence[Row]) -> Sequence[Row]:
    """Write the new rows in their order, and give each the number it got (``pk``).

    Columns that the database fills in itself (``db_default``, generated) are left to it.
    """
    columns = {
        one.attname: list(map(attrgetter(one.attname), rows)) for one in _fields_written(model)
    }
    for row, number in zip(rows, write_columns(model, len(rows), columns), strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias
    return rows


def write_columns(
    model: type[models.Model], count: int, columns: Mapping[str, list[object]]
) -> list[int]:
    """The same without an object for each row, and the numbers they got.

    ``columns`` are, by attribute (``loan_id``), the rows' values; the others get their default.
    """
    if not count:
        return []
    key, fields = model._meta.pk, _fields_written(model)
    values = [_as_sent(one, columns.get(one.attname), count) for one in fields]
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [model._meta.db_table, key.column, count])
        numbers = [number for (number,) in cursor.fetchall()]
        cursor.execute(*_statement(model._meta.db_table, [key, *fields], [numbers, *values]))
    return numbers


def _fields_written(model: type[models.Model]) -> list[models.Field]:
    """All but the number and what the database fills in itself."""
    return [
        one
        for one in model._meta.concrete_fields
        if not (one.primary_key or one.generated or one.has_db_default())
    ]


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


def _as_sent(field: models.Field, values: list[object] | None, count: int) -> list[object]:
    """What the driver takes: JSON and lists in words by their field, all else as it is."""
    if values is None:
        values = [field.get_default()] * count
    if isinstance(field, models.JSONField | ArrayField):
        return [field.get_db_prep_save(value, connection) for value in values]
    return values
