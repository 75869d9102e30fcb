"""The village's books kept a second time, from the law and the contracts' words; whole satang.

Nothing of the project is imported. Payments are water in a line of instalments: the oldest fill
first, carried interest before interest before principal (ป.พ.พ. ๓๒๙), so what is paid is always a
beginning of that line. Its length on a day is all that has to be known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.life.second_law import LAWFUL, SecondCase
from tests.life.second_months import SecondMonths
from tests.life.second_plan import (
    EarlyPayment,
    Ending,
    Row,
    Rules,
    ending,
    other_terms,
    signed_plan,
)

Components = tuple[int, int, int, int, int]
"""Principal, interest overdue a year or more, younger interest, penalty, fee."""
NOTHING: Components = (0, 0, 0, 0, 0)


@dataclass
class SecondLoan:
    """An old loan: whose fund, what is owed, and whether it stands in a contract.

    ``waived`` and ``capitalised`` are what its fund agreed to last, in the case that is open.
    ``percent`` is its rate; ``kept`` the unlawful interest that somebody decided to keep, and
    ``most`` the most interest it ever had. ``moved`` counts what papers of a balance don't survive.
    """

    fund: int
    owed: Components
    merged: bool = False
    waived: Components = NOTHING
    capitalised: int = 0
    percent: int | None = None
    kept: int | None = None
    most: int = 0
    moved: int = 0
    guarantors: tuple[int, ...] = ()

    @property
    def interest(self) -> int:
        return self.owed[1] + self.owed[2]

    @property
    def is_void(self) -> bool:
        """Above 15 % a year interest is nothing, unless the sum in the books was decided on."""
        return (self.percent or 0) > LAWFUL and self.kept != self.interest

    @property
    def lawful_interest(self) -> int:
        """Of the most it ever had, 15 of as many parts as the rate has; half a satang is one."""
        percent = self.percent or LAWFUL
        return (2 * self.most * LAWFUL + percent) // (2 * percent)

    @property
    def off(self) -> Components:
        """What doesn't come into a contract: void by law, or waived."""
        if not self.is_void:
            return self.waived
        principal, _over, _under, penalty, fee = self.waived
        return principal, self.owed[1], self.owed[2], penalty, fee


@dataclass
class Paid:
    """A receipt: so much went to the plan, ``ahead`` to what isn't due yet, too.

    ``charged`` is what was taken beside the plan, by kind and late instalment; ``booked`` the day
    in the books, where its own month was closed.
    """

    key: int
    on: date
    to_the_plan: int
    ahead: bool
    changed_plan: list[Row] | None = None
    charged: dict[tuple[str, date | None], int] = field(default_factory=dict)
    booked: date | None = None


@dataclass
class SecondContract:
    """The one contract: its parts by loan, what its holder owes the others, its plan, payments."""

    rules: Rules
    fund: int
    on: date
    parts: dict[int, Components]
    waived: dict[int, Components]
    principal: int
    carried: int
    owes: dict[int, int]
    status: str = "open"
    paid_funds: set[int] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    changes: list[tuple[list[Row], Rules]] = field(default_factory=list)
    case: int = 0

    def __post_init__(self) -> None:
        self.rows = signed_plan(self.rules, self.on, self.principal, self.carried)

    def due_by(self, on: date) -> int:
        return sum(row.total for row in self.rows if row.due <= on)

    @property
    def in_all(self) -> int:
        return sum(row.total for row in self.rows)

    def filled(self, on: date) -> tuple[int, int]:
        """How far the line is paid on a day, and what is kept for later."""
        length = kept = 0
        for one in sorted(self.paid, key=lambda paid: (paid.on, paid.key)):
            if one.on > on:
                continue
            length, kept = self._flows(length, kept, one.on)
            if one.ahead:
                length = min(length + one.to_the_plan, self.in_all)
            else:
                length, kept = self._flows(length, kept + one.to_the_plan, one.on)
        return self._flows(length, kept, on)

    def _flows(self, length: int, kept: int, on: date) -> tuple[int, int]:
        """What is kept pays what is due by that day."""
        flows = min(kept, max(self.due_by(on) - length, 0))
        return length + flows, kept - flows

    def is_open(self, on: date) -> list[tuple[int, int, int]]:
        """What is open of each row on a day: carried, interest, principal."""
        length, _kept = self.filled(on)
        found: dict[int, tuple[int, int, int]] = {}
        for at in sorted(range(len(self.rows)), key=lambda one: (self.rows[one].due, one)):
            parts = []
            for part in self.rows[at].parts:
                pays = min(part, length)
                parts.append(part - pays)
                length -= pays
            found[at] = (parts[0], parts[1], parts[2])
        return [found[at] for at in range(len(self.rows))]

    def due(self, on: date) -> int:
        """What is to be paid by a day and isn't."""
        both = zip(self.rows, self.is_open(on), strict=True)
        return sum(sum(parts) for row, parts in both if row.due <= on)

    def days_late(self, on: date) -> int:
        both = zip(self.rows, self.is_open(on), strict=True)
        late = [row.due for row, parts in both if row.due < on and any(parts)]
        return (on - min(late)).days if late else 0

    @property
    def left(self) -> int:
        return self.in_all - sum(one.to_the_plan for one in self.paid)

    def ending(self, on: date) -> Ending:
        return ending(self.rules, self.rows, on)

    def pay(
        self,
        key: int,
        on: date,
        amount: int,
        rest: str,
        *,
        charged: dict[tuple[str, date | None], int] | None = None,
        booked: date | None = None,
    ) -> None:
        """A payment that was taken in, with what was chosen for the rest, if there is one."""
        charged = charged or {}
        amount -= sum(charged.values())
        over = max(amount - self.due(on), 0)
        before = None
        if over and rest in ("shorter", "lower"):
            before = self.rows
            self.rows = EarlyPayment(self.rules, self.rows, on, over).plan(rest == "shorter")
        back = over if rest == "give_back" else 0
        ahead = bool(over) and rest == "next_instalments"
        self.paid.append(Paid(key, on, amount - back, ahead, before, charged, booked))

    def take_back(self, key: int) -> None:
        gone = next(one for one in self.paid if one.key == key)
        self.paid.remove(gone)
        if gone.changed_plan is not None:
            self.rows = gone.changed_plan

    def change(self, on: date, new: Rules) -> None:
        """Other terms for what is left, from a day on."""
        self.changes.append((self.rows, self.rules))
        self.rows = other_terms(self.rules, self.rows, self.is_open(on), on, new)
        self.rules = new

    def change_back(self) -> None:
        self.rows, self.rules = self.changes.pop()


@dataclass
class SecondBatch:
    """What the funds owe each other on a day: its lines, by the transfer, and who agreed to them.

    A line is (contract, fund that is to be paid); ``slips`` is what was paid, by net payment.
    """

    lines: list[tuple[int, int]]
    agreed: dict[tuple[int, int], bool] = field(default_factory=dict)
    status: str = "open"
    nets: dict[int, int] = field(default_factory=dict)
    slips: dict[int, int] = field(default_factory=dict)


@dataclass
class SecondBooks:
    """Loans and contracts by the keys that the project gave them; batches too."""

    loans: dict[int, SecondLoan] = field(default_factory=dict)
    contracts: dict[int, SecondContract] = field(default_factory=dict)
    batches: dict[int, SecondBatch] = field(default_factory=dict)
    cases: dict[int, SecondCase] = field(default_factory=dict)
    months: SecondMonths = field(default_factory=SecondMonths)

    def unpaid(self) -> list[tuple[int, int]]:
        """What funds owe each other: by contract and fund that is to be paid."""
        return [
            (pk, fund)
            for pk, contract in self.contracts.items()
            if contract.status != "cancelled"
            for fund in contract.owes
            if fund not in contract.paid_funds
        ]

    def net(self, batch: int) -> None:
        """What was agreed to is settled; a fund's net is what it owes less what it is owed."""
        netted = self.batches[batch]
        netted.status, owed = "netted", self.unpaid()
        for pk, fund in netted.lines:
            if (pk, fund) not in owed or not netted.agreed.get((pk, fund)):
                continue
            contract = self.contracts[pk]
            contract.paid_funds.add(fund)
            for one, sign in ((contract.fund, 1), (fund, -1)):
                netted.nets[one] = netted.nets.get(one, 0) + sign * contract.owes[fund]

    def state(self, loan: int, fund: int, owed: Components) -> None:
        known = self.loans.setdefault(loan, SecondLoan(fund, owed))
        known.moved += known.owed != owed
        known.owed, known.most = owed, max(known.most, owed[1] + owed[2])

    def merge(
        self,
        contract: int,
        loans: Sequence[int],
        fund: int,
        rules: Rules,
        on: date,
        case: int = 0,
    ) -> None:
        """Before = after + waived, loan by loan and part by part; interest is capitalised last."""
        old = [self.loans[loan] for loan in loans]
        waived = {loan: self.loans[loan].off for loan in loans}
        parts = {loan: _less(one.owed, one.off) for loan, one in zip(loans, old, strict=True)}
        capitalised = sum(one.capitalised for one in old)
        owes: dict[int, int] = {}
        for loan, owed in parts.items():
            creditor = self.loans[loan].fund
            if creditor != fund:
                owes[creditor] = owes.get(creditor, 0) + sum(owed)
            self.loans[loan].owed, self.loans[loan].merged = NOTHING, True
            self.loans[loan].moved += 1
        principal = sum(owed[0] for owed in parts.values()) + capitalised
        carried = sum(sum(owed[1:]) for owed in parts.values()) - capitalised
        self.contracts[contract] = SecondContract(
            rules, fund, on, parts, waived, principal, carried, owes, case=case
        )
        self.months.begin(fund, on)

    def undo(self, contract: int) -> None:
        undone = self.contracts[contract]
        undone.status = "cancelled"
        for loan, owed in undone.parts.items():
            self.loans[loan].owed = _less(owed, tuple(-one for one in undone.waived[loan]))
            self.loans[loan].merged = False


def _less(owed: Components, waived: Sequence[int]) -> Components:
    first, second, third, fourth, fifth = (
        one - less for one, less in zip(owed, waived, strict=True)
    )
    return first, second, third, fourth, fifth
