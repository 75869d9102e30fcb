"""Columns of the kinds that several apps keep."""

from decimal import Decimal

from django.db import models


def baht_field(label: str) -> models.DecimalField:
    """An amount in baht, exact to the satang (``numeric(14,2)``), nothing by default."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0))
