"""Who may pass over a guard by its name: who removes a practice, and who owns the tables.

``pgtrigger`` itself asks nobody: whoever is connected may name guards in the setting
``pgtrigger.ignore``, and they are quiet. Each migration with a trigger writes its function that
reads the setting; so it is written anew, as it is here, after every ``manage.py migrate`` and by
``docs/grants.sql``.
"""

from typing import Any

from django.db import connections

REMOVER = "fundinst_practice"
"""The role that removes what is practised on; row security leaves it nothing else."""

ONLY_THE_REMOVER = f"""\
CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME)
RETURNS BOOLEAN LANGUAGE plpgsql AS $$
    DECLARE named TEXT[] := NULLIF(current_setting('pgtrigger.ignore', TRUE), '');
    BEGIN
        IF named IS NULL OR trigger_name <> ALL (named) THEN
            RETURN FALSE;
        END IF;
        RETURN current_user = '{REMOVER}' OR pg_has_role(current_user, (
            SELECT relowner FROM pg_catalog.pg_class
             WHERE oid = 'public.members_institution'::regclass), 'USAGE');
    END
$$;
"""


def leave_guards_to_the_remover(using: str, **_: Any) -> None:
    """Write the function anew; called by Django when it has migrated."""
    with connections[using].cursor() as cursor:
        cursor.execute(ONLY_THE_REMOVER)
