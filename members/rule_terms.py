"""What a fund's rules say (เงื่อนไขของระเบียบ), as somebody told them, and what is refused of them.

The arithmetic of the plan is above this app: here is what a rule alone can say.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise

from fundinst.errors import Refusal
from fundinst.fields import MOST_BAHT
from fundinst.money import SATANG
from members.models import Fund, FundRule
from members.models.fund_rules import LAWFUL_PERCENT_A_MONTH
from members.models.funds import LAWFUL_PERCENT_A_YEAR
from members.rule_cost import flat_percent_of_owed, in_hundredths
from members.rule_words import plain

MOST_MONTHS, MOST_GUARANTORS, MOST_GRACE, MOST_TIERS = 600, 20, 60, 5
MOST_ROUNDING = 1000
LEAP_YEAR = 2024
MONTHS_UNSAID = 12
"""How long a usual contract runs, where the rule doesn't say."""
LAW = "ป.พ.พ. มาตรา ๖๕๔"
LIMIT = f"ร้อยละ {LAWFUL_PERCENT_A_YEAR} ต่อปี (ร้อยละ {LAWFUL_PERCENT_A_MONTH} ต่อเดือน)"


@dataclass(frozen=True, slots=True)
class RateStep:
    """The percent of what a debt is above so many baht (``RateTier``)."""

    above: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What a fund lends on from a day on, column by column as ``FundRule``; None is left unsaid."""

    effective_on: date
    rate_percent: Decimal | None = None
    ceiling: Decimal | None = None
    term_months: int | None = None
    guarantors: int | None = None
    resolution: str = ""
    rate_per: str = "year"
    method: str = "on_balance"
    day_count: str = "actual/365"
    shape: str = "equal_principal"
    due: str = "yearly"
    due_days: Sequence[str] = ()
    pattern: Sequence[Decimal] = ()
    rounding_unit: Decimal = Decimal(1)
    rounding_place: str = "last"
    grace_instalments: int = 0
    grace: str = "interest_paid"
    fine: str = "off"
    fine_amount: Decimal = Decimal(0)
    default_percent: Decimal | None = None
    ceiling_resolved: Decimal | None = None
    tiers: Sequence[RateStep] = ()

    @property
    def says_something(self) -> bool:
        return self != Terms(self.effective_on)

    def values(self) -> dict[str, object]:
        """The columns of the rule, but for its day and its tiers."""
        own = (one.name for one in fields(self) if one.name not in ("effective_on", "tiers"))
        told = {name: getattr(self, name) for name in own}
        return told | {"due_days": [*self.due_days], "pattern": [*self.pattern]}

    @property
    def is_plain(self) -> bool:
        """Whether rate and ceiling are all it says, as the pages of founding ask for them."""
        return self == Terms(self.effective_on, self.rate_percent, self.ceiling)


def terms_of_rule(rule: FundRule) -> Terms:
    """The rule as it was told."""
    columns = [one.name for one in fields(Terms) if one.name != "tiers"]
    told = {name: getattr(rule, name) for name in columns}
    told |= {"due_days": tuple(rule.due_days), "pattern": tuple(rule.pattern)}
    tiers = rule.tiers.order_by("above").values_list("above", "percent")
    return Terms(**told, tiers=tuple(RateStep(*tier) for tier in tiers))


def refusals_of_terms(kind: str, terms: Terms) -> Iterator[Refusal]:
    """What the law and the fund's own nature don't allow; the form shows the same sentences."""
    yield from _refusals_of_rate(kind, terms)
    yield from _refusals_of_flat(terms)
    yield from _refusals_of_tiers(terms)
    yield from _refusals_of_ceiling(terms)
    yield from _refusals_of_numbers(terms)
    yield from _refusals_of_days(terms)
    yield from _refusals_of_pattern(terms)
    yield from _refusals_of_late(terms)


def _a_year(terms: Terms, percent: Decimal) -> Decimal:
    return percent * 12 if terms.rate_per == FundRule.RatePer.MONTH else percent


def _rates(terms: Terms) -> list[Decimal]:
    rates = [] if terms.rate_percent is None else [terms.rate_percent]
    return [*rates, *(tier.percent for tier in terms.tiers)]


def _refusals_of_rate(kind: str, terms: Terms) -> Iterator[Refusal]:
    rates = _rates(terms)
    highest = max(rates, default=Decimal(0))
    if _a_year(terms, highest) > LAWFUL_PERCENT_A_YEAR:
        monthly = terms.rate_per == FundRule.RatePer.MONTH
        written = f"ร้อยละ {plain(highest)} ต่อเดือน เท่ากับ" if monthly else ""
        yield Refusal(
            "rate_above_law",
            LAW,
            f"ดอกเบี้ย{written}ร้อยละ {plain(_a_year(terms, highest))} ต่อปี "
            f"กฎหมายให้คิดได้ไม่เกิน{LIMIT} ให้ลดอัตราลง",
        )
    if any(rate < 0 for rate in rates):
        yield Refusal("rate_negative", "", "อัตราดอกเบี้ยติดลบไม่ได้ ถ้าไม่คิดดอกเบี้ยให้ใส่ 0")
    if kind == Fund.Kind.KKJ and any(rates):
        yield Refusal("kkj_takes_no_interest", "", "กข.คจ. ให้กู้โดยไม่คิดดอกเบี้ย ให้เว้นช่องนี้ว่างหรือใส่ 0")
    elif terms.method == FundRule.Method.NONE and any(rates):
        yield Refusal(
            "no_interest_has_a_rate", "", "เลือกวิธีคิดว่าไม่คิดดอกเบี้ย ให้เว้นอัตราว่าง หรือเลือกวิธีคิดอื่น"
        )


def _refusals_of_flat(terms: Terms) -> Iterator[Refusal]:
    """Flat interest of the rule's usual contract, by its lowest rate, above the lawful one."""
    lowest = _a_year(terms, min(_rates(terms), default=Decimal(0)))
    parts = _usual_parts(terms)
    if terms.method != FundRule.Method.FLAT or not 0 < lowest <= LAWFUL_PERCENT_A_YEAR:
        return
    if not parts or min(parts) < 0 or not sum(parts):
        return  # refused for what it is
    free = terms.grace == FundRule.Grace.INTEREST_FORGIVEN
    without = [*map(bool, parts)].index(True) if free else 0
    percent = flat_percent_of_owed(lowest, parts, without=without)
    if percent > LAWFUL_PERCENT_A_YEAR:
        yield Refusal(
            "flat_above_law",
            LAW,
            f"ดอกเบี้ยคงที่ร้อยละ {plain(lowest)} ต่อปี ผ่อน {len(parts)} งวด เมื่อคิดจากเงินต้นที่ค้างจริง "
            f"เท่ากับร้อยละ {plain(in_hundredths(percent))} ต่อปี กฎหมายให้คิดได้ไม่เกิน{LIMIT} "
            "ให้ลดอัตรา หรือเลือกคิดดอกเบี้ยจากเงินต้นที่เหลือ",
        )


def _usual_parts(terms: Terms) -> list[Decimal | int]:
    """What of the principal each instalment of a usual contract pays back; nought in its grace."""
    grace = terms.grace_instalments
    if terms.pattern:
        return [*[0] * grace, *terms.pattern]
    months = terms.term_months or MONTHS_UNSAID
    years = -(-months // 12)
    count = {
        FundRule.Due.MONTHLY.value: months,
        FundRule.Due.FIXED_DAYS.value: years * len(terms.due_days),
        FundRule.Due.ONCE.value: 1,
    }.get(terms.due, years)
    grace = grace if 0 < grace < count else 0
    return [*[0] * grace, *[1] * (count - grace)]


def _refusals_of_tiers(terms: Terms) -> Iterator[Refusal]:
    if not terms.tiers:
        return
    floors = [Decimal(0), *(tier.above for tier in terms.tiers)]
    if terms.rate_percent is None:
        yield Refusal("tiers_without_rate", "", "มีขั้นบันไดแล้ว ให้ใส่อัตราดอกเบี้ยของขั้นแรกด้วย")
    if any(above <= before for before, above in pairwise(floors)):
        yield Refusal(
            "tiers_not_rising", "", "ขั้นบันไดต้องเรียงจากจำนวนเงินน้อยไปมาก ไม่ซ้ำกัน และมากกว่า 0 บาท"
        )
    if len(terms.tiers) > MOST_TIERS:
        yield Refusal("tiers_too_many", "", f"ขั้นบันไดมีได้ไม่เกิน {MOST_TIERS} ขั้น")


def _refusals_of_ceiling(terms: Terms) -> Iterator[Refusal]:
    if terms.ceiling is not None and not 0 < terms.ceiling <= MOST_BAHT:
        yield Refusal("ceiling_is_nothing", "", "วงเงินต้องมากกว่า 0 บาท ถ้าไม่ได้กำหนดให้เว้นว่าง")
    higher = terms.ceiling_resolved
    if higher is None:
        return
    if terms.ceiling is None:
        yield Refusal("ceiling_missing", "", "ใส่วงเงินเมื่อมีมติแล้ว ให้ใส่วงเงินปกติต่อรายด้วย")
    elif not terms.ceiling <= higher <= MOST_BAHT:
        yield Refusal("ceiling_resolved_lower", "", "วงเงินเมื่อมีมติต้องไม่น้อยกว่าวงเงินปกติ")


def _refusals_of_numbers(terms: Terms) -> Iterator[Refusal]:
    if terms.term_months is not None and not 1 <= terms.term_months <= MOST_MONTHS:
        yield Refusal("term_unknown", "", f"ระยะเวลาต้องเป็น 1 ถึง {MOST_MONTHS} เดือน")
    if terms.guarantors is not None and not 0 <= terms.guarantors <= MOST_GUARANTORS:
        yield Refusal("guarantors_unknown", "", f"จำนวนผู้ค้ำต้องเป็น 0 ถึง {MOST_GUARANTORS} คน")
    unit = terms.rounding_unit
    if unit % SATANG or not SATANG <= unit <= MOST_ROUNDING:
        sentence = f"หน่วยปัดเศษต้องเป็น 0.01 ถึง {MOST_ROUNDING:,} บาท ไม่ละเอียดกว่าหนึ่งสตางค์"
        yield Refusal("rounding_unknown", "", sentence)
    if not 0 <= terms.grace_instalments <= MOST_GRACE:
        yield Refusal("grace_unknown", "", f"จำนวนงวดที่ปลอดเงินต้นต้องเป็น 0 ถึง {MOST_GRACE} งวด")
    elif not terms.grace_instalments and terms.grace != FundRule.Grace.INTEREST_PAID:
        yield Refusal("grace_without_number", "", "เลือกดอกเบี้ยระหว่างปลอดเงินต้นแล้ว ให้ใส่ว่าปลอดกี่งวดแรก")


def _refusals_of_days(terms: Terms) -> Iterator[Refusal]:
    fixed = terms.due == FundRule.Due.FIXED_DAYS
    if fixed and not terms.due_days:
        yield Refusal(
            "due_days_missing", "", "เลือกวันที่แน่นอนของทุกปีแล้ว ให้ใส่วันครบกำหนดอย่างน้อย 1 วัน เช่น 5 พ.ย."
        )
    if terms.due_days and not fixed:
        yield Refusal("due_days_unasked", "", "ใส่วันครบกำหนดแล้ว ให้เลือกกำหนดชำระเป็นวันที่แน่นอนของทุกปี")
    if not all(map(_is_a_day, terms.due_days)):
        yield Refusal("due_day_unknown", "", "มีวันครบกำหนดที่ไม่มีในปฏิทิน ให้แก้วัน")
    if len({*terms.due_days}) < len(terms.due_days):
        yield Refusal("due_day_twice", "", "มีวันครบกำหนดซ้ำกัน ให้ใส่วันละครั้งเดียว")


def _is_a_day(written: str) -> bool:
    month, _, day = written.partition("-")
    if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= 12):
        return False
    return 1 <= int(day) <= monthrange(LEAP_YEAR, int(month))[1]


def _refusals_of_pattern(terms: Terms) -> Iterator[Refusal]:
    pattern, wanted = terms.pattern, terms.shape == FundRule.Shape.PATTERN
    if wanted and not pattern:
        yield Refusal(
            "pattern_missing", "", "เลือกคืนเงินต้นตามสัดส่วนแล้ว ให้ใส่สัดส่วนของแต่ละงวด เช่น 40 30 30"
        )
    if pattern and not wanted:
        yield Refusal(
            "pattern_unasked", "", "ใส่สัดส่วนของแต่ละงวดแล้ว ให้เลือกวิธีคืนเงินต้นเป็นตามสัดส่วนของแต่ละงวด"
        )
    if pattern and (sum(pattern) != 100 or min(pattern) < 0):
        whole = plain(sum(pattern, Decimal(0)))
        yield Refusal("pattern_sum", "", f"สัดส่วนของทุกงวดต้องรวมกันได้ 100 ตอนนี้ได้ {whole}")
    elif pattern and not pattern[-1]:
        yield Refusal("pattern_last", "", "งวดสุดท้ายต้องมีเงินต้นให้คืน ให้ตัดงวดที่ไม่ต้องคืนออก")
    if len(pattern) > 1 and terms.due == FundRule.Due.ONCE:
        yield Refusal("pattern_once", "", "ชำระครั้งเดียวมีงวดเดียว ให้เลือกกำหนดชำระแบบอื่น หรือเอาสัดส่วนออก")


def _refusals_of_late(terms: Terms) -> Iterator[Refusal]:
    """Of who pays late: the fund's fine, and default interest."""
    off = terms.fine == FundRule.Fine.OFF
    if not off and terms.fine_amount <= 0:
        yield Refusal("fine_missing", "", "เลือกค่าปรับแล้ว ให้ใส่จำนวน หรือเลือกว่าไม่มีค่าปรับ")
    if off and terms.fine_amount:
        yield Refusal("fine_unasked", "", "ใส่จำนวนค่าปรับแล้ว ให้เลือกด้วยว่าคิดค่าปรับแบบใด")
    times: dict[str, int] = {"percent_a_day": 365, "percent_a_year": 1}
    days = times.get(terms.fine, 0)
    interest = _a_year(terms, max(_rates(terms), default=Decimal(0)))
    yearly = terms.fine_amount * days + interest
    if days and yearly > LAWFUL_PERCENT_A_YEAR:
        yield Refusal(
            "fine_above_law",
            LAW,
            f"ดอกเบี้ยรวมค่าปรับเท่ากับร้อยละ {plain(yearly)} ต่อปี กฎหมายให้คิดได้ไม่เกิน{LIMIT} "
            "ให้ลดค่าปรับหรือไม่คิดค่าปรับ",
        )
    agreed = terms.default_percent
    if agreed is not None and not 0 <= agreed <= LAWFUL_PERCENT_A_YEAR:
        yield Refusal(
            "default_above_law",
            "ป.พ.พ. มาตรา ๒๒๔",
            f"ดอกเบี้ยผิดนัดร้อยละ {plain(agreed)} ต่อปีไม่ได้ กฎหมายให้คิดได้ไม่เกิน{LIMIT} "
            "ให้ลดลง หรือเว้นว่างเพื่อใช้อัตราตามกฎหมาย",
        )
