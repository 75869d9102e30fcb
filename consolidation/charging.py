"""What a late payer may be charged beside the plan (เงินที่เรียกเก็บนอกแผน).

Default interest is on the principal of an instalment that is overdue, day by day, and on nothing
else (ป.พ.พ. ๒๒๔, ๒๒๔/๑); a fine is what the fund's rule of the contract's day says, off unless it
does; costs are typed. The committee may always take less.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from consolidation.models import Receipt, ReceiptCharge
from consolidation.open_instalments import NOTHING
from consolidation.past_repayment import under_terms_of
from consolidation.repayment import Repayment
from debts.fund_rules import fine_of as fine_of_rule
from debts.interest import Interest, Method, RatePer, percent_words
from debts.lawful_rates import (
    LAWFUL_PERCENT_A_YEAR,
    DefaultInterest,
    Fine,
    FineKind,
    default_interest,
    default_percent_on,
    fine_of,
    warnings_of_fine,
)
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import SATANG, format_baht
from members.models import FundRule

Kind = ReceiptCharge.Kind
LONGEST = 300
"""So many letters of how an amount was found stand on its receipt."""
SHORTER = {" เงินต้นที่ค้าง": "", "ร้อยละ ": "× ", " ต่อปี": "%", " บาท": "", " ถึง ": "-"}
YEAR_OF_FOUR = re.compile(r" 25(\d\d)\b")
"""How the same is said where five or six stretches of days have no room otherwise."""
Stretch = tuple[date, date, Decimal]
"""From a day to a day, so many baht of an instalment's principal were overdue."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What of a payment is taken beside the plan, in baht; ``due_on`` names the late instalment."""

    kind: ReceiptCharge.Kind
    amount: Decimal
    due_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be charged for one late instalment: at most how much (baht), and how that is found.

    ``proposed`` is what the form begins with: nothing, unless the fund's rule asks for it.
    """

    kind: ReceiptCharge.Kind
    due_on: date
    most: Decimal
    proposed: Decimal
    lines: tuple[str, ...]
    warnings: tuple[Refusal, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.due_on.isoformat()}"

    @property
    def label(self) -> str:
        return f"{self.kind.label} งวดที่ครบกำหนด {day_in_words(self.due_on)}"

    @property
    def words(self) -> str:
        return " · ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Overcharged:
    """What was charged above what is lawful now, because an older payment came in late (baht).

    ``receipts`` are those that charged it, by date.
    """

    kind: ReceiptCharge.Kind
    due_on: date
    charged: Decimal
    lawful: Decimal
    receipts: tuple[Receipt, ...]

    @property
    def too_much(self) -> Decimal:
        return self.charged - self.lawful


def claims_of(repayment: Repayment) -> list[Claim]:
    """What may be charged on the repayment's day, the oldest instalment first.

    Only while principal of the instalment is open: what wasn't asked with the payment that ended
    it isn't asked afterwards. What was charged before is taken off.
    """
    before, found = _charged(repayment), []
    days = _overdue_days(repayment)
    rule = _rule(repayment) if days else None
    for due_on in days:
        stretches = _stretches(repayment, due_on, repayment.on)
        for claim in (
            _of_default(repayment, rule, due_on, stretches, before[Kind.DEFAULT_INTEREST, due_on]),
            _of_fine(repayment, rule, due_on, stretches, before[Kind.FINE, due_on]),
        ):
            if claim.most:
                found.append(claim)
    return found


def overcharged(repayment: Repayment) -> list[Overcharged]:
    """What counting receipts charged above what the payments known by now allow.

    By the terms that held when it was charged: later ones take nothing back.
    """
    charges, found = _charged(repayment), []
    rule = _rule(repayment) if charges else None
    for (kind, due_on), charged in charges.items():
        by = tuple(
            receipt
            for receipt in repayment.receipts
            if receipt.charged
            and any((one.kind, one.due_on) == (kind, due_on) for one in receipt.charges.all())
        )
        last = by[-1]
        judged = under_terms_of(repayment, last)
        stretches = _stretches(judged, due_on, last.on)
        if kind == Kind.FINE:
            lawful = _fine(fine_of_rule(rule), stretches)
        else:
            lawful = sum((one.amount for one in _default(judged, rule, stretches)), NOTHING)
        if charged > lawful:
            found.append(Overcharged(Kind(kind), due_on, charged, lawful, by))
    return found


def as_charged(charge: Charge, claims: Sequence[Claim]) -> str:
    """How the amount was found, as the receipt says it."""
    claim = claim_for(charge, claims)
    if claim is None:
        return charge.words.strip()[:300]
    less = f"เก็บ {format_baht(charge.amount)} จาก {format_baht(claim.most)} บาท: "
    said = f"{less if charge.amount < claim.most else ''}{claim.words}"
    if len(said) > LONGEST:
        for long, short in SHORTER.items():
            said = said.replace(long, short)
        said = YEAR_OF_FOUR.sub(r" \1", said)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def total(charges: Sequence[Charge]) -> Decimal:
    return sum((one.amount for one in charges), NOTHING)


def claim_for(charge: Charge, claims: Sequence[Claim]) -> Claim | None:
    """The claim that the charge is taken for; costs have none."""
    same = (one for one in claims if (one.kind, one.due_on) == (charge.kind, charge.due_on))
    return next(same, None)


def _rule(repayment: Repayment) -> FundRule | None:
    return repayment.contract.rule


def _charged(repayment: Repayment) -> defaultdict[tuple[str, date], Decimal]:
    """What every counting receipt charged, of whatever day, by kind and late instalment."""
    found: defaultdict[tuple[str, date], Decimal] = defaultdict(lambda: NOTHING)
    for receipt in repayment.receipts:
        for one in receipt.charges.all() if receipt.charged else ():
            if one.due_on:
                found[one.kind, one.due_on] += one.amount
    return found


def _overdue_days(repayment: Repayment) -> list[date]:
    days = {one.due_on for one in repayment.planned if one.due_on < repayment.on}
    return sorted(day for day in days if _open_principal(repayment, day, repayment.on))


def _open_principal(repayment: Repayment, due_on: date, on: date) -> Decimal:
    """What was open at the end of a day of the principal agreed for a due date.

    Principal paid before its time was no instalment, so it is never late.
    """
    early = {row.number for row in repayment.instalments if row.paid_early}
    rows = repayment.standing_on(on).open
    return sum(
        (one.principal for one in rows if one.due_on == due_on and one.number not in early), NOTHING
    )


def _stretches(repayment: Repayment, due_on: date, on: date) -> list[Stretch]:
    """The overdue principal from its due date to a day, cut where payments made it less."""
    paid = sorted({one.on for one in repayment.receipts if due_on < one.on < on})
    found: list[Stretch] = []
    for starts, ends in pairwise([due_on, *paid, on]):
        amount = _open_principal(repayment, due_on, starts)
        if found and found[-1][2] == amount:
            found[-1] = (found[-1][0], ends, amount)
        else:
            found.append((starts, ends, amount))
    return [one for one in found if one[2]]


def _default(
    repayment: Repayment, rule: FundRule | None, stretches: Sequence[Stretch]
) -> list[DefaultInterest]:
    agreed = rule.default_percent if rule else None
    own = own_percent(repayment.terms.interest)
    return [
        line
        for starts, ends, amount in stretches
        for line in default_interest(amount, starts, ends, agreed, at_least=own)
    ]


def own_percent(interest: Interest) -> Decimal:
    """The contract's own rate in percent a year, the lowest of several: it goes on (ป.พ.พ. ๒๒๔).

    Flat interest of the later instalments is on the overdue principal already.
    """
    if interest.is_free or interest.method == Method.FLAT or interest.rate.per == RatePer.PERIOD:
        return Decimal(0)
    times = {RatePer.YEAR: 1, RatePer.MONTH: 12, RatePer.DAY: 365}[interest.rate.per]
    return min(interest.rate.lowest * times, LAWFUL_PERCENT_A_YEAR)


def _of_default(
    repayment: Repayment,
    rule: FundRule | None,
    due_on: date,
    stretches: Sequence[Stretch],
    before: Decimal,
) -> Claim:
    lines = _default(repayment, rule, stretches)
    most = max(sum((line.amount for line in lines), NOTHING) - before, NOTHING)
    asked = most if rule and rule.default_percent is not None else NOTHING
    said = tuple(_said(line) for line in lines) + _less(before)
    return Claim(Kind.DEFAULT_INTEREST, due_on, most, asked, said)


def _said(line: DefaultInterest) -> str:
    return (
        f"{day_in_words(line.starts)} ถึง {day_in_words(line.ends)} {line.days:,} วัน "
        f"เงินต้นที่ค้าง {format_baht(line.principal)} บาท ร้อยละ {percent_words(line.percent)} ต่อปี "
        f"= {format_baht(line.amount)} บาท"
    )


def _less(before: Decimal) -> tuple[str, ...]:
    return (f"หักที่เก็บไปแล้ว {format_baht(before)} บาท",) if before else ()


def _fine(fine: Fine, stretches: Sequence[Stretch]) -> Decimal:
    if fine.kind == FineKind.BAHT_ONCE:
        return fine.amount.quantize(SATANG) if stretches else NOTHING
    parts = (fine_of(fine, amount, (ends - starts).days) for starts, ends, amount in stretches)
    return sum(parts, NOTHING)


def _of_fine(
    repayment: Repayment,
    rule: FundRule | None,
    due_on: date,
    stretches: Sequence[Stretch],
    before: Decimal,
) -> Claim:
    """As the rule says; nothing is proposed where it comes to more than the law's yearly rate."""
    fine = fine_of_rule(rule)
    most = max(_fine(fine, stretches) - before, NOTHING)
    days = sum((ends - starts).days for starts, ends, _amount in stretches)
    principal = stretches[-1][2] if stretches else NOTHING
    agreed = rule.default_percent if rule else None
    own = own_percent(repayment.terms.interest)
    percent = Fraction(default_percent_on(repayment.on, agreed, at_least=own))
    warnings = tuple(warnings_of_fine(fine, principal, percent)) if most else ()
    said = (f"{fine.words} ค้าง {days:,} วัน", *_less(before))
    return Claim(Kind.FINE, due_on, most, NOTHING if warnings else most, said, warnings)
