"""Random acts in a village, then its past moments rebuilt from the history: as they were seen then.

HISTORY_ACTS says how many acts (the suite's number keeps it quick; HISTORY_ACTS=10000 takes two or
three minutes and is run before a release).
"""

import os
import random
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from consolidation.models import Case, Contract, Submission
from debts.models import COMPONENTS, JournalEntry, Loan
from members.history_reading import state_at
from members.models import Person
from members.verifying import verify_history
from tests.builders import make_household, make_institution, make_loan, make_person, make_user
from tests.village_walk import ACTS, Walk

pytestmark = pytest.mark.django_db(transaction=True)

ACTS_IN_ALL = int(os.environ.get("HISTORY_ACTS", "1000"))
IN_A_ROW = 50
MOMENTS = 50


@pytest.fixture
def walk() -> Walk:
    institution = make_institution(moo=91)
    for number in range(1, 7):
        household = make_household(institution, str(number))
        make_person(household, f"นายคนแรก{'กขคงจฉช'[number]} ทดลอง")
        make_loan(household, institution.funds.get(kind="kkj"), 1000 * number)
    committee = make_user("committee", institution=institution)
    officers = [make_user("district", area="3312") for _number in range(2)]
    return Walk(institution, committee, officers)


def seen_now() -> dict[str, dict]:
    """What a page would show now: balances, statuses, versions, people."""
    versions = Submission.objects.order_by("version")
    return {
        "balances": {
            loan.pk: (loan.status, *loan.components.values()) for loan in Loan.objects.all()
        },
        "journal": sums(JournalEntry.objects.values()),
        "statuses": dict(Case.objects.values_list("pk", "status")),
        "versions": dict(versions.values_list("case", "version")),
        "contracts": {
            contract.pk: (contract.status, contract.principal, contract.carried)
            for contract in Contract.objects.all()
        },
        "people": dict(Person.objects.values_list("pk", "full_name")),
    }


def rebuilt(moment) -> dict[str, dict]:
    """The same from nothing but the history."""
    sent = sorted(state_at(Submission, moment).values(), key=lambda row: row["version"])
    return {
        "balances": {
            pk: (row["status"], *(row[component] for component in COMPONENTS))
            for pk, row in state_at(Loan, moment).items()
        },
        "journal": sums(state_at(JournalEntry, moment).values()),
        "statuses": {pk: row["status"] for pk, row in state_at(Case, moment).items()},
        "versions": {row["case_id"]: row["version"] for row in sent},
        "contracts": {
            pk: (row["status"], row["principal"], row["carried"])
            for pk, row in state_at(Contract, moment).items()
        },
        "people": {pk: row["full_name"] for pk, row in state_at(Person, moment).items()},
    }


def sums(entries) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for row in entries:
        moved = sum(row[component] for component in COMPONENTS)
        found[row["loan_id"]] = found.get(row["loan_id"], Decimal(0)) + moved
    return found


def moment_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def a_village(walk: Walk, seen: list) -> type[RuleBasedStateMachine]:
    """Hypothesis chooses the acts; what is seen after some of them is kept in ``seen``."""

    class Village(RuleBasedStateMachine):
        @rule(
            act=st.sampled_from(sorted(ACTS)),
            home=st.integers(0, 5),
            chance=st.integers(0, 2**32 - 1),
        )
        def an_act(self, act: str, home: int, chance: int) -> None:
            walk.step(act, home, random.Random(chance))
            count = walk.done.total() + walk.refused.total()
            if count % max(1, ACTS_IN_ALL // MOMENTS) == 0:
                seen.append((moment_now(), seen_now()))

    return Village


def test_every_balance_status_and_version_of_past_moments_is_rebuilt_from_the_history(walk):
    seen: list = []
    quietly = settings(
        max_examples=ACTS_IN_ALL // IN_A_ROW,
        stateful_step_count=IN_A_ROW,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    run_state_machine_as_test(a_village(walk, seen), settings=quietly)

    past = random.Random(1).sample(seen, min(MOMENTS, len(seen)))
    wrong = [moment for moment, state in past if rebuilt(moment) != state]
    assert wrong == []
    assert verify_history().broken == []
    assert {act for act in ACTS if not walk.done[act]} == set()
