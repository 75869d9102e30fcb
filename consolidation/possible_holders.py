"""The funds as possible holders of a household's contract: what each would pay, cost, and lack."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from consolidation.fund_cash import FundCash, cash_of
from consolidation.holder_sums import Owing
from consolidation.loan_terms import LoanTerms, TermSums, sums_of
from consolidation.netting_sums import NOTHING
from consolidation.plan_costs import refusals_of_cost
from consolidation.plan_terms import Terms
from consolidation.planning import NO_RULE, terms_by_rule
from consolidation.schedule import make_plan
from debts.models import Loan
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.models import Fund, Institution


@dataclass(frozen=True, slots=True)
class Holder:
    """A fund's rules of a day and its money, read once for all households.

    ``terms`` are those of a contract of one baht, None where the fund has written no rate; ``most``
    is its ceiling with a meeting's resolution, ``usual`` the one without. ``why_not`` says why its
    rules make no contract at all.
    """

    fund: Fund
    usual: Decimal | None
    most: Decimal | None
    terms: Terms | None
    cash: FundCash
    has_rule: bool = True
    why_not: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return str(self.fund.pk)

    def contract_of(self, sums: TermSums) -> tuple[Decimal | None, tuple[str, ...]]:
        """What the contract would cost to its end by this fund's rules, None where unknown; and
        why such a contract would be refused.
        """
        if self.terms is None or not sums.left:
            return None, self.why_not
        terms = replace(self.terms, principal=sums.bearing, carried=sums.carried)
        try:
            plan = make_plan(terms)
        except Refused as refused:
            return None, _sentences(refused.refusals)
        return plan.interest, _sentences(refusals_of_cost(terms, plan))


def _sentences(refusals: Iterable[Refusal]) -> tuple[str, ...]:
    return tuple(refusal.sentence for refusal in refusals)


def possible_holders(institution: Institution, *, on: date) -> list[Holder]:
    """Every member fund, in the institution's order."""
    funds = [*institution.funds.order_by("position")]
    cash = cash_of(funds, on=on)
    return [_holder(fund, cash[fund.pk], on) for fund in funds]


def _holder(fund: Fund, cash: FundCash, on: date) -> Holder:
    rule = fund.rule_on(on)
    terms: Terms | None = None
    why_not: tuple[str, ...] = ()
    try:
        terms = terms_by_rule(fund, rule, principal=Decimal(1), carried=NOTHING, on=on)
    except Refused as refused:
        why_not = _sentences(refused.refusals)
    usual = rule.ceiling if rule else None
    resolved = rule.ceiling_resolved if rule else None
    known = terms if fund.rate_on(on) is not None else None
    return Holder(fund, usual, resolved or usual, known, cash, rule is not None, why_not)


@dataclass(frozen=True, slots=True)
class Option:
    """A fund as this household's holder, in baht.

    ``interest`` is what the contract would cost to its end, None where unknown. ``against`` says
    why it is not suggested, ``notes`` what else people should know; ``why_not`` why a contract by
    its rules would be refused, so that it can't be chosen.
    """

    holder: Holder
    to_pay: Decimal
    interest: Decimal | None
    against: tuple[str, ...]
    notes: tuple[str, ...]
    why_not: tuple[str, ...] = ()

    @property
    def fund(self) -> Fund:
        return self.holder.fund

    @property
    def lacks_cash(self) -> bool:
        """Whether the fund is known to have less than it would have to pay the others."""
        free = self.holder.cash.free
        return free is not None and bool(self.to_pay) and free < self.to_pay

    @property
    def sentences(self) -> list[str]:
        """What speaks for and against it, in words, the figures first."""
        paid = (
            f"ต้องโอนให้กองทุนอื่น {format_baht(self.to_pay)} บาท"
            if self.to_pay
            else "ไม่ต้องโอนให้กองทุนใด"
        )
        if not self.holder.has_rule:
            cost = NO_RULE
        elif self.holder.terms is None:
            cost = "ระเบียบของกองทุนนี้ยังไม่ได้บอกอัตราดอกเบี้ย สัญญาจึงไม่คิดดอกเบี้ย"
        elif self.interest is None:
            cost = "ยังบอกดอกเบี้ยไม่ได้"
        elif self.interest:
            count = self.holder.terms.count if self.holder.terms else 0
            cost = (
                f"ครัวเรือนเสียดอกเบี้ยรวม {format_baht(self.interest)} บาท (ผ่อน {count} งวดตามระเบียบ)"
            )
        else:
            cost = "ครัวเรือนไม่เสียดอกเบี้ย"
        return [paid, cost]


def options_of(
    loans: Sequence[Loan], agreed: Mapping[int, LoanTerms], holders: Iterable[Holder]
) -> list[Option]:
    """Each fund as the holder of these loans; they come with their account and its fund."""
    payoffs, sums = payoffs_of(loans, agreed), sums_of(agreed[loan.pk] for loan in loans)
    free = sum(
        (agreed[x.pk].left_in_all for x in loans if x.account.fund.is_interest_free), NOTHING
    )
    return [_option(holder, payoffs, sums, free) for holder in holders]


def payoffs_of(loans: Sequence[Loan], agreed: Mapping[int, LoanTerms]) -> dict[str, Decimal]:
    """What these loans come to, fund by fund (by primary key, as text), once waived."""
    payoffs: dict[str, Decimal] = {}
    for loan in loans:
        key = str(loan.account.fund_id)
        payoffs[key] = payoffs.get(key, NOTHING) + agreed[loan.pk].left_in_all
    return payoffs


def _option(
    holder: Holder, payoffs: Mapping[str, Decimal], sums: TermSums, free: Decimal
) -> Option:
    to_pay = sum((amount for key, amount in payoffs.items() if key != holder.key), NOTHING)
    interest, why_not = holder.contract_of(sums)
    return Option(
        holder,
        to_pay,
        interest,
        tuple(_against(holder, to_pay, sums.left)),
        tuple(_notes(holder, payoffs, sums.left, free, interest)),
        why_not,
    )


def _against(holder: Holder, to_pay: Decimal, total: Decimal) -> Iterator[str]:
    if holder.fund.kind == Fund.Kind.KKJ and to_pay:
        yield "เงิน กข.คจ. มีข้อห้ามใช้หนี้สินเดิม ระบบจึงไม่เสนอให้จ่ายแทนกองทุนอื่น"
    if holder.most is not None and total > holder.most:
        yield f"ยอด {format_baht(total)} บาท เกินวงเงิน {format_baht(holder.most)} บาทของกองทุนนี้"


def _notes(
    holder: Holder,
    payoffs: Mapping[str, Decimal],
    total: Decimal,
    free: Decimal,
    interest: Decimal | None,
) -> Iterator[str]:
    to_pay = total - payoffs.get(holder.key, NOTHING)
    has = holder.cash.free
    if has is None and to_pay:
        yield "กองทุนนี้ยังไม่ได้บอกว่ามีเงินเท่าใด"
    elif has is not None and to_pay:
        enough = "พอจ่าย" if has >= to_pay else "ไม่พอจ่าย"
        yield f"กองทุนนี้มีเงินเหลือ {format_baht(max(has, NOTHING))} บาท {enough}"
    if holder.usual is not None and holder.most is not None and holder.usual < total <= holder.most:
        yield f"เกินวงเงินปกติ {format_baht(holder.usual)} บาท ต้องมีมติที่ประชุม"
    if holder.key not in payoffs:
        yield "ไม่ได้เป็นเจ้าหนี้เดิมของครัวเรือนนี้"
    if free and interest:
        share = (interest * free / total).quantize(Decimal(1))
        yield (
            f"หนี้ กข.คจ. {format_baht(free)} บาท เดิมไม่มีดอกเบี้ย ถ้ารวมในสัญญานี้ "
            f"ครัวเรือนเสียดอกเบี้ยเพราะส่วนนี้ราว {format_baht(share)} บาท"
        )


def owing_of(name: str, payoffs: Mapping[str, Decimal], options: Sequence[Option]) -> Owing:
    """The household as the sums take it: within ceilings and กข.คจ.'s ban where any fund is.

    Where none is, every fund but กข.คจ. may hold, and the meeting decides (``against`` says why).
    A fund whose contract would be refused never may, so there can be none.
    """
    lawful = [one for one in options if not one.why_not]
    within = [one for one in lawful if not one.against]
    only_kkj = all(one.fund.kind == Fund.Kind.KKJ for one in options)
    others = [one for one in lawful if only_kkj or one.fund.kind != Fund.Kind.KKJ]
    may = within or others
    return Owing(
        name,
        payoffs,
        tuple(one.holder.key for one in may),
        {one.holder.key: one.interest for one in may if one.interest is not None},
    )
