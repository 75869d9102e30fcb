"""What closes a household's old loans on a day (ยอดปิดหนี้), loan by loan and fund by fund.

Reads the books only: nothing is booked, and a contract is made of what the books say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from debts.balances import Balance, balances_on
from debts.confirmations import is_disputed
from debts.interest import Interest
from debts.loan_states import interest_of_loan, state_of
from debts.models import COMPONENTS, Confirmation, JournalEntry, Loan, RateDecision, Register
from debts.overdue import FUNDS_ORDER
from debts.payoff import LoanState, PayOff, PayOffLine, pay_off, refusals_to_pay_off
from debts.payoff_notes import Note, notes_on
from debts.rate_deciding import last_decisions, with_void_interest
from debts.rounding import Rounding, unit_words
from fundinst.errors import Refusal
from members.models import Fund, Household

Kind = JournalEntry.Kind
STATING = (Kind.OPENING, Kind.REGISTER, Kind.SURVEY, Kind.CORRECTION)
"""Entries that bring a balance to what its fund or household says it is on their day."""
NAMES = {one: str(JournalEntry._meta.get_field(one).verbose_name) for one in COMPONENTS}
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ComponentSum:
    """One component of a pay-off in words, its lines, and their sum (baht)."""

    name: str
    lines: tuple[PayOffLine, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LoanPayOff:
    """What closes one loan that day; up to ``counted_to`` its interest stands in the books.

    With ``refusals`` nothing could be worked out, and ``found`` has no lines.
    """

    loan: Loan
    counted_to: date
    found: PayOff
    conventions: tuple[str, ...]
    notes: tuple[Note, ...]
    refusals: tuple[Refusal, ...] = ()

    @property
    def fund(self) -> Fund:
        fund: Fund = self.loan.account.fund
        return fund

    @property
    def total(self) -> Decimal:
        return self.found.total

    @property
    def components(self) -> list[ComponentSum]:
        """The components that there is something of, in the order of the law's difference."""
        lines = {one: [x for x in self.found.lines if x.component == one] for one in COMPONENTS}
        return [
            ComponentSum(NAMES[one], tuple(of_it), self.found.of(one))
            for one, of_it in lines.items()
            if of_it
        ]

    @property
    def is_open(self) -> bool:
        """Whether something isn't known or decided that would change the sum."""
        return bool(self.refusals) or any(note.is_open for note in self.notes)


@dataclass(frozen=True, slots=True)
class SumRow:
    """A fund's loans together, or all: baht by component, in the columns' order."""

    of: Fund | None
    amounts: tuple[tuple[str, Decimal], ...]
    total: Decimal
    is_open: bool


@dataclass(frozen=True, slots=True)
class HouseholdPayOff:
    """What closes all that a household owed its funds ``on`` that day.

    ``later`` are loans of which the books know nothing yet that day, with the first day they do.
    """

    on: date
    loans: tuple[LoanPayOff, ...]
    later: tuple[tuple[Loan, date], ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((one.total for one in self.loans), NOTHING)

    @property
    def headings(self) -> list[str]:
        return [NAMES[one] for one in self._columns]

    @property
    def by_fund(self) -> list[SumRow]:
        funds = dict.fromkeys(one.fund for one in self.loans)
        return [self._sum(fund, [x for x in self.loans if x.fund == fund]) for fund in funds]

    @property
    def sum_row(self) -> SumRow:
        return self._sum(None, self.loans)

    @property
    def _columns(self) -> list[str]:
        sums = {one: sum(x.found.of(one) for x in self.loans) for one in COMPONENTS}
        return [one for one in COMPONENTS if one == "principal" or sums[one]]

    def _sum(self, fund: Fund | None, loans: Sequence[LoanPayOff]) -> SumRow:
        amounts = tuple(
            (NAMES[one], sum((x.found.of(one) for x in loans), NOTHING)) for one in self._columns
        )
        total = sum((x.total for x in loans), NOTHING)
        return SumRow(fund, amounts, total, any(x.is_open for x in loans))


def pay_offs_of(household: Household, *, on: date) -> HouseholdPayOff:
    """What closes each loan that the household owed on that day, by the books up to it."""
    balances = balances_on([household], on).get(household.pk, [])
    loans = [balance.loan for balance in balances]
    counted = counted_to(loans, on)
    facts = _Facts(counted, with_void_interest(loans), last_decisions(loans), _last_words(loans))
    known = {loan.pk for loan in loans}
    return HouseholdPayOff(
        on,
        tuple(_pay_off(balance, facts, on) for balance in balances),
        tuple(_later(household, known, on)),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was said and decided of the loans, by primary key."""

    counted_to: Mapping[int, date]
    void: set[int]
    decided: Mapping[int, RateDecision]
    words: Mapping[int, Confirmation]


def _pay_off(balance: Balance, facts: _Facts, on: date) -> LoanPayOff:
    loan, parts = balance.loan, balance.components
    counted_to = facts.counted_to[loan.pk]
    interest = interest_of_loan(loan)
    state = state_of(
        loan,
        parts,
        counted_to=counted_to,
        on=on,
        interest=interest or Interest(),
        is_void=loan.pk in facts.void,
    )
    notes = notes_on(
        loan,
        interest,
        counted_to=counted_to,
        on=on,
        in_books=parts["interest_over_year"] + parts["interest_under_year"],
        decided=facts.decided.get(loan.pk),
        word=facts.words.get(loan.pk),
    )
    refusals = (*refusals_to_pay_off(state, on),)
    found = PayOff(on, ()) if refusals else pay_off(state, on)
    said = _conventions(state) if interest else ()
    return LoanPayOff(loan, counted_to, found, said, (*notes,), refusals)


def _conventions(state: LoanState) -> tuple[str, ...]:
    """How the loan's interest is counted and rounded, in words."""
    if state.interest.is_free:
        return state.interest.words
    return (*state.interest.words, _rounding_in_words(state.rounding))


def _rounding_in_words(rounding: Rounding) -> str:
    return f"ปัดดอกเบี้ยแต่ละบรรทัดเป็น{unit_words(rounding.unit)} ({rounding.direction.words})"


def counted_to(loans: Sequence[Loan], on: date) -> dict[int, date]:
    """Up to what day the interest in the books of each loan is counted.

    That is the last day of which somebody stated its balance: a register or a survey that moved it;
    a later register of its account, which then said the same; or what the household signed.
    """
    entries = JournalEntry.objects.filter(
        loan__in=loans, on__lte=on, kind__in=STATING, reversed_by__isnull=True
    )
    stated = dict(entries.order_by("on").values_list("loan", "on"))
    recorded = Register.objects.filter(
        account__in={loan.account_id for loan in loans},
        as_of__lte=on,
        status=Register.Status.RECORDED,
    )
    registers = dict(recorded.order_by("as_of").values_list("account", "as_of"))
    signed = _signed(loans, on)
    found = {
        loan.pk: [stated.get(loan.pk), registers.get(loan.account_id), signed.get(loan.pk)]
        for loan in loans
    }
    return {loan: max(filter(None, days), default=on) for loan, days in found.items()}


def _signed(loans: Sequence[Loan], on: date) -> dict[int, date]:
    """The last cut-off date of each loan that the household signed for, and doesn't dispute."""
    words = Confirmation.objects.filter(loan__in=loans, cut_off__lte=on).order_by("cut_off", "pk")
    last = {(word.loan_id, word.cut_off): word for word in words}
    return {loan: cut_off for (loan, cut_off), word in last.items() if not is_disputed(word)}


def _last_words(loans: Sequence[Loan]) -> dict[int, Confirmation]:
    words = Confirmation.objects.filter(loan__in=loans).order_by("pk")
    return {word.loan_id: word for word in words}


def _later(household: Household, known: set[int], on: date) -> Iterable[tuple[Loan, date]]:
    owing = Loan.objects.owing().filter(household=household).exclude(pk__in=known)
    for loan in owing.select_related("account__fund", "borrower").order_by(*FUNDS_ORDER):
        entries = loan.entries.filter(on__gt=on, kind__in=STATING, reversed_by__isnull=True)
        first = entries.order_by("on").first()
        if first is not None:
            yield loan, first.on
