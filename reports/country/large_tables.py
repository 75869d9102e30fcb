"""Indexes are built after a large load: each is then sorted once, not changed row by row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

# Those of a constraint that another table's foreign key leans on stay.
_FOUND = """
    SELECT i.indexrelid::regclass::text, coalesce(c.conname, ''), i.indrelid::regclass::text,
           pg_get_indexdef(i.indexrelid), coalesce(pg_get_constraintdef(c.oid), '')
      FROM pg_index i
      LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid
     WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary
       AND NOT EXISTS (SELECT 1 FROM pg_constraint f
                        WHERE f.contype = 'f' AND f.conindid = i.indexrelid)
     ORDER BY 1
"""


@contextmanager
def without_indexes(cursor, tables: Sequence[str], *, large: bool) -> Iterator[None]:
    """Drop the tables' indexes, and build them again at the end; all of it in one transaction."""
    cursor.execute(_FOUND, [[*tables]] if large else [[]])
    found = cursor.fetchall()
    for index, constraint, table, _definition, _said in found:
        if constraint:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
        else:
            cursor.execute(f"DROP INDEX {index}")
    yield
    for _index, constraint, table, definition, said in found:
        if constraint:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {said}')
        else:
            cursor.execute(definition)
