"""The reports that can be had (รายงาน), each with the levels it is of.

A report is a frozen dataclass of its own, the function that builds it and the one that says it as a
``Report`` of sheets; all three stand in the report's module, and a line here makes its page, its
files and its place in the list. ``build`` is called within ``asked.reading()``, and reads every
queryset to its end.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from reports.area_forms import area_forms, area_forms_said
from reports.arrears_report import arrears_report, arrears_report_said
from reports.asking import Asked, Level, Place
from reports.bpm import bpm_figures, bpm_said
from reports.classes_report import classes_report, classes_report_said
from reports.district_report import district_report, district_report_said
from reports.institution_form import institution_form, institution_form_said
from reports.province_pack import province_pack, province_pack_said
from reports.register_report import household_register, household_register_said
from reports.settlement_report import settlement_report, settlement_report_said
from reports.sheet import Report


@dataclass(frozen=True, slots=True)
class ReportKind:
    """``slug`` names it in an address, ``name`` and ``about`` (one sentence) in the list.

    ``names_people`` where persons are named: who looks at it or takes it out is written down.
    ``certified_at`` is the level that certifies this report and sends it up, None for the others.
    ``group`` is the heading it stands under in the list.
    """

    slug: str
    name: str
    levels: tuple[Level, ...]
    build: Callable[[Place, Asked], Any]
    said: Callable[[Any], Report]
    names_people: bool
    certified_at: Level | None = None
    about: str = ""
    group: str = "รายงานส่งตามลำดับ"

    def report(self, place: Place, asked: Asked) -> Report:
        """The report of that place as of the day that is asked, uncertified."""
        with asked.reading():
            found = self.said(self.build(place, asked))
        later = asked.known if asked.known != asked.on else None
        return replace(found, known_until=later)


KINDS = (
    ReportKind(
        slug="district-form",
        name="แบบรายงานส่งอำเภอ",
        levels=(Level.VILLAGE,),
        build=institution_form,
        said=institution_form_said,
        names_people=True,
        certified_at=Level.VILLAGE,
        about="ครัวเรือนที่ทำสัญญาเดียวแล้ว หนี้เดิม และวงเงินสัญญาใหม่ ตามแบบของกรม",
    ),
    ReportKind(
        slug="district-forms",
        name="แบบรายงานทั้งอำเภอ",
        levels=(Level.DISTRICT,),
        build=area_forms,
        said=area_forms_said,
        names_people=True,
        about="แบบรายงานของทุกสถาบันในอำเภอ เรียงตามตำบล มียอดรวมของสถาบันและตำบล",
    ),
    ReportKind(
        slug="district-report",
        name="รายงานสรุปอำเภอ",
        levels=(Level.DISTRICT,),
        build=district_report,
        said=district_report_said,
        names_people=False,
        certified_at=Level.DISTRICT,
        about="ผลงานของทุกสถาบันในอำเภอ ยอดรวมรายตำบล ลดหนี้ ปลดหนี้ และปัญหา ส่งจังหวัด",
    ),
    ReportKind(
        slug="province-pack",
        name="รายงานสรุปจังหวัด",
        levels=(Level.PROVINCE,),
        build=province_pack,
        said=province_pack_said,
        names_people=False,
        certified_at=Level.PROVINCE,
        about="ตัวเลขสำคัญหน้าเดียว แผนภูมิหนี้ก่อนและหลัง และตารางรายอำเภอ รายงานกรม",
    ),
    ReportKind(
        slug="bpm",
        name="ข้อมูลสำหรับบันทึกระบบ BPM",
        levels=(Level.DISTRICT, Level.PROVINCE),
        build=bpm_figures,
        said=bpm_said,
        names_people=False,
        about="ตัวเลขของปีงบประมาณเรียงตามช่องที่ต้องพิมพ์ พร้อมแยกรายสถาบัน",
    ),
    ReportKind(
        slug="register",
        name="ทะเบียนลูกหนี้รายครัวเรือน",
        levels=(Level.VILLAGE, Level.DISTRICT),
        build=household_register,
        said=household_register_said,
        names_people=True,
        about="ใครเป็นหนี้กองทุนใด เท่าใด ค้างกี่วัน ใครค้ำ เรียงตามครัวเรือน",
        group="ทะเบียนและรายงานของกองทุน",
    ),
    ReportKind(
        slug="classes",
        name="สรุปการจัดประเภทลูกหนี้",
        levels=(Level.VILLAGE, Level.DISTRICT),
        build=classes_report,
        said=classes_report_said,
        names_people=False,
        about="มีกี่ครัวเรือนและหนี้เท่าใดในแต่ละประเภท",
        group="ทะเบียนและรายงานของกองทุน",
    ),
    ReportKind(
        slug="arrears",
        name="รายงานหนี้ค้างชำระ",
        levels=(Level.VILLAGE, Level.DISTRICT, Level.PROVINCE),
        build=arrears_report,
        said=arrears_report_said,
        names_people=True,
        about="สัญญาที่ค้างของแต่ละกองทุนตามจำนวนวัน และหนี้ค้างเกิน 30 และ 90 วัน (ร้อยละของเงินต้น)",
        group="ทะเบียนและรายงานของกองทุน",
    ),
    ReportKind(
        slug="settlement",
        name="รายงานการหักล้างระหว่างกองทุน",
        levels=(Level.VILLAGE, Level.DISTRICT),
        build=settlement_report,
        said=settlement_report_said,
        names_people=True,
        about="กองทุนใดต้องโอนให้กองทุนใด โอนแล้วเท่าใด และยังค้างเท่าใด",
        group="ทะเบียนและรายงานของกองทุน",
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}


def certified_kind(level: str) -> ReportKind:
    """The report that a level certifies and sends up."""
    return next(kind for kind in KINDS if kind.certified_at == level)


def kinds_at(level: str) -> list[ReportKind]:
    """The reports of a level, in the order of the list."""
    return [kind for kind in KINDS if level in kind.levels]
