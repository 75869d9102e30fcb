"""The journal's sum is the balance: a journal entry that was taken away shows in its loan."""

from debts.models import COMPONENTS, Loan
from members.agreements import must_agree

must_agree(
    Loan,
    "ยอดคงเหลือไม่เท่ากับผลรวมของรายการบัญชี",
    f"""
    SELECT l.id FROM debts_loan l
      LEFT JOIN (SELECT loan_id, {", ".join(f"sum({c}) AS {c}" for c in COMPONENTS)}
                   FROM debts_journalentry GROUP BY loan_id) j ON j.loan_id = l.id
     WHERE ({", ".join(f"l.{c}" for c in COMPONENTS)})
        <> ({", ".join(f"coalesce(j.{c}, 0)" for c in COMPONENTS)})
    """,
)
