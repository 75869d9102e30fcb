"""Who guarantees how much for whom across all funds of an institution (แผนผังผู้ค้ำประกัน).

Guarantees of old loans that are still owed, by what is owed on them, and of open contracts, by
their most. A name is the same person's where it is linked to one, or where exactly one person of
the institution bears it; otherwise it is a name alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from consolidation.models import Contract, ContractGuarantor
from debts.models import Guarantor, Loan
from fundinst.names import name_key, split_name
from fundinst.thai import Unreadable
from members.models import Institution, Person

NOTHING = Decimal(0)
Key = int | str
"""A person's number, or a name's key where nobody of that name is known."""


@dataclass(frozen=True, slots=True)
class Stands:
    """One guarantee: for whose debt, of which household, to which fund, up to how much (baht)."""

    borrower: str
    household_id: int
    house: str
    fund: str
    amount: Decimal
    paper: str
    contract_id: int | None = None


@dataclass(frozen=True)
class GuarantorNode:
    """A guarantor with all that they stand for.

    ``owes`` is what they owe themselves (baht). ``crossed``: who of a household they stand for
    stands for theirs.
    """

    name: str
    person: Person | None
    stands: Sequence[Stands]
    owes: Decimal = NOTHING
    crossed: Sequence[str] = field(default=())

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.stands), NOTHING)

    @property
    def households(self) -> int:
        return len({one.household_id for one in self.stands})


@dataclass(frozen=True)
class GuarantorGraph:
    """All guarantors of an institution, those who stand for most first."""

    nodes: Sequence[GuarantorNode]

    @property
    def total(self) -> Decimal:
        return sum((node.total for node in self.nodes), NOTHING)

    @property
    def crossed(self) -> int:
        return sum(bool(node.crossed) for node in self.nodes)

    @property
    def owing(self) -> int:
        return sum(bool(node.owes) for node in self.nodes)


def guarantor_graph(institution: Institution) -> GuarantorGraph:
    """The whole institution's, in a few queries."""
    people = _People(institution)
    stands: defaultdict[Key, list[Stands]] = defaultdict(list)
    names: dict[Key, str] = {}
    for name, person_id, one in _guarantees(institution):
        key = people.key(name, person_id)
        stands[key].append(one)
        names.setdefault(key, str(people.known[key]) if key in people.known else name)
    owed = _owed(institution)
    crossed = _crossed(stands, people)
    nodes = [
        GuarantorNode(
            names[key],
            people.known.get(key),
            ones,
            owed.get(key, NOTHING),
            _named(crossed, key, names),
        )
        for key, ones in stands.items()
    ]
    return GuarantorGraph(sorted(nodes, key=lambda node: (-node.total, node.name)))


def owed_by(institution: Institution, key: str, person: Person | None) -> Decimal:
    """What the person of that name owes in their own name, old loans and contracts, in baht."""
    found = _People(institution).key_of(key, person.pk if person else None)
    return _owed(institution).get(found, NOTHING)


def crossed_with(contract: Contract, key: str, person: Person | None) -> list[str]:
    """Who of the contract's household stands for a debt of this person's household."""
    people = _People(contract.household.institution)
    found = people.known.get(people.key_of(key, person.pk if person else None))
    if found is None or found.household_id == contract.household_id:
        return []
    names = {
        str(giver)
        for name, person_id, one in _guarantees(contract.household.institution)
        if one.household_id == found.household_id
        and (giver := people.known.get(people.key(name, person_id)))
        and giver.household_id == contract.household_id
    }
    return sorted(names)


class _People:
    """The persons of an institution: by number, and by a name that only one bears."""

    def __init__(self, institution: Institution) -> None:
        persons = Person.objects.filter(household__institution=institution)
        self.known: dict[Key, Person] = {one.pk: one for one in persons.select_related("household")}
        self.named: defaultdict[str, list[int]] = defaultdict(list)
        for one in self.known.values():
            self.named[one.name_key].append(one.pk)

    def key(self, name: str, person_id: int | None) -> Key:
        try:
            return self.key_of(name_key(split_name(name)), person_id)
        except Unreadable:
            return person_id or name

    def key_of(self, name: str, person_id: int | None) -> Key:
        bearers = self.named.get(name, [])
        return person_id or (bearers[0] if len(bearers) == 1 else name)


def _guarantees(institution: Institution) -> Iterator[tuple[str, int | None, Stands]]:
    """Every guarantee that counts: the name, the person if linked, and what it is for."""
    loans = Guarantor.objects.filter(
        loan__household__institution=institution,
        loan__status=Loan.Status.OPEN,
        loan__outstanding__gt=0,
    ).select_related("loan__household", "loan__borrower", "loan__account__fund")
    for one in loans.order_by("pk"):
        loan = one.loan
        yield (
            one.name,
            one.person_id,
            Stands(
                str(loan.borrower),
                loan.household_id,
                str(loan.household),
                str(loan.account.fund),
                loan.outstanding,
                loan.number,
            ),
        )
    contracts = ContractGuarantor.objects.filter(
        contract__household__institution=institution,
        contract__status=Contract.Status.OPEN,
        released_on=None,
    ).select_related("contract__household", "contract__borrower", "contract__fund")
    for stands in contracts.order_by("pk"):
        contract = stands.contract
        yield (
            stands.name,
            stands.person_id,
            Stands(
                str(contract.borrower),
                contract.household_id,
                str(contract.household),
                str(contract.fund),
                stands.most,
                str(contract),
                contract.pk,
            ),
        )


def _owed(institution: Institution) -> dict[Key, Decimal]:
    """What each person owes in their own name: old loans, and contracts as they were made."""
    owed: defaultdict[Key, Decimal] = defaultdict(Decimal)
    within = {"household__institution": institution}
    loans = Loan.objects.owing().filter(**within).order_by().values_list("borrower")
    contracts = Contract.objects.open().filter(**within).order_by().values_list("borrower")
    for person, amount in [
        *loans.annotate(Sum("outstanding")),
        *contracts.annotate(Sum("amount")),
    ]:
        owed[person] += amount
    return dict(owed)


def _crossed(stands: dict[Key, list[Stands]], people: _People) -> dict[Key, set[Key]]:
    """Of each guarantor, who of a household they stand for stands for their own."""
    homes = {key: people.known[key].household_id for key in stands if key in people.known}
    for_homes = {key: {one.household_id for one in stands[key]} - {homes[key]} for key in homes}
    givers: defaultdict[tuple[int, int], set[Key]] = defaultdict(set)
    for key, served in for_homes.items():
        for home in served:
            givers[homes[key], home].add(key)
    return {
        key: set().union(*(givers.get((home, homes[key]), set()) for home in served))
        for key, served in for_homes.items()
    }


def _named(crossed: dict[Key, set[Key]], key: Key, names: dict[Key, str]) -> list[str]:
    others: Iterable[Key] = crossed.get(key, ())
    return sorted(names[other] for other in others)
