"""The blank form of the survey: our funds as columns, lines to write on, on one sheet."""

import io

import pytest
from pypdf import PdfReader

from members.models import FundAccount
from members.registering import create_institution
from reports.survey_form import survey_form, survey_form_pdf

pytestmark = pytest.mark.django_db

OUR_FUNDS = ("กองทุนหมู่บ้าน", "กลุ่มออมทรัพย์เพื่อการผลิต", "กข.คจ.")


def pages(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_columns_are_our_funds_in_the_grids_order(institution, village_fund):
    assert survey_form(institution).columns == OUR_FUNDS

    FundAccount.objects.create(fund=village_fund, number=2)
    assert survey_form(institution).columns == (
        "กองทุนหมู่บ้าน บัญชี ๑",
        "กองทุนหมู่บ้าน บัญชี ๒",
        *OUR_FUNDS[1:],
    )


def test_fifteen_lines_go_on_one_sheet_across(institution):
    reader = PdfReader(io.BytesIO(survey_form_pdf(survey_form(institution))))
    box = reader.pages[0].mediabox

    assert len(reader.pages) == 1
    assert (round(box.width), round(box.height)) == (842, 595)
    assert [f"๑{unit}" in reader.pages[0].extract_text() for unit in "๐๑๒๓๔๕๖"] == (
        [True] * 6 + [False]
    )


def test_a_second_sheet_says_the_columns_again(institution):
    form = survey_form(institution)
    long = type(form)(form.institution, form.place, form.columns, rows=30)
    sheets = pages(survey_form_pdf(long))

    assert ["กลุ่มออมทรัพย์เพื่อการผลิต" in sheet.replace(" ", "") for sheet in sheets] == [True, True]


def test_without_funds_there_are_columns_to_name_by_hand(institution, treasurer):
    begun = create_institution(
        subdistrict="331206", moo=98, name="บ้านใหม่", funds=[], funds_later=True, actor=treasurer
    )
    assert survey_form(begun).columns == ("", "", "")


def test_the_form_is_had_from_the_page_where_debts_are_begun(client, treasurer, institution):
    client.force_login(treasurer)
    address = f"/reports/survey-form/{institution.code}.pdf"
    answer = client.get(address)

    assert address in client.get(f"/start/{institution.code}/").content.decode()
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"].startswith(
        f'attachment; filename="survey-form-{institution.code}.pdf"; '
    )
