"""What the books must say of plans and receipts: questions in plain SQL, each answered by nothing.

Asked by ``consolidation/ledger.py``, with the questions about debts and contracts.
"""

_IN_FORCE = """
    SELECT DISTINCT ON (p.contract_id) p.contract_id, p.id AS plan_id,
           (SELECT sum(i.principal + i.interest + i.carried)
              FROM consolidation_instalment i WHERE i.plan_id = p.id) AS due
      FROM consolidation_agreedplan p ORDER BY p.contract_id, p.version DESC"""
"""SQL: the last version of each contract's plan, with the sum of its rows in baht."""

_COUNTING = """
    SELECT r.contract_id,
           sum(r.amount - r.given_back
               - coalesce((SELECT sum(g.amount) FROM consolidation_receiptcharge g
                            WHERE g.receipt_id = r.id), 0)) AS amount
      FROM consolidation_receipt r
      LEFT JOIN consolidation_receiptreversal v ON v.receipt_id = r.id
     WHERE v.id IS NULL GROUP BY r.contract_id"""
"""SQL: what was received for the plan of each contract, in baht."""

_PLANS_ARE_KEPT_SINCE = """
    coalesce((SELECT applied FROM django_migrations
               WHERE app = 'consolidation' AND name = '0008_plans_and_receipts'), '-infinity')"""
"""SQL: a contract that was made before has no plan, and needs none."""

OF_REPAYMENT: dict[str, str] = {
    "open_contract_has_a_plan": f"""
        SELECT 'contract ' || c.id FROM consolidation_contract c
         WHERE c.status = 'open'
           AND NOT EXISTS (SELECT 1 FROM consolidation_agreedplan p WHERE p.contract_id = c.id)
           AND EXISTS (SELECT 1 FROM consolidation_contractevent e
                        WHERE e.pgh_obj_id = c.id AND e.pgh_label = 'insert'
                          AND e.pgh_created_at > {_PLANS_ARE_KEPT_SINCE})""",
    "plan_versions_have_no_gap": """
        SELECT 'contract ' || contract_id FROM consolidation_agreedplan
         GROUP BY contract_id HAVING max(version) <> count(*) OR min(version) <> 1""",
    "plan_equals_contract": """
        SELECT 'plan ' || p.id FROM consolidation_agreedplan p
          JOIN consolidation_contract c ON c.id = p.contract_id
          LEFT JOIN (SELECT plan_id, sum(principal) AS principal, sum(carried) AS carried
                       FROM consolidation_instalment GROUP BY plan_id) i ON i.plan_id = p.id
         WHERE (i.principal, i.carried) IS DISTINCT FROM (c.principal, c.carried)""",
    "instalments_are_numbered_from_one": """
        SELECT 'plan ' || plan_id FROM consolidation_instalment
         GROUP BY plan_id HAVING max(number) <> count(*) OR min(number) <> 1""",
    "balances_fall_to_nothing": """
        SELECT 'instalment ' || i.id
          FROM (SELECT i.id, i.balance, c.principal - sum(i.principal) OVER rows AS rest,
                       lead(i.id) OVER rows IS NULL AS is_last
                  FROM consolidation_instalment i
                  JOIN consolidation_agreedplan p ON p.id = i.plan_id
                  JOIN consolidation_contract c ON c.id = p.contract_id
                WINDOW rows AS (PARTITION BY i.plan_id ORDER BY i.number)) i
         WHERE i.balance <> i.rest OR (i.is_last AND i.balance <> 0)""",
    "receipt_numbers_have_no_gap": """
        SELECT 'fund ' || fund_id || ' year ' || year FROM consolidation_receipt
         GROUP BY fund_id, year HAVING max(number) <> count(*) OR min(number) <> 1""",
    "receipt_of_its_contracts_holder": """
        SELECT 'receipt ' || r.id FROM consolidation_receipt r
          JOIN consolidation_contract c ON c.id = r.contract_id
         WHERE r.fund_id <> c.fund_id OR r."on" < c.opened_on""",
    "received_within_the_plan": f"""
        SELECT 'contract ' || r.contract_id FROM ({_COUNTING}) r
          LEFT JOIN ({_IN_FORCE}) p ON p.contract_id = r.contract_id
         WHERE p.due IS NULL OR r.amount > p.due""",
    "closed_contract_is_paid": f"""
        SELECT 'contract ' || c.id FROM consolidation_contract c
          LEFT JOIN ({_COUNTING}) r ON r.contract_id = c.id
          LEFT JOIN ({_IN_FORCE}) p ON p.contract_id = c.id
         WHERE c.status = 'closed' AND coalesce(r.amount, 0) IS DISTINCT FROM p.due""",
    "cancelled_contract_keeps_no_money": f"""
        SELECT 'contract ' || c.id FROM consolidation_contract c
          JOIN ({_COUNTING}) r ON r.contract_id = c.id WHERE c.status = 'cancelled'""",
    "charges_within_the_receipt": """
        SELECT 'receipt ' || r.id FROM consolidation_receipt r
          JOIN consolidation_receiptcharge g ON g.receipt_id = r.id
         GROUP BY r.id HAVING sum(g.amount) > r.amount - r.given_back""",
    "receipt_reversed_after_it_was_given": """
        SELECT 'receipt ' || r.id FROM consolidation_receiptreversal v
          JOIN consolidation_receipt r ON r.id = v.receipt_id WHERE v."on" < r."on\"""",
}
