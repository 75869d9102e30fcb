"""A fund's rules as people read them: a sentence a convention."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from fundinst.money import format_baht
from fundinst.thai import FULL_MONTHS
from members.models import FundRule, RateTier

GRACE = {
    "interest_paid": "ระหว่างนั้นจ่ายเฉพาะดอกเบี้ย",
    "interest_deferred": "ดอกเบี้ยระหว่างนั้นพักไว้จ่ายภายหลัง",
    "interest_forgiven": "ระหว่างนั้นไม่คิดดอกเบี้ย",
}
FINES = {
    "baht_once": "งวดละ {} บาท",
    "baht_a_day": "วันละ {} บาท",
    "percent_a_day": "ร้อยละ {} ต่อวันของเงินต้นงวดที่ค้าง",
    "percent_a_year": "ร้อยละ {} ต่อปีของเงินต้นงวดที่ค้าง",
}


def plain(number: Decimal) -> str:
    """Without noughts at the end: 6, 7.5."""
    return f"{number.normalize():f}"


def rate_in_words(rule: FundRule) -> str:
    """ร้อยละ 1 ต่อเดือน (ร้อยละ 12 ต่อปี)."""
    if rule.rate_percent is None:
        return "ไม่ได้กำหนด"
    if not rule.rate_percent:
        return "ไม่คิดดอกเบี้ย"
    flat = " ดอกเบี้ยคงที่" if rule.method == FundRule.Method.FLAT else ""
    if rule.rate_per == FundRule.RatePer.YEAR:
        return f"ร้อยละ {plain(rule.rate_percent)} ต่อปี{flat}"
    yearly = plain(rule.rate_percent * 12)
    return f"ร้อยละ {plain(rule.rate_percent)} ต่อเดือน (ร้อยละ {yearly} ต่อปี){flat}"


def in_words(rule: FundRule) -> list[tuple[str, str]]:
    """Everything the rule says: headings with their words."""
    free = rule.fund.is_interest_free or rule.method == FundRule.Method.NONE
    said = [("อัตราดอกเบี้ย", "ไม่คิดดอกเบี้ย" if free else rate_in_words(rule))]
    said += [("ขั้นบันได", words) for words in tiers_in_words(rule, rule.tiers.all())]
    said.append(("วงเงินต่อราย", _ceiling(rule)))
    if rule.term_months is not None:
        said.append(("ระยะเวลา", f"{rule.term_months} เดือน"))
    return [*said, *sentences(rule)]


def _ceiling(rule: FundRule) -> str:
    if rule.ceiling is None:
        return "ไม่ได้กำหนด"
    words = f"{format_baht(rule.ceiling)} บาท"
    if rule.ceiling_resolved is None:
        return words
    return f"{words} มีมติที่ประชุมได้ถึง {format_baht(rule.ceiling_resolved)} บาท"


def tiers_in_words(rule: FundRule, tiers: Iterable[RateTier]) -> list[str]:
    per = rule.get_rate_per_display()
    return [
        f"ส่วนที่เกิน {format_baht(tier.above)} บาท ร้อยละ {plain(tier.percent)} {per}" for tier in tiers
    ]


def days_in_words(days: Sequence[str]) -> str:
    """The days of the year as people say them; "11-05" is 5 พฤศจิกายน."""
    said = [f"{int(day[3:])} {FULL_MONTHS[int(day[:2]) - 1]}" for day in sorted(days)]
    return " และ ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def due_in_words(due: str, days: Sequence[str] = ()) -> str:
    """When instalments fall due."""
    if due == FundRule.Due.FIXED_DAYS and days:
        return f"ทุกวันที่ {days_in_words(days)} ของทุกปี"
    return str(FundRule.Due(due).label)


def sentences(rule: FundRule) -> list[tuple[str, str]]:
    """What the rule says beyond rate, ceiling and term: a heading and its words, a line each."""
    said = [
        ("กำหนดชำระ", due_in_words(rule.due, rule.due_days)),
        ("การคืนเงินต้น", _shape(rule)),
        ("ปัดเศษ", _rounding(rule)),
    ]
    if rule.rate_percent:
        counted = f"{rule.get_method_display()} {rule.get_day_count_display()}"
        said.insert(0, ("วิธีคิดดอกเบี้ย", counted))
    if rule.grace_instalments:
        words = f"{rule.grace_instalments} งวดแรกยังไม่ต้องคืนเงินต้น {GRACE[rule.grace]}"
        said.append(("ปลอดเงินต้น", words))
    if rule.fine != FundRule.Fine.OFF:
        said.append(("ค่าปรับเมื่อชำระช้า", FINES[rule.fine].format(plain(rule.fine_amount))))
    if rule.default_percent is not None:
        said.append(("ดอกเบี้ยผิดนัด", f"ร้อยละ {plain(rule.default_percent)} ต่อปีของเงินต้นงวดที่ค้าง"))
    if rule.guarantors is not None:
        said.append(("ผู้ค้ำประกัน", f"{rule.guarantors} คน"))
    return said


def _shape(rule: FundRule) -> str:
    if rule.shape != FundRule.Shape.PATTERN:
        return str(rule.get_shape_display())
    return "ร้อยละ " + ", ".join(plain(part) for part in rule.pattern) + " ของเงินต้น ตามลำดับงวด"


def _rounding(rule: FundRule) -> str:
    unit, place = rule.rounding_unit, str(rule.get_rounding_place_display())
    whole = "บาทเต็ม" if unit == 1 else f"หน่วยละ {format_baht(unit)} บาท"
    return f"เป็น{whole} เศษอยู่{'ที่' if place != 'เฉลี่ยทุกงวด' else ''}{place}"
