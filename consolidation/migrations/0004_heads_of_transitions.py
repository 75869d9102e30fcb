"""Each case's steps get their end written down, where it stands now."""

from django.db import migrations

HEADS = """
    INSERT INTO members_chainhead (entries, key, place, chain)
    SELECT DISTINCT ON (e.case_id) 'consolidation_transition',
           h.institution_id || '/' || e.case_id, e.chain_place, e.chain
      FROM consolidation_transition e
      JOIN consolidation_case c ON c.id = e.case_id
      JOIN members_household h ON h.id = c.household_id
     ORDER BY e.case_id, e.chain_place DESC
    ON CONFLICT (entries, key) DO UPDATE SET place = EXCLUDED.place, chain = EXCLUDED.chain;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("consolidation", "0003_lock_after_submission"),
        ("members", "0002_offices_called_off"),
    ]

    # On the way back nobody reads the heads; coming again, they are written anew.
    operations = [migrations.RunSQL(HEADS, reverse_sql=migrations.RunSQL.noop)]
