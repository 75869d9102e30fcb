import csv
import io
from datetime import UTC, datetime
from urllib.parse import unquote, urlencode

import openpyxl
import pytest

from consolidation.exporting import export_list
from consolidation.resources import HouseholdResource, inert
from consolidation.stages import with_stage
from consolidation.standing import with_fund_names, with_standing
from members.models import AuditEntry, Household, Person
from tests.builders import make_contract, make_household, make_loan, make_person
from tests.pages import rows

pytestmark = pytest.mark.django_db

HEADINGS = ["บ้านเลขที่", "หัวหน้าครัวเรือน", "กองทุนที่เป็นหนี้", "หนี้คงเหลือรวม (บาท)", "สถานะ"]
THREE_FUNDS = "กองทุนหมู่บ้าน · กลุ่มออมทรัพย์เพื่อการผลิต · กข.คจ."
TONGMUAN = ["32/1", "นางทองม้วน แบบอย่าง", THREE_FUNDS, "13200.00", "มีหนี้หลายกองทุน"]
KLA = ["9", "นายกล้า ตัวแบบ", "กองทุนหมู่บ้าน", "700.50", "มีหนี้กองทุนเดียว"]
CONTRACT_HEADINGS = [
    *["เลขที่สัญญา", "วันทำสัญญา", "ผู้กู้", "บ้านเลขที่"],
    *["กองทุนที่ถือสัญญา", "จำนวนเงิน (บาท)", "สถานะ"],
]


@pytest.fixture
def village(institution, household, village_fund):
    kla = make_household(institution, "9")
    make_person(kla, "นายกล้า ตัวแบบ")
    make_loan(kla, village_fund, 700, fee="0.50")
    return household


@pytest.fixture
def contract(village, village_fund, treasurer):
    return make_contract(village, village_fund, treasurer)


@pytest.fixture
def taken(client, treasurer):
    """The rows of a list's csv, and what the file says of itself."""
    client.force_login(treasurer)

    def take(name="households", **query):
        answer = client.get(f"/{name}.csv?{urlencode(query)}")
        lines = [*csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))]
        end = lines.index([])
        return lines[:end], dict(lines[end + 1 :])

    return take


def sheets(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [[*row] for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_file_has_the_rows_of_the_page_in_its_order_and_says_where_it_comes_from(
    taken, village, treasurer
):
    listed, origin = taken()

    assert listed == [HEADINGS, KLA, TONGMUAN]
    moment = origin.pop("ทำแฟ้มเมื่อ")
    assert origin == {
        "รายการ": "ครัวเรือน",
        "เงื่อนไข": "ทั้งหมด ไม่ได้กรอง",
        "จำนวน": "2 ครัวเรือน",
        "ทำโดย": str(treasurer),
    }
    assert (moment[-3:], " 25" in moment) == (" น.", True)
    assert taken(sort="-house_number")[0] == [HEADINGS, TONGMUAN, KLA]
    assert taken(sort="-owed")[0] == [HEADINGS, TONGMUAN, KLA]
    assert taken(sort="password")[0] == [HEADINGS, KLA, TONGMUAN]


def test_what_is_filtered_is_what_is_exported_and_the_file_says_the_filter(taken, village, kkj):
    assert taken(q="ทองมวน")[0] == [HEADINGS, TONGMUAN]
    assert taken(fund=kkj.pk, state="several", q="32")[0] == [HEADINGS, TONGMUAN]
    said = taken(fund=kkj.pk, state="several", q="32")[1]["เงื่อนไข"]
    assert said == "ค้นหา “32” · เป็นหนี้กองทุน: กข.คจ. · สถานะ: มีหนี้หลายกองทุน"
    assert taken(q="ไม่มีใคร")[0] == [HEADINGS]


def test_all_pages_are_exported(client, taken, institution, village_fund):
    for number in range(1, 53):
        make_loan(make_household(institution, str(number)), village_fund, 100)

    listed, origin = taken(page="2")

    assert [row[0] for row in listed[1:]] == [str(number) for number in range(1, 53)]
    assert origin["จำนวน"] == "52 ครัวเรือน"
    assert len(rows(client.get("/households/"))) == 1 + 50 + 1


def test_a_long_list_is_sent_from_the_disk_with_every_row_in_order(client, treasurer, institution):
    houses = [
        Household(institution=institution, house_number="ก" * 50, house_key=f"{number:05}")
        for number in range(1200)
    ]
    Household.objects.bulk_create(houses)
    Person.objects.bulk_create(
        Person(household=house, full_name=f"{house.house_key} {'ก' * 250}", is_head=True)
        for house in houses
    )
    client.force_login(treasurer)

    answer = client.get("/households.csv")
    lines = [*csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))]
    book = sheets(client.get("/households.xlsx"))

    assert answer.streaming and unquote(answer["Content-Disposition"]).endswith(".csv")
    in_order = [house.house_key for house in houses]
    assert [row[1].split()[0] for row in lines[1 : lines.index([])]] == in_order
    assert [row[1].split()[0] for row in book["ครัวเรือน"][1:]] == in_order
    said = "ส่งออกรายการครัวเรือน 1,200 ครัวเรือน เงื่อนไข: ทั้งหมด ไม่ได้กรอง"
    said_of_both = [entry.sentence for entry in AuditEntry.objects.filter(act="exported")]
    assert said_of_both == [said, said]


def test_amounts_are_numbers_in_the_workbook_and_its_name_is_thai(client, treasurer, village):
    client.force_login(treasurer)

    answer = client.get("/households.xlsx?q=32/1")
    book = sheets(answer)

    assert book["ครัวเรือน"] == [HEADINGS, [*TONGMUAN[:3], 13200, TONGMUAN[4]]]
    assert book["ที่มาของแฟ้ม"][:3] == [
        ["รายการ", "ครัวเรือน"],
        ["เงื่อนไข", "ค้นหา “32/1”"],
        ["จำนวน", "1 ครัวเรือน"],
    ]
    name = unquote(answer["Content-Disposition"].partition("filename*=utf-8''")[2])
    assert (name[:10], name[-10:-7], name[-5:]) == ("ครัวเรือน ", " 25", ".xlsx")
    assert answer["Cache-Control"] == "no-store, private"


def test_contracts_go_out_with_their_day_in_the_buddhist_era(client, taken, contract):
    listed, origin = taken("contracts", unpaid="true")
    row = ["กทบ. 1/2560", "31 ก.ค. 2560", "นางทองม้วน แบบอย่าง", "32/1", "กองทุนหมู่บ้าน"]

    assert listed == [CONTRACT_HEADINGS, [*row, "13200.00", "รอโอนเงิน 2 รายการ"]]
    assert origin["เงื่อนไข"] == "เฉพาะที่ยังโอนเงินไม่ครบ"
    book = sheets(client.get("/contracts.xlsx"))
    assert book["สัญญา"] == [CONTRACT_HEADINGS, [*row, 13200, "รอโอนเงิน 2 รายการ"]]


EVIL = [
    *['=HYPERLINK("http://evil.example","กด")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"],
    *["\n=1+1", "＝1+1", "<r><b></r>"],
]


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_a_spreadsheet_would_run_stays_a_text(client, taken, village, name):
    Person.objects.filter(full_name="นายกล้า ตัวแบบ").update(full_name=name)

    assert taken(q="9")[0][1][1] == f"'{name}"
    client.force_login(village.institution.office_set.get().user)
    cells = sheets(client.get("/households.xlsx?q=9"))["ครัวเรือน"]
    assert cells[1][1].replace("_x000D_", "\r").replace("\r\n", "\n") == f"'{name}"


def test_a_search_that_a_spreadsheet_would_run_stays_a_text_too(taken, village):
    assert taken(q="=1+1")[1]["เงื่อนไข"] == "ค้นหา “=1+1”"
    assert [inert(text) for text in ("=1", "ก=1", "", "32/1")] == ["'=1", "ก=1", "", "32/1"]


def test_every_export_is_written_down_with_its_filter_and_number(
    taken, village, institution, treasurer
):
    taken(q="ทองม้วน")
    entry = AuditEntry.objects.get(act="exported")

    assert entry.sentence == "ส่งออกรายการครัวเรือน 1 ครัวเรือน เงื่อนไข: ค้นหา “ทองม้วน”"
    assert (entry.institution, entry.actor, entry.household) == (institution, treasurer, None)


def test_an_officer_of_many_institutions_exports_them_with_their_names(
    client, department, village, institution, other_institution
):
    make_person(make_household(other_institution, "1"), "นายไกล นอกเขต")
    client.force_login(department)

    everywhere = sheets(client.get("/households.xlsx"))["ครัวเรือน"]
    chosen = sheets(client.get(f"/households.xlsx?institution={institution.pk}"))["ครัวเรือน"]

    assert everywhere[0] == [*HEADINGS[:2], "สถาบัน", *HEADINGS[2:]]
    assert [row[2] for row in everywhere[1:]] == ["บ้านนอกเขต", "บ้านทดลอง", "บ้านทดลอง"]
    assert [row[2] for row in chosen[1:]] == ["บ้านทดลอง", "บ้านทดลอง"]
    recorded = AuditEntry.objects.filter(act="exported").order_by("pk")
    assert [entry.institution for entry in recorded] == [None, institution]


def test_an_outsider_exports_nothing_of_ours(client, outsider, contract):
    client.force_login(outsider)

    assert sheets(client.get("/households.xlsx"))["ครัวเรือน"] == [HEADINGS]
    assert sheets(client.get(f"/contracts.xlsx?q={contract.number}"))["สัญญา"] == [CONTRACT_HEADINGS]


@pytest.mark.parametrize("address", ["/households.pdf", "/contracts.exe", "/households."])
def test_there_are_no_other_files(client, treasurer, address):
    client.force_login(treasurer)

    assert client.get(address).status_code == 404
    assert not AuditEntry.objects.filter(act="exported").exists()


@pytest.mark.parametrize("address", ["/households.csv", "/contracts.csv"])
def test_more_rows_need_no_more_queries(
    client, treasurer, contract, institution, address, django_assert_max_num_queries
):
    client.force_login(treasurer)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for number in range(60, 63):
        make_person(make_household(institution, str(number)))
    with django_assert_max_num_queries(30) as more:
        client.get(address)

    assert len(more.captured_queries) == len(few.captured_queries)


def test_the_act_needs_no_request(institution, village, treasurer):
    seen = Household.objects.filter(institution=institution).with_head().order_by("house_key")

    exported = export_list(
        HouseholdResource(has_several=False),
        with_stage(with_fund_names(with_standing(seen))),
        title="ครัวเรือน",
        unit="ครัวเรือน",
        words="",
        institution=institution,
        actor=treasurer,
        at=datetime(2017, 7, 31, 9, 5, tzinfo=UTC),
    )

    assert [row[0] for row in exported.rows] == ["9", "32/1"]
    assert dict(exported.origin)["ทำแฟ้มเมื่อ"] == "31 ก.ค. 2560 09:05 น."
