"""What an instalment plan is made from (เงื่อนไขแผนชำระ), each convention with its words.

Pure values. ``schedule.py`` makes the plan; the words are printed on the contract.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from debts.day_count import Period
from debts.interest import Interest, Method
from debts.rounding import Rounding
from fundinst.errors import Refusal
from fundinst.money import SATANG, format_baht

WHOLE_PERCENT = Decimal(100)


class Shape(StrEnum):
    """How the principal is paid back."""

    EQUAL_PRINCIPAL = "equal_principal"
    EQUAL_INSTALMENTS = "equal_instalments"
    FIXED_AMOUNT = "fixed_amount"
    PATTERN = "pattern"
    AMOUNTS = "amounts"

    @property
    def words(self) -> str:
        return SHAPE_WORDS[self]


SHAPE_WORDS = {
    Shape.EQUAL_PRINCIPAL: "คืนเงินต้นเท่ากันทุกงวด บวกดอกเบี้ยของงวด",
    Shape.EQUAL_INSTALMENTS: "ชำระเท่ากันทุกงวด เงินต้นรวมดอกเบี้ยแล้ว",
    Shape.FIXED_AMOUNT: "ชำระงวดละจำนวนที่ตกลงกัน เงินต้นรวมดอกเบี้ยแล้ว งวดสุดท้ายชำระเท่าที่เหลือ",
    Shape.AMOUNTS: "คืนเงินต้นตามจำนวนบาทที่ตกลงไว้ของแต่ละงวด",
    Shape.PATTERN: "คืนเงินต้นตามสัดส่วนที่ตกลงไว้ของแต่ละงวด เช่น ตามฤดูเก็บเกี่ยว",
}


class Rounds(StrEnum):
    """What is brought to whole units."""

    EACH = "each"
    INSTALMENT = "instalment"
    INSTALMENT_OF_ROUNDED = "instalment_of_rounded"

    @property
    def words(self) -> str:
        return {
            Rounds.EACH: "ปัดเงินต้นและดอกเบี้ยแยกกัน",
            Rounds.INSTALMENT: "ปัดยอดรวมของงวด ดอกเบี้ยคิดถึงสตางค์ เงินต้นคือส่วนที่เหลือของงวด",
            Rounds.INSTALMENT_OF_ROUNDED: (
                "ปัดเงินต้นและดอกเบี้ยแยกกันแล้วรวมเป็นยอดงวด ดอกเบี้ยเก็บตามจริงถึงสตางค์ เงินต้นคือส่วนที่เหลือของงวด"
            ),
        }[self]


class GraceKind(StrEnum):
    """What happens to the interest of the instalments that pay no principal (ปลอดเงินต้น)."""

    INTEREST_PAID = "interest_paid"
    INTEREST_DEFERRED = "interest_deferred"
    INTEREST_FORGIVEN = "interest_forgiven"


class DeferredTo(StrEnum):
    """Where deferred interest is paid."""

    NEXT = "next"
    SPREAD = "spread"
    LAST = "last"

    @property
    def words(self) -> str:
        return {"next": "ในงวดถัดไป", "spread": "เฉลี่ยทุกงวดที่เหลือ", "last": "ในงวดสุดท้าย"}[self.value]


@dataclass(frozen=True, slots=True)
class Grace:
    """The first ``periods`` instalments pay no principal; ``kind`` says what becomes of interest.

    ``interest_periods`` where interest is deferred or forgiven for another number of instalments.
    """

    periods: int = 0
    kind: GraceKind = GraceKind.INTEREST_PAID
    interest_periods: int | None = None
    deferred_to: DeferredTo = DeferredTo.NEXT

    @property
    def of_interest(self) -> int:
        """In how many of the first instalments no interest is collected."""
        if self.kind == GraceKind.INTEREST_PAID:
            return 0
        return self.periods if self.interest_periods is None else self.interest_periods

    @property
    def words(self) -> tuple[str, ...]:
        said = [f"{self.periods} งวดแรกยังไม่ต้องคืนเงินต้น"] if self.periods else []
        if self.kind == GraceKind.INTEREST_FORGIVEN and self.of_interest:
            said.append(f"{self.of_interest} งวดแรกไม่คิดดอกเบี้ย และไม่เรียกเก็บภายหลัง")
        elif self.kind == GraceKind.INTEREST_DEFERRED and self.of_interest:
            said.append(
                f"ดอกเบี้ยของ {self.of_interest} งวดแรกยังไม่ต้องจ่าย ให้จ่าย{self.deferred_to.words} "
                "และไม่คิดดอกเบี้ยซ้อนดอกเบี้ย"
            )
        elif self.periods:
            said.append("ระหว่างนั้นจ่ายเฉพาะดอกเบี้ย")
        return tuple(said)


NO_INTEREST, NO_GRACE = Interest(), Grace()


class CarriedIn(StrEnum):
    """Which instalments pay what was carried over without interest (ยอดยกมาที่ไม่คิดดอกเบี้ย)."""

    EVENLY = "evenly"
    FIRST = "first"
    LAST = "last"

    @property
    def words(self) -> str:
        return {
            "evenly": "เฉลี่ยทุกงวดที่คืนเงินต้น",
            "first": "ในงวดแรกที่คืนเงินต้น",
            "last": "ในงวดสุดท้าย",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything a plan follows from.

    ``principal`` bears interest, ``carried`` (baht) never does. ``pattern`` is the percent of the
    principal for each instalment after the grace, ``interest_pattern`` that of flat interest,
    ``amounts`` the principal in baht for each instalment after the grace (AMOUNTS).
    ``instalment`` is the amount agreed for FIXED_AMOUNT; ``until_paid`` lets it decide how many of
    the periods are needed. ``interest_with_principal`` collects interest only where principal is
    paid. ``leave_out_empty`` leaves out instalments in which nothing is due. With ``odd_on_top``
    the odd days of a first period change its interest alone, and not every equal instalment.
    """

    principal: Decimal
    periods: tuple[Period, ...]
    interest: Interest = NO_INTEREST
    shape: Shape = Shape.EQUAL_PRINCIPAL
    rounding: Rounding = field(default_factory=Rounding)
    rounds: Rounds = Rounds.EACH
    grace: Grace = NO_GRACE
    pattern: tuple[Decimal, ...] = ()
    interest_pattern: tuple[Decimal, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    instalment: Decimal | None = None
    until_paid: bool = False
    interest_with_principal: bool = False
    leave_out_empty: bool = False
    odd_on_top: bool = False
    carried: Decimal = Decimal("0.00")
    carried_in: CarriedIn = CarriedIn.EVENLY
    calendar_words: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.periods)

    @property
    def interest_unit(self) -> Decimal:
        return self.rounding.unit if self.rounds == Rounds.EACH else SATANG

    @property
    def words(self) -> tuple[str, ...]:
        """Every convention in a sentence, to be printed on the contract."""
        said = [*self.interest.words, self._shape_words, *self.calendar_words, *self.grace.words]
        if self.odd_on_top and self.periods and self.periods[0].usual:
            said.append("งวดแรกมีวันมากหรือน้อยกว่าปกติ ดอกเบี้ยของวันที่ต่างไปคิดในงวดแรกงวดเดียว")
        if self.interest_with_principal and not self.interest.is_free:
            said.append("ดอกเบี้ยจ่ายพร้อมงวดที่คืนเงินต้น")
        if self.carried:
            fixed = self.shape == Shape.FIXED_AMOUNT
            when = "ก่อนเงินต้น" if fixed else self.carried_in.words
            said.append(f"ยอดยกมา {format_baht(self.carried)} บาทไม่คิดดอกเบี้ย ชำระ{when}")
        said.append(self.rounding.words)
        if not self.interest.is_free and self.rounding.unit != SATANG:
            said.append(self.rounds.words)
        return tuple(said)

    @property
    def _shape_words(self) -> str:
        if self.count == 1:
            return "ชำระครั้งเดียวทั้งหมด"
        if self.shape == Shape.FIXED_AMOUNT and self.instalment is not None:
            return f"ชำระงวดละ {format_baht(self.instalment)} บาท {self.shape.words}"
        return self.shape.words


def refusals_of_terms(terms: Terms) -> Iterator[Refusal]:
    """Every reason why no plan can be made of the terms as they stand."""
    yield from _refusals_of_amounts(terms)
    yield from _refusals_of_grace(terms)
    if terms.interest.rate.lowest < 0:
        yield Refusal("rate_negative", "", "อัตราดอกเบี้ยติดลบไม่ได้ ถ้าไม่คิดดอกเบี้ยให้ใส่ 0")
    if terms.shape == Shape.PATTERN:
        yield from _refusals_of_pattern(terms, terms.pattern, "เงินต้น")
    if terms.shape == Shape.AMOUNTS:
        yield from _refusals_of_agreed_amounts(terms)
    if terms.interest_pattern:
        yield from _refusals_of_pattern(terms, terms.interest_pattern, "ดอกเบี้ย")
        if terms.interest.method != Method.FLAT:
            yield Refusal(
                "interest_pattern_not_flat", "", "สัดส่วนดอกเบี้ยรายงวดใช้ได้เฉพาะดอกเบี้ยคงที่ ให้เอาสัดส่วนออก"
            )


def _refusals_of_amounts(terms: Terms) -> Iterator[Refusal]:
    if terms.count == 0:
        yield Refusal("no_instalments", "", "ยังไม่มีงวดชำระ ให้กำหนดวันครบกำหนดอย่างน้อยหนึ่งงวด")
    if terms.principal < 0 or terms.carried < 0 or terms.principal + terms.carried == 0:
        yield Refusal("nothing_to_pay", "", "จำนวนเงินตามแผนต้องมากกว่า 0 บาท ให้แก้จำนวนเงิน")
    if any(amount != amount.quantize(SATANG) for amount in (terms.principal, terms.carried)):
        yield Refusal("below_satang", "", "จำนวนเงินละเอียดกว่าหนึ่งสตางค์ ให้ใส่ทศนิยมไม่เกินสองตำแหน่ง")
    if terms.rounding.unit <= 0 or terms.rounding.unit % SATANG:
        yield Refusal("unit_unknown", "", "หน่วยปัดเศษต้องเป็นจำนวนสตางค์เต็มและมากกว่า 0 ให้แก้หน่วยปัดเศษ")
    if terms.shape == Shape.FIXED_AMOUNT and (terms.instalment or 0) <= 0:
        yield Refusal("no_instalment_amount", "", "ยังไม่ได้ใส่ยอดชำระต่องวด ให้ใส่จำนวนบาทที่ตกลงกัน")


def _refusals_of_grace(terms: Terms) -> Iterator[Refusal]:
    grace = terms.grace
    if grace.periods < 0 or grace.of_interest < 0:
        yield Refusal("grace_negative", "", "จำนวนงวดที่ปลอดชำระติดลบไม่ได้ ให้แก้เป็น 0 หรือมากกว่า")
    if terms.count and grace.periods >= terms.count:
        yield Refusal(
            "grace_too_long",
            "",
            f"ปลอดเงินต้น {grace.periods} งวด แต่ทั้งแผนมี {terms.count} งวด จึงไม่เหลืองวดคืนเงินต้น "
            "ให้ลดงวดปลอดชำระหรือเพิ่มจำนวนงวด",
        )
    deferred = grace.kind == GraceKind.INTEREST_DEFERRED
    if terms.count and grace.of_interest > terms.count - (1 if deferred else 0):
        yield Refusal(
            "interest_grace_too_long",
            "",
            f"พักดอกเบี้ย {grace.of_interest} งวด แต่ทั้งแผนมี {terms.count} งวด ให้ลดงวดพักดอกเบี้ย",
        )


def _refusals_of_pattern(
    terms: Terms, pattern: tuple[Decimal, ...], what: str
) -> Iterator[Refusal]:
    rows = terms.count - terms.grace.periods
    if len(pattern) != rows:
        yield Refusal(
            "pattern_length",
            "",
            f"สัดส่วน{what}มี {len(pattern)} งวด แต่แผนมี {rows} งวด ให้ใส่ให้ครบทุกงวด",
        )
    if any(percent < 0 for percent in pattern) or sum(pattern) != WHOLE_PERCENT:
        yield Refusal(
            "pattern_sum", "", f"สัดส่วน{what}ของทุกงวดต้องไม่ติดลบและรวมกันได้ร้อยละ 100 ให้แก้สัดส่วน"
        )
    elif pattern and not pattern[-1] and what == "เงินต้น":
        yield Refusal("pattern_last", "", "งวดสุดท้ายต้องมีเงินต้นให้คืน ให้ตัดงวดที่ไม่ต้องคืนออกหรือแก้สัดส่วน")


def _refusals_of_agreed_amounts(terms: Terms) -> Iterator[Refusal]:
    whole = sum(terms.amounts, Decimal(0))
    rows = terms.count - terms.grace.periods
    if len(terms.amounts) != rows:
        yield Refusal(
            "amounts_length",
            "",
            f"ใส่เงินต้นไว้ {len(terms.amounts)} งวด แต่แผนมี {rows} งวด ให้ใส่ให้ครบทุกงวด",
        )
    if any(amount < 0 for amount in terms.amounts) or whole != terms.principal:
        yield Refusal(
            "amounts_sum",
            "",
            f"เงินต้นทุกงวดรวมกันได้ {format_baht(whole)} บาท ต้องไม่ติดลบและเท่ากับ "
            f"{format_baht(terms.principal)} บาท ให้แก้จำนวนเงินของงวด",
        )
