"""What the books must say of netting between the funds: questions in plain SQL.

Asked by ``consolidation/ledger.py``; each is answered by nothing while the books are right.
"""

_ACCEPTED = """
    SELECT l.batch_id, l.transfer_id, t.from_fund_id, t.to_fund_id, t.amount, t.paid_on, t.slip,
           t.cancelled_on, b."on", 'ใบหักล้าง ' || b.number || '/' || b.year AS paper
      FROM consolidation_nettingline l
      JOIN consolidation_nettingbatch b ON b.id = l.batch_id
      JOIN consolidation_transfer t ON t.id = l.transfer_id
     WHERE b.status = 'netted' AND l.answer = 'accepted'"""
"""SQL: the lines that netted batches settled, with their transfers."""

_SLIPS = """
    SELECT s.payment_id, sum(s.amount) AS paid
      FROM consolidation_paymentslip s
      LEFT JOIN consolidation_slipreversal v ON v.slip_id = s.id
     WHERE v.id IS NULL GROUP BY s.payment_id"""
"""SQL: what was paid of each net payment, by the slips that count, in baht."""


def _both_sides(rows: str, amount: str = "amount") -> str:
    """SQL: by fund, what it paid or owes (positive) and was paid or is owed (negative)."""
    return f"""
        SELECT from_fund_id AS fund_id, {amount} AS amount FROM ({rows}) outward
        UNION ALL SELECT to_fund_id, -({amount}) FROM ({rows}) inward"""


_PROMISED = "SELECT * FROM consolidation_transfer WHERE cancelled_on IS NULL"
_PAID_ALONE = f"""
    SELECT * FROM consolidation_transfer
     WHERE paid_on IS NOT NULL AND id NOT IN (SELECT transfer_id FROM ({_ACCEPTED}) a)"""
_PAID_BY_SLIP = f"""
    SELECT p.from_fund_id, p.to_fund_id, s.paid AS amount
      FROM consolidation_netpayment p JOIN ({_SLIPS}) s ON s.payment_id = p.id"""
_WAITING = """
    SELECT * FROM consolidation_transfer WHERE paid_on IS NULL AND cancelled_on IS NULL"""
_NETS_LEFT = f"""
    SELECT p.from_fund_id, p.to_fund_id, p.amount - coalesce(s.paid, 0) AS amount
      FROM consolidation_netpayment p LEFT JOIN ({_SLIPS}) s ON s.payment_id = p.id"""

OF_NETTING: dict[str, str] = {
    "netting_sums_to_zero": f"""
        SELECT 'batch ' || batch_id
          FROM (SELECT batch_id, fund_id, sum(amount) AS net
                  FROM (SELECT batch_id, from_fund_id AS fund_id, amount FROM ({_ACCEPTED}) a
                        UNION ALL SELECT batch_id, to_fund_id, -amount FROM ({_ACCEPTED}) a
                        UNION ALL SELECT batch_id, from_fund_id, -amount
                          FROM consolidation_netpayment
                        UNION ALL SELECT batch_id, to_fund_id, amount
                          FROM consolidation_netpayment) moved
                 GROUP BY batch_id, fund_id) nets
         GROUP BY batch_id HAVING bool_or(net <> 0)""",
    "netting_takes_few_payments": """
        SELECT 'batch ' || batch_id
          FROM (SELECT batch_id, from_fund_id, to_fund_id FROM consolidation_netpayment) p,
               LATERAL (VALUES (from_fund_id), (to_fund_id)) AS fund(id)
         GROUP BY batch_id HAVING count(*) / 2 > count(DISTINCT fund.id) - 1""",
    "netting_paid_what_it_accepted": f"""
        SELECT 'transfer ' || transfer_id FROM ({_ACCEPTED}) a
         WHERE cancelled_on IS NOT NULL OR paid_on IS DISTINCT FROM "on" OR slip <> paper""",
    "netted_transfer_has_its_line": f"""
        SELECT 'transfer ' || t.id FROM consolidation_transfer t
         WHERE t.slip LIKE 'ใบหักล้าง %'
           AND NOT EXISTS (SELECT 1 FROM ({_ACCEPTED}) a WHERE a.transfer_id = t.id)""",
    "transfer_netted_once": f"""
        SELECT 'transfer ' || transfer_id FROM ({_ACCEPTED}) a
         GROUP BY transfer_id HAVING count(*) > 1""",
    "netted_batch_is_answered": """
        SELECT 'batch ' || b.id FROM consolidation_nettingbatch b
          JOIN consolidation_nettingline l ON l.batch_id = b.id
         WHERE b.status = 'netted' AND l.answer = '' GROUP BY b.id""",
    "net_payment_of_a_netted_batch": """
        SELECT 'payment ' || p.id FROM consolidation_netpayment p
          JOIN consolidation_nettingbatch b ON b.id = p.batch_id
         WHERE b.status <> 'netted'""",
    "netting_numbers_have_no_gap": """
        SELECT 'institution ' || institution_id || ' year ' || year
          FROM consolidation_nettingbatch GROUP BY institution_id, year
        HAVING max(number) <> count(*) OR min(number) <> 1""",
    "slips_within_the_payment": f"""
        SELECT 'payment ' || p.id FROM consolidation_netpayment p
          JOIN ({_SLIPS}) s ON s.payment_id = p.id WHERE s.paid > p.amount""",
    "slip_numbers_have_no_gap": """
        SELECT 'institution ' || b.institution_id || ' year ' || s.year
          FROM consolidation_paymentslip s
          JOIN consolidation_netpayment p ON p.id = s.payment_id
          JOIN consolidation_nettingbatch b ON b.id = p.batch_id
         GROUP BY b.institution_id, s.year
        HAVING max(s.number) <> count(*) OR min(s.number) <> 1
            OR count(DISTINCT s.number) <> count(*)""",
    "account_of_a_fund_adds_up": f"""
        SELECT 'fund ' || fund_id
          FROM ({_both_sides(_PROMISED)}
                UNION ALL {_both_sides(_PAID_ALONE, "-amount")}
                UNION ALL {_both_sides(_PAID_BY_SLIP, "-amount")}
                UNION ALL {_both_sides(_WAITING, "-amount")}
                UNION ALL {_both_sides(_NETS_LEFT, "-amount")}) account
         GROUP BY fund_id HAVING sum(amount) <> 0""",
}
"""The last one: of all that contracts made a fund pay and be paid, what money didn't settle is what
is still open. A batch moves debts between funds, but leaves each fund's sum as it was.
"""
