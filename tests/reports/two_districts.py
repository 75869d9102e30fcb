"""A province of two districts and what happened there: made by the acts, of every sort that counts.

In ห้วยทับทัน two institutions: contracts with a waiver and with interest above the law, one undone,
one paid in part, one paid off; households selected, sent, approved, taken back. In ขุขันธ์ one
institution. Beside them a practice institution, and another province.
"""

from dataclasses import dataclass
from datetime import date

from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.models import Contract
from consolidation.selecting import select_household
from members.access import command_line_user
from members.models import Area, AuditEntry, Institution, User
from members.registering import create_institution
from members.undoing import undo_entry
from reports.asking import Asked, Level, Place
from tests.builders import (
    AS_OF,
    SIGNED,
    make_household,
    make_institution,
    make_loan,
    make_person,
    make_user,
)
from tests.consolidation.negotiated_homes import agreed, contract_of, make_negotiable, meet
from tests.consolidation.registered import ready
from tests.consolidation.repaid import FIRST, SECOND, make_repayable, pay
from tests.consolidation.submitted import make_approved, make_submission

LAST_DAY, FIRST_DAY = date(2017, 9, 30), date(2017, 10, 1)
"""Of the fiscal years 2560 and 2561."""
UNDONE = date(2018, 1, 31)
LATER = date(2018, 9, 1)
PAID_OFF = date(2020, 8, 1)
TODAY = date(2021, 3, 1)


@dataclass(frozen=True)
class World:
    first: Institution
    second: Institution
    third: Institution
    practice: Institution
    elsewhere: Institution
    reduced: Contract
    cleared: Contract
    undone: Contract

    @property
    def real(self) -> list[Institution]:
        """Those of the province."""
        return [self.first, self.second, self.third]


def make_world() -> World:
    first, second = (make_institution(moo=moo, name=f"บ้านที่ {moo}") for moo in (1, 2))
    third = make_institution("330502", moo=1, name="บ้านไกล")
    elsewhere = make_institution("341401", moo=1, name="บ้านอื่น")
    practice = create_institution(
        subdistrict="331206",
        moo=9,
        name="บ้านลอง",
        funds=[("village_fund", "")],
        actor=command_line_user(),
        is_practice=True,
    )
    treasurer = make_user("committee", institution=first)
    officer = make_user("district", area="3312")
    _negotiated(first, treasurer, officer)
    reduced, cleared, undone = (
        make_repayable(fund_of(first, kind), treasurer, principal=principal)
        for kind, principal in (
            ("savings_group", 30_000),
            ("savings_group", 30_000),
            ("village_fund", 5000),
        )
    )
    undo_merge(undone, reason="ผิด", on=UNDONE, actor=treasurer)
    pay(reduced, FIRST, 11_800)
    for day, amount in ((FIRST, 11_800), (SECOND, 11_200), (PAID_OFF, 10_600)):
        pay(cleared, day, amount)
    close(cleared, on=PAID_OFF, actor=treasurer)
    _on_the_road(second, make_user("committee", institution=second), officer)
    for institution, principal, day in (
        (second, 60_000, LAST_DAY),
        (third, 9000, FIRST_DAY),
        (practice, 7000, SIGNED),
        (elsewhere, 8000, SIGNED),
    ):
        committee = make_user("committee", institution=institution)
        make_repayable(fund_of(institution), committee, principal=principal, on=day)
    return World(first, second, third, practice, elsewhere, reduced, cleared, undone)


def _negotiated(institution: Institution, treasurer: User, officer: User) -> None:
    """Owed 17,250 baht; 450 and 20 were waived, 1,500 is interest above the law."""
    home = make_negotiable(institution, treasurer, officer, rate_percent=24)
    meet(home, treasurer, agreed(penalty=450), agreed(interest_under_year=20))
    contract_of(home, treasurer, into=fund_of(institution, "savings_group"))


def _on_the_road(institution: Institution, treasurer: User, officer: User) -> None:
    """A household approved, one sent, one selected, one whose selection was taken back."""
    approved, sent, selected, taken_back = (_home(institution, str(n)) for n in range(1, 5))
    make_approved(approved, treasurer, officer)
    make_submission(sent, treasurer)
    ready(selected, treasurer)
    select_household(taken_back, on=AS_OF, actor=treasurer)
    entry = AuditEntry.objects.filter(act="household_selected", household=taken_back).get()
    undo_entry(entry, actor=treasurer)


def _home(institution: Institution, number: str):
    home = make_household(institution, number)
    make_person(home, f"นายบ้าน ที่{number}")
    for kind in ("village_fund", "savings_group"):
        make_loan(home, fund_of(institution, kind), 1000)
    return home


def fund_of(institution: Institution, kind: str = "village_fund"):
    return institution.funds.get(kind=kind)


def asked_on(day: date) -> Asked:
    """Of that day, with all that was written down since."""
    return Asked(on=day, known=TODAY, today=TODAY)


def place_of(code: str) -> Place:
    area = Area.objects.select_related("parent").get(code=code)
    return Place(Level.DISTRICT if len(code) == 4 else Level.PROVINCE, area=area)
