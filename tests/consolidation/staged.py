"""Households at every stage of the road, by the steps themselves."""

from consolidation.cases import move, open_case
from consolidation.models import Case
from consolidation.stages import Stage
from tests.builders import AS_OF, make_household

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
            move(case, step, on=on, actor=actor)
            if case
            else open_case(household, on=on, actor=actor)
        )
    return household
