"""Do the guards stand? Each trigger is on and calls its own function, and no function was emptied.

What should be there is known from two places: the models say their triggers (``pgtrigger``), and
the migrations hold those that were written by hand (``fundinst/written_guards.py``).
"""

import re
from collections.abc import Collection, Iterator

import pgtrigger
from django.apps import apps
from django.db import models

from fundinst.written_guards import Written, written_by_hand
from members.passing_over import ONLY_THE_REMOVER

Off = tuple[type[models.Model] | None, str, str]
"""A guard that is off: its model if there is one, its table (or "function"), its name."""


def guards_off(cursor, apps_of_ours: Collection[str]) -> Iterator[Off]:
    """Triggers that are switched off, gone or call something else; functions that were changed."""
    cursor.execute(
        "SELECT t.tgrelid::regclass::text, t.tgname, p.proname"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    )
    standing = {(table, name): calls for table, name, calls in cursor.fetchall()}
    cursor.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    )
    bodies = {name: _words(body) for name, body in cursor.fetchall()}
    for model, trigger in pgtrigger.registered():
        name = trigger.get_pgid(model)
        stands = standing.get((model._meta.db_table, name)) == name
        if not stands or bodies.get(name) != _words(_body(trigger, model)):
            yield model, model._meta.db_table, trigger.name
    yield from _written_off(standing, bodies, _written(apps_of_ours))


def _written(apps_of_ours: Collection[str]) -> Written:
    by_hand = written_by_hand(tuple(apps_of_ours))
    written = Written({**by_hand.functions}, {**by_hand.triggers})
    written.read(ONLY_THE_REMOVER)
    return written


def _written_off(
    standing: dict[tuple[str, str], str], bodies: dict[str, str], written: Written
) -> Iterator[Off]:
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for (table, name), calls in written.triggers.items():
        if standing.get((table, name)) != calls:
            yield tables.get(table), table, name
    for name, body in written.functions.items():
        if bodies.get(name) != _words(body):
            yield None, "function", name


def _body(trigger: pgtrigger.Trigger, model: type[models.Model]) -> str:
    """What stands between the dollar signs of the trigger's own function."""
    sql = trigger.compile(model).install_sql
    own = sql.partition(f"FUNCTION {trigger.get_pgid(model)}()")[2]
    return own.split("$$")[1]


def _words(body: str) -> str:
    """The body but for how it is laid out."""
    return re.sub(r"\s+", " ", body).strip()
