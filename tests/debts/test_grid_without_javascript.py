import pytest
from django.urls import reverse

from debts.models import LedgerTotal, Loan, SurveyRow
from members.models import AuditEntry, Household, Person
from members.undoing import undo_entry
from tests.builders import make_user
from tests.debts.grid_pages import Sheet, open_sheet, shown
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(institution, client, treasurer):
    client.force_login(treasurer)
    return institution.code


@pytest.fixture
def accounts(institution):
    """The fields of the three money columns: a12, a13, a14."""
    funds = institution.funds.order_by("position")
    return [f"a{fund.accounts.get().pk}" for fund in funds]


def typed(accounts, *amounts):
    return dict(zip(accounts, amounts, strict=False))


def owed():
    return {
        (loan.household.house_number, loan.account.fund.kind): int(loan.outstanding)
        for loan in Loan.objects.owing().select_related("household", "account__fund")
    }


def test_a_household_with_three_loans_is_saved_by_one_button(client, code, accounts):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="๓๒/๑", name="นางทองม้วน แบบอย่าง")
    sheet.type(0, **typed(accounts, "5,000 บาท", "๔๒๐๐", "4000"))

    answer = sheet.send(client, code)

    assert (answer.status_code, answer.url) == (302, f"/grid/{code}/")
    assert owed() == {
        ("32/1", "village_fund"): 5000,
        ("32/1", "savings_group"): 4200,
        ("32/1", "kkj"): 4000,
    }
    page = client.get(answer.url)
    assert shown(page) == [
        ["32/1", "นางทองม้วน แบบอย่าง", "5,000", "4,200", "4,000", "13,200", "บันทึกแล้ว"]
    ]
    assert texts(page, "notice") == [
        "บันทึกแล้ว: กรอกหนี้ของ นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1 เพิ่ม 13,200 บาท เลิกทำ"
    ]


def test_several_rows_are_saved_at_once_and_empty_ones_left_alone(client, code, accounts):
    sheet = open_sheet(client, code)
    for row, name in enumerate(("นายหนึ่ง", "นายสอง")):
        sheet.type(row, house_number=str(row + 1), name=name, **typed(accounts, "100"))

    page = client.get(sheet.send(client, code).url)

    assert [row[:3] for row in shown(page)] == [["1", "นายหนึ่ง", "100"], ["2", "นายสอง", "100"]]
    assert SurveyRow.objects.count() == 2
    assert texts(page, "notice") == ["บันทึกแล้ว 2 ครัวเรือน เลิกทำได้ที่หน้าของแต่ละครัวเรือน"]


def test_the_same_form_sent_twice_is_one_household(client, code, accounts):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="7", name="นายเดียว", **typed(accounts, "100"))

    sheet.send(client, code)
    sheet.send(client, code)

    assert (Household.objects.count(), owed()) == (1, {("7", "village_fund"): 100})


def test_what_is_wrong_is_said_beside_the_cell_and_nothing_typed_is_lost(client, code, accounts):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="1", name="นายดี", **typed(accounts, "100"))
    sheet.type(1, house_number="2", name="", **typed(accounts, "1.000", "50"))

    page = sheet.send(client, code)

    assert page.status_code == 200
    assert [row[:5] for row in shown(page)] == [
        ["1", "นายดี", "100", "", ""],
        ["2", "", "1.000", "50", ""],
    ]
    again = Sheet(page)
    wrong = [name for name, said in again.cells.items() if said.get("aria-invalid")]
    assert wrong == [f"{again.keys[1]}-name", f"{again.keys[1]}-{accounts[0][1:]}"]
    said = [
        "กรุณาพิมพ์ชื่อผู้กู้",
        "“1.000” ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม ให้พิมพ์เช่น 13,200 หรือ 13,200.50",
    ]
    assert main_texts(page, "grid-error") == said
    assert main_texts(page, "notice-error") == [
        f"ยังบันทึกไม่ครบ ที่พิมพ์ไว้ยังอยู่ กรุณาแก้ตามนี้ แถว 2 (2) ผู้กู้: {said[0]} แถว 2 (2) กองทุนหมู่บ้าน: {said[1]}"
    ]
    assert f'href="#{wrong[0]}"' in page.content.decode()
    assert owed() == {("1", "village_fund"): 100}

    again.type(1, name="นายแก้", **typed(accounts, "1000"))
    assert again.send(client, code).status_code == 302
    assert [row[:5] for row in shown(client.get(f"/grid/{code}/"))] == [
        ["1", "นายดี", "100", "", ""],
        ["2", "นายแก้", "1,000", "50", ""],
    ]


def test_a_row_that_was_left_wrong_is_still_there_for_whoever_comes_next(
    client, code, accounts, institution
):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="1", name="นายค้าง", **typed(accounts, "ห้าพัน"))
    sheet.send(client, code)

    client.force_login(make_user("committee", institution=institution))
    page = client.get(f"/grid/{code}/")

    assert [[*row[:3], row[-1]] for row in shown(page)] == [["1", "นายค้าง", "ห้าพัน", "มีข้อผิด"]]


def test_a_row_that_never_was_can_be_thrown_away_while_the_others_are_saved(client, code, accounts):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="1", name="", **typed(accounts, "100"))
    sheet = Sheet(sheet.send(client, code))
    sheet.type(1, house_number="2", name="นายสอง", **typed(accounts, "200"))

    answer = sheet.send(client, code, drop=sheet.keys[0])

    assert answer.status_code == 302
    assert [row[:3] for row in shown(client.get(answer.url))] == [["2", "นายสอง", "200"]]


def test_a_known_house_asks_whether_it_is_another_household(client, code, accounts, household):
    sheet = open_sheet(client, code)
    sheet.type(1, house_number="32/1", name="นายแยก แบบอย่าง", **typed(accounts, "100"))

    page = sheet.send(client, code)
    assert main_texts(page, "grid-apart") == ["เป็นคนละครัวเรือน"]
    assert Household.objects.count() == 1

    sheet = Sheet(page)
    answer = sheet.send(client, code, choose=f"{sheet.keys[1]}:apart")
    assert answer.status_code == 302
    assert [row[:2] for row in shown(client.get(answer.url))] == [
        ["32/1", "นางทองม้วน แบบอย่าง"],
        ["32/1", "นายแยก แบบอย่าง"],
    ]


def test_more_empty_rows_come_after_saving(client, code, accounts):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="1", name="นายหนึ่ง", **typed(accounts, "100"))

    answer = sheet.send(client, code, more="1")

    assert answer.url == f"/grid/{code}/?more=1"
    assert len(Sheet(client.get(answer.url)).keys) == 11


def test_the_day_is_kept_through_saving(client, code, accounts):
    sheet = open_sheet(client, code, "?on=30/6/60")
    sheet.type(0, house_number="1", name="นายหนึ่ง", **typed(accounts, "100"))

    answer = sheet.send(client, code)

    assert answer.url == f"/grid/{code}/?on=2017-06-30"
    assert [str(entry.on) for entry in Loan.objects.get().entries.all()] == ["2017-06-30"]


def test_the_same_button_saves_the_funds_own_totals(client, code, accounts, household):
    sheet = open_sheet(client, code)
    first, second, _third = (f"total-{field[1:]}" for field in accounts)
    sheet.values |= {first: "๔,๔๐๐", second: "มาก"}

    page = sheet.send(client, code, totals="1")

    assert [int(total.total) for total in LedgerTotal.objects.all()] == [4400]
    again = Sheet(page)
    assert (again.values[first], again.values[second]) == ("4,400", "มาก")
    assert main_texts(page, "grid-error") == [
        "อ่านจำนวนเงิน “มาก” ไม่ออก ให้พิมพ์เช่น 13,200 หรือ 13,200.50"
    ]

    again.values[second] = ""
    assert again.send(client, code).status_code == 302


def test_an_emptied_total_is_taken_out_again(client, code, accounts, household):
    sheet = open_sheet(client, code)
    name = f"total-{accounts[0][1:]}"
    sheet.values[name] = "4400"
    sheet.send(client, code)
    sheet = open_sheet(client, code)
    sheet.values[name] = ""
    sheet.send(client, code)

    assert not LedgerTotal.objects.exists()


def test_a_row_taken_back_is_gone_from_the_grid(client, code, accounts, treasurer, institution):
    sheet = open_sheet(client, code)
    sheet.type(0, house_number="1", name="นายพลาด", **typed(accounts, "100"))
    sheet.send(client, code)

    undo_entry(AuditEntry.objects.get(act="row_saved"), actor=treasurer)

    assert (shown(client.get(f"/grid/{code}/")), Person.objects.count()) == ([], 1)


@pytest.mark.parametrize("name", ["grid_row", "ledger_totals", "grid_drop"])
def test_a_link_to_an_address_of_buttons_leads_to_the_grid(name, client, code):
    answer = client.get(reverse(f"debts:{name}", args=[code]))

    assert (answer.status_code, answer.url) == (302, f"/grid/{code}/")
