"""Columns of the kinds that several apps keep."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

MOST_BAHT = Decimal("999999999999.99")
"""What ``numeric(14,2)`` holds. A bound also keeps out NaN, which PostgreSQL sorts above all."""


def baht_field(label: str) -> models.DecimalField:
    """An amount in baht, exact to the satang (``numeric(14,2)``), nothing by default."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0))


def between(least: Decimal | int, *columns: str) -> Q:
    """Every column is an amount from ``least`` to the most there is (in a CheckConstraint)."""
    return Q(**{f"{column}__range": (least, MOST_BAHT) for column in columns})
