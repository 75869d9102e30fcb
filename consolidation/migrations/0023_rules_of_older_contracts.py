"""The rule of each older contract: the one that everybody has reckoned by until now."""

from django.db import migrations

FILL = """
    SELECT set_config('pgtrigger.ignore', '{pgtrigger_contract_terms_stand_88b60}', TRUE);
    UPDATE consolidation_contract c
       SET rule_id = (SELECT r.id FROM members_fundrule r
                       WHERE r.fund_id = c.fund_id AND r.effective_on <= c.opened_on
                       ORDER BY r.effective_on DESC LIMIT 1)
     WHERE c.rule_id IS NULL;
    SELECT set_config('pgtrigger.ignore', '', TRUE);
"""


class Migration(migrations.Migration):

    dependencies = [("consolidation", "0022_contracts_keep_their_rule")]

    # The column goes with the migration before.
    operations = [migrations.RunSQL(FILL, reverse_sql=migrations.RunSQL.noop)]
