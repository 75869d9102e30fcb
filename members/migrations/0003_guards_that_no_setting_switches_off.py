"""What is practised on is begun as that and stays so; and how a part knows its whole.

Plain triggers, which no setting of whoever is connected switches off: the rows that may be removed
whole follow from ``is_practice`` and from the village that was made for it.
"""

from django.db import migrations

# A row of this very transaction (its savepoints too): an own number isn't older than the whole
# transaction's, and its work is under way. Others' are not seen before they are done.
BEING_WRITTEN = """
    CREATE FUNCTION members_is_being_written(written xid) RETURNS boolean LANGUAGE sql AS $$
        SELECT since < 2147483648
           AND COALESCE(pg_xact_status((own + since)::text::xid8) = 'in progress', FALSE)
          FROM (SELECT own, (written::text::bigint - own % 4294967296 + 4294967296)
                            % 4294967296 AS since
                  FROM (SELECT pg_current_xact_id()::text::bigint AS own) current) counted
    $$;
"""

KEEP_PRACTICE = """
    CREATE FUNCTION members_keep_practice() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF (NEW.is_practice, NEW.village_id)
                   IS NOT DISTINCT FROM (OLD.is_practice, OLD.village_id) THEN
                    RETURN NEW;
                END IF;
            ELSIF NOT NEW.is_practice OR EXISTS (
                SELECT 1 FROM members_village v
                 WHERE v.id = NEW.village_id AND members_is_being_written(v.xmin)) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'institution_practice_stands: %', NEW.code
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'institution_practice_stands';
        END
    $$;
    CREATE TRIGGER institution_practice_stands
        BEFORE INSERT OR UPDATE ON members_institution
        FOR EACH ROW EXECUTE FUNCTION members_keep_practice();
"""

UNDO = """
    DROP TRIGGER institution_practice_stands ON members_institution;
    DROP FUNCTION members_keep_practice();
    DROP FUNCTION members_is_being_written(xid);
"""


class Migration(migrations.Migration):

    dependencies = [("members", "0002_offices_called_off")]

    operations = [migrations.RunSQL(BEING_WRITTEN + KEEP_PRACTICE, reverse_sql=UNDO)]
