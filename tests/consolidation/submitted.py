"""Households that were sent to the district, as the tests of its review need them."""

from consolidation.answering import Told, answer_criteria
from consolidation.criteria import criteria_on
from consolidation.models import Case, Submission
from consolidation.reviewing import approve
from debts.classifying import classify
from members.models import Household, Institution, User
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.consolidation.registered import SENT_ON, ready, send

SENT = SENT_ON


def make_submission(household: Household, actor: User) -> Submission:
    """The household's next version, sent by the acts; its case is opened where there is none."""
    if not Case.objects.open().filter(household=household).exists():
        ready(household, actor)
    return send([household], actor).submissions.get()


def make_approved(household: Household, actor: User, officer: User) -> Submission:
    """The household's next version, which the district's officer let pass."""
    submission = make_submission(household, actor)
    approve([submission], on=SENT, actor=officer)
    return submission


def make_clean_submission(
    institution: Institution, actor: User, number: str, *, asked: bool = True
) -> Submission:
    """A household of that house number, sent with nothing that anybody would be warned of.

    Without ``asked`` it has no class, and the criteria weren't asked about.
    """
    household = make_clean_household(institution, actor, number, asked=asked)
    return send([household], actor).submissions.get()


def make_clean_household(
    institution: Institution, actor: User, number: str, *, asked: bool = True
) -> Household:
    """A household of that house number, ready to be sent with no warning."""
    household = make_household(institution, number)
    make_person(household, f"นางลำดับ ที่{number}")
    for fund in institution.funds.order_by("pk")[:2]:
        make_loan(household, fund, 1000)
    if not asked:
        return ready(household, actor)
    codes = [c.code for c in criteria_on(institution, AS_OF) if c.is_asked]
    told = [Told(code, "yes") for code in codes]
    answer_criteria(household, told, on=AS_OF, actor=actor)
    classify(
        household,
        on=AS_OF,
        ability="able",
        willingness="willing",
        reason="ตามที่ประชุม",
        actor=actor,
    )
    return ready(household, actor)
