"""Households at every stage of the road, by the steps themselves."""

from uuid import uuid4

from consolidation.cases import move, open_case
from consolidation.models import Case, Registration, Review, Submission
from consolidation.stages import Stage
from members.models import User
from tests.builders import AS_OF, make_household, make_user

ROADS = {
    Stage.SURVEYED: (),
    Stage.TARGET: ("selected",),
    Stage.SUBMITTED: ("selected", "submitted"),
    Stage.RETURNED: ("selected", "submitted", "returned"),
    Stage.APPROVED: ("selected", "submitted", "approved"),
    Stage.NEGOTIATING: ("selected", "negotiating"),
    Stage.CONTRACTED: ("selected", "negotiating", "agreed", "contracted"),
    Stage.REDUCED: ("selected", "negotiating", "agreed", "contracted", "repaying", "reduced"),
    Stage.CLEARED: ("selected", "negotiating", "agreed", "contracted", "repaying", "cleared"),
    Stage.LEFT: ("selected", "moved"),
}


def make_at(stage, institution, actor, *, on=AS_OF, household=None):
    """A household that went the road to this stage, its last step on that day."""
    household = household or make_household(institution)
    for step in ROADS[stage]:
        case = Case.objects.open().filter(household=household).first()
        case = (
            take_step(case, step, on=on, actor=actor)
            if case
            else open_case(household, on=on, actor=actor)
        )
    return household


def take_step(case, step, *, on, actor):
    """The step with what it follows from: what was sent, or what an officer decided of it."""
    if step == "submitted":
        lay_before_the_district(case, actor)
    elif step in ("returned", "approved"):
        return decide(case.submissions.last(), step, officer_of(case.household.institution), on=on)
    reason = "ตามมติที่ประชุม" if step == "contracted" else ""  # none of these was reviewed
    return move(case, step, on=on, actor=actor, reason=reason)


def lay_before_the_district(case, actor):
    """The household's next version, whatever it says."""
    registration = Registration.objects.create(
        institution=case.household.institution, key=uuid4(), cut_off=AS_OF, actor=actor
    )
    version = case.submissions.count() + 1
    return Submission.objects.create(
        case=case, registration=registration, version=version, content={}, actor=actor
    )


def officer_of(institution):
    """The officer of its district; one is made where there is none."""
    district = institution.subdistrict_id[:4]
    known = User.objects.filter(offices__role="district", offices__area=district).first()
    return known or make_user("district", area=district)


STEP_OF = {"approved": "approved", "withdrawn": "submitted"}


def decide(submission, outcome, actor, reason="เอกสารไม่ครบ", *, on=AS_OF):
    """The decision as it stands in the books, with its step; the case as it is then."""
    write_decision(submission, outcome, actor, reason, on=on)
    submission.case.refresh_from_db()
    return submission.case


def write_decision(submission, outcome, actor, reason="เอกสารไม่ครบ", *, on=AS_OF):
    """The decision as it stands in the books, with its step."""
    given = "" if outcome == "approved" else reason
    review = Review.objects.create(
        submission=submission, outcome=outcome, actor=actor, reason=given
    )
    case = Case.objects.get(pk=submission.case_id)
    move(case, STEP_OF.get(outcome, "returned"), on=on, actor=actor)
    return review
