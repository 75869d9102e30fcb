"""What came back from the district: each remark beside the place where it is mended.

What is owed is mended as of the cut-off date that was sent: a figure of a later day is news, and
changes nothing of what is registered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from consolidation.models import Case, Remark, Review, Submission
from consolidation.review_rules import STEP_OF_SECTION, STEPS
from debts.models import JournalEntry, Loan
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.models import Household


@dataclass(frozen=True, slots=True)
class Later:
    """Figures written to mend a household, but of a day after its cut-off date.

    ``on`` is the last of those days, ``by`` how much more they say is owed, in baht.
    """

    on: date
    by: Decimal

    def __str__(self) -> str:
        day = format_date(self.on, style="medium", digits="arabic")
        moved = f"{'เพิ่ม' if self.by > 0 else 'ลด'} {format_baht(abs(self.by))} บาท"
        return f"แก้ไว้เป็นยอดของวันที่ {day}" + (f" ({moved})" if self.by else "")


@dataclass(frozen=True, slots=True)
class ToMend:
    """A remark, and where its field is changed."""

    remark: Remark
    url: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """The review that sent the household back: whose, why, which task, which fields.

    ``cut_off`` is the day whose sums were sent, ``later`` what was written of a day after it.
    """

    review: Review
    step: str
    step_url: str
    remarks: tuple[ToMend, ...]
    cut_off: date
    grid_url: str
    later: Later | None

    @property
    def is_wish(self) -> bool:
        """The committee itself asked to correct it."""
        return self.review.outcome == Review.Outcome.CORRECTION


def came_back(household: Household, case: Case, versions: list[Submission]) -> CameBack | None:
    """What is to be mended, while the household stands returned; ``versions`` the latest first."""
    reviews = [*versions[0].reviews.all()] if versions else []
    if case.status != Case.Status.RETURNED or not reviews:
        return None
    review, cut_off = reviews[-1], versions[0].registration.cut_off
    remarks = [*review.remarks.all()]
    accounts = _accounts(household) if remarks else {}
    return CameBack(
        review=review,
        step=STEPS.get(review.step, ""),
        step_url=_of_step(household, review.step, cut_off),
        remarks=tuple(
            ToMend(one, _place(household, one.field, accounts, cut_off)) for one in remarks
        ),
        cut_off=cut_off,
        grid_url=mended_in_grid(household, cut_off),
        later=later_figures([review]).get(household.pk),
    )


def mended_in_grid(household: Household, cut_off: date) -> str:
    """The household's row of the debtor grid, as of the cut-off date that was sent."""
    query = {"on": cut_off.isoformat()}
    grid = reverse("debts:grid", args=[household.institution.code], query=query)
    return f"{grid}#household-{household.pk}"


def later_figures(reviews: Iterable[Review]) -> dict[int, Later]:
    """By household (primary key): what was written since the review, of a day after the cut-off.

    ``reviews`` are the last of households that are to be mended, with submission, registration
    and case. One query, however many.
    """
    of = {review.submission.case.household_id: review for review in reviews}
    entries = JournalEntry.objects.filter(
        loan__household__in=of, reverses__isnull=True, reversed_by__isnull=True
    ).select_related("loan")
    found: dict[int, list[JournalEntry]] = {}
    for entry in entries.order_by("on", "pk") if of else ():
        review = of[entry.loan.household_id]
        of_later_day = entry.on > review.submission.registration.cut_off
        if of_later_day and entry.recorded_at > review.recorded_at:
            found.setdefault(entry.loan.household_id, []).append(entry)
    return {home: _later(some) for home, some in found.items()}


def _later(entries: Sequence[JournalEntry]) -> Later:
    return Later(entries[-1].on, sum((entry.total for entry in entries), Decimal(0)))


def _of_step(household: Household, step: str, cut_off: date) -> str:
    ways = {
        "information": reverse("consolidation:people", args=[household.pk]),
        "debts": mended_in_grid(household, cut_off),
        "class": reverse("debts:classify", args=[household.pk]),
        "registration": reverse("consolidation:criteria", args=[household.pk]),
    }
    return ways.get(step, "")


def _place(household: Household, path: str, accounts: Mapping[str, int], cut_off: date) -> str:
    """Where the field with this path of the content is changed."""
    section, _dot, rest = path.partition(".")
    number = rest.partition(".")[0]
    if section == "loans" and number in accounts:
        place = [household.institution.code, household.pk, accounts[number]]
        return reverse("debts:loan_details", args=place, query={"on": cut_off.isoformat()})
    if path == "household.house_number":
        return reverse("consolidation:house", args=[household.pk])
    return _of_step(household, STEP_OF_SECTION.get(section, ""), cut_off)


def _accounts(household: Household) -> dict[str, int]:
    loans = Loan.objects.filter(household=household).values_list("pk", "account")
    return {str(pk): account for pk, account in loans}
