"""household_locked_after_submission: what was sent to the district stays as it was sent.

Whoever writes, raw SQL included. The rule in words is ``consolidation/locking.py``. It reads the
case, so it can't stand with the models of members and debts, whose tables it guards: it is written
here by hand.

What a fund's own register brings in later comes in all the same: balances move by the journal
alone, and a loan or a borrower that the register names is let in at commit, when its entry says so.
A practice institution can be removed whole.
"""

from django.db import migrations

IS_LOCKED = """
    CREATE FUNCTION consolidation_is_locked(home bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
            SELECT 1 FROM consolidation_case c
             WHERE c.household_id = home AND c.closed_on IS NULL
               AND c.status IN ('submitted', 'approved', 'negotiating', 'agreed')
               AND EXISTS (SELECT 1 FROM consolidation_submission s WHERE s.case_id = c.id))
    $$;
"""

REFUSE = """
    CREATE FUNCTION consolidation_refuse_locked(what text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'household_locked_after_submission: %', what
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'household_locked_after_submission';
        END
    $$;
"""

KEEP_HOUSEHOLD = """
    CREATE FUNCTION consolidation_keep_household() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.house_number, NEW.village_id, NEW.is_removed)
               IS DISTINCT FROM (OLD.house_number, OLD.village_id, OLD.is_removed)
               AND consolidation_is_locked(OLD.id) THEN
                PERFORM consolidation_refuse_locked(TG_TABLE_NAME || ' ' || OLD.id);
            END IF;
            RETURN NEW;
        END
    $$;
    CREATE TRIGGER household_locked_after_submission
        BEFORE UPDATE OF house_number, village_id, is_removed ON members_household
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_household();
"""

# Rows of a household: none comes, changes or goes. One of a practice institution may go, and the
# digits of an ID, which aren't sent, may come: the contract asks for them.
KEEP_ROWS = """
    CREATE FUNCTION consolidation_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE homes bigint[];
        BEGIN
            IF TG_OP = 'INSERT' THEN
                homes := ARRAY[NEW.household_id];
            ELSIF TG_OP = 'UPDATE' THEN
                homes := ARRAY[OLD.household_id, NEW.household_id];
            ELSE
                SELECT array_agg(h.id) INTO homes FROM members_household h
                  JOIN members_institution i ON i.id = h.institution_id
                 WHERE h.id = OLD.household_id AND NOT i.is_practice;
            END IF;
            IF EXISTS (SELECT 1 FROM unnest(homes) home WHERE consolidation_is_locked(home)) THEN
                PERFORM consolidation_refuse_locked(TG_TABLE_NAME || ' ' || homes[1]);
            END IF;
            RETURN COALESCE(NEW, OLD);
        END
    $$;
    CREATE TRIGGER household_locked_after_submission
        BEFORE INSERT OR UPDATE OR DELETE ON members_income
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_rows();
    CREATE TRIGGER household_locked_after_submission
        BEFORE INSERT OR UPDATE OR DELETE ON members_expense
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_rows();
    CREATE TRIGGER household_locked_after_submission
        BEFORE DELETE ON members_person
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_rows();
    CREATE TRIGGER household_locked_after_submission_said
        BEFORE UPDATE ON members_person FOR EACH ROW
        WHEN ((NEW.household_id, NEW.title, NEW.given, NEW.surname, NEW.full_name, NEW.is_head,
               NEW.phone, NEW.occupation)
              IS DISTINCT FROM
              (OLD.household_id, OLD.title, OLD.given, OLD.surname, OLD.full_name, OLD.is_head,
               OLD.phone, OLD.occupation))
        EXECUTE FUNCTION consolidation_keep_rows();
    CREATE TRIGGER household_locked_after_submission_said
        BEFORE UPDATE ON debts_loan FOR EACH ROW
        WHEN ((NEW.account_id, NEW.household_id, NEW.borrower_id, NEW.number, NEW.rule_id,
               NEW.lent_on, NEW.due_on, NEW.original_principal, NEW.rate_percent,
               NEW.missed_instalments)
              IS DISTINCT FROM
              (OLD.account_id, OLD.household_id, OLD.borrower_id, OLD.number, OLD.rule_id,
               OLD.lent_on, OLD.due_on, OLD.original_principal, OLD.rate_percent,
               OLD.missed_instalments))
        EXECUTE FUNCTION consolidation_keep_rows();
    CREATE TRIGGER household_locked_after_submission
        BEFORE INSERT ON debts_classification
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_rows();
"""

# Asked at commit, of what came in while the household was locked.
KEEP_NEW = """
    CREATE FUNCTION consolidation_keep_new() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM debts_loan l JOIN debts_journalentry e ON e.loan_id = l.id
                 WHERE e.register_id IS NOT NULL
                   AND NEW.id = CASE TG_TABLE_NAME WHEN 'debts_loan' THEN l.id
                                                   ELSE l.borrower_id END) THEN
                PERFORM consolidation_refuse_locked(TG_TABLE_NAME || ' ' || NEW.id);
            END IF;
            RETURN NULL;
        END
    $$;
    CREATE CONSTRAINT TRIGGER household_locked_after_submission_new
        AFTER INSERT ON members_person DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (consolidation_is_locked(NEW.household_id))
        EXECUTE FUNCTION consolidation_keep_new();
    CREATE CONSTRAINT TRIGGER household_locked_after_submission_new
        AFTER INSERT ON debts_loan DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (consolidation_is_locked(NEW.household_id))
        EXECUTE FUNCTION consolidation_keep_new();
"""

# Of a loan that was sent; one that a register brought in later has guarantors of its own.
KEEP_GUARANTORS = """
    CREATE FUNCTION consolidation_keep_guarantors() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE loans bigint[];
        BEGIN
            loans := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.loan_id]
                                WHEN 'UPDATE' THEN ARRAY[OLD.loan_id, NEW.loan_id]
                                ELSE ARRAY[OLD.loan_id] END;
            IF EXISTS (
                SELECT 1 FROM debts_loan l
                  JOIN members_household h ON h.id = l.household_id
                  JOIN members_institution i ON i.id = h.institution_id
                 WHERE l.id = ANY (loans) AND NOT (TG_OP = 'DELETE' AND i.is_practice)
                   AND consolidation_is_locked(l.household_id)
                   AND EXISTS (
                       SELECT 1 FROM consolidation_submittedloan sent
                         JOIN consolidation_submission s ON s.id = sent.submission_id
                         JOIN consolidation_case c ON c.id = s.case_id AND c.closed_on IS NULL
                        WHERE sent.loan_id = l.id)) THEN
                PERFORM consolidation_refuse_locked(TG_TABLE_NAME || ' ' || loans[1]);
            END IF;
            RETURN COALESCE(NEW, OLD);
        END
    $$;
    CREATE TRIGGER household_locked_after_submission
        BEFORE INSERT OR UPDATE OR DELETE ON debts_guarantor
        FOR EACH ROW EXECUTE FUNCTION consolidation_keep_guarantors();
"""

UNDO = """
    DROP TRIGGER household_locked_after_submission ON debts_guarantor;
    DROP TRIGGER household_locked_after_submission_new ON debts_loan;
    DROP TRIGGER household_locked_after_submission_new ON members_person;
    DROP TRIGGER household_locked_after_submission ON debts_classification;
    DROP TRIGGER household_locked_after_submission_said ON debts_loan;
    DROP TRIGGER household_locked_after_submission_said ON members_person;
    DROP TRIGGER household_locked_after_submission ON members_person;
    DROP TRIGGER household_locked_after_submission ON members_expense;
    DROP TRIGGER household_locked_after_submission ON members_income;
    DROP TRIGGER household_locked_after_submission ON members_household;
    DROP FUNCTION consolidation_keep_guarantors();
    DROP FUNCTION consolidation_keep_new();
    DROP FUNCTION consolidation_keep_rows();
    DROP FUNCTION consolidation_keep_household();
    DROP FUNCTION consolidation_refuse_locked(text);
    DROP FUNCTION consolidation_is_locked(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("consolidation", "0002_initial"),
        ("debts", "0002_initial"),
        ("members", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            IS_LOCKED + REFUSE + KEEP_HOUSEHOLD + KEEP_ROWS + KEEP_NEW + KEEP_GUARANTORS,
            reverse_sql=UNDO,
        ),
    ]
