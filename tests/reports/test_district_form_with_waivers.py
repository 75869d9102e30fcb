"""The district form where funds let go of something: before = waived + after, and said so."""

from decimal import Decimal

import pytest

from reports.district_form import district_form
from reports.printing import printed
from reports.spreadsheet import form_xlsx
from tests.builders import SIGNED
from tests.consolidation.negotiated_homes import agreed, contract_of, make_negotiable, meet
from tests.pages import texts
from tests.reports.test_district_form_spreadsheet import sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(institution, treasurer, district_officer):
    home = make_negotiable(institution, treasurer, district_officer)
    meet(home, treasurer, agreed(penalty=450, interest_under_year="100.25"), agreed())
    contract_of(home, treasurer)
    return district_form(institution, on=SIGNED)


def test_the_debt_is_what_was_owed_before_anything_was_waived(form):
    [row] = form.rows

    assert (row.debt, row.waived, row.new_amount) == (
        Decimal(17_250),
        Decimal("550.25"),
        Decimal("16699.75"),
    )
    assert form.difference == 0


def test_the_paper_says_how_much_was_waived(form):
    paper = printed(form)

    assert paper.check == "หนี้เดิมรวม − ยอดที่กองทุนลดให้ = วงเงินสัญญาใหม่"
    assert (paper.check_result, paper.agrees) == ("ตรงกัน (ยอดที่กองทุนลดให้ ๕๕๐.๒๕ บาท)", True)


def test_the_workbook_reckons_with_it(form):
    written = form_xlsx(form)
    formulas, values = sheet_of(written, values=False), sheet_of(written, values=True)

    assert formulas["E9"].value == "=E7-G7-550.25"
    assert (values["E9"].value, values["F9"].value) == (0, "ตรงกัน")


def test_the_page_sets_it_between_before_and_after(client, treasurer, form, institution):
    client.force_login(treasurer)

    page = client.get(f"/reports/district-form/{institution.code}/")

    assert texts(page, "totals-check") == [
        "หนี้เดิมรวม 17,250 − ลบ ลดให้ 550.25 = วงเงินสัญญาใหม่รวม 16,699.75 ตรงกัน"
    ]


def test_interest_above_the_law_is_nobodys_waiver_and_stands_apart(
    client, institution, treasurer, district_officer
):
    home = make_negotiable(institution, treasurer, district_officer, rate_percent=24)
    meet(home, treasurer, agreed(penalty=450), agreed())
    contract_of(home, treasurer)
    form = district_form(institution, on=SIGNED)
    client.force_login(treasurer)

    [row] = form.rows
    assert (row.debt, row.waived, row.void, row.new_amount) == (17_250, 450, 1500, 15_300)
    assert (form.difference, row.household) == (0, home.pk)
    assert printed(form).check == ("หนี้เดิมรวม − ยอดที่กองทุนลดให้ − ดอกเบี้ยที่กฎหมายไม่ให้คิด = วงเงินสัญญาใหม่")
    assert sheet_of(form_xlsx(form), values=False)["E9"].value == "=E7-G7-450.00-1500.00"
    assert texts(client.get(f"/reports/district-form/{institution.code}/"), "totals-check") == [
        "หนี้เดิมรวม 17,250 − ลบ ลดให้ 450 − ลบ ดอกเบี้ยที่กฎหมายไม่ให้คิด 1,500"
        " = วงเงินสัญญาใหม่รวม 15,300 ตรงกัน"
    ]
