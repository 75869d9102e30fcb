"""What the books must say of waivers and offers: questions in plain SQL, each answered by nothing.

Asked by ``consolidation/ledger.py``, with the questions about debts and contracts.
"""

from consolidation.models.waived import CAPITALISED_WITHOUT_PAPER, WAIVED_WITHOUT_PAPER

_MONEY = ("principal", "interest_over_year", "interest_under_year", "penalty", "fee")
_OF_PART = " + ".join(f"p.{component}" for component in _MONEY)
_OF_WAIVER = " + ".join(f"w.{component}" for component in _MONEY)
_OF_ENTRY = " + ".join(f"e.{component}" for component in _MONEY)

OF_WAIVERS: dict[str, str] = {
    "waiver_belongs_to_a_part": """
        SELECT 'entry ' || w.id FROM debts_journalentry w
          LEFT JOIN consolidation_contractpart p ON p.waiver_entry_id = w.id
         WHERE w.kind = 'waiver' AND (p.id IS NULL OR p.loan_id <> w.loan_id)""",
    # What the loans owed is read from their journals alone: all that stood before they were closed.
    "owed_equals_contract_and_waived": f"""
        SELECT 'contract ' || p.contract_id || ' fund ' || a.fund_id
          FROM consolidation_contractpart p
          JOIN debts_loan l ON l.id = p.loan_id
          JOIN members_fundaccount a ON a.id = l.account_id
          LEFT JOIN debts_journalentry w ON w.id = p.waiver_entry_id
          JOIN LATERAL (SELECT coalesce(sum({_OF_ENTRY}), 0) AS owed FROM debts_journalentry e
                         WHERE e.loan_id = p.loan_id
                           AND e.id < coalesce(w.id, p.closing_entry_id)) b ON TRUE
         GROUP BY p.contract_id, a.fund_id
        HAVING sum(b.owed) <> sum({_OF_PART}) - sum(coalesce({_OF_WAIVER}, 0))""",
    "waiver_is_on_paper": f"SELECT 'entry ' || w.id {WAIVED_WITHOUT_PAPER}",
    "waiver_is_undone_with_its_contract": """
        SELECT 'contract part ' || p.id FROM consolidation_contractpart p
          JOIN consolidation_contract c ON c.id = p.contract_id
          LEFT JOIN debts_journalentry r ON r.reverses_id = p.waiver_entry_id
         WHERE p.waiver_entry_id IS NOT NULL
           AND (c.status = 'cancelled') <> (r.id IS NOT NULL)""",
    "capitalised_was_agreed": f"SELECT 'contract ' || c.id {CAPITALISED_WITHOUT_PAPER}",
}
