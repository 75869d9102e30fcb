from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from debts.ledger_totals import state_ledger_total
from fundinst.thai import format_date
from members.access import command_line_user
from members.models import FundAccount
from members.registering import create_institution
from tests.builders import (
    AS_OF,
    make_areas,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_user,
)
from tests.debts.grid_pages import Sheet, shown
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(client, treasurer, institution):
    client.force_login(treasurer)
    return lambda query="": client.get(f"/grid/{institution.code}/{query}")


def head(page):
    return rows(page)[0]


def test_rows_are_households_and_columns_the_funds(grid, institution, village_fund, kkj):
    house = make_household(institution, "32/1")
    make_person(house, "นางทองม้วน แบบอย่าง")
    make_loan(house, village_fund, 5000)
    make_loan(house, kkj, 4000)

    page = grid()

    funds = ["กองทุนหมู่บ้าน", "กลุ่มออมทรัพย์เพื่อการผลิต", "กข.คจ."]
    assert head(page) == ["บ้านเลขที่", "ผู้กู้", *funds, "รวม", "สถานะ"]
    assert shown(page) == [["32/1", "นางทองม้วน แบบอย่าง", "5,000", "", "4,000", "9,000", "บันทึกแล้ว"]]
    assert [row[:5] for row in rows(page)[-5:-1]] == [
        ["รวมที่กรอก", "5,000", "0", "4,000", "9,000"],
        ["ไม่รวมแถวที่ยังไม่ได้บันทึก", "", "", "", ""],  # hidden while there is none
        ["ยอดตามบัญชีของกองทุน", "", "", "", ""],
        ["ผลต่าง", *["ยังไม่ได้ใส่ยอดตามบัญชีของกองทุน"] * 3, ""],
    ]


def test_a_second_account_of_a_fund_is_a_column_of_its_own(grid, village_fund):
    FundAccount.objects.create(fund=village_fund, number=4)

    assert head(grid())[2:4] == ["กองทุนหมู่บ้าน บัญชี 1", "กองทุนหมู่บ้าน บัญชี 4"]


def test_the_foot_says_how_far_the_funds_own_book_is_from_what_was_typed(
    grid, household, village_fund, savings_group, kkj, treasurer
):
    for fund, total in ((village_fund, 4900), (savings_group, 3100), (kkj, 5000)):
        state_ledger_total(fund.accounts.get(), on=AS_OF, total=Decimal(total), actor=treasurer)

    page = grid("?on=2017-12-31")

    assert [row[1:4] for row in rows(page)[-3:-1]] == [
        ["ณ 30 มิ.ย. 2560"] * 3,
        ["บัญชีกองทุนมากกว่าที่กรอก 500 บาท", "ตรงกัน", "บัญชีกองทุนน้อยกว่าที่กรอก 700 บาท"],
    ]
    accounts = [fund.accounts.get().pk for fund in (village_fund, savings_group, kkj)]
    sheet = Sheet(page)
    assert [sheet.values[f"total-{pk}"] for pk in accounts] == ["4,900", "3,100", "5,000"]


def test_an_empty_grid_has_three_rows_to_type_in_and_says_what_to_do(grid, institution):
    page = grid()

    assert len(Sheet(page).keys) == 3
    assert main_texts(page, "grid-begin") == [
        "ยังไม่มีครัวเรือน พิมพ์ได้เลยในแถวว่างข้างล่าง: บ้านเลขที่ ชื่อผู้กู้ แล้วยอดหนี้ของแต่ละกองทุน ช่องที่ไม่มีหนี้เว้นว่างไว้"
    ]
    assert main_texts(page, "btn-primary") == ["บันทึกทั้งหมด"]


def test_an_institution_without_funds_is_sent_to_its_funds(client):
    make_areas()
    bare = create_institution(
        subdistrict="331206",
        moo=77,
        name="บ้านไม่มีกองทุน",
        funds=[],
        actor=command_line_user(),
        funds_later=True,
    )
    client.force_login(make_user("committee", institution=bare))
    page = client.get(f"/grid/{bare.code}/")

    assert main_texts(page, "empty") == [
        "ยังไม่มีกองทุนสมาชิก ตารางมีหนึ่งช่องต่อหนึ่งกองทุน เพิ่มกองทุนสมาชิกก่อน แล้วกลับมากรอก ดูกองทุนสมาชิก"
    ]


def test_the_grid_is_one_press_from_home_and_from_the_lists(client, grid, institution, household):
    grid()
    pages = [
        client.get(address).content.decode() for address in ("/", "/households/", "/registers/")
    ]
    direct, chooser = f'href="/grid/{institution.code}/?new=1"', 'href="/grid/?new=1"'

    assert [pages[0].count(direct), *(page.count(chooser) for page in pages[1:])] == [1, 1, 1]
    assert shown(client.get("/grid/")) == shown(grid())


@pytest.mark.parametrize("query", ["", "?new=1"])
def test_the_cursor_stands_in_the_first_empty_row_when_typing_begins(query, grid, household):
    sheet = Sheet(grid(query))

    taking = [name for name, said in sheet.cells.items() if "autofocus" in said]
    assert taking == ([f"{sheet.keys[1]}-house_number"] if query else [])


def test_what_stands_in_the_drawer_cant_be_typed_over(grid, household, institution, village_fund):
    make_loan(household, institution.funds.get(kind="kkj"), 100)

    sheet = Sheet(grid())
    cells = {name: said for name, said in sheet.cells.items() if name.startswith(sheet.keys[0])}

    money = [said for said in cells.values() if said.get("inputmode")]
    assert ["readonly" in said for said in money] == [True, True, True]
    assert main_texts(grid(), "grid-note") == ["มีดอกเบี้ยหรือค่าปรับ", "มีดอกเบี้ยหรือค่าปรับ", "2 สัญญา"]


def test_a_household_with_its_contract_is_locked(grid, household, savings_group, treasurer):
    make_contract(household, savings_group, treasurer)

    page = grid()

    assert [row[-1] for row in shown(page)] == ["ทำสัญญาแล้ว"]
    cells = [said for said in Sheet(page).cells.values() if "data-field" in said][:5]
    assert ["readonly" in said for said in cells] == [True] * 5


def test_the_day_of_the_figures_is_kept_in_the_address(grid, household):
    assert main_texts(grid("?on=30/6/60"), "lead") == [
        "บ้านทดลอง · ข้อมูล ณ วันที่ 30 มิ.ย. 2560 · หนึ่งแถวต่อหนึ่งครัวเรือน หนึ่งช่องต่อหนึ่งกองทุน"
    ]
    assert Sheet(grid("?on=30/6/60")).values["on"] == "2017-06-30"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/2/60", "ไม่มีวันที่ 31/2/60 ในปฏิทิน ให้พิมพ์ วัน เดือน ปี พ.ศ. เช่น 30/6/2560 หรือ 30 มิ.ย. 2560"),
        ("1/1/2600", "วันที่นี้ยังมาไม่ถึง ให้พิมพ์วันที่ที่ผ่านมาแล้ว"),
    ],
)
def test_a_day_that_cant_be_read_says_so_beside_its_box(typed, why, grid, household):
    page = grid(f"?on={typed}")

    assert main_texts(page, "invalid-feedback") == [why]
    assert f'value="{typed}"' in main(page)
    assert Sheet(page).values["on"] == localdate().isoformat()
    today = format_date(localdate(), style="medium", digits="arabic")
    assert today in main_texts(page, "lead")[0]


def test_an_officer_reads_the_same_figures_and_can_type_nothing(
    client, district_officer, household, institution
):
    client.force_login(district_officer)
    page = client.get(f"/grid/{institution.code}/")

    assert [row[:6] for row in rows(page)[1:3]] == [
        [
            "32/1",
            "นางทองม้วน แบบอย่าง",
            "4,400 บาท ดูรายละเอียด กองทุนหมู่บ้าน นางทองม้วน แบบอย่าง",
            "3,100 บาท ดูรายละเอียด กลุ่มออมทรัพย์เพื่อการผลิต นางทองม้วน แบบอย่าง",
            "5,700 บาท ดูรายละเอียด กข.คจ. นางทองม้วน แบบอย่าง",
            "13,200",
        ],
        ["รวมที่กรอก", "4,400", "3,100", "5,700", "13,200"],
    ]
    assert (main_texts(page, "button"), Sheet(page).values) == ([], {})
    assert client.post(f"/grid/{institution.code}/", {}).status_code == 403


def test_an_outsider_finds_no_grid(client, outsider, institution, household):
    client.force_login(outsider)

    assert client.get(f"/grid/{institution.code}/").status_code == 404
    assert client.post(f"/grid/{institution.code}/", {}).status_code == 404


def test_three_households_are_shown_with_as_many_queries_as_one(grid, household, institution, kkj):
    grid()
    with CaptureQueriesContext(connection) as one:
        grid()
    for number in ("2", "3"):
        house = make_household(institution, number)
        make_person(house, f"นายคนที่ {number}")
        make_loan(house, kkj, 100)
    with CaptureQueriesContext(connection) as three:
        page = grid()

    assert len(shown(page)) == 3
    assert len(three) == len(one)
