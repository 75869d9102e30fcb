"""How many households a second become one contract each; `make bench`.

Beside a transaction of the same statements written by hand, with the same guards and history on;
and two workers beside one.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from time import perf_counter

import pytest
from django.db import connection, transaction

from benchmarks.measuring import Figure, tell
from consolidation.merging import merge_debts
from consolidation.models import Contract
from debts.models import Loan
from fundinst.errors import Refused
from members.models import Fund, Household, User
from tests.builders import (
    BEFORE_REVIEW,
    make_household,
    make_institution,
    make_loan,
    make_person,
    make_rule,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

HOUSEHOLDS = int(os.environ.get("BENCH_HOUSEHOLDS", "300"))
ON = date(2017, 7, 31)
CASE = "(SELECT id FROM consolidation_case WHERE household_id = {home})"
CONTRACT = "(SELECT id FROM consolidation_contract WHERE household_id = {home})"
STEP = f"""
    INSERT INTO consolidation_transition (case_id, from_status, to_status, "on", reason, document,
           actor_id) VALUES ({CASE}, '%s', '%s', '{{on}}', 'ทำก่อน', 'มติ 3/2560', {{actor}});
"""
ROAD = ("selected", "negotiating", "agreed", "contracted")
BY_HAND = f"""
    SELECT 1 FROM members_household WHERE id = {{home}} FOR NO KEY UPDATE;
    SELECT 1 FROM members_fund WHERE id = {{fund}} FOR NO KEY UPDATE;
    INSERT INTO consolidation_case (household_id, status, opened_on)
    VALUES ({{home}}, 'selected', '{{on}}');
    {STEP % ("", "selected")}
    INSERT INTO consolidation_contract (household_id, case_id, case_status_before, fund_id,
           borrower_id, year, number, principal, carried, rate_percent, resolution, opened_on,
           status, closing_reason)
    SELECT {{home}}, {CASE}, '', {{fund}}, {{borrower}}, 2560, {{number}}, sum(principal),
           sum(interest_under_year), 6, 'มติ 3/2560', '{{on}}', 'open', ''
      FROM debts_loan WHERE household_id = {{home}};
    INSERT INTO debts_journalentry (loan_id, kind, "on", principal, interest_over_year,
           interest_under_year, penalty, fee, reference, actor_id)
    SELECT id, 'merge', '{{on}}', -principal, 0, -interest_under_year, 0, 0, '', {{actor}}
      FROM debts_loan WHERE household_id = {{home}};
    UPDATE debts_loan SET status = 'merged', closed_on = '{{on}}' WHERE household_id = {{home}};
    INSERT INTO consolidation_contractpart (contract_id, loan_id, closing_entry_id, principal,
           interest_over_year, interest_under_year, penalty, fee)
    SELECT {CONTRACT}, e.loan_id, e.id, -e.principal, 0, -e.interest_under_year, 0, 0
      FROM debts_journalentry e JOIN debts_loan l ON l.id = e.loan_id
     WHERE l.household_id = {{home}} AND e.kind = 'merge';
    INSERT INTO consolidation_transfer (contract_id, from_fund_id, to_fund_id, amount, slip)
    SELECT {CONTRACT}, {{fund}}, a.fund_id, p.principal + p.interest_under_year, ''
      FROM consolidation_contractpart p JOIN debts_loan l ON l.id = p.loan_id
      JOIN members_fundaccount a ON a.id = l.account_id
     WHERE p.contract_id = {CONTRACT} AND a.fund_id <> {{fund}};
    INSERT INTO consolidation_agreedplan (contract_id, version, made_on, reason, terms, words,
           actor_id) VALUES ({CONTRACT}, 1, '{{on}}', '', '{{{{}}}}', '{{{{}}}}', {{actor}});
    INSERT INTO consolidation_instalment (plan_id, number, starts_on, due_on, principal, interest,
           carried, balance, paid_early)
    SELECT a.id, 1, '{{on}}', '2018-07-31', c.principal, 180, c.carried, 0, false
      FROM consolidation_contract c JOIN consolidation_agreedplan a ON a.contract_id = c.id
     WHERE c.household_id = {{home}};
    {"".join(STEP % step for step in pairwise(ROAD))}
"""
"""All that a merge writes but its audit entry, sent at once: no rule is asked, nothing is read."""


class Village:
    """Households with three loans each, all of one holding fund's village."""

    def __init__(self, moo: int) -> None:
        self.institution = make_institution(moo=moo, name=f"บ้านรวม{moo}")
        self.fund: Fund = self.institution.funds.get(kind="village_fund")
        make_rule(self.fund, rate_percent=6)
        self.actor: User = make_user("committee", institution=self.institution)
        self.homes: list[Household] = []
        for number in range(1, HOUSEHOLDS + 1):
            home = make_household(self.institution, str(number))
            make_person(home, f"นายคน{number} ทดลอง")
            for fund in self.institution.funds.all():
                make_loan(home, fund, 1000 + number, interest_under_year=50)
            self.homes.append(home)


def ours(village: Village, homes: Sequence[Household]) -> None:
    for home in homes:
        merge_debts(
            home,
            None,
            into=village.fund,
            borrower=home.persons.get(),
            on=ON,
            actor=village.actor,
            select=True,
            **BEFORE_REVIEW,
        )


def refused(village: Village, homes: Sequence[Household]) -> None:
    for home in homes:
        with pytest.raises(Refused):
            merge_debts(
                home,
                None,
                into=village.fund,
                borrower=home.persons.get(),
                on=ON,
                actor=village.actor,
                select=True,
                **BEFORE_REVIEW,
            )


def by_hand(village: Village, homes: Sequence[Household]) -> None:
    for number, home in enumerate(homes, start=1):
        values = {
            "home": home.pk,
            "fund": village.fund.pk,
            "on": ON,
            "number": number,
            "actor": village.actor.pk,
            "borrower": home.persons.values_list("pk", flat=True)[0],
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BY_HAND.format(**values))


def a_second(work: Callable, village: Village, homes: Sequence[Household]) -> float:
    begun = perf_counter()
    work(village, homes)
    return len(homes) / (perf_counter() - begun)


def at_once(village: Village, workers: int, homes: Sequence[Household]) -> float:
    """Households a second of so many workers, each a process with a connection of its own."""
    connection.close()
    context = multiprocessing.get_context("fork")
    shares = [homes[worker::workers] for worker in range(workers)]
    children = [context.Process(target=ours, args=(village, share)) for share in shares]
    begun = perf_counter()
    for child in children:
        child.start()
    for child in children:
        child.join()
    return len(homes) / (perf_counter() - begun)


def test_merging():
    first, second, third = Village(61), Village(62), Village(63)
    ours(first, first.homes[:5])  # imports, plans, caches
    rate = a_second(ours, first, first.homes[5:])
    floor = a_second(by_hand, second, second.homes)
    no = a_second(refused, first, first.homes[5:])
    half = HOUSEHOLDS // 2
    one, two = at_once(third, 1, third.homes[:half]), at_once(third, 2, third.homes[half:])
    assert Contract.objects.filter(status="open").count() == 3 * HOUSEHOLDS
    assert not Loan.objects.owing().exists()
    tell(
        Figure(
            "merging",
            "households to contracts, one at a time",
            f"{rate:.0f}/s",
            f"{floor:.0f}/s by hand",
            rate / floor,
            0.5,
            at_least=True,
        ),
        Figure(
            "merging",
            "two workers beside one",
            f"{two:.0f}/s",
            f"{one:.0f}/s",
            two / one,
            1.7,
            at_least=True,
        ),
        Figure(
            "merging",
            "a refused attempt beside a merge",
            f"{no:.0f}/s",
            f"{rate:.0f}/s",
            no / rate,
            1,
            at_least=True,
        ),
    )
