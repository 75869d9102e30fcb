"""Whole lives of debts in any order: the books hold after each step, and a second reckoning agrees.

LIFE_STEPS says how many steps (the suite's number keeps it quick; ``make hard`` takes 20,000), and
LIFE_SEED which ones: the same seed is the same lives. LIFE_TOLD names a file in which stands after
each life how far it has come, and what was done and refused how often.
"""

import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from consolidation.ledger import check_ledger
from consolidation.models import Contract
from members.verifying import verify_history
from tests.life.comparing import differences, differences_of_repayment
from tests.life.village import ACTS, Village

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = int(os.environ.get("LIFE_STEPS", "200"))
SEED = int(os.environ.get("LIFE_SEED", "1"))
TOLD_TO = os.environ.get("LIFE_TOLD", "")
ENOUGH_FOR_ALL = 2000
"""Steps in which every act should have been done at least once."""
IN_A_LIFE = min(100, STEPS)
DAYS_ASKED = 3
"""On how many days, past and coming, each contract is asked how it stands after a step."""


class Life(RuleBasedStateMachine):
    """Hypothesis chooses the acts; after each the books are proved, and set beside the second."""

    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    ways: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.village, self.tries = Village(), 0

    @rule(chance=st.integers(0, 2**32 - 1))
    def an_act(self, chance: int) -> None:
        # Hypothesis likes to try a number again; what happens shall be another thing then.
        self.tries += 1
        by_chance = random.Random(f"{chance} {self.tries}")
        before = self.village.done.total()
        self.village.step(by_chance)
        if self.village.done.total() > before:
            assert check_ledger() == []
        assert [*differences(self.village)] == []
        assert [*self._of_repayment(by_chance)] == []

    def _of_repayment(self, chance: random.Random):
        contracts = Contract.objects.filter(household=self.village.touched).order_by("-pk")
        for contract in contracts.exclude(status="cancelled").select_related("fund")[:2]:
            away = [0, *(chance.randrange(-500, 1200) for _day in range(DAYS_ASKED))]
            days = [self.village.on + timedelta(days=one) for one in away]
            yield from differences_of_repayment(self.village, contract, days)

    def teardown(self) -> None:
        Life.done += self.village.done
        Life.refused += self.village.refused
        Life.ways += self.village.ways
        if TOLD_TO:
            steps = Life.done.total() + Life.refused.total()
            Path(TOLD_TO).write_text(
                f"seed {SEED}: {steps} steps\n{Life.done}\n{Life.refused}\n{Life.ways}\n"
            )
        broken = verify_history().broken
        TransactionTestCase()._fixture_teardown()
        assert broken == []


def test_whatever_is_done_the_books_hold_and_a_second_reckoning_agrees_on_every_balance():
    quietly = settings(
        max_examples=-(-STEPS * 5 // (IN_A_LIFE * 4)),  # some lives end before their time
        stateful_step_count=IN_A_LIFE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    run_state_machine_as_test(seed(SEED)(Life), settings=quietly)

    if STEPS >= ENOUGH_FOR_ALL:
        assert {act for act in ACTS if not Life.done[act]} == set()
        assert Life.done.total() + Life.refused.total() >= STEPS
