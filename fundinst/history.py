"""History that tells when something was taken out of it.

Every change of a tracked row is written down by the database itself (``pghistory``), whoever made
it: an act, the admin, raw SQL. Each such entry, and each row that is written once, carries a digest
of its own values and of the entry before it, so an entry that is changed or removed later breaks
the chain (Haber and Stornetta, "How to time-stamp a digital document", 1991).
``manage.py verify_history`` reads the chains.
"""

import pghistory
import pghistory.models
import pgtrigger
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Cast, NullIf

DIGEST = (
    "encode(sha256(convert_to({before} || "
    "jsonb_strip_nulls(to_jsonb({row}) - 'chain')::text, 'UTF8')), 'hex')"
)
"""SQL: the digest of a row after the one before it. A column added later is empty in old rows and
left out, so the digests stay as they were."""


HISTORY_CONTEXT = Cast(
    NullIf(Func(Value("pghistory.context_id"), Value(True), function="current_setting"), Value("")),
    models.UUIDField(),
)
"""The circumstances under which the database is written to now; empty outside the product."""

HISTORY_PAGE = NullIf(
    Func(
        Cast(
            NullIf(
                Func(Value("pghistory.context_metadata"), Value(True), function="current_setting"),
                Value(""),
            ),
            models.JSONField(),
        ),
        Value("url"),
        function="jsonb_extract_path_text",
        output_field=models.TextField(),
    ),
    Value(""),
)
"""The address of the page from which the database is written to now; empty outside the product."""


def reached(model: type[models.Model], path: str, row: str) -> str:
    """SQL: the column at the end of a lookup path ("loan__household__institution"), from a row."""
    first, *steps = path.split("__")
    field = model._meta.get_field(first)
    value = f"{row}.{field.column}"
    for step in steps:
        table = field.related_model._meta.db_table
        field = field.related_model._meta.get_field(step)
        value = f"(SELECT {field.column} FROM {table} WHERE id = {value})"
    return value


def written_in_utc(work: str) -> str:
    """PL/pgSQL that does its work with times written in UTC, whatever the client's own zone is."""
    return f"""
        zone := current_setting('TimeZone');
        PERFORM set_config('TimeZone', 'UTC', true);
        {work}
        PERFORM set_config('TimeZone', zone, true);
        RETURN NEW;
    """


class Event(pghistory.models.Event):
    """An entry of a row's history, chained to the row's entry before it."""

    chain = models.CharField(max_length=64, db_default="", editable=False)

    class Meta:
        abstract = True


_EVENT_CHAIN = pgtrigger.Trigger(
    name="history_chained",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("zone", "TEXT"), ("before", "TEXT")],
    # The changed row is held by whoever changes it: its entries are written one after another.
    func=pgtrigger.Func(
        written_in_utc(
            f"""
            IF pg_trigger_depth() < 2 THEN
                RAISE EXCEPTION 'history is written by the changed rows alone'
                USING CONSTRAINT = 'history_forged', ERRCODE = 'integrity_constraint_violation';
            END IF;
            SELECT e.chain INTO before FROM {{meta.db_table}} e
             WHERE e.pgh_obj_id = NEW.pgh_obj_id ORDER BY e.pgh_id DESC LIMIT 1;
            NEW.chain := {DIGEST.format(before="COALESCE(before, '')", row="NEW")};
            """
        )
    ),
)
_EVENTS_KEPT = pgtrigger.Trigger(
    name="history_kept",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'history is never emptied' USING CONSTRAINT = 'history_kept', "
    "ERRCODE = 'integrity_constraint_violation';",
)


def tracked(*, exclude: list[str] | None = None):
    """Decorate a model: the database writes down every change of its rows, chained.

    ``exclude`` names columns that change without meaning anything, or must not be kept twice.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=exclude or [],
        # Who, from which page and why stand in the entry itself: in a row of their own they could
        # be changed beside it, and the digest wouldn't cover them.
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        base_model=Event,
        meta={
            "triggers": [_EVENT_CHAIN, _EVENTS_KEPT],
            # A row's last entry is asked for at each of its changes, and by every past day.
            "indexes": [models.Index(fields=["pgh_obj", "-pgh_id"], name="%(class)s_last")],
        },
    )


class Chained(models.Model):
    """A row that is written once and chained to the one before it with the same ``chained_by``.

    ``chain_place`` counts them: a number that is missing was taken out. ``chained_by`` are the
    columns that they share, ``recorded_by`` the way to the time at which they were written.
    """

    chained_by: tuple[str, ...]
    recorded_by = "recorded_at"

    chain = models.CharField(max_length=64, db_default="", editable=False)
    chain_place = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        abstract = True
