"""Prove the books from nothing but their rows: every balance, every before = after, every guard.

Plain SQL on purpose: it does not ask the code that wrote the rows.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, UniqueConstraint

from consolidation.ledger_of_netting import OF_NETTING
from consolidation.ledger_of_repayment import OF_REPAYMENT
from consolidation.ledger_of_waivers import OF_WAIVERS

MONEY = ("principal", "interest_over_year", "interest_under_year", "penalty", "fee")
_ALL = " + ".join(f"p.{component}" for component in MONEY)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is off: which rule, and which row."""

    check: str
    subject: str


CHECKS: dict[str, str] = {
    "balance_equals_journal": f"""
        SELECT 'loan ' || l.id FROM debts_loan l
          LEFT JOIN (SELECT loan_id, {", ".join(f"sum({c}) AS {c}" for c in MONEY)}
                       FROM debts_journalentry GROUP BY loan_id) j ON j.loan_id = l.id
         WHERE ({", ".join(f"l.{c}" for c in MONEY)})
            <> ({", ".join(f"coalesce(j.{c}, 0)" for c in MONEY)})""",
    "money_not_negative": f"""
        SELECT 'loan ' || id FROM debts_loan
         WHERE least({", ".join(MONEY)}) < 0""",
    "closed_loan_owes_nothing_and_has_a_date": """
        SELECT 'loan ' || id FROM debts_loan
         WHERE (status <> 'open') <> (closed_on IS NOT NULL)
            OR (status <> 'open' AND outstanding <> 0)""",
    "reversal_mirrors_its_entry": f"""
        SELECT 'entry ' || r.id FROM debts_journalentry r
          JOIN debts_journalentry e ON e.id = r.reverses_id
         WHERE r.loan_id <> e.loan_id
            OR ({", ".join(f"r.{c}" for c in MONEY)}) <> ({", ".join(f"-e.{c}" for c in MONEY)})""",
    "merged_loan_is_in_one_contract": """
        SELECT 'loan ' || l.id FROM debts_loan l
          LEFT JOIN consolidation_contractpart p ON p.loan_id = l.id AND p.cancelled_on IS NULL
         WHERE (l.status = 'merged') <> (p.id IS NOT NULL)""",
    "merge_entry_has_its_contract_part": """
        SELECT 'entry ' || e.id FROM debts_journalentry e
          LEFT JOIN consolidation_contractpart p ON p.closing_entry_id = e.id
         WHERE e.kind = 'merge' AND p.id IS NULL""",
    "open_contract_has_its_case_on_the_road": """
        SELECT 'contract ' || c.id FROM consolidation_contract c
          JOIN consolidation_case k ON k.id = c.case_id
         WHERE c.status = 'open'
           AND k.status NOT IN ('contracted', 'repaying', 'reduced', 'defaulted')
           AND NOT (k.status IN ('negotiating', 'agreed') AND EXISTS (
                SELECT 1 FROM consolidation_transition t
                 WHERE t.case_id = k.id AND t.from_status = 'defaulted'))""",
    "debt_merged_once": """
        SELECT 'loan ' || loan_id FROM consolidation_contractpart
         WHERE cancelled_on IS NULL GROUP BY loan_id HAVING count(*) > 1""",
    "contract_equals_its_parts": f"""
        SELECT 'contract ' || c.id FROM consolidation_contract c
          LEFT JOIN (SELECT p.contract_id, sum({_ALL}) AS amount, sum(p.principal) AS principal,
                            sum(p.principal + p.interest_over_year) AS most
                       FROM consolidation_contractpart p WHERE p.cancelled_on IS NULL
                      GROUP BY p.contract_id) s ON s.contract_id = c.id
         WHERE c.status <> 'cancelled'
           AND (s.amount IS NULL OR s.amount <> c.principal + c.carried
                OR c.principal NOT BETWEEN s.principal AND s.most)""",
    "before_equals_after": f"""
        SELECT 'contract part ' || p.id FROM consolidation_contractpart p
          JOIN debts_journalentry e ON e.id = p.closing_entry_id
          JOIN debts_loan l ON l.id = p.loan_id
          JOIN consolidation_contract c ON c.id = p.contract_id
         WHERE e.loan_id <> p.loan_id OR l.household_id <> c.household_id
            OR ({", ".join(f"e.{c}" for c in MONEY)}) <> ({", ".join(f"-p.{c}" for c in MONEY)})""",
    "cancelled_contract_gave_everything_back": """
        SELECT 'contract part ' || p.id FROM consolidation_contractpart p
          JOIN consolidation_contract c ON c.id = p.contract_id
          LEFT JOIN debts_journalentry r ON r.reverses_id = p.closing_entry_id
         WHERE (c.status = 'cancelled') <> (r.id IS NOT NULL)
            OR (c.status = 'cancelled') <> (p.cancelled_on IS NOT NULL)""",
    "transfers_equal_payoffs": f"""
        SELECT 'contract ' || coalesce(payoff.contract_id, t.contract_id)
          FROM (SELECT c.id AS contract_id, a.fund_id, sum({_ALL}) AS amount
                  FROM consolidation_contract c
                  JOIN consolidation_contractpart p
                    ON p.contract_id = c.id AND p.cancelled_on IS NULL
                  JOIN debts_loan l ON l.id = p.loan_id
                  JOIN members_fundaccount a ON a.id = l.account_id
                 WHERE a.fund_id <> c.fund_id GROUP BY c.id, a.fund_id) payoff
          FULL JOIN (SELECT contract_id, to_fund_id AS fund_id, sum(amount) AS amount
                       FROM consolidation_transfer WHERE cancelled_on IS NULL
                      GROUP BY contract_id, to_fund_id) t USING (contract_id, fund_id)
         WHERE payoff.amount IS DISTINCT FROM t.amount""",
    "transfer_between_two_funds": """
        SELECT 'transfer ' || t.id FROM consolidation_transfer t
          JOIN members_fund a ON a.id = t.from_fund_id
          JOIN members_fund b ON b.id = t.to_fund_id
          JOIN consolidation_contract c ON c.id = t.contract_id
         WHERE a.id = b.id OR a.institution_id <> b.institution_id OR c.fund_id <> a.id""",
    "household_one_open_contract": """
        SELECT 'household ' || household_id FROM consolidation_contract
         WHERE status = 'open' GROUP BY household_id HAVING count(*) > 1""",
    "household_one_open_case": """
        SELECT 'household ' || household_id FROM consolidation_case
         WHERE closed_on IS NULL GROUP BY household_id HAVING count(*) > 1""",
    "case_is_where_its_last_step_left_it": """
        SELECT 'case ' || k.id FROM consolidation_case k
          LEFT JOIN LATERAL (SELECT to_status FROM consolidation_transition t
                              WHERE t.case_id = k.id ORDER BY t.id DESC LIMIT 1) last ON TRUE
         WHERE last.to_status IS DISTINCT FROM k.status""",
    "contract_numbers_have_no_gap": """
        SELECT 'fund ' || fund_id || ' year ' || year FROM consolidation_contract
         GROUP BY fund_id, year HAVING max(number) <> count(*) OR min(number) <> 1""",
    "contract_rate_within_law": """
        SELECT 'contract ' || id FROM consolidation_contract
         WHERE rate_percent NOT BETWEEN 0 AND 15""",
    "loan_of_its_borrowers_household": """
        SELECT 'loan ' || l.id FROM debts_loan l JOIN members_person p ON p.id = l.borrower_id
         WHERE p.household_id <> l.household_id""",
    **OF_REPAYMENT,
    **OF_WAIVERS,
    **OF_NETTING,
}


def check_ledger() -> list[Problem]:
    """Everything that is off in the books, named; empty when all holds to the satang.

    Asked in one statement: the answers are of one moment, whoever is at work meanwhile.
    """
    asked = " UNION ALL ".join(
        f"SELECT {turn}, '{check}', found.subject FROM ({sql}) AS found (subject)"
        for turn, (check, sql) in enumerate(CHECKS.items())
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{asked} ORDER BY 1, 3")
        problems = [Problem(check, subject) for _turn, check, subject in cursor.fetchall()]
    return problems + _missing_guards()


def _missing_guards() -> list[Problem]:
    """Constraints and triggers that the models declare and the database doesn't have or has off."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname FROM pg_constraint WHERE convalidated
            UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                   WHERE i.indisvalid
            UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'
            """
        )
        standing = {name for (name,) in cursor.fetchall()}
    return [Problem("guard_stands", name) for name in sorted(_declared_guards() - standing)]


def _declared_guards() -> set[str]:
    declared = set()
    for model in apps.get_models():
        declared |= {
            constraint.name
            for constraint in model._meta.constraints
            if isinstance(constraint, CheckConstraint | UniqueConstraint)
        }
        for trigger in getattr(model._meta, "triggers", []):
            declared.add(trigger.get_pgid(model))
    return declared
