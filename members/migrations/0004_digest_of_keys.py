"""What opens the door leaves a trace when it is changed: a digest of it, in the user's history.

The password, the telephone's secrets and the recovery codes aren't kept there themselves. The
tables of the second step belong to a package and have no history: they touch their user's row.
"""

from django.db import migrations

DIGEST = """
    CREATE FUNCTION members_digest_of_keys(owner bigint, password text) RETURNS text
    LANGUAGE sql STABLE AS $$
        SELECT encode(sha256(convert_to(concat_ws(E'\\n', password,
            (SELECT string_agg(d.key || ' ' || d.confirmed, E'\\n' ORDER BY d.id)
               FROM otp_totp_totpdevice d WHERE d.user_id = owner),
            (SELECT string_agg(t.token || ' ' || d.confirmed, E'\\n' ORDER BY t.id)
               FROM otp_static_statictoken t JOIN otp_static_staticdevice d ON d.id = t.device_id
              WHERE d.user_id = owner)), 'UTF8')), 'hex')
    $$;
"""

TOUCH = """
    CREATE FUNCTION members_keys_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'otp_static_statictoken' THEN
                UPDATE members_user SET keys_digest = ''
                 WHERE id IN (SELECT d.user_id FROM otp_static_staticdevice d
                               WHERE d.id IN (NEW.device_id, OLD.device_id));
            ELSE
                UPDATE members_user SET keys_digest = '' WHERE id IN (NEW.user_id, OLD.user_id);
            END IF;
            RETURN NULL;
        END
    $$;
    CREATE TRIGGER keys_leave_a_trace AFTER INSERT OR DELETE ON otp_totp_totpdevice
        FOR EACH ROW EXECUTE FUNCTION members_keys_changed();
    CREATE TRIGGER keys_leave_a_trace_changed AFTER UPDATE ON otp_totp_totpdevice FOR EACH ROW
        WHEN ((NEW.user_id, NEW.key, NEW.confirmed)
              IS DISTINCT FROM (OLD.user_id, OLD.key, OLD.confirmed))
        EXECUTE FUNCTION members_keys_changed();
    CREATE TRIGGER keys_leave_a_trace_changed AFTER UPDATE ON otp_static_staticdevice FOR EACH ROW
        WHEN ((NEW.user_id, NEW.confirmed) IS DISTINCT FROM (OLD.user_id, OLD.confirmed))
        EXECUTE FUNCTION members_keys_changed();
    CREATE TRIGGER keys_leave_a_trace AFTER INSERT OR UPDATE OR DELETE ON otp_static_statictoken
        FOR EACH ROW EXECUTE FUNCTION members_keys_changed();
"""

UNDO = """
    DROP TRIGGER keys_leave_a_trace ON otp_static_statictoken;
    DROP TRIGGER keys_leave_a_trace_changed ON otp_static_staticdevice;
    DROP TRIGGER keys_leave_a_trace_changed ON otp_totp_totpdevice;
    DROP TRIGGER keys_leave_a_trace ON otp_totp_totpdevice;
    DROP FUNCTION members_keys_changed();
    DROP FUNCTION members_digest_of_keys(bigint, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0003_guards_that_no_setting_switches_off"),
        ("otp_static", "0003_add_timestamps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [migrations.RunSQL(DIGEST + TOUCH, reverse_sql=UNDO)]
