"""What the application's own database role may do (``docs/grants.sql``), table by table.

The owner of the tables runs migrations and nothing else; the product signs in as ``fundinst_app``.
That role adds to histories, journals and records and never changes them, owns nothing, and so can't
switch a guard off; nor ask for one to be passed over (``members/passing_over.py``). Only what is
practised on may go: for that alone it steps into ``fundinst_practice``, to which row security
leaves practice rows and no others. Whose a row is, it can't change: no real row becomes practice.
"""

from collections.abc import Iterator

import pgtrigger
from django.apps import apps
from django.db import models

from fundinst.history import Chained
from members.chain_queries import of_practice
from members.models import ChainHead, Institution, Village
from members.passing_over import ONLY_THE_REMOVER, REMOVER

APP = "fundinst_app"
READ, ADD = "SELECT", "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"

DELETED = {
    *("CommitteeMember", "Expense", "Fund", "FundAccount", "FundRule", "Guarantor", "Income"),
    *("LedgerTotal", "Person", "RateTier", "SavedFilter", "SentForm", "SurveyRow", "VillageFigure"),
    *("MadeFile", "MadeFilePiece", "RenderedSection", "FiguresChanged"),
}
"""Models of ours whose rows the product deletes; each deletion stands in the history, but of what
is kept a while only and can be made again."""

OF_PACKAGES = {
    "auth": READ,
    "axes": ALL,
    "contenttypes": READ,
    "otp_static": ALL,
    "otp_totp": ALL,
    "procrastinate": ALL,
    "sessions": ALL,
}
"""Tables of Django and of packages; the others (the admin's log) are added to alone."""

WHOLE = {"Expense", "Income", "Person", "SurveyRow"}
"""Saved with all their columns; whose they are, a guard or their history says."""

_BEGINNING = f"""\
-- What the application's database role may do. Written by "manage.py grants"; a test keeps it so.
-- Run by the owner of the tables, in their database, after every migration:
--     psql --set ON_ERROR_STOP=1 --single-transaction --file docs/grants.sql

SET LOCAL client_min_messages = warning;
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN
        CREATE ROLE {APP} LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{REMOVER}') THEN
        CREATE ROLE {REMOVER} NOLOGIN;
    END IF;
    IF NOT pg_has_role('{APP}', '{REMOVER}', 'MEMBER') THEN
        GRANT {REMOVER} TO {APP};
    END IF;
    -- A table of one's own, even a temporary one, could carry a trigger of one's own.
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {APP}, {REMOVER};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {APP}, {REMOVER};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {APP}, {REMOVER};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP};
GRANT SELECT ON django_migrations TO {APP};

-- A guard is passed over for the remover of practice and the owner of the tables alone.
{ONLY_THE_REMOVER}"""


def grants_sql() -> str:
    """The whole of ``docs/grants.sql``."""
    tables = sorted(_tables(), key=lambda model: model._meta.db_table)
    written_once = [model._meta.db_table for model in tables if may(model) == ADD]
    parts = [
        _BEGINNING,
        f"-- Added to, never changed: {len(written_once)} tables.",
        *(f"GRANT {_in_columns(model)} ON {model._meta.db_table} TO {APP};" for model in tables),
        "",
        "-- What was known at a past moment, for reports: read alone.",
        f"GRANT USAGE ON SCHEMA past TO {APP};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA past TO {APP};",
        "",
        "-- What is practised on is removed whole, and nothing else can be.",
        *(line for model in tables for line in _for_practice(model)),
    ]
    return "\n".join(parts) + "\n"


def _tables() -> Iterator[type[models.Model]]:
    """Every table there is, those between two models too."""
    for model in apps.get_models(include_auto_created=True):
        # A queue's tables aren't Django's to migrate; the histories hold their own circumstances.
        managed = model._meta.managed or model._meta.app_label == "procrastinate"
        if managed and not model._meta.proxy and model._meta.app_label != "pghistory":
            yield model


def is_written_once(model: type[models.Model]) -> bool:
    """Histories, and rows that a guard of theirs keeps as they were written."""
    if hasattr(model, "pgh_tracked_model") or issubclass(model, Chained):
        return True
    return any(trigger.name.endswith("append_only") for trigger in _triggers(model))


def may(model: type[models.Model]) -> str:
    """The privileges of the application's role on the model's table."""
    if model._meta.auto_created or model._meta.app_label in OF_PACKAGES:
        return OF_PACKAGES.get(model._meta.app_label, READ)
    if is_written_once(model) or model._meta.app_label == "admin":
        return ADD
    return ALL if model.__name__ in DELETED else CHANGE


def _in_columns(model: type[models.Model]) -> str:
    """The privileges, with the columns that may be changed where that isn't all of them."""
    fixed = _says_whose(model)
    if not fixed or "UPDATE" not in may(model):
        return may(model)
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.column not in fixed
    ]
    if not columns:
        return may(model).replace(" UPDATE,", "")
    return may(model).replace("UPDATE", f"UPDATE ({', '.join(map(quoted, columns))})")


def quoted(column: str) -> str:
    return f'"{column}"' if column == "on" else column


def _says_whose(model: type[models.Model]) -> set[str]:
    """The columns that say to whom a row belongs."""
    if model is Institution:
        return {"is_practice", "village_id"}
    if model.__name__ in WHOLE or not getattr(model, "institution_path", ""):
        return set()
    first = model.institution_path.partition("__")[0]
    return {model._meta.get_field(first).column}


def _triggers(model: type[models.Model]) -> list[pgtrigger.Trigger]:
    return getattr(model._meta, "triggers", [])


def _for_practice(model: type[models.Model]) -> Iterator[str]:
    condition = _practised(model)
    if condition is None:
        return
    table = model._meta.db_table
    yield f"GRANT SELECT, DELETE ON {table} TO {REMOVER};"
    policies = {
        f"application_works ON {table} TO {APP}": "USING (true) WITH CHECK (true)",
        f"practice_is_seen ON {table} FOR SELECT TO {REMOVER}": "USING (true)",
        f"practice_is_removed ON {table} FOR DELETE TO {REMOVER}": f"USING ({condition})",
    }
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
    for policy, terms in policies.items():
        yield f"DROP POLICY IF EXISTS {policy.partition(' TO ')[0].partition(' FOR ')[0]};"
        yield f"CREATE POLICY {policy} {terms};"


def _practised(model: type[models.Model]) -> str | None:
    """SQL: the row is of what is practised on; None for what belongs to no institution."""
    table = model._meta.db_table
    tracked = getattr(model, "pgh_tracked_model", model)
    if tracked is Institution:
        return f"{table}.is_practice"
    if model is Village:  # its history goes first, and only that of one of practice can
        return f"NOT EXISTS (SELECT FROM members_villageevent e WHERE e.pgh_obj_id = {table}.id)"
    if model is ChainHead:
        return _of_one(f"starts_with({table}.key, i.id || '/')")
    if tracked is Village and tracked is not model:
        return _of_one(f"i.village_id = {table}.pgh_obj_id")
    return of_practice(tracked, table) if hasattr(tracked, "institution_path") else None


def _of_one(condition: str) -> str:
    return f"EXISTS (SELECT FROM members_institution i WHERE i.is_practice AND {condition})"
