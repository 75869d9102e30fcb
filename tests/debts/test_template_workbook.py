from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debts.drafting import preview_of, upload_register
from debts.models import JournalEntry, Loan
from debts.recording import import_register, record_register
from debts.registers import read_register
from debts.template import template_workbook
from fundinst.errors import Refused
from members.models import Household, Person
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(institution, household, village_fund):
    """32/1 owes three funds; 7 owes nothing; a second account of the village fund has one loan."""
    make_person(make_household(institution, "7"), "นายเจ็ด ทดสอบ")
    second = village_fund.accounts.create(number=2, name="บัญชี 2")
    no_number = make_household(institution)
    make_person(no_number, "นางสาวไร้เลข ทดสอบ")
    make_loan(
        no_number,
        second,
        Decimal("1500.25"),
        interest_over_year=30,
        penalty=5,
        fee=1,
        due_on=date(2018, 3, 31),
    )
    return institution


def draft_of(account, content, treasurer, *, as_of=AS_OF, name="แบบกรอก.xlsx"):
    return upload_register(account, file_name=name, content=content, as_of=as_of, actor=treasurer)


def sheets(content):
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: [[*row] for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_a_sheet_for_each_account_holds_what_the_books_know(village):
    found = sheets(template_workbook(village, on=AS_OF))

    assert [*found] == [
        "วิธีกรอก",
        "กองทุนหมู่บ้าน",
        "กองทุนหมู่บ้าน บัญชี 2",
        "กลุ่มออมทรัพย์เพื่อการผลิต",
        "กข.คจ.",
    ]
    title, as_of, _hint, heading, *rows = found["กองทุนหมู่บ้าน"]
    assert title[0] == "ทะเบียนลูกหนี้ กองทุนหมู่บ้าน"
    assert as_of[0] == "ข้อมูล ณ วันที่ 30 มิถุนายน 2560   รหัสบัญชี 33120691-01/1"
    assert heading == [
        "บ้านเลขที่",
        "ชื่อ-สกุล",
        "เลขที่สัญญา",
        "วันครบกำหนด",
        "เงินต้นคงเหลือ",
        "ดอกเบี้ยค้างไม่เกิน 1 ปี",
        "ดอกเบี้ยค้างเกิน 1 ปี",
        "ค่าปรับ",
        "ค่าธรรมเนียม",
    ]
    assert [row[:6] for row in rows] == [
        [None, "นางสาวไร้เลข ทดสอบ", None, None, 0, None],
        ["7", "นายเจ็ด ทดสอบ", None, None, 0, None],
        ["32/1", "นางทองม้วน แบบอย่าง", "กทบ. ๕/๒๕๕๙", None, 4100, 300],
    ]
    assert found["กองทุนหมู่บ้าน บัญชี 2"][4] == [
        None,
        "นางสาวไร้เลข ทดสอบ",
        None,
        "31/03/2561",
        1500.25,
        None,
        30,
        5,
        1,
    ]


def test_taken_in_again_for_any_fund_it_changes_nothing(
    village, village_fund, savings_group, kkj, treasurer
):
    content, entries = template_workbook(village, on=AS_OF), JournalEntry.objects.count()
    before = list(Loan.objects.values())
    for fund in (village_fund, savings_group, kkj):
        draft = draft_of(fund.accounts.get(number=1), content, treasurer)
        preview = preview_of(draft)
        assert (preview.counts["same"], preview.changes_anything) == (len(preview.rows), False)
        assert (preview.missing, preview.register.as_of_in_title) == ([], AS_OF)
        record_register(draft, actor=treasurer)

    assert list(Loan.objects.values()) == before
    assert JournalEntry.objects.count() == entries
    assert (Household.objects.count(), Person.objects.count()) == (3, 4)


def test_the_sheets_of_other_funds_are_left_out_and_said_so(village, savings_group, treasurer):
    draft = draft_of(savings_group.accounts.get(), template_workbook(village, on=AS_OF), treasurer)

    read = preview_of(draft).register
    assert {row.sheet for row in read.rows} == {"กลุ่มออมทรัพย์เพื่อการผลิต"}
    assert read.notes == (
        "เว้นแผ่นงานของกองทุนอื่น “กองทุนหมู่บ้าน”, “กองทุนหมู่บ้าน บัญชี 2”, “กข.คจ.” "
        "ให้นำเข้าแฟ้มนี้อีกครั้งโดยเลือกกองทุนนั้น",
    )


def test_both_accounts_of_a_fund_come_in_together_each_into_its_own(
    village, village_fund, treasurer
):
    book = openpyxl.load_workbook(BytesIO(template_workbook(village, on=AS_OF)))
    book["กองทุนหมู่บ้าน"]["E6"] = 700  # house 7
    book["กองทุนหมู่บ้าน บัญชี 2"]["E6"] = 800
    changed = BytesIO()
    book.save(changed)

    import_register(
        village_fund.accounts.get(number=2),
        file_name="แบบกรอก.xlsx",
        content=changed.getvalue(),
        as_of=AS_OF,
        actor=treasurer,
    )

    mine = Loan.objects.filter(household__house_number="7").order_by("account__number")
    assert list(mine.values_list("account__number", "outstanding")) == [
        (1, Decimal(700)),
        (2, Decimal(800)),
    ]


def test_a_workbook_of_another_fund_alone_is_refused_in_words(
    village, other_institution, outsider, savings_group
):
    content = template_workbook(village, on=AS_OF)
    account = other_institution.funds.first().accounts.get()

    with pytest.raises(Refused) as stopped:
        draft_of(account, content, outsider)

    assert [refusal.code for refusal in stopped.value.refusals] == ["register_of_another_fund"]


def test_who_has_no_debt_is_brought_in_by_nothing_and_a_new_row_by_its_sheet(
    village, village_fund, treasurer
):
    book = openpyxl.load_workbook(BytesIO(template_workbook(village, on=AS_OF)))
    sheet = book["กองทุนหมู่บ้าน"]
    for column, value in enumerate(("45", "นายใหม่ มาทีหลัง", "", "31/3/2562", "๑๒,๐๐๐"), 1):
        sheet.cell(row=sheet.max_row + (column == 1), column=column, value=value)
    changed = BytesIO()
    book.save(changed)

    preview = preview_of(
        draft_of(village_fund.accounts.get(number=1), changed.getvalue(), treasurer)
    )

    assert [(str(r.row.name), r.row.total) for r in preview.rows if r.outcome == "new"] == [
        ("นายใหม่ มาทีหลัง", Decimal(12000))
    ]


def test_a_name_that_looks_like_a_formula_stays_a_text(institution, village_fund):
    household = make_household(institution, "9/1")
    make_loan(household, village_fund, borrower=make_person(household, "นายดี ทดสอบ"))
    Person.objects.update(full_name='=HYPERLINK("http://a")')

    book = openpyxl.load_workbook(BytesIO(template_workbook(institution, on=AS_OF)))

    house, name = book["กองทุนหมู่บ้าน"]["A5"], book["กองทุนหมู่บ้าน"]["B5"]
    assert [(c.value, c.data_type, c.quotePrefix, c.number_format) for c in (house, name)] == [
        ("9/1", "s", True, "@"),
        ('=HYPERLINK("http://a")', "s", True, "@"),
    ]


def test_it_is_ready_to_fill_in_and_to_print(village):
    book = openpyxl.load_workbook(BytesIO(template_workbook(village, on=AS_OF)))

    for sheet in book.worksheets[1:]:
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("C5", "$4:$4")
        baht, day = sheet.data_validations.dataValidation
        assert (baht.type, baht.formula1, str(baht.sqref)[:2]) == ("decimal", "0", "E5")
        assert day.prompt == "พิมพ์ วัน/เดือน/ปี พ.ศ. เช่น 31/3/2560"
        assert sheet.column_dimensions["B"].width > 30
    assert book["วิธีกรอก"]["A3"].value.startswith("1. แฟ้มนี้มีหนึ่งแผ่นงานต่อหนึ่งบัญชีของกองทุน")


def test_an_institution_without_households_gets_an_empty_form(institution, village_fund):
    content = template_workbook(institution, on=SIGNED)

    read = read_register(content, "แบบกรอก.xlsx", today=SIGNED, fund=village_fund.code)
    assert (read.rows, read.unreadable) == ((), ())
    assert read.notes[-1] == "ไม่พบแถวลูกหนี้ใต้หัวตาราง"


def test_households_taken_out_and_merged_loans_are_not_in_it(village):
    Household.objects.filter(house_number="7").update(is_removed=True)

    rows = sheets(template_workbook(village, on=AS_OF))["กข.คจ."][4:]
    assert [row[1] for row in rows] == ["นางสาวไร้เลข ทดสอบ", "นายบุญเลิศ แบบอย่าง"]


def test_more_households_ask_the_database_no_more_often(village):
    with CaptureQueriesContext(connection) as few:
        template_workbook(village, on=AS_OF)
    for number in range(40, 43):
        make_person(make_household(village, str(number)), "นายเพิ่ม ทดสอบ")
    with CaptureQueriesContext(connection) as more:
        template_workbook(village, on=AS_OF)

    assert len(few) == len(more)


def test_the_template_page_gives_the_file_and_the_upload_page_leads_there(
    client, treasurer, village
):
    client.force_login(treasurer)
    page = client.get("/registers/new/").content.decode()
    assert 'href="/registers/template/33120691.xlsx"' in page

    answer = client.get("/registers/template/33120691.xlsx")
    assert "".join(sheets(b"".join(answer.streaming_content))).startswith("วิธีกรอก")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_the_template_is_the_committees_own(client, outsider, district_officer, institution):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        assert client.get(f"/registers/template/{institution.code}.xlsx").status_code == status
