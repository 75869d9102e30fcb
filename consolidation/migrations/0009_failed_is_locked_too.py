"""household_locked_after_submission: an approval also holds where the negotiation failed.

What was approved is negotiated again from there, so its data stays as the district saw it.
"""

from django.db import migrations

IS_LOCKED = """
    CREATE OR REPLACE FUNCTION consolidation_is_locked(home bigint) RETURNS boolean
    LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT 1 FROM consolidation_case c
             WHERE c.household_id = home AND c.closed_on IS NULL
               AND c.status IN ({statuses})
               AND EXISTS (SELECT 1 FROM consolidation_submission s WHERE s.case_id = c.id))
    $$;
"""
BEFORE = "'submitted', 'approved', 'negotiating', 'agreed'"


class Migration(migrations.Migration):
    dependencies = [("consolidation", "0008_plans_and_receipts")]

    operations = [
        migrations.RunSQL(
            IS_LOCKED.format(statuses=f"{BEFORE}, 'failed'"),
            reverse_sql=IS_LOCKED.format(statuses=BEFORE),
        )
    ]
