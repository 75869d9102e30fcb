"""What is kept of a place holds its households by stage too: every institution is counted again."""

from django.db import migrations

ALL_THAT_ARE = """
    INSERT INTO reports_figureschanged (institution_id)
    SELECT id FROM members_institution WHERE NOT is_practice;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0011_last_entries_at_hand'),
    ]

    operations = [
        migrations.RunSQL(ALL_THAT_ARE, migrations.RunSQL.noop),
    ]
