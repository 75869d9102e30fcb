"""What the books must say of waivers and offers: questions in plain SQL, each answered by nothing.

Asked by ``consolidation/ledger.py``, with the questions about debts and contracts.
"""

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
    # ป.พ.พ. ๓๔๐: what a fund lets go of stands on its paper; what is void, in the law.
    "waiver_is_on_paper": """
        SELECT 'entry ' || w.id FROM debts_journalentry w
          JOIN consolidation_contractpart p ON p.waiver_entry_id = w.id
          JOIN consolidation_contract c ON c.id = p.contract_id
          JOIN debts_loan l ON l.id = p.loan_id
          LEFT JOIN LATERAL (
               SELECT o.* FROM consolidation_offer o
                 JOIN consolidation_negotiationround r ON r.id = o.round_id
                WHERE o.loan_id = p.loan_id AND r.case_id = c.case_id
                  AND o.last_entry_id < w.id
                ORDER BY o.id DESC LIMIT 1) o ON TRUE
         WHERE w.reference = ''
            OR -w.principal > coalesce(o.waived_principal, 0)
            OR -w.penalty > coalesce(o.waived_penalty, 0)
            OR -w.fee > coalesce(o.waived_fee, 0)
            OR (coalesce(l.rate_percent, 0) <= 15 AND
                (o.id IS NULL OR o.answer <> 'agreed' OR o.paper = ''
                 OR -w.interest_over_year > o.waived_interest_over_year
                 OR -w.interest_under_year > o.waived_interest_under_year))""",
    "waiver_is_undone_with_its_contract": """
        SELECT 'contract part ' || p.id FROM consolidation_contractpart p
          JOIN consolidation_contract c ON c.id = p.contract_id
          LEFT JOIN debts_journalentry r ON r.reverses_id = p.waiver_entry_id
         WHERE p.waiver_entry_id IS NOT NULL
           AND (c.status = 'cancelled') <> (r.id IS NOT NULL)""",
    "capitalised_was_agreed": """
        SELECT 'contract ' || c.id FROM consolidation_contract c
          JOIN (SELECT contract_id, sum(principal) AS principal, min(closing_entry_id) AS closed
                  FROM consolidation_contractpart GROUP BY contract_id) s ON s.contract_id = c.id
         WHERE c.principal > s.principal + coalesce((
               SELECT sum(o.capitalised) FROM consolidation_contractpart p
                 JOIN LATERAL (
                      SELECT x.* FROM consolidation_offer x
                        JOIN consolidation_negotiationround r ON r.id = x.round_id
                       WHERE x.loan_id = p.loan_id AND r.case_id = c.case_id
                         AND x.last_entry_id < p.closing_entry_id
                       ORDER BY x.id DESC LIMIT 1) o ON o.answer = 'agreed' AND o.paper <> ''
                WHERE p.contract_id = c.id), 0)""",
}
