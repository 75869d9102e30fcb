"""Who is told of a step between committee and district: inside the transaction of the step.

Whoever takes the step is not told of it. A notice names a household as people call it, by its head
and its house: it is shown as far as the reader's offices reach (``members/notices.py``), and no
further. A practice institution has nobody above it to be told.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.models import Contract, Registration, Review, Transition
from consolidation.unreviewed import what_was_done
from members.models import Household, Institution, User
from members.notices import committee_users, district_officers, tell


def submitted(registration: Registration) -> None:
    """Households wait: new ones for the district's officers, mended ones for who decided last.

    Where that reviewer holds no office any more, they are new to the others.
    """
    institution = registration.institution
    officers = _but(registration.actor, district_officers(institution, on=_day(registration)))
    sent = [*registration.submissions.values_list("case", flat=True)]
    reviewers = _reviewers(sent)
    whose = Counter(reviewers.get(case) for case in sent)
    again = {officer: whose.pop(officer.pk) for officer in officers if officer.pk in whose}
    url = reverse("consolidation:reviews")
    if new := whose.total():
        sentence = f"{institution.name} ส่งมาให้ตรวจ {new:,} ครัวเรือน"
        key = f"submitted:{registration.pk}"
        tell(officers, institution=institution, key=key, sentence=sentence, url=url)
    for officer, count in again.items():
        sentence = f"{institution.name} แก้แล้วส่งกลับมาให้ท่านตรวจอีกครั้ง {count:,} ครัวเรือน"
        key = f"sent_again:{registration.pk}"
        tell([officer], institution=institution, key=key, sentence=sentence, url=url)


def returned(review: Review) -> None:
    """The committee is to mend the household: which, and why."""
    _tell_committee(review, "อำเภอส่งกลับให้แก้ไข")


def withdrawn(review: Review) -> None:
    """The committee knows that the household waits for the district again, and why."""
    _tell_committee(review, "อำเภอถอนการผ่าน รออำเภอตรวจใหม่")


def approved(reviews: Sequence[Review]) -> None:
    """Who sent the households hears it once, with their number; has that one left, the others do.

    ``reviews`` are those of one press of the button.
    """
    of_sender: defaultdict[tuple[Institution, int], list[Review]] = defaultdict(list)
    for review in _with_homes(reviews):
        of_sender[_institution(review), review.submission.actor_id].append(review)
    for (institution, sender), theirs in of_sender.items():
        first = theirs[0]
        committee = _but(first.actor, committee_users(institution, on=_day(first)))
        url = reverse(
            "consolidation:household_list",
            query={"institution": institution.pk, "stage": "approved"},
        )
        tell(
            _these(committee, sender),
            institution=institution,
            key=f"approved:{first.pk}",
            sentence=f"อำเภอตรวจผ่านแล้ว {_which(theirs)}",
            url=_address(first) if len(theirs) == 1 else url,
        )


def correction(review: Review) -> None:
    """Who decided last hears that the committee took it back; has that one left, the others do."""
    (review,) = _with_homes([review])
    institution = _institution(review)
    officers = _but(review.actor, district_officers(institution, on=_day(review)))
    reviewer = _reviewers([review.submission.case_id]).get(review.submission.case_id)
    tell(
        _these(officers, reviewer),
        institution=institution,
        key=f"correction:{review.pk}",
        sentence=f"{institution.name} ขอนำกลับไปแก้ไข {_which([review])}: {review.reason}",
        url=_address(review),
    )


def contracted_unreviewed(contract: Contract, reason: str, *, actor: User) -> None:
    """The district hears that a contract was made which it hasn't let pass: which, and why."""
    household = contract.household
    institution = household.institution
    step = Transition.objects.filter(case=contract.case_id).latest("pk")
    tell(
        _but(actor, district_officers(institution, on=_day(step))),
        institution=institution,
        key=f"contracted_unreviewed:{contract.pk}",
        sentence=f"{institution.name} {what_was_done(contract)} ครัวเรือน{household}: {reason}",
        url=reverse("consolidation:household", args=[household.pk]),
    )


def _tell_committee(review: Review, what: str) -> None:
    (review,) = _with_homes([review])
    institution = _institution(review)
    tell(
        _but(review.actor, committee_users(institution, on=_day(review))),
        institution=institution,
        key=f"{review.outcome}:{review.pk}",
        sentence=f"{what} {_which([review])}: {review.reason}",
        url=_address(review),
    )


def _reviewers(cases: Collection[int]) -> dict[int, int]:
    """Who decided last on each of these cases; a correction is the committee's, no decision."""
    decided = Review.objects.filter(submission__case__in=cases)
    decided = decided.exclude(outcome=Review.Outcome.CORRECTION).order_by("pk")
    return dict(decided.values_list("submission__case", "actor"))


def _but(actor: User, users: Iterable[User]) -> list[User]:
    return [user for user in users if user != actor]


def _these(users: list[User], one: int | None) -> list[User]:
    """The one whom it concerns, while they hold the office; else all who do."""
    return [user for user in users if user.pk == one] or users


def _with_homes(reviews: Sequence[Review]) -> list[Review]:
    """The reviews with their institutions, in one query."""
    found = Review.objects.filter(pk__in=[review.pk for review in reviews]).order_by("pk")
    return [*found.select_related("actor", "submission__case__household__institution")]


def _institution(review: Review) -> Institution:
    return review.submission.case.household.institution


def _which(reviews: Sequence[Review]) -> str:
    if len(reviews) > 1:
        return f"{len(reviews):,} ครัวเรือน"
    household = Household.objects.with_head().get(pk=reviews[0].submission.case.household_id)
    return f"{household.head_name} {household}" if household.head_name else f"ครัวเรือน{household}"


def _address(review: Review) -> str:
    return reverse("consolidation:household", args=[review.submission.case.household_id])


def _day(written: Registration | Review | Transition) -> date:
    """The day it was written, by which offices are in force."""
    at: datetime = written.recorded_at
    return localdate(at)
