"""What a request changed in the database: every row of every table, before and after."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Rows = dict[tuple[str, Any], dict[str, Any]]
Changes = dict[tuple[str, Any], tuple[dict[str, Any] | None, dict[str, Any] | None]]

# Of the machinery: who is signed in, what was answered, what a worker takes up.
APART = ("django_", "procrastinate_", "axes_", "members_sentform", "pghistory_context")


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return [
            one for one in connection.introspection.table_names(cursor) if not one.startswith(APART)
        ]


def all_rows() -> Rows:
    """Every row, by its table and primary key (or all it says, where it has none)."""
    each = (f"SELECT '{one}', to_jsonb(r)::text FROM \"{one}\" r" for one in tables())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        found = [(table, json.loads(text)) for table, text in cursor.fetchall()]
    # A history's rows have the keys of what they are about, too: their own comes first.
    return {(table, row.get("pgh_id", row.get("id", str(row)))): row for table, row in found}


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done in it is undone, the next numbers of new rows too: done again it is the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences")
        numbers = cursor.fetchall()
    saved = connection.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        connection.savepoint_rollback(saved)
        with connection.cursor() as cursor:
            cursor.executemany(
                "SELECT setval(format('%%I.%%I', %s::text, %s::text)::regclass,"
                " coalesce(%s, 1), %s)",
                [(schema, name, last, last is not None) for schema, name, last in numbers],
            )


def changes_by(request: Callable[[], Any], before: Rows) -> tuple[Any, Changes]:
    """The answer, and every row that differs afterwards; then it is all as it was before."""
    with taken_back():
        answer = request()
        after = all_rows()
    keys = before.keys() | after.keys()
    return answer, {
        key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)
    }


def without(changes: Changes, columns: set[tuple[str, str]]) -> Changes:
    """The changes, but for these columns of tables."""

    def stripped(table: str, row: dict[str, Any] | None) -> dict[str, Any] | None:
        return row and {name: row[name] for name in row if (table, name) not in columns}

    return {key: tuple(stripped(key[0], row) for row in pair) for key, pair in changes.items()}


def columns_that_differ(one: Changes, other: Changes) -> set[tuple[str, str]]:
    """Where the same request, made twice, says something else: the time, a random key."""
    found = set()
    for key in one.keys() & other.keys():
        mine, theirs = one[key][1] or {}, other[key][1] or {}
        found |= {(key[0], name) for name in mine if mine[name] != theirs.get(name)}
    return found
