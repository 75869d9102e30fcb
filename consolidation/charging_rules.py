"""What stands in the way of charging a payment beside the plan."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from consolidation.charging import Charge, Claim, Kind, claim_for, total
from consolidation.open_instalments import NOTHING
from debts.lawful_rates import DEFAULT_CLAUSE
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import SATANG, format_baht


def refusals_to_charge(
    charges: Sequence[Charge], claims: Sequence[Claim], *, amount: Decimal
) -> Iterator[Refusal]:
    """Every reason why a payment of ``amount`` baht can't be charged so."""
    sums: defaultdict[tuple[str, date | None], Decimal] = defaultdict(lambda: NOTHING)
    for charge in charges:
        if charge.amount <= 0 or charge.amount != charge.amount.quantize(SATANG):
            sentence = f"{charge.kind.label}ต้องมากกว่า 0 บาท และละเอียดไม่เกินสตางค์ ให้แก้จำนวนเงิน"
            yield Refusal("charge_is_none", "", sentence)
        if charge.kind == Kind.COST and not charge.words.strip():
            yield Refusal("cost_of_what", "", "ให้เขียนว่าเป็นค่าใช้จ่ายอะไร เช่น ค่าส่งหนังสือทวงถาม")
        if charge.kind != Kind.COST:
            sums[charge.kind, charge.due_on] += charge.amount
    for (kind, due_on), charged in sums.items():
        yield from _refusals_of_most(Charge(Kind(kind), charged, due_on), claims)
    if charges and total(charges) > amount:
        yield Refusal(
            "charges_above_payment",
            "ป.พ.พ. มาตรา ๓๒๙",
            f"เงินที่เรียกเก็บนอกแผนรวม {format_baht(total(charges))} บาท มากกว่าเงินที่รับ "
            f"{format_baht(amount)} บาท ให้ลดลง",
        )


def _refusals_of_most(charge: Charge, claims: Sequence[Claim]) -> Iterator[Refusal]:
    claim = claim_for(charge, claims)
    of = f"ของงวดที่ครบกำหนด {day_in_words(charge.due_on)}" if charge.due_on else ""
    if claim is None:
        yield Refusal(
            "charge_not_due", DEFAULT_CLAUSE, f"ไม่มี{charge.kind.label}{of}ให้เรียกเก็บ ให้ใส่ 0"
        )
    elif charge.amount > claim.most:
        yield Refusal(
            "charge_above_law",
            DEFAULT_CLAUSE if charge.kind == Kind.DEFAULT_INTEREST else "ระเบียบของกองทุน",
            f"{charge.kind.label}{of} เรียกเก็บได้ไม่เกิน {format_baht(claim.most)} บาท ให้ลดลง",
        )
