"""Only who removes a practice, or owns the tables, may ask for a guard to be passed over.

From the next change on: ``members/passing_over.py`` writes the same after every migration.
"""

from django.db import migrations

ONLY_THE_REMOVER = """
CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME)
RETURNS BOOLEAN LANGUAGE plpgsql AS $$
    DECLARE named TEXT[] := NULLIF(current_setting('pgtrigger.ignore', TRUE), '');
    BEGIN
        IF named IS NULL OR trigger_name <> ALL (named) THEN
            RETURN FALSE;
        END IF;
        RETURN current_user = 'fundinst_practice' OR pg_has_role(current_user, (
            SELECT relowner FROM pg_catalog.pg_class
             WHERE oid = 'public.members_institution'::regclass), 'USAGE');
    END
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("consolidation", "0006_lock_holds_answers_too"),
        ("debts", "0004_journal_ends_written_down"),
        ("members", "0006_digests_filled"),
    ]

    # pgtrigger's own stays out on the way back: the narrower one does all that it did there.
    operations = [migrations.RunSQL(ONLY_THE_REMOVER, reverse_sql=migrations.RunSQL.noop)]
