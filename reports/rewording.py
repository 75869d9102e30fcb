"""Villages whose form bears other words than when it was certified, though every sum stands.

A debtor who was renamed and a house that got another number have no part in the figures that are
kept of a place. The histories say where any was changed since; only these forms are made again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from django.db.models import Max

from members.history_reading import history_of
from members.models import Fund, Household, Institution, Person
from reports.asking import Level
from reports.certifying_rules import version_alone
from reports.chain import Below, State
from reports.district_form import district_forms
from reports.kinds import certified_kind
from reports.models import CertifiedReport

WORDS = {Person: "household__institution", Household: "institution", Fund: "institution"}
"""Whose rows a form takes its words from, and the way from these to the institution."""


def with_rewording(lower: Sequence[Below]) -> list[Below]:
    """The same, as of today; those marked that were sent and say other words by now."""
    sent = {
        one.report.institution_id: (one.place.institution, one.report)
        for one in lower
        if one.state == State.SENT and one.report and one.place.institution
    }
    touched = _touched({pk: report for pk, (_institution, report) in sent.items()})
    reworded = _reworded([sent[pk] for pk in touched])
    return [
        replace(one, is_reworded=True) if one.report and one.report.pk in reworded else one
        for one in lower
    ]


def _touched(reports: Mapping[int, CertifiedReport]) -> list[int]:
    """Institutions (by pk) in which any of these rows was changed after the report was known."""
    if not reports:
        return []
    first = min(one.known_at for one in reports.values())
    found = set()
    for model, way in WORDS.items():
        entries = history_of(model)._default_manager.filter(
            **{f"{way}__in": [*reports]}, pgh_label="update", pgh_created_at__gt=first
        )
        last = entries.order_by().values_list(way).annotate(Max("pgh_created_at"))
        found |= {pk for pk, at in last if at > reports[pk].known_at}
    return sorted(found)


def _reworded(sent: Sequence[tuple[Institution, CertifiedReport]]) -> set[int]:
    """The reports (by pk) whose form of their own day says something else now."""
    kind, found = certified_kind(Level.VILLAGE), set()
    by_day = sorted(sent, key=lambda one: one[1].as_of)
    for on, of_day in groupby(by_day, key=lambda one: one[1].as_of):
        institutions, reports = zip(*of_day, strict=True)
        for report, form in zip(reports, district_forms(institutions, on=on), strict=True):
            if report.figures.get("version") not in (None, version_alone(kind, form, on)):
                found.add(report.pk)
    return found
