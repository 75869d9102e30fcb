import pytest

from consolidation.merging import undo_merge
from consolidation.reviewing import NewRemark, approve, return_for_mending
from consolidation.selecting import select_household
from consolidation.transferring import pay_transfer
from debts.drafting import upload_register
from members.seating import seat_on_committee
from tests.builders import AS_OF, SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.registered import ready, send
from tests.consolidation.signed import sign_all
from tests.pages import main_texts, rows
from tests.reports.certified import certified, village

REGISTER = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายขวัญ จำลอง,77,1000\n".encode()

pytestmark = pytest.mark.django_db

UNSIGNED = ("สัญญาที่ยังลงชื่อไม่ครบ", "1 สัญญา", "บันทึกการลงชื่อ")
TO_CERTIFY = ("ยังไม่ได้ส่งรายงานปีนี้ให้อำเภอ", "วงเงินสัญญาใหม่ 13,200 บาท", "ตรวจแล้วรับรองรายงาน")
TO_CLASSIFY = ("ยังไม่ได้จัดประเภท", "1 ครัวเรือน", "จัดประเภททีละครัวเรือน")


@pytest.fixture
def home(client, treasurer, institution):
    """Of an institution that is set up: otherwise the page says first what is missing."""
    seat_on_committee(institution, position="chair", name="นายนำ", on=AS_OF, actor=treasurer)
    client.force_login(treasurer)
    return lambda: client.get("/")


def merge(household, fund, actor):
    return make_contract(household, fund, actor)


def cards(response):
    """Heading, figure and verb of each card."""
    said = [text for text in main_texts(response, "p") if text != "รอดำเนินการ"]
    start = next((place for place, text in enumerate(said) if not text.startswith("ทำสัญญาแล้ว")), 0)
    return [tuple(said[place : place + 3]) for place in range(start, len(said) - 2, 3)]


def main_action(response):
    return main_texts(response, "a")[-1]


def test_with_nothing_in_the_books_debts_are_typed_in_or_a_register_is_brought_in(home):
    page = home()

    assert main_texts(page, "h1") == ["งานของฉัน"]
    assert main_texts(page, "h2") == ["สิ่งที่รออยู่", "ยังไม่มีข้อมูลหนี้"]
    assert main_texts(page, "a") == ["นำเข้าทะเบียนลูกหนี้", "กรอกลูกหนี้"]
    assert main_texts(page, "btn-primary") == ["กรอกลูกหนี้"]


def test_a_household_taken_out_as_a_mistake_is_none(home, institution):
    mistake = make_household(institution, "1")
    mistake.is_removed = True
    mistake.save()

    assert main_texts(home(), "h2") == ["สิ่งที่รออยู่", "ยังไม่มีข้อมูลหนี้"]


def test_a_register_begun_waits_first(home, village_fund, treasurer):
    upload_register(
        village_fund.accounts.get(),
        file_name="ทะเบียน.csv",
        content=REGISTER,
        as_of=AS_OF,
        actor=treasurer,
    )

    page = home()

    assert cards(page) == [("ทะเบียนที่ยังไม่บันทึก", "1 ฉบับ", "ตรวจและบันทึกต่อ")]
    assert main_action(page) == "ตรวจทะเบียนที่ค้างต่อ"


def test_a_household_goes_through_the_cards_as_it_goes_its_road(
    home, household, village_fund, treasurer
):
    page = home()
    assert main_texts(page, "p")[0] == "ทำสัญญาแล้ว 0 จาก 1 ครัวเรือน"
    assert cards(page) == [
        TO_CLASSIFY,
        ("เป็นหนี้หลายกองทุน ยังไม่ได้คัดเลือก", "1 ครัวเรือน", "คัดเลือกครัวเรือน"),
    ]
    assert main_action(page) == "คัดเลือกครัวเรือน"

    select_household(household, on=AS_OF, actor=treasurer)
    page = home()
    assert cards(page) == [
        TO_CLASSIFY,
        ("คัดเลือกแล้ว ยังไม่ได้ส่งอำเภอ", "1 ครัวเรือน", "ขึ้นทะเบียน"),
    ]
    assert main_action(page) == "ขึ้นทะเบียน"

    contract = merge(household, village_fund, treasurer)
    page = home()
    assert main_texts(page, "p")[0] == "ทำสัญญาแล้ว 1 จาก 1 ครัวเรือน"
    assert cards(page) == [
        ("ยังไม่ได้โอนเงินระหว่างกองทุน", "2 รายการ", "บันทึกการโอน"),
        UNSIGNED,
        TO_CERTIFY,
        ("แบบรายงานอำเภอ พร้อมพิมพ์", "1 ครัวเรือน", "เปิดดูและพิมพ์"),
    ]
    assert main_action(page) == "บันทึกการโอนเงิน"

    for transfer in contract.transfers.all():
        pay_transfer(transfer, on=SIGNED, slip="1", actor=treasurer)
    page = home()
    form = ("แบบรายงานอำเภอ พร้อมพิมพ์", "1 ครัวเรือน", "เปิดดูและพิมพ์")
    assert cards(page) == [UNSIGNED, TO_CERTIFY, form]
    sign_all(contract, treasurer)
    certified(village(household.institution), treasurer)
    page = home()
    assert cards(page) == [form]
    assert main_texts(page, "p")[-1] == "ไม่มีงานค้าง ถ้ากองทุนมีทะเบียนลูกหนี้ฉบับใหม่ ให้นำเข้าได้ทุกเมื่อ"
    assert main_action(page) == "เปิดแบบรายงานอำเภอ"


def test_what_lies_between_committee_and_district_has_a_card_of_its_own(
    home, household, treasurer, district_officer
):
    ready(household, treasurer)
    first = send([household], treasurer).submissions.get()
    waiting = home()
    wrong = [NewRemark("sums.total", "ยอดรวม", "ไม่ตรงกับทะเบียน")]
    return_for_mending(
        first, remarks=wrong, reason="ยอดไม่ตรง", step="debts", on=SIGNED, actor=district_officer
    )
    returned = home()
    second = send([household], treasurer).submissions.get()
    approve([second], on=SIGNED, actor=district_officer)
    passed = home()

    assert cards(waiting)[1:] == [("ส่งแล้ว รออำเภอตรวจ", "1 ครัวเรือน", "ดูรายชื่อ")]
    assert cards(returned)[1:] == [("ต้องแก้ไขแล้วส่งใหม่", "1 ครัวเรือน", "ดูสิ่งที่ต้องแก้")]
    assert main_action(returned) == "แก้ไขแล้วส่งใหม่"
    assert cards(passed)[1:] == [("อำเภอตรวจผ่าน รอทำสัญญา", "1 ครัวเรือน", "รวมหนี้ทำสัญญา")]
    assert main_action(passed) == "รวมหนี้ทำสัญญา"


def test_the_transfers_of_an_undone_contract_no_longer_wait(
    home, household, village_fund, treasurer
):
    contract = merge(household, village_fund, treasurer)
    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    assert cards(home()) == [
        TO_CLASSIFY,
        ("เป็นหนี้หลายกองทุน ยังไม่ได้คัดเลือก", "1 ครัวเรือน", "คัดเลือกครัวเรือน"),
    ]


def test_every_card_leads_to_the_list_of_what_it_counts(
    client, home, household, village_fund, institution, treasurer
):
    merge(household, village_fund, treasurer)
    second = make_household(institution, "9")
    make_person(second, "นายกล้า ตัวแบบ")
    for fund in institution.funds.all():
        make_loan(second, fund, 1000)

    page = home().content.decode()

    assert 'href="/targets/"' in page
    targets = client.get("/targets/", follow=True)
    assert [row[1] for row in rows(targets)[1:]] == [
        "นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1",
        "นายกล้า ตัวแบบ บ้านเลขที่ 9",
    ][::-1]
    assert 'href="/contracts/?unpaid=true"' in page
    assert [row[0] for row in rows(client.get("/contracts/?unpaid=true"))[1:-1]] == [
        "กทบ. 1/2560 31 ก.ค. 2560"
    ]
    assert f'href="/reports/district-form/{institution.code}/"' in page


def places(response):
    """The places below with their households and contracted ones, of the last table."""
    header = next(row for row in rows(response) if row[0] in ("สถาบัน", "จังหวัด"))
    table = rows(response)[rows(response).index(header) + 1 :]
    return [(row[0], row[1].split()[0], row[5].split()[0]) for row in table]


def test_officers_see_their_places_with_figures_and_no_acts(
    client, district_officer, department, household, other_institution, village_fund, treasurer
):
    merge(household, village_fund, treasurer)

    client.force_login(district_officer)
    page = client.get("/")
    assert places(page) == [("บ้านทดลอง", "1", "1"), ("รวม", "1", "1")]
    assert main_texts(page, "button") == []

    client.force_login(department)
    assert places(client.get("/")) == [("ศรีสะเกษ", "1", "1"), ("รวม", "1", "1")]


def test_each_institution_opens_its_own_households(
    client, district_officer, household, institution
):
    client.force_login(district_officer)

    page = client.get("/").content.decode()

    assert f'href="/households/?institution={institution.pk}"' in page
    assert f'<a href="/reports/progress/{institution.code}/">บ้านทดลอง</a>' in page


def test_an_officer_without_institutions_is_told_why(client, department):
    client.force_login(department)

    assert main_texts(client.get("/"), "h2") == ["ยังไม่มีสถาบันในเขตของท่าน"]


def test_more_households_need_no_more_queries(
    home, household, institution, village_fund, kkj, django_assert_max_num_queries
):
    home()
    with django_assert_max_num_queries(30) as few:
        home()
    for number in range(3):
        further = make_household(institution, str(number + 1))
        make_loan(further, village_fund)
        make_loan(further, kkj)
    with django_assert_max_num_queries(30) as more:
        home()

    assert len(more.captured_queries) == len(few.captured_queries)


def test_the_office_held_stands_in_the_header(home, client, district_officer):
    assert "กรรมการสถาบัน บ้านทดลอง" in home().content.decode()

    client.force_login(district_officer)
    assert "พัฒนาการอำเภอ อำเภอห้วยทับทัน" in client.get("/").content.decode()


def test_a_fund_whose_register_has_not_come_is_asked_for(home, institution, village_fund):
    debtor = make_household(institution, "9")
    make_loan(debtor, village_fund, 1000)

    assert cards(home()) == [
        ("กองทุนที่ยังไม่มีทะเบียน", "2 กองทุน", "นำเข้าทะเบียน"),
        TO_CLASSIFY,
    ]
