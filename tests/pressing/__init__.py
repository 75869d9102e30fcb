"""Every form of the project once, filled in so that it does what it is for (``tests.filled``)."""

from members.models import Institution
from tests.pressing import (
    certifying,
    holders,
    households,
    institutions,
    months,
    netting,
    papers,
)
from tests.pressing.press import Press

PARTS = [
    households.of_people,
    households.of_living,
    households.of_the_village,
    households.of_targets,
    households.of_sending,
    households.of_reviewing,
    households.of_contracts,
    households.of_guarantors,
    holders.of_holders,
    households.of_repayment,
    months.of_months,
    netting.of_netting,
    papers.of_papers,
    certifying.of_certifying,
    institutions.of_debts,
    institutions.of_registers,
    institutions.of_founding,
    institutions.of_funds,
    institutions.of_the_committee,
    institutions.of_users,
    institutions.of_the_desk,
]


def presses(institution: Institution) -> dict[str, Press]:
    """By the name of the address that the form is sent to."""
    return {name: press for part in PARTS for name, press in part(institution).items()}
