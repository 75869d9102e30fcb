"""Each loan's journal gets its end written down, where it stands now."""

from django.db import migrations

HEADS = """
    INSERT INTO members_chainhead (entries, key, place, chain)
    SELECT DISTINCT ON (e.loan_id) 'debts_journalentry', h.institution_id || '/' || e.loan_id,
           e.chain_place, e.chain
      FROM debts_journalentry e
      JOIN debts_loan l ON l.id = e.loan_id
      JOIN members_household h ON h.id = l.household_id
     ORDER BY e.loan_id, e.chain_place DESC
    ON CONFLICT (entries, key) DO UPDATE SET place = EXCLUDED.place, chain = EXCLUDED.chain;
"""


class Migration(migrations.Migration):

    dependencies = [("debts", "0002_initial"), ("members", "0002_offices_called_off")]

    # On the way back nobody reads the heads; coming again, they are written anew.
    operations = [migrations.RunSQL(HEADS, reverse_sql=migrations.RunSQL.noop)]
