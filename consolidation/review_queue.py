"""What waits for the district: which households, for how long, in which order. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.fields.json import KT

from consolidation.models import Case, Registration, Remark, Review, Submission, Transition
from consolidation.registration_checks import Checked, check, warnings_of
from consolidation.review_rules import STEPS, UnderReview, refusals_to_approve, under_review
from consolidation.reviewing import ACT
from consolidation.stages import days_waiting, is_stale
from fundinst.errors import Refusal
from members.access import where_may
from members.models import Household, Institution, Person, User

SHOWN = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """A household that waits: its last version, since when, and whether it came back mended.

    ``mine``: the user decided on it before, so it comes first. ``total`` is the registered sum.
    """

    submission: Submission
    head: str
    since: date
    days: int
    total: Decimal
    mine: bool

    @property
    def household(self) -> Household:
        return self.submission.case.household

    @property
    def institution(self) -> Institution:
        return self.household.institution

    @property
    def is_late(self) -> bool:
        return is_stale(self.days)

    @property
    def again(self) -> bool:
        """Mended and sent once more."""
        return self.submission.version > 1


def waiting_for(
    user: User, *, today: date, institutions: Sequence[Institution] | None = None
) -> list[Waiting]:
    """Every household that waits for the district, within the user's scope, in order.

    Of these institutions, or of all (None).
    """
    cases = _cases(user, institutions)
    heads = Person.objects.filter(household=OuterRef("case__household"), is_head=True)
    last = _last_versions(cases).annotate(
        since=_since("case"),
        head=Subquery(heads.values("full_name")[:1]),
        total=KT("content__sums__total"),
    )
    mine = _decided_by(user, cases)
    found = [
        Waiting(
            submission=one,
            head=one.head or "",
            since=one.since,
            days=days_waiting(one.since, today=today),
            total=Decimal(one.total or 0),
            mine=one.case_id in mine,
        )
        for one in last
    ]
    return sorted(found, key=_turn)


def _cases(user: User, institutions: Sequence[Institution] | None) -> QuerySet[Case]:
    cases = Case.objects.visible_to(user).open().filter(status=Case.Status.SUBMITTED)
    return cases if institutions is None else cases.filter(household__institution__in=institutions)


def _last_versions(cases: QuerySet[Case]) -> QuerySet[Submission]:
    last = Submission.objects.filter(case__in=cases).order_by("case_id", "-version")
    with_home = last.distinct("case_id").select_related("case__household__institution")
    return with_home.defer("content")


def _turn(one: Waiting) -> tuple[bool, date, int]:
    return not one.mine, one.since, one.submission.pk


def _decided_by(user: User, cases: QuerySet[Case]) -> set[int]:
    """Cases whose last decision was this user's; a correction is the committee's wish."""
    reviews = Review.objects.filter(submission__case__in=cases)
    reviews = reviews.exclude(outcome=Review.Outcome.CORRECTION).order_by("pk")
    last = dict(reviews.values_list("submission__case", "actor"))
    return {case for case, actor in last.items() if actor == user.pk}


def next_to_review(user: User) -> int | None:
    """The version (by primary key) to review now: what came back to this reviewer, then the oldest.

    Where the user reviews, in the order of ``waiting_for``; None where nothing waits. The database
    finds it: nothing else of what waits is read.
    """
    cases = where_may(Case.objects.open().filter(status=Case.Status.SUBMITTED), user, ACT)
    sent = Submission.objects.filter(case=OuterRef("pk")).order_by("-version")
    turn = cases.annotate(since=_since("pk"), last=Subquery(sent.values("pk")[:1]))
    turn = turn.order_by("since", "last").values_list("last", flat=True)
    mine = _decided_by(user, cases)
    return (turn.filter(pk__in=mine).first() if mine else None) or turn.first()


def _since(case: str) -> Subquery:
    """The day of the last step of the case that this column names."""
    steps = Transition.objects.filter(case=OuterRef(case)).order_by("-pk")
    return Subquery(steps.values("on")[:1])


@dataclass(frozen=True, slots=True)
class Beside:
    """A household's place in its queue, and its neighbours there."""

    number: int
    count: int
    before: Waiting | None
    after: Waiting | None


def beside(queue: Sequence[Waiting], submission: Submission) -> Beside | None:
    """None for one that doesn't wait."""
    places = [n for n, one in enumerate(queue) if one.submission.pk == submission.pk]
    if not places:
        return None
    (place,) = places
    return Beside(
        number=place + 1,
        count=len(queue),
        before=queue[place - 1] if place else None,
        after=queue[place + 1] if place + 1 < len(queue) else None,
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """A waiting household and what a reviewer should look at in it; nothing: it is clean.

    ``checked`` is what was said of it before it was sent; its notes are information alone.
    """

    waiting: Waiting
    checked: Checked
    reasons: tuple[str, ...]

    @property
    def first(self) -> tuple[str, ...]:
        """The first few, for the list; the household's own page has them all."""
        return self.reasons[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.reasons[SHOWN:])

    @property
    def is_clean(self) -> bool:
        return not self.reasons


def look_over(queue: Sequence[Waiting], *, actor: User) -> list[Looked]:
    """Each waiting household with whatever keeps it from being approved among many others.

    A warning, a dispute, an earlier return, a balance that moved, any rule of approving. The same
    number of queries however many wait.
    """
    sent = [one.submission for one in queue]
    standing, checked, reviewed = under_review(sent), _checked(sent), _reviewed(sent)
    return [
        Looked(one, said, (*_reasons(facts, actor, said.warnings, reviewed),))
        for one, facts in zip(queue, standing, strict=True)
        for said in [checked[one.household.pk]]
    ]


def clean_of(institutions: Sequence[Institution], *, actor: User) -> list[Submission]:
    """What waits there that the actor could approve at once: ``look_over`` says nothing of it.

    It reads less than that, where a list shows how many they are and not what speaks against them.
    """
    waiting = [*_last_versions(_cases(actor, institutions))]
    warnings: dict[int, tuple[Refusal, ...]] = {}
    for cut_off, some in _by_cut_off(waiting).items():
        warnings |= warnings_of([one.case.household for one in some], cut_off=cut_off)
    reviewed = _reviewed(waiting)
    return [
        one
        for one, facts in zip(waiting, under_review(waiting), strict=True)
        if not _reasons(facts, actor, warnings[one.case.household_id], reviewed)
    ]


def _reasons(
    one: UnderReview, actor: User, warnings: Sequence[Refusal], reviewed: set[int]
) -> list[str]:
    seen = {one.case.pk: one.version_of_changes}
    refusals = refusals_to_approve(one, actor, seen_stale=seen)
    return [
        *(["เคยส่งกลับหรือเปลี่ยนผลการตรวจ ให้ดูสิ่งที่แก้"] if one.case.pk in reviewed else []),
        *one.changes_in_words,
        *map(str, warnings),
        *(refusal.sentence for refusal in refusals),
    ]


def _checked(sent: Sequence[Submission]) -> dict[int, Checked]:
    """By household, what the committee was told; as of the cut-off date of its version."""
    return {
        checked.household.pk: checked
        for cut_off, some in _by_cut_off(sent).items()
        for checked in check([one.case.household for one in some], cut_off=cut_off)
    }


def _by_cut_off(sent: Sequence[Submission]) -> dict[date, list[Submission]]:
    registrations = {one.registration_id for one in sent}
    days = Registration.objects.filter(pk__in=registrations).values_list("pk", "cut_off")
    of_each = dict(days)
    found: dict[date, list[Submission]] = {}
    for one in sent:
        found.setdefault(of_each[one.registration_id], []).append(one)
    return found


def checked_again(submission: Submission) -> Checked:
    """What the committee was told of this household before it was sent, as of its cut-off date."""
    cut_off = submission.registration.cut_off
    (checked,) = check([submission.case.household], cut_off=cut_off)
    return checked


def _reviewed(sent: Sequence[Submission]) -> set[int]:
    cases = [one.case_id for one in sent]
    reviews = Review.objects.filter(submission__case__in=cases)
    return {*reviews.values_list("submission__case", flat=True)}


def versions_of(case: Case) -> list[Submission]:
    """Every version that was sent, the latest first, each with its decisions and their remarks.

    A decision's ``step_word`` names the task that it sent the household back to.
    """
    remarks = Prefetch("remarks", Remark.objects.order_by("pk"))
    reviews = Review.objects.select_related("actor").order_by("pk").prefetch_related(remarks)
    sent = case.submissions.select_related("actor", "registration").order_by("-version")
    versions = [*sent.prefetch_related(Prefetch("reviews", reviews))]
    for version in versions:
        for review in version.reviews.all():
            review.step_word = STEPS.get(review.step, "")
    return versions
