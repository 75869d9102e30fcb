"""SQL: what came off old loans, or to the principal, without the paper that the law asks for.

Asked at commit of every part of a contract, and of all parts by ``consolidation/ledger.py``.
"""

INTEREST_IS_VOID = """
    coalesce(l.rate_percent, 0) > 15 AND coalesce((
        SELECT d.outcome FROM debts_ratedecision d
         WHERE d.loan_id = l.id ORDER BY d.id DESC LIMIT 1), 'void') <> 'keep'
"""
"""Over the loan ``l``: its interest counts as nothing (``debts/rate_deciding.py``)."""

_AGREED_OFFER = """
    LATERAL (SELECT x.* FROM consolidation_offer x
               JOIN consolidation_negotiationround r ON r.id = x.round_id
              WHERE x.loan_id = p.loan_id AND r.case_id = c.case_id AND x.last_entry_id < {before}
              ORDER BY x.id DESC LIMIT 1) o ON o.answer = 'agreed' AND o.paper <> ''
"""
"""The last offer on the part's loan before that entry, where it was agreed on paper."""

# ป.พ.พ. ๓๔๐: what a fund lets go of stands on its paper; what is void, in the law. What was decided
# of the rate counts while the waiver stands: of a loan that is open again another may be decided.
WAIVED_WITHOUT_PAPER = f"""
    FROM debts_journalentry w
    JOIN consolidation_contractpart p ON p.waiver_entry_id = w.id
    JOIN consolidation_contract c ON c.id = p.contract_id
    JOIN debts_loan l ON l.id = p.loan_id
    LEFT JOIN {_AGREED_OFFER.format(before="w.id")}
   WHERE (w.reference = ''
      OR -w.principal > coalesce(o.waived_principal, 0)
      OR -w.penalty > coalesce(o.waived_penalty, 0)
      OR -w.fee > coalesce(o.waived_fee, 0)
      OR ((-w.interest_over_year > coalesce(o.waived_interest_over_year, 0)
           OR -w.interest_under_year > coalesce(o.waived_interest_under_year, 0))
          AND NOT ({INTEREST_IS_VOID})
          AND (coalesce(l.rate_percent, 0) <= 15
               OR NOT EXISTS (SELECT 1 FROM debts_journalentry v WHERE v.reverses_id = w.id))))
"""
"""FROM and WHERE over a waiver ``w`` of a part ``p``: the paper is missing."""

# ป.พ.พ. ๖๕๕: interest bears interest only where that was agreed in writing.
CAPITALISED_WITHOUT_PAPER = f"""
    FROM consolidation_contract c
    JOIN (SELECT contract_id, sum(principal) AS principal
            FROM consolidation_contractpart GROUP BY contract_id) s ON s.contract_id = c.id
   WHERE c.principal > s.principal + coalesce((
         SELECT sum(o.capitalised) FROM consolidation_contractpart p
           JOIN {_AGREED_OFFER.format(before="p.closing_entry_id")}
          WHERE p.contract_id = c.id), 0)
"""
"""FROM and WHERE over a contract ``c``: more bears interest than was agreed on paper."""
