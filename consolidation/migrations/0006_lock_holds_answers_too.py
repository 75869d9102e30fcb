"""household_locked_after_submission: what was found by the criteria was sent, too, and stays."""

from django.db import migrations

KEEP_ANSWERS = """
    CREATE TRIGGER household_locked_after_submission
        BEFORE INSERT ON consolidation_criterionanswer
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_rows();
"""
UNDO = "DROP TRIGGER household_locked_after_submission ON consolidation_criterionanswer;"


class Migration(migrations.Migration):

    dependencies = [("consolidation", "0005_reviews_and_steps_agree")]

    operations = [migrations.RunSQL(KEEP_ANSWERS, reverse_sql=UNDO)]
