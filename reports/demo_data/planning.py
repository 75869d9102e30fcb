"""What invented institutions there will be, from a seed alone: no clock, no database.

The first four stand to each other as the tests of who sees what ask for: an institution, its sister
in the same district, one of another district of the province, one of another province.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from consolidation.models import Case
from fundinst.names import Name
from members.models import Office
from reports.demo_data.inventing import (
    VILLAGES,
    Inventor,
    canaries,
    national_id,
    password,
    village_name,
)

S = Case.Status
R = Office.Role

# Real tambons, by their official codes: two provinces, three districts.
SUBDISTRICTS = ("331206", "331201", "330502", "341401")
FIRST_MOO = 71
MOST_TENANTS = 4 * (99 - FIRST_MOO)
"""As many as there are numbers for villages that no tambon has."""

STATUSES: tuple[str, ...] = (
    *(S.SURVEYED, S.CLASSIFIED, S.SELECTED, S.SELECTED),
    *(S.SUBMITTED, S.SUBMITTED, S.SUBMITTED, S.RETURNED, S.RETURNED),
    *(S.APPROVED, S.APPROVED, S.NEGOTIATING, S.AGREED, S.FAILED),
    *(S.CONTRACTED, S.CONTRACTED, S.REPAYING, S.REDUCED, S.DEFAULTED, S.CLEARED),
    *(S.WITHDRAWN, S.MOVED, S.DECEASED),
)
"""Where each household of a tenant stands, in the order of its houses."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to sign in as. ``scope`` is the code of what they may see, empty for the country."""

    username: str
    password: str
    name: str
    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class PlannedHousehold:
    """A household: its people, and what it owes the village fund, savings group and กข.คจ.

    ``line`` is its place in the tenant's list, from 1.
    """

    line: int
    status: str
    house_number: str
    head: Name
    partner: Name
    phone: str
    national_id: str
    owed: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Tenant:
    """An invented institution. ``canary`` is the word that stands in each of its texts, if any."""

    code: str
    name: str
    subdistrict: str
    moo: int
    canary: str
    committee: tuple[Name, ...]
    households: tuple[PlannedHousehold, ...] = field(repr=False)

    @property
    def district(self) -> str:
        return self.subdistrict[:4]

    @property
    def province(self) -> str:
        return self.subdistrict[:2]

    @property
    def statuses(self) -> dict[str, int]:
        """How many households stand where."""
        return dict(Counter(household.status for household in self.households))

    def sign(self, text: str) -> str:
        """The text with the tenant's own word in it, where it has one."""
        return f"{text} {self.canary}".rstrip()


@dataclass(frozen=True, slots=True)
class DemoData:
    """All that one seed makes."""

    seed: int
    tenants: tuple[Tenant, ...]
    personas: tuple[Persona, ...]

    def persona(self, role: str, scope: str = "") -> Persona:
        """The first who holds that role over that scope."""
        return next(one for one in self.personas if (one.role, one.scope) == (role, scope))

    def as_data(self) -> dict[str, object]:
        """As the command prints it: nothing that another run with the seed would say otherwise."""
        return {
            "seed": self.seed,
            "tenants": [_tenant_as_data(tenant) for tenant in self.tenants],
            "personas": [
                {name: getattr(persona, name) for name in Persona.__slots__}
                for persona in self.personas
            ],
        }


def _tenant_as_data(tenant: Tenant) -> dict[str, object]:
    shown = ("code", "name", "subdistrict", "district", "province", "canary", "statuses")
    houses = [home.house_number for home in tenant.households]
    return {name: getattr(tenant, name) for name in shown} | {"house_numbers": houses}


def plan_demo_data(tenants: int, seed: int, canary: bool = False, *, secret: str = "") -> DemoData:
    """What ``make_demo_data`` makes of the same words, without making it."""
    words = canaries(Random(f"{seed} canaries"), tenants) if canary else [""] * tenants
    planned = tuple(_tenant(seed, place, word) for place, word in enumerate(words))
    return DemoData(seed, planned, (*_personas(seed, planned, secret or password(seed)),))


def _tenant(seed: int, place: int, canary: str) -> Tenant:
    inventor = Inventor(Random(f"{seed} {place}"), canary)
    subdistrict, moo = SUBDISTRICTS[place % 4], FIRST_MOO + place // 4
    village = village_name(place, inventor.chance.choice(VILLAGES))
    return Tenant(
        code=f"{subdistrict}{moo}",
        name=inventor.sign(village),
        subdistrict=subdistrict,
        moo=moo,
        canary=canary,
        committee=tuple(inventor.person(title) for title in ("นาย", "นางสาว", "นาง")),
        households=tuple(
            _household(inventor, place, number, status, _house(place, number, canary))
            for number, status in enumerate(STATUSES, start=1)
        ),
    )


def _house(place: int, number: int, canary: str) -> str:
    """Numbers of the tenant's own where leaks are looked for; the third house has none."""
    if number == 3:
        return ""
    return f"{9000 + place}/{number}" if canary else f"{number}"


def _household(
    inventor: Inventor, place: int, line: int, status: str, house_number: str
) -> PlannedHousehold:
    surname = inventor.surname()
    owed = (inventor.chance.randint(20, 400) * Decimal("50.25") for _fund in range(3))
    return PlannedHousehold(
        line=line,
        status=status,
        house_number=house_number,
        head=inventor.person("นาง", surname),
        partner=inventor.person("นาย", surname),
        phone=inventor.phone(),
        national_id=national_id(place, line),
        owed=tuple(owed),
    )


def _personas(seed: int, tenants: tuple[Tenant, ...], secret: str) -> list[Persona]:
    """Two of each committee, one officer of each district and province, and the two of all."""
    posts = [
        (f"committee-{tenant.code}-{number}", str(name), R.COMMITTEE, tenant.code)
        for tenant in tenants
        for number, name in enumerate(tenant.committee[:2], start=1)
    ]
    officers = Inventor(Random(f"{seed} officers"))
    for role, digits in ((R.DISTRICT, 4), (R.PROVINCE, 2)):
        for code in sorted({tenant.code[:digits] for tenant in tenants}):
            posts.append((f"{role}-{code}", str(officers.person("นางสาว")), role, code))
    for role in (R.DEPARTMENT, R.ADMINISTRATOR):
        posts.append((f"{role}-all", str(officers.person("นาย")), role, ""))
    return [
        Persona(username, secret, name, str(role), scope) for username, name, role, scope in posts
    ]
