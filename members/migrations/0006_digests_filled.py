"""The digests of who was there before: an entry of each one's history, from the trigger."""

from django.db import migrations

FILL = """
    UPDATE members_user SET keys_digest = '';
    UPDATE members_person SET national_id_digest = '' WHERE national_id_cipher IS NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies = [("members", "0005_digests_of_keys_and_ids")]

    # The columns go with the migration before.
    operations = [migrations.RunSQL(FILL, reverse_sql=migrations.RunSQL.noop)]
