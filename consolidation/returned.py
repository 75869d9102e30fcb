"""What came back from the district: each remark beside the place where it is mended."""

from dataclasses import dataclass

from django.urls import reverse

from consolidation.models import Case, Remark, Review, Submission
from consolidation.review_rules import STEP_OF_SECTION, STEPS
from debts.models import Loan
from members.models import Household


@dataclass(frozen=True, slots=True)
class ToMend:
    """A remark, and where its field is changed."""

    remark: Remark
    url: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """The review that sent the household back: whose, why, which task, which fields."""

    review: Review
    step: str
    step_url: str
    remarks: tuple[ToMend, ...]

    @property
    def is_wish(self) -> bool:
        """The committee itself asked to correct it."""
        return self.review.outcome == Review.Outcome.CORRECTION


def came_back(household: Household, case: Case, versions: list[Submission]) -> CameBack | None:
    """What is to be mended, while the household stands returned; ``versions`` the latest first."""
    reviews = [*versions[0].reviews.all()] if versions else []
    if case.status != Case.Status.RETURNED or not reviews:
        return None
    review = reviews[-1]
    remarks = [*review.remarks.all()]
    accounts = _accounts(household) if remarks else {}
    return CameBack(
        review=review,
        step=STEPS.get(review.step, ""),
        step_url=_of_step(household, review.step),
        remarks=tuple(ToMend(one, _place(household, one.field, accounts)) for one in remarks),
    )


def _of_step(household: Household, step: str) -> str:
    code = household.institution.code
    ways = {
        "information": reverse("consolidation:people", args=[household.pk]),
        "debts": f"{reverse('debts:grid', args=[code])}#household-{household.pk}",
        "class": reverse("debts:classify", args=[household.pk]),
        "registration": reverse("consolidation:criteria", args=[household.pk]),
    }
    return ways.get(step, "")


def _place(household: Household, path: str, accounts: dict[str, int]) -> str:
    """Where the field with this path of the content is changed."""
    section, _dot, rest = path.partition(".")
    number = rest.partition(".")[0]
    if section == "loans" and number in accounts:
        place = [household.institution.code, household.pk, accounts[number]]
        return reverse("debts:loan_details", args=place)
    if path == "household.house_number":
        return reverse("consolidation:house", args=[household.pk])
    return _of_step(household, STEP_OF_SECTION.get(section, ""))


def _accounts(household: Household) -> dict[str, int]:
    loans = Loan.objects.filter(household=household).values_list("pk", "account")
    return {str(pk): account for pk, account in loans}
