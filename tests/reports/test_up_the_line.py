"""The district's report, the province's pack and the page for BPM: what they say and check."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from consolidation.merging import undo_merge
from reports.agreeing import OTHERS
from reports.bpm import bpm_figures, bpm_said
from reports.district_form import district_forms
from reports.district_report import district_report, district_report_said
from reports.figures import figures_of
from reports.institution_rows import sent_of
from reports.kinds import certified_kind, kinds_at
from reports.models import ReportReturn
from reports.province_pack import province_pack, province_pack_said
from reports.sheet import Check, LineKind
from reports.sheet_csv import report_csv
from reports.sheet_pdf import report_pdf
from reports.sheet_workbook import report_xlsx
from tests.builders import make_user
from tests.consolidation.repaid import make_repayable
from tests.reports.certified import certified, seat_chair, village
from tests.reports.two_districts import (
    LATER,
    PAID_OFF,
    asked_on,
    fund_of,
    make_world,
    place_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def of_district(code="3312", day=LATER):
    return district_report(place_of(code), asked_on(day))


def of_province(day=LATER):
    return province_pack(place_of("33"), asked_on(day))


def cells(sheet, kind=LineKind.ROW):
    return [line.cells for line in sheet.lines if line.kind == kind]


def test_a_district_has_a_line_an_institution_and_sums_a_tambon_and_of_all(world):
    results, after = district_report_said(of_district()).sheets

    assert cells(results) == [
        (1, "บ้านที่ 1 หมู่ 1", "ตำบลปราสาท", 3, 1, 1, 3, 6, 3, 77_250, 470, 1500, 75_280),
        (2, "บ้านที่ 2 หมู่ 2", "ตำบลปราสาท", 4, 2, 1, 1, 2, 1, 60_000, 0, 0, 60_000),
    ]
    total = (7, 3, 2, 4, 8, 4, 137_250, 470, 1500, 135_280)
    assert cells(results, LineKind.HEADING) == [("ตำบลปราสาท",)]
    assert cells(results, LineKind.SUBTOTAL) == [(None, "รวมตำบลปราสาท", "ตำบลปราสาท", *total)]
    assert cells(results, LineKind.TOTAL) == [(None, "รวม 2 สถาบัน", None, *total)]
    assert [line[3:7] for line in cells(after)] == [(2, 20_000, 0, 0), (0, 0, 0, 0)]
    assert [line[8] for line in cells(after)] == ["กลุ่มออมทรัพย์เพื่อการผลิต 3", "กองทุนหมู่บ้าน 1"]


def test_problems_are_said_in_words(world):
    first, second = of_district().rows

    assert first.problems[0] == "ยังไม่ส่งรายงานที่รับรอง"
    assert second.problems[:2] == (
        "ยังไม่ส่งรายงานที่รับรอง",
        "ผ่านการตรวจเกิน 30 วันแต่ยังไม่ทำสัญญา 1 ครัวเรือน (นานสุด 413 วัน)",
    )


def test_the_province_adds_up_its_districts_and_no_other(world):
    pack = of_province()

    assert [(one.name, one.code, one.figures.after) for one in pack.districts] == [
        ("อำเภอขุขันธ์", "3305", 9000),
        ("อำเภอห้วยทับทัน", "3312", 135_280),
    ]
    assert (pack.households, pack.total_debt, pack.total_new) == (5, 146_250, 144_280)
    assert (pack.total_waived, pack.total_void) == (470, 1500)
    assert pack.annex == (world.third.code, world.first.code, world.second.code)


def test_the_totals_of_every_level_agree(world):
    for made in (of_district(), of_district("3305"), of_province()):
        assert [check.difference for check in made.checks] == [0] * len(made.checks)
        assert len(made.checks) == 4


def test_every_level_agrees_before_anything_was_there(world):
    pack = of_province(world.first.village and LATER.replace(year=2016))

    assert (pack.households, pack.total_new) == (0, 0)
    assert not [check for check in pack.checks if check.difference]


def test_each_level_certifies_its_own_report():
    assert [certified_kind(level).slug for level in ("village", "district", "province")] == [
        "district-form",
        "district-report",
        "province-pack",
    ]
    assert "bpm" in {kind.slug for kind in kinds_at("district")}
    assert "bpm" in {kind.slug for kind in kinds_at("province")}


def test_the_summary_is_one_page_of_key_figures_with_its_chart(world):
    summary, districts = province_pack_said(of_province()).sheets

    assert not summary.landscape
    assert summary.chart.bars == (
        ("อำเภอขุขันธ์", (9000, 9000)),
        ("อำเภอห้วยทับทัน", (137_250, 135_280)),
    )
    assert summary.chart.sentence == ("หนี้เดิม 146,250 บาท เป็นสัญญาใหม่ 144,280 บาท น้อยลง 1,970 บาท")
    assert ("สัญญาใหม่", "สัญญา", 1, 9000, 5, 144_280) in cells(summary)
    assert [line.link.split("?")[0] for line in districts.lines[:2]] == [
        "/reports/district-report/3305/",
        "/reports/district-report/3312/",
    ]


def test_the_page_for_bpm_is_of_the_fiscal_year(world):
    bpm = bpm_figures(place_of("3312"), asked_on(PAID_OFF))
    entries = {label: (number, baht) for label, number, _unit, baht in bpm.entries}

    assert entries["ทำสัญญาเดียว"] == (0, None)
    assert entries["ทำสัญญาเดียว สะสมทุกปี"] == (4, 135_280)
    assert entries["ปลดหนี้"] == (1, 30_000)
    page, by_place = bpm_said(bpm).sheets
    assert cells(page)[3] == ("4. ทำสัญญาเดียว (ครัวเรือน)", 0, None)
    assert cells(page)[10] == ("11. ทำสัญญาเดียว สะสมทุกปี (ครัวเรือน)", 4, 135_280)
    assert len(cells(by_place)) == 2


@pytest.mark.parametrize("build", [district_report, bpm_figures])
def test_as_many_questions_for_two_institutions_as_for_one(world, build):
    def questions(code):
        place, asked = place_of(code), asked_on(LATER)
        with CaptureQueriesContext(connection) as captured:
            build(place, asked)
        return len(captured)

    assert questions("3312") == questions("3305")


def test_a_later_day_has_what_was_done_since(world):
    assert of_district(day=PAID_OFF - timedelta(days=1)).total.cleared == 0
    assert of_district(day=PAID_OFF).total.cleared == 1


def test_the_one_page_stays_one_page_however_many_districts(world):
    pack = of_province()
    districts = [replace(one, name=f"อำเภอที่ {n}") for n, one in enumerate(pack.districts * 11)]
    many = replace(pack, districts=tuple(districts))

    summary, bars, _table = province_pack_said(many).sheets

    assert [label for label, _values in summary.chart.bars][-1] == "อีก 20 อำเภอรวมกัน"
    assert len(bars.chart.bars) == 22
    for chart in (summary.chart, bars.chart):
        assert sum(values[0] for _label, values in chart.bars) == many.total.before
    alone = replace(province_pack_said(many), sheets=(summary,), signatures=())
    assert len(PdfReader(BytesIO(report_pdf(alone))).pages) == 1
    assert report_csv(province_pack_said(many)) and report_xlsx(province_pack_said(many))


def test_what_was_certified_below_and_differs_now_is_listed_with_its_place_and_amount(world):
    committee = make_user("committee", institution=world.first)
    seat_chair(world.first, committee)
    certified(village(world.first), committee, on=LATER)

    agreeing = of_district().checks
    make_repayable(fund_of(world.first), committee, principal=4000, on=LATER)
    differing = of_district().checks

    assert (agreeing[4].sentence, agreeing[4].difference) == (
        "รายงานหมู่บ้านที่รับรองแล้ว 1 ฉบับ = ยอดของที่เดียวกัน",
        0,
    )
    assert [(check.sentence, check.difference) for check in differing if check.difference] == [
        (
            "บ้านที่ 1 หมู่ 1 ตำบลปราสาท: วงเงินในรายงานที่รับรองเลขที่ 1/2561 75,280 บาท"
            " = ในรายงานนี้ 79,280 บาท",
            -4000,
        )
    ]
    assert [check for check in of_province().checks if check.difference] == [
        check for check in differing if check.difference
    ]
    first, _second = of_district().rows
    assert first.problems[0] == "ยอดเปลี่ยนหลังรับรอง 4,000 บาท"
    assert sent_of(of_district().rows) == {"sent": 1, "to_send": 2}


def test_contracts_of_other_households_differ_though_the_sums_are_the_same(world):
    committee = make_user("committee", institution=world.second)
    seat_chair(world.second, committee)
    first = make_repayable(fund_of(world.second), committee, principal=4000, on=LATER)
    certified(village(world.second), committee, on=LATER)
    before = of_district().rows[1].figures
    undo_merge(first, reason="ผิดครัวเรือน", on=LATER, actor=committee)
    make_repayable(fund_of(world.second), committee, principal=4000, on=LATER)
    after = of_district().rows[1].figures

    assert after.after == before.after and after.fingerprint != before.fingerprint
    (differing,) = [check for check in of_district().checks if check.difference]
    assert differing.words == (
        "ไม่ตรง: บ้านที่ 2 หมู่ 2 ตำบลปราสาท: ข้อมูลในรายงานที่รับรองเลขที่ 1/2561 กับ ในรายงานนี้"
    )
    assert differing.result == "เปลี่ยนรายชื่อหรือกองทุนที่ถือสัญญา ทั้งที่ยอดรวมเท่าเดิม"
    assert OTHERS in of_district().rows[1].problems[0]


def test_the_form_of_an_institution_is_known_by_the_same_contracts_as_its_figures(world):
    figures = figures_of(world.real, asked_on(LATER))
    forms = district_forms(world.real, on=LATER)

    assert [form.fingerprint for form in forms] == [
        figures[one.pk].fingerprint for one in world.real
    ]
    assert of_district().total.fingerprint == sum(form.fingerprint for form in forms[:2])


def test_a_check_that_fails_never_says_that_sums_are_equal():
    failed = Check("หนี้เดิม = ยอดในบัญชี", Decimal(-4000))

    assert (failed.words, failed.result) == ("ไม่ตรง: หนี้เดิม กับ ยอดในบัญชี", "ต่างกัน 4,000 บาท")
    agreed = replace(failed, difference=0)
    assert (agreed.words, agreed.result) == ("หนี้เดิม = ยอดในบัญชี", "ตรงกัน")
    assert Check("ครัวเรือน = ครัวเรือน", 2).result == "ต่างกัน 2"


def test_a_report_that_was_returned_counts_as_not_sent(world):
    committee = make_user("committee", institution=world.first)
    seat_chair(world.first, committee)
    report = certified(village(world.first), committee, on=LATER)
    officer = make_user("district", area="3312")
    ReportReturn.objects.create(report=report, remarks="ยอดไม่ครบ", actor=officer)

    assert of_district().rows[0].problems[0] == "รายงานถูกส่งกลับ ยังไม่ส่งใหม่"
    assert len(of_district().checks) == 4
