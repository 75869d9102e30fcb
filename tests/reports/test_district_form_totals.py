"""The form as a value: totals, the difference, the title lines, and its words when printed."""

from decimal import Decimal

from reports.district_form import COLUMNS, CSV_COLUMNS
from reports.printing import printed
from tests.reports.papers import expected_table, make_form, make_row


def test_the_totals_are_the_sums_of_the_rows_and_agree():
    form = make_form()

    assert (form.households, form.total_debt, form.total_new, form.difference) == (
        15,
        Decimal(607_200),
        Decimal(607_200),
        Decimal(0),
    )


def test_a_form_without_rows_sums_to_nothing():
    form = make_form(rows=())

    assert (form.households, form.total_debt, form.total_new, form.difference) == (0, 0, 0, 0)
    assert printed(form).total_words == "ศูนย์บาทถ้วน"


def test_the_heading_says_what_whose_and_when_in_thai_digits():
    assert make_form().heading == (
        "แบบรายงานผลการปรับโครงสร้างหนี้ ๑ ครัวเรือน ๑ สัญญา",
        "สถาบันการจัดการเงินทุนชุมชนบ้านหนองฮะ หมู่ที่ ๓ ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ",
        "ปีงบประมาณ ๒๕๖๐ ข้อมูล ณ วันที่ ๓๑ กรกฎาคม ๒๕๖๐",
    )


def test_there_are_seven_columns_and_the_plain_ones_are_the_expected_file_s():
    assert len(COLUMNS) == 7
    assert list(CSV_COLUMNS) == expected_table()[0]


def test_equal_totals_are_said_to_agree():
    paper = printed(make_form())

    assert (paper.check, paper.check_result) == ("หนี้เดิมรวม = วงเงินสัญญาใหม่", "ตรงกัน")
    assert paper.households == "๑๕ ครัวเรือน (สิบห้าครัวเรือน)"
    assert paper.total_words == "หกแสนเจ็ดพันสองร้อยบาทถ้วน"


def test_a_new_contract_smaller_than_the_debts_is_named_with_the_difference():
    paper = printed(make_form(rows=(make_row(1, new_amount=Decimal("899.75")),)))

    assert paper.check_result == "ไม่ตรงกัน หนี้เดิมรวมสูงกว่าวงเงินสัญญาใหม่ ๑๐๐.๒๕ บาท"


def test_a_new_contract_greater_than_the_debts_is_named_with_the_difference():
    paper = printed(make_form(rows=(make_row(1, new_amount=Decimal(1100)),)))

    assert paper.check_result == "ไม่ตรงกัน หนี้เดิมรวมต่ำกว่าวงเงินสัญญาใหม่ ๑๐๐ บาท"


def test_one_amount_with_satang_gives_every_amount_two_decimals():
    rows = (make_row(1), make_row(2, debt=Decimal("0.50"), new_amount=Decimal("0.50")))
    paper = printed(make_form(rows=rows))

    assert [row.debt for row in paper.rows] == ["๑,๐๐๐.๐๐", "๐.๕๐"]
    assert paper.total_debt == "๑,๐๐๐.๕๐"


def test_only_abbreviations_that_occur_are_explained():
    assert printed(make_form()).notes == (
        "คร. = ครัวเรือน",
        "กข.คจ. = โครงการแก้ไขปัญหาความยากจน",
    )
    assert printed(make_form(rows=(make_row(1),))).notes == ("คร. = ครัวเรือน",)
