"""Debts taken apart into principal, interest, penalty and fee, as a table of rows and sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consolidation.models import ContractPart
from debts.models import COMPONENTS

LABELS = {field.name: field.verbose_name for field in ContractPart._meta.fields}


@dataclass(frozen=True, slots=True)
class Line:
    """What one debt, or one fund's debts, is made of; ``of`` is the debt or the fund. In baht."""

    of: Any
    components: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.components.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Lines and their sums. Components that no line has are left out; principal always stands."""

    lines: tuple[Line, ...]
    sums: Line

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Component and heading, in the order of the law's difference."""
        return [
            (component, str(LABELS[component]))
            for component in COMPONENTS
            if component == "principal" or self.sums.components[component]
        ]

    @property
    def headings(self) -> list[str]:
        return [label for _component, label in self.columns]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For a template: ``of``, ``cells`` (heading, baht) in the columns' order, ``total``."""
        return [self._row(line) for line in self.lines]

    @property
    def sum_row(self) -> dict[str, Any]:
        return self._row(self.sums)

    def _row(self, line: Line) -> dict[str, Any]:
        cells = [(label, line.components[component]) for component, label in self.columns]
        return {"of": line.of, "cells": cells, "total": line.total}


def break_down(debts: Iterable[tuple[Any, Mapping[str, Decimal]]]) -> Breakdown:
    """A line for everything named, in order of appearance; debts of the same name are summed."""
    lines: dict[Any, dict[str, Decimal]] = {}
    sums = dict.fromkeys(COMPONENTS, Decimal(0))
    for of, components in debts:
        line = lines.setdefault(of, dict.fromkeys(COMPONENTS, Decimal(0)))
        for component in COMPONENTS:
            line[component] += components[component]
            sums[component] += components[component]
    return Breakdown(
        lines=tuple(Line(of, components) for of, components in lines.items()),
        sums=Line(None, sums),
    )


def bar_parts(breakdown: Breakdown) -> list[dict[str, Any]]:
    """The lines as components/debt_bar.html draws them: start and width in per cent of all."""
    whole = breakdown.sums.total
    parts, start = [], Decimal(0)
    for line in breakdown.lines:
        width = (line.total / whole * 100).quantize(Decimal("0.01"))
        parts.append({"label": str(line.of), "amount": line.total, "start": start, "width": width})
        start += width
    return parts
