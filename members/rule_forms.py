"""The form of a fund's rules: what everybody needs first, the rest in groups that stay folded."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms

from fundinst.forms import BahtField, ThaiDateField
from members.models import Fund, FundRule
from members.rule_fields import NumberField, PatternField, RateField, YearDaysField, pairs
from members.rule_terms import RateStep, Terms, terms_of_rule
from members.typed_fields import CountField
from members.versioned_forms import VersionedForm

TIERS = pairs((1, 2, 3))
MAIN = ("effective_on", "rate_percent", "rate_per", "method", "term_months", "due", "ceiling")
GROUPS = {
    "วันครบกำหนด": ("due_days",),
    "วิธีคืนเงินต้น": ("shape", "pattern"),
    "ปลอดเงินต้น": ("grace_instalments", "grace"),
    "ปัดเศษและนับวัน": ("rounding_unit", "rounding_place", "day_count"),
    "ค่าปรับและดอกเบี้ยผิดนัด": ("fine", "fine_amount", "default_percent"),
    "อัตราดอกเบี้ยขั้นบันได": tuple(name for pair in TIERS for name in pair),
    "ผู้ค้ำประกัน วงเงินเมื่อมีมติ และมติ": ("guarantors", "ceiling_resolved", "resolution"),
}


def _choice(label: str, choices: type, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, **options)


class RuleForm(VersionedForm):
    """A fund's rules from a day on; what the meeting did not decide is left as it is."""

    effective_on = ThaiDateField(label="ใช้ตั้งแต่วันที่", help_text="เช่น 1/1/2560 หรือ 1 ม.ค. 2560")
    rate_percent = RateField(
        label="อัตราดอกเบี้ย ร้อยละ (ถ้ามี)", required=False, help_text="เช่น 6 ต่อปี หรือ 1 ต่อเดือน"
    )
    rate_per = _choice("อัตรานี้คิดต่อ", FundRule.RatePer)
    method = _choice(
        "วิธีคิดดอกเบี้ย", FundRule.Method, help_text="ลดต้นลดดอก คือคืนเงินต้นไปแล้วดอกเบี้ยลดลงตาม"
    )
    term_months = CountField(
        label="ระยะเวลา เดือน (ถ้ามี)", required=False, help_text="เช่น 12 สำหรับหนึ่งปี"
    )
    due = _choice("กำหนดชำระ", FundRule.Due)
    ceiling = BahtField(label="วงเงินต่อราย บาท (ถ้ามี)", required=False, help_text="เช่น 30,000")
    due_days = YearDaysField(
        label="วันครบกำหนดของทุกปี",
        required=False,
        help_text="ใส่เมื่อเลือกวันที่แน่นอนของทุกปี เช่น 5 พ.ย., 5 ก.ค.",
    )
    shape = _choice("วิธีคืนเงินต้น", FundRule.Shape)
    pattern = PatternField(
        label="สัดส่วนเงินต้นของแต่ละงวด ร้อยละ",
        required=False,
        help_text="ใส่เมื่อคืนตามสัดส่วน เช่น ตามฤดูเก็บเกี่ยว 40 30 30 รวมกันต้องได้ 100",
    )
    grace_instalments = CountField(
        label="ปลอดเงินต้นกี่งวดแรก", required=False, help_text="ไม่มีให้เว้นว่าง"
    )
    grace = _choice("ดอกเบี้ยระหว่างปลอดเงินต้น", FundRule.Grace)
    rounding_unit = NumberField(
        label="ปัดเศษเป็นหน่วยละกี่บาท", required=False, help_text="1 คือบาทเต็ม 0.01 คือถึงสตางค์"
    )
    rounding_place = _choice("เศษที่ปัดอยู่ที่", FundRule.Place)
    day_count = _choice("วิธีนับวัน", FundRule.DayCount)
    fine = _choice("ค่าปรับเมื่อชำระช้า", FundRule.Fine)
    fine_amount = NumberField(
        label="จำนวนค่าปรับ", required=False, help_text="เป็นบาทหรือร้อยละ ตามที่เลือกไว้ข้างบน"
    )
    default_percent = RateField(
        label="ดอกเบี้ยผิดนัด ร้อยละต่อปี (ถ้ามี)",
        required=False,
        help_text="เว้นว่างคือใช้อัตราตามกฎหมาย ร้อยละ 5 ต่อปีของเงินต้นงวดที่ค้าง",
    )
    tier1_above = BahtField(label="ส่วนที่เกิน บาท (ขั้นที่ 2)", required=False, help_text="เช่น 50,000")
    tier1_percent = RateField(label="ร้อยละ (ขั้นที่ 2)", required=False)
    tier2_above = BahtField(label="ส่วนที่เกิน บาท (ขั้นที่ 3)", required=False)
    tier2_percent = RateField(label="ร้อยละ (ขั้นที่ 3)", required=False)
    tier3_above = BahtField(label="ส่วนที่เกิน บาท (ขั้นที่ 4)", required=False)
    tier3_percent = RateField(label="ร้อยละ (ขั้นที่ 4)", required=False)
    guarantors = CountField(label="จำนวนผู้ค้ำประกัน คน (ถ้ามี)", required=False)
    ceiling_resolved = BahtField(
        label="วงเงินต่อรายเมื่อมีมติที่ประชุม บาท (ถ้ามี)", required=False, help_text="เช่น 75,000"
    )
    resolution = forms.CharField(
        label="มติหรือข้อบังคับ (ถ้ามี)", max_length=200, required=False, help_text="เช่น มติ 2/2560"
    )

    def __init__(self, data: Any = None, *, fund: Fund, today: date, seen: str = "") -> None:
        """Begins with the rules in force, so that only what changes is typed.

        ``seen`` is the version of the fund that they are of.
        """
        begun = _begin_with(fund.rule_on(today), today)
        super().__init__(data, initial=begun | {"seen": seen})

    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN]

    def groups(self) -> Iterator[dict[str, Any]]:
        """Each group for the page; open where something in it is typed, wrong or not usual."""
        usual = Terms(date.min).values()
        for heading, names in GROUPS.items():
            begun = any(self.errors.get(name) or self._told(name, usual) for name in names)
            yield {"heading": heading, "fields": [self[name] for name in names], "open": begun}

    def _told(self, name: str, usual: dict[str, Any]) -> bool:
        """Whether the field holds something that most rules don't say."""
        shown = str(self[name].value() or "")
        return shown not in ("", str(self.fields[name].prepare_value(usual.get(name))))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for above, percent in TIERS:
            told = [cleaned.get(above) is not None, cleaned.get(percent) is not None]
            if any(told) and not all(told) and not {above, percent} & {*self.errors}:
                self.add_error(percent if told[0] else above, "กรุณากรอกทั้งจำนวนเงินและร้อยละของขั้นนี้")
        return cleaned

    def terms(self) -> Terms:
        columns = {one.name for one in fields(Terms)}
        said = self.cleaned_data
        told = {name: said[name] for name in columns & {*said} if said[name] not in (None, "")}
        steps = [(said.get(above), said.get(percent)) for above, percent in TIERS]
        tiers = tuple(RateStep(*step) for step in steps if None not in step)
        return Terms(**told, tiers=tiers)


def _begin_with(rule: FundRule | None, today: date) -> dict[str, Any]:
    terms = terms_of_rule(rule) if rule else Terms(today)
    told = terms.values() | {"effective_on": today, "resolution": ""}
    told |= {name: told[name] or None for name in ("grace_instalments", "fine_amount")}
    for (above, percent), step in zip(TIERS, terms.tiers, strict=False):
        told |= {above: step.above, percent: step.percent}
    return told
