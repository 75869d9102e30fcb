"""How many contracts stood on a day, reckoned by the database: what is open, and what is overdue.

The same as ``consolidation/past_repayment.py`` says of one contract, in two questions for all. What
was paid goes to what is due, the oldest first, and in each instalment to what was carried over,
the interest, the principal (ป.พ.พ. ๓๒๙); what is above waits for the next due date. So the sum paid
says where it went, whatever the order of the receipts. Where every receipt pays coming instalments
early, they come next in the same order. Only where some do and some wait does the order of the
receipts matter, and those contracts are replayed one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from consolidation.ageing import days_past_due
from consolidation.models import Contract
from consolidation.open_instalments import NOTHING
from consolidation.past_repayment import repayment_as_of, with_its_past

AT_ONCE = 200
"""Contracts that are replayed together: their plans fit into memory."""

STANDINGS = """
    WITH running AS (
        SELECT c.id, c.amount, c.principal
          FROM consolidation_contract c JOIN members_household h ON h.id = c.household_id
         WHERE h.institution_id = ANY(%(institutions)s) AND c.opened_on <= %(on)s
           AND c.status <> 'cancelled' AND (c.closed_on IS NULL OR c.closed_on > %(on)s)
           AND NOT EXISTS (SELECT 1 FROM consolidation_contractreopening o
                            WHERE o.contract_id = c.id AND o.closed_on <= %(on)s
                              AND o."on" > %(on)s)
    ), paid AS (
        SELECT r.contract_id, bool_and(r.rest = 'next_instalments') AS ahead,
               bool_or(r.rest = 'next_instalments') AS some_ahead,
               sum(r.amount - r.given_back - coalesce(g.amount, 0)) AS baht
          FROM consolidation_receipt r JOIN running ON running.id = r.contract_id
          LEFT JOIN (SELECT g.receipt_id, sum(g.amount) AS amount
                       FROM consolidation_receiptcharge g
                       JOIN consolidation_receipt of_ours ON of_ours.id = g.receipt_id
                       JOIN running ON running.id = of_ours.contract_id
                      GROUP BY g.receipt_id) g ON g.receipt_id = r.id
         WHERE r."on" <= %(on)s
           AND NOT EXISTS (SELECT 1 FROM consolidation_receiptreversal v
                            WHERE v.receipt_id = r.id AND v."on" <= %(on)s)
         GROUP BY r.contract_id
    ), since AS (
        SELECT p.id, p.contract_id, p.version,
               CASE WHEN before.made_on >= p.made_on AND v.id IS NOT NULL
                    THEN greatest(p.made_on, v."on") ELSE p.made_on END AS counts_from
          FROM consolidation_agreedplan p JOIN running ON running.id = p.contract_id
          LEFT JOIN consolidation_agreedplan before
                 ON before.contract_id = p.contract_id AND before.version = p.version - 1
          LEFT JOIN consolidation_receiptreversal v ON v.receipt_id = before.receipt_id
    ), in_force AS (
        SELECT DISTINCT ON (contract_id) contract_id, id FROM since
         WHERE counts_from <= %(on)s ORDER BY contract_id, version DESC
    ), poured AS (
        SELECT i.plan_id, f.contract_id, i.due_on, i.principal, i.interest, i.carried,
               CASE WHEN i.due_on <= %(on)s OR paid.ahead
                    THEN coalesce(paid.baht, 0) - sum(i.principal + i.interest + i.carried) OVER w
                         + i.principal + i.interest + i.carried
                    ELSE 0 END AS reaches
          FROM in_force f JOIN consolidation_instalment i ON i.plan_id = f.id
          LEFT JOIN paid ON paid.contract_id = f.contract_id
        WINDOW w AS (PARTITION BY i.plan_id ORDER BY i.due_on, i.number)
    ), open AS (
        SELECT contract_id, due_on,
               least(principal, greatest(principal + interest + carried - reaches, 0)) AS principal,
               greatest(0, least(interest, interest + carried - reaches)) AS interest,
               greatest(0, least(carried, carried - reaches)) AS carried
          FROM (SELECT contract_id, due_on, principal, interest, carried,
                       greatest(reaches, 0) AS reaches FROM poured) AS filled
    )
    SELECT running.id, coalesce(paid.some_ahead AND NOT paid.ahead, FALSE),
           coalesce(sum(o.principal + o.carried), running.amount),
           coalesce(sum(o.principal), running.principal),
           coalesce(sum(o.principal) FILTER (WHERE o.due_on < %(on)s), 0),
           coalesce(sum(o.principal + o.interest + o.carried) FILTER (WHERE o.due_on < %(on)s), 0),
           min(o.due_on) FILTER (WHERE o.due_on < %(on)s
                                   AND o.principal + o.interest + o.carried > 0)
      FROM running LEFT JOIN paid ON paid.contract_id = running.id
      LEFT JOIN open o ON o.contract_id = running.id
     GROUP BY running.id, running.amount, running.principal, paid.ahead, paid.some_ahead
"""
"""SQL: contract, whether the order of its receipts matters, debt, principal, what is overdue."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A running contract at the end of a day, in baht.

    ``debt`` is what is open of principal and of what was carried over; ``overdue`` is everything
    that should have been paid, for ``days``.
    """

    debt: Decimal
    principal: Decimal
    overdue_principal: Decimal
    overdue: Decimal
    days: int


def standings(pks: Sequence[int], on: date) -> dict[int, Standing]:
    """The running contracts of these institutions on that day, by primary key."""
    found, mixed = {}, []
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, {"institutions": list(pks), "on": on})
        for contract, is_mixed, debt, principal, late_principal, late, oldest in cursor:
            days = days_past_due(oldest, on)
            found[contract] = Standing(debt, principal, late_principal, late, days)
            if is_mixed:
                mixed.append(contract)
    return found | dict(_replayed(mixed, on))


def _replayed(contracts: Sequence[int], on: date) -> Iterator[tuple[int, Standing]]:
    for start in range(0, len(contracts), AT_ONCE):
        some = Contract.objects.filter(pk__in=contracts[start : start + AT_ONCE])
        for contract in with_its_past(some):
            repayment = repayment_as_of(contract, on)
            assert repayment is not None, "paid by a plan"
            late = repayment.arrears
            open_ = repayment.standing.open
            yield (
                contract.pk,
                Standing(
                    debt=sum((one.principal + one.carried for one in open_), NOTHING),
                    principal=repayment.principal_left,
                    overdue_principal=late.principal,
                    overdue=late.total,
                    days=late.days,
                ),
            )
