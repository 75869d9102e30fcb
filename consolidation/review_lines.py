"""What waits for the district, institution by institution: a line of figures each. Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, OuterRef, Q, Subquery

from consolidation.models import Case, Submission, Transition
from consolidation.review_queue import clean_of
from consolidation.reviewing import ACT
from consolidation.stages import STALE_AFTER, days_waiting, is_stale
from members.access import where_may
from members.models import Institution, User


@dataclass(frozen=True, slots=True)
class Line:
    """An institution (by primary key) where households wait: how many, the longest for how many
    days, and how many too long.
    """

    institution: int
    code: str
    count: int
    longest: int
    late: int
    may_review: bool

    @property
    def is_late(self) -> bool:
        return is_stale(self.longest)


@dataclass(frozen=True, slots=True)
class FullLine:
    """The same with what is read for the lines of a page alone.

    ``again`` of its households were mended and sent once more; ``clean`` could be approved at once
    by who looks.
    """

    line: Line
    institution: Institution
    again: int
    clean: int


def lines_of(user: User, *, today: date) -> list[Line]:
    """The user's institutions, the one that has waited longest first.

    Who reviews nothing sees what waits within their scope.
    """
    steps = Transition.objects.filter(case=OuterRef("pk")).order_by("-pk")
    cases = Case.objects.visible_to(user).open().filter(status=Case.Status.SUBMITTED)
    waiting = cases.annotate(since=Subquery(steps.values("on")[:1])).order_by()
    found = waiting.values_list("household__institution", "household__institution__code").annotate(
        Count("pk"), Min("since"), late=Count("pk", filter=Q(since__lt=today - STALE_AFTER))
    )
    mine = _reviewed_by(user, [pk for pk, *_figures in found])
    lines = [
        Line(pk, code, count, days_waiting(since, today=today), late, may_review=pk in mine)
        for pk, code, count, since, late in found
    ]
    lines = [one for one in lines if one.may_review] or lines
    return sorted(lines, key=lambda one: (-one.longest, one.code))


def _reviewed_by(user: User, institutions: Sequence[int]) -> set[int]:
    """Of which of these the user decides what was sent."""
    if not user.has_perm(ACT):
        return set()
    may = where_may(Institution.objects.filter(pk__in=institutions), user, ACT)
    return {*may.order_by().values_list("pk", flat=True)}


def in_full(lines: Sequence[Line], user: User) -> list[FullLine]:
    """These lines with all that is shown of them; as many queries for many as for one."""
    known = Institution.objects.in_bulk([one.institution for one in lines])
    again = _sent_again(known)
    clean = _clean(user, [known[one.institution] for one in lines if one.may_review])
    return [
        FullLine(one, known[one.institution], again[one.institution], clean[one.institution])
        for one in lines
    ]


def _sent_again(institutions: dict[int, Institution]) -> Counter[int]:
    waiting = Submission.objects.filter(
        case__household__institution__in=institutions,
        case__status=Case.Status.SUBMITTED,
        version__gt=1,
    ).order_by()
    cases = waiting.values_list("case__household__institution")
    return Counter(dict(cases.annotate(Count("case", distinct=True))))


def _clean(user: User, institutions: Sequence[Institution]) -> Counter[int]:
    """By institution, how many households the user could approve at once."""
    if not institutions:
        return Counter()
    clean = clean_of(institutions, actor=user)
    return Counter(one.case.household.institution_id for one in clean)
