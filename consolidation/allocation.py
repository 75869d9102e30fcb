"""Where the baht of a payment go (การตัดชำระ), and what is left when nobody said.

Pure arithmetic. Oldest instalment first; inside it costs, then interest, then principal (ป.พ.พ.
๓๒๙). An instalment that isn't due yet is not touched unless people say so: what is left over waits
for their choice (``overpaying.py``). Receipts entered late are replayed by date: ``replaying.py``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from consolidation.open_instalments import LAWFUL_ORDER, NOTHING, OpenInstalment, Part
from consolidation.overpaying import Overpayment, Share, shares_of_the_rest
from fundinst.errors import Refusal, Refused
from fundinst.money import SATANG, format_baht


class First(StrEnum):
    """What is paid off before the next is begun: an instalment, or a part in all that are due.

    The law orders the parts of a debt; both keep to it, and the fund says which it is.
    """

    INSTALMENT = "instalment"
    PART = "part"

    @property
    def words(self) -> str:
        return {
            First.INSTALMENT: "ตัดงวดที่ครบกำหนดก่อนให้หมดก่อน จึงตัดงวดถัดไป",
            First.PART: "ตัดค่าธรรมเนียม ค่าปรับ และดอกเบี้ยของทุกงวดที่ครบกำหนดก่อน จึงตัดเงินต้น",
        }[self]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of payment: the law's, unless the contract says another in writing.

    ``agreement`` names the paper; an order that isn't the law's is refused without one.
    """

    parts: tuple[Part, ...] = LAWFUL_ORDER
    first: First = First.INSTALMENT
    agreement: str = ""

    @property
    def words(self) -> str:
        """As a villager understands it, to be printed on the contract and the receipt."""
        return f"{self.first.words} ในแต่ละงวดตัด{' แล้ว'.join(part.words for part in self.parts)}"


LAWFUL = Order()


@dataclass(frozen=True, slots=True)
class Allocation:
    """One payment: where it went, what is open after it, and what nobody has placed yet (baht)."""

    amount: Decimal
    shares: tuple[Share, ...]
    open: tuple[OpenInstalment, ...]
    left_over: Decimal
    kept: Decimal = NOTHING
    given_back: Decimal = NOTHING

    def by_instalment(self) -> dict[int, dict[Part, Decimal]]:
        """What each instalment got, part by part."""
        found: defaultdict[int, dict[Part, Decimal]] = defaultdict(dict)
        for share in self.shares:
            parts = found[share.number]
            parts[share.part] = parts.get(share.part, NOTHING) + share.amount
        return dict(found)

    def of(self, part: Part) -> Decimal:
        return sum((share.amount for share in self.shares if share.part == part), NOTHING)


def allocate(
    amount: Decimal,
    instalments: Sequence[OpenInstalment],
    on: date,
    *,
    order: Order = LAWFUL,
    rest: Overpayment | None = None,
) -> Allocation:
    """Place a payment (baht) on what is due that day; ``rest`` is what people chose for the rest.

    Without a choice the rest is ``left_over`` and stands nowhere else. Raises Refused for an
    amount that is none, or an order nobody agreed to in writing.
    """
    if refusals := [*refusals_to_allocate(amount, order)]:
        raise Refused(refusals)
    shares, left = [], amount
    for number, part, is_open in _turns(instalments, on, order):
        if paid := min(left, is_open):
            shares.append(Share(number, part, paid))
            left -= paid
    after = _after(instalments, shares)
    if not left or rest is None:
        return Allocation(amount, tuple(shares), after, left)
    return _with_rest(amount, shares, after, left, rest)


def _turns(
    instalments: Sequence[OpenInstalment], on: date, order: Order
) -> Iterator[tuple[int, Part, Decimal]]:
    """What is paid, in turn: number of the instalment, part, and how much of it is open."""
    due = sorted(
        (one for one in instalments if one.is_payable(on)), key=lambda one: (one.due_on, one.number)
    )
    if order.first == First.PART:
        yield from ((one.number, part, one.of(part)) for part in order.parts for one in due)
    else:
        yield from ((one.number, part, one.of(part)) for one in due for part in order.parts)


def _after(
    instalments: Sequence[OpenInstalment], shares: Sequence[Share]
) -> tuple[OpenInstalment, ...]:
    paid: defaultdict[int, dict[Part, Decimal]] = defaultdict(dict)
    for share in shares:
        parts = paid[share.number]
        parts[share.part] = parts.get(share.part, NOTHING) + share.amount
    return tuple(one.less(paid.get(one.number, {})) for one in instalments)


def _with_rest(
    amount: Decimal,
    shares: list[Share],
    after: tuple[OpenInstalment, ...],
    left: Decimal,
    rest: Overpayment,
) -> Allocation:
    more = shares_of_the_rest(left, after, rest)
    unplaced = left - sum((share.amount for share in more), NOTHING)
    kept = unplaced if rest == Overpayment.KEEP else NOTHING
    given_back = unplaced if rest == Overpayment.GIVE_BACK else NOTHING
    return Allocation(
        amount,
        (*shares, *more),
        _after(after, more),
        unplaced - kept - given_back,
        kept,
        given_back,
    )


def refusals_to_allocate(amount: Decimal, order: Order) -> Iterator[Refusal]:
    """Why a payment can't be placed."""
    if amount <= 0 or amount != amount.quantize(SATANG):
        yield Refusal(
            "payment_amount",
            "",
            f"รับชำระ {format_baht(amount)} บาทไม่ได้ จำนวนเงินต้องมากกว่า 0 และไม่ละเอียดกว่าหนึ่งสตางค์",
        )
    if sorted(order.parts) != sorted(Part):
        yield Refusal("order_incomplete", "", "ลำดับการตัดชำระต้องมีครบทุกรายการ รายการละครั้ง ให้แก้ลำดับ")
    elif order.parts != LAWFUL.parts and not order.agreement.strip():
        yield Refusal(
            "order_not_agreed",
            "ป.พ.พ. มาตรา ๓๒๙",
            "ลำดับการตัดชำระต่างจากกฎหมาย (ค่าธรรมเนียมและค่าปรับ แล้วดอกเบี้ย แล้วเงินต้น) "
            "ต้องตกลงไว้ในสัญญา ให้ใส่เลขที่หนังสือที่ตกลงกัน",
        )
