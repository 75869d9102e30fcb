"""Guards: rules that stand in the database as triggers, for what a constraint can't say.

Each refuses by name: the error carries the guard's name as the constraint's, as PostgreSQL does for
its own constraints, so that a test (and a log) can tell which rule spoke.
"""

import pgtrigger


def refuse(name: str, detail: str = "''") -> str:
    """PL/pgSQL that refuses the change in the name of the guard.

    ``detail`` is an SQL expression for the log; people read ``Refused``, never this.
    """
    return f"""
        RAISE EXCEPTION '{name}: %', {detail}
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}';
    """


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Rows are written once: no update, delete, truncate. A mistake is undone by another row."""
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=refuse(name, "TG_OP"),
        ),
        pgtrigger.Trigger(
            name=f"{name}_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refuse(name, "TG_OP"),
        ),
    ]


def never_deleted(name: str) -> list[pgtrigger.Trigger]:
    """Rows may change along their road, but none is deleted or truncated."""
    return [
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=refuse(name, "TG_OP"),
        ),
        pgtrigger.Trigger(
            name=f"{name}_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=refuse(name, "TG_OP"),
        ),
    ]


def checked(
    name: str,
    *,
    unless: str,
    operation: pgtrigger.Operation,
    when: pgtrigger.When = pgtrigger.Before,
    deferred: bool = False,
) -> pgtrigger.Trigger:
    """Refuse the row unless the SQL condition holds (over NEW and OLD).

    ``deferred`` asks at commit, for sums that are only whole when the act is.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After if deferred else when,
        operation=operation,
        timing=pgtrigger.Deferred if deferred else None,
        func=f"""
            IF NOT COALESCE(({unless}), FALSE) THEN {refuse(name, "TG_OP || ' ' || NEW.id")} END IF;
            RETURN NEW;
        """,
    )


def written_with(name: str, whole: str, *, by: str) -> pgtrigger.Trigger:
    """A part is written in the transaction of its whole (``by`` points at the table ``whole``).

    A document that was sent gets no further line afterwards.
    """
    return checked(
        name,
        unless=f"""
            EXISTS (SELECT 1 FROM {whole} w
                     WHERE w.id = NEW.{by} AND members_is_being_written(w.xmin))
        """,
        operation=pgtrigger.Insert,
    )


def kept(name: str, column: str, value: str) -> pgtrigger.Trigger:
    """The database itself writes the column, as ``value`` (SQL over NEW); nobody else can."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"NEW.{column} := {value}; RETURN NEW;",
    )


def stands(name: str, *, but: list[str]) -> pgtrigger.Trigger:
    """What was agreed stays as written: an update may change the columns in ``but`` alone."""
    written = ", ".join(f"'{column}'" for column in but)
    columns = f"ARRAY[{written}]::text[]"
    return checked(
        name,
        unless=f"to_jsonb(NEW) - {columns} = to_jsonb(OLD) - {columns}",
        operation=pgtrigger.Update,
    )
