"""What a history must come to: a last entry that was taken away shows where its sum is kept.

An app says it beside the tables that it knows; ``members/verifying.py`` asks.
"""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class Agreement:
    """``sql`` finds the rows (one column, their id) of the model of which ``sentence`` is true."""

    model: type[models.Model]
    sentence: str
    sql: str


AGREEMENTS: list[Agreement] = []


def must_agree(model: type[models.Model], sentence: str, sql: str) -> None:
    """Add what ``manage.py verify_history`` asks; called once, when the app is ready."""
    AGREEMENTS.append(Agreement(model, sentence, sql))
