"""What the project's books say, and the second ones: every balance, side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import connection

from consolidation.charging import claims_of
from consolidation.models import Contract, NettingBatch
from consolidation.old_guarantors import outcomes_of
from consolidation.repayment import Repayment, repayment_of
from debts.models import COMPONENTS, Loan
from tests.life.second_books import SecondContract
from tests.life.second_charges import claims
from tests.life.second_law import outcome
from tests.life.village import Village, satang

_JOURNALS = f"""
    SELECT loan_id, {", ".join(f"sum({one})" for one in COMPONENTS)}
      FROM debts_journalentry GROUP BY loan_id"""
_TRANSFERS = """
    SELECT contract_id, to_fund_id, amount, paid_on IS NOT NULL FROM consolidation_transfer
     WHERE cancelled_on IS NULL"""
_RECEIPTS = """
    SELECT r.id, r.booked_on, r.amount - r.given_back, coalesce((
           SELECT sum(g.amount) FROM consolidation_receiptcharge g WHERE g.receipt_id = r.id), 0)
      FROM consolidation_receipt r
      LEFT JOIN consolidation_receiptreversal v ON v.receipt_id = r.id WHERE v.id IS NULL"""
_NETS = """
    SELECT batch_id, fund_id, sum(amount) FROM (
        SELECT batch_id, from_fund_id AS fund_id, amount FROM consolidation_netpayment UNION ALL
        SELECT batch_id, to_fund_id, -amount FROM consolidation_netpayment) paid
     GROUP BY batch_id, fund_id"""
_SLIPS = """
    SELECT s.payment_id, sum(s.amount) FROM consolidation_paymentslip s
      LEFT JOIN consolidation_slipreversal r ON r.slip_id = s.id
     WHERE r.id IS NULL GROUP BY s.payment_id"""
_ROWS = """
    SELECT p.contract_id, i.starts_on, i.due_on, i.principal, i.interest, i.carried, i.paid_early
      FROM consolidation_instalment i
      JOIN (SELECT DISTINCT ON (contract_id) contract_id, id FROM consolidation_agreedplan
             ORDER BY contract_id, version DESC) p ON p.id = i.plan_id
     ORDER BY p.contract_id, i.number"""


def differences(village: Village) -> Iterator[str]:
    """Everything in which the project's books aren't the second ones; to the satang."""
    yield from _of_loans(village)
    yield from _of_contracts(village)
    yield from _of_receipts(village)
    yield from _of_plans(village)
    yield from _of_netting(village)
    yield from _of_guarantors(village)


def _asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _of_loans(village: Village) -> Iterator[str]:
    second = {
        pk: ("merged" if loan.merged else "open", loan.owed)
        for pk, loan in village.second.loans.items()
    }
    rows = Loan.objects.values_list("pk", "status", *COMPONENTS)
    balances = {pk: (status, _all_satang(owed)) for pk, status, *owed in rows}
    journals = {pk: _all_satang(owed) for pk, *owed in _asked(_JOURNALS)}
    yield from _differ("loan", balances, second)
    yield from _differ("journal", journals, {pk: owed for pk, (_status, owed) in second.items()})


def _of_contracts(village: Village) -> Iterator[str]:
    books = village.second.contracts
    rows = Contract.objects.values_list("pk", "status", "fund_id", "principal", "carried")
    found = {row[0]: (*row[1:3], satang(row[3]), satang(row[4])) for row in rows}
    second = {pk: (c.status, c.fund, c.principal, c.carried) for pk, c in books.items()}
    yield from _differ("contract", found, second)
    transfers = {(row[0], row[1]): (satang(row[2]), row[3]) for row in _asked(_TRANSFERS)}
    owed = {
        (pk, fund): (amount, fund in contract.paid_funds)
        for pk, contract in books.items()
        if contract.status != "cancelled"
        for fund, amount in contract.owes.items()
    }
    yield from _differ("transfer", transfers, owed)


def _of_receipts(village: Village) -> Iterator[str]:
    """Where each stands in the books, what of it was kept, and what was charged."""
    found = {row[0]: (row[1], *_all_satang(row[2:])) for row in _asked(_RECEIPTS)}
    second = {
        one.key: (one.booked, one.to_the_plan + (charged := sum(one.charged.values())), charged)
        for contract in village.second.contracts.values()
        for one in contract.paid
    }
    yield from _differ("receipt", found, second)


def _of_guarantors(village: Village) -> Iterator[str]:
    """What became of those who stand for the old loans of the household at hand."""
    loans = Loan.objects.filter(household=village.touched)
    found = {one.guarantor.pk: one.state for one in outcomes_of(loans)}
    books, second = village.second, {}
    merged = {
        pk: (books.cases[contract.case], contract.status)
        for contract in books.contracts.values()
        if contract.status != "cancelled"
        for pk in contract.parts
    }
    for pk in loans.values_list("pk", flat=True):
        loan = books.loans[pk]
        for one in loan.guarantors:
            second[one] = outcome(one, loan, [*books.cases.values()], merged.get(pk))
    yield from _differ("guarantor", found, second)


def _of_plans(village: Village) -> Iterator[str]:
    found: dict[int, list[tuple]] = {}
    for contract, starts, due, *amounts, early in _asked(_ROWS):
        found.setdefault(contract, []).append((starts, due, *_all_satang(amounts), early))
    second = {
        pk: [
            (row.starts, row.due, row.principal, row.interest + row.ran, row.carried, row.early)
            for row in contract.rows
        ]
        for pk, contract in village.second.contracts.items()
    }
    yield from _differ("plan", found, second)


def _of_netting(village: Village) -> Iterator[str]:
    books = village.second.batches
    found = dict(NettingBatch.objects.values_list("pk", "status"))
    yield from _differ("batch", found, {pk: batch.status for pk, batch in books.items()})
    nets = {(batch, fund): satang(amount) for batch, fund, amount in _asked(_NETS)}
    second = {
        (pk, fund): amount
        for pk, batch in books.items()
        for fund, amount in batch.nets.items()
        if amount
    }
    yield from _differ("net", nets, second)
    slips = {payment: satang(amount) for payment, amount in _asked(_SLIPS)}
    paid = {pk: sum_ for batch in books.values() for pk, sum_ in batch.slips.items() if sum_}
    yield from _differ("slips", slips, paid)


def differences_of_repayment(
    village: Village, contract: Contract, days: Iterable[date]
) -> Iterator[str]:
    """How a contract stands on some days: its instalments, what is due, kept and left, how late.

    And what could be charged that day.
    """
    found = repayment_of(contract, on=village.on)
    assert found is not None
    for on in days:
        yield from _on_a_day(village.second.contracts[contract.pk], replace(found, on=on), on)


def _on_a_day(second: SecondContract, found: Repayment, on: date) -> Iterator[str]:
    pk = found.contract.pk
    rows = [
        (satang(one.carried), satang(one.interest), satang(one.principal))
        for one in sorted(found.standing.open, key=lambda one: one.number)
    ]
    yield from _differ(f"instalments on {on}", {pk: rows}, {pk: second.is_open(on)})
    sums = (found.due, found.standing.kept, found.owed_in_all)
    mine = (second.due(on), second.filled(on)[1], second.left, second.days_late(on))
    yield from _differ(f"sums on {on}", {pk: (*map(satang, sums), found.arrears.days)}, {pk: mine})
    asked = {(str(one.kind), one.due_on): satang(one.most) for one in claims_of(found)}
    yield from _differ(f"charges on {on}", {pk: asked}, {pk: claims(second, on)})


def _all_satang(amounts: list[Decimal]) -> tuple[int, ...]:
    return tuple(map(satang, amounts))


def _differ(what: str, found: dict, second: dict) -> Iterator[str]:
    for key in sorted({*found, *second}):
        if found.get(key) != second.get(key):
            yield f"{what} {key}: {found.get(key)} but {second.get(key)} in the second books"
