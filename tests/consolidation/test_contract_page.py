import pytest

from consolidation.merging import undo_merge
from consolidation.transferring import pay_transfer
from tests.builders import SIGNED, make_contract, make_rule
from tests.pages import facts, main_texts, rows

pytestmark = pytest.mark.django_db

OTHERS = ["กลุ่มออมทรัพย์เพื่อการผลิต", "กข.คจ."]


@pytest.fixture
def contract(household, village_fund, treasurer):
    make_rule(village_fund, rate_percent=6)
    return make_contract(household, village_fund, treasurer, resolution="มติ 4/2560")


@pytest.fixture
def page(client, treasurer, contract):
    client.force_login(treasurer)
    return lambda: client.get(contract.get_absolute_url())


def transfer_rows(response):
    return rows(response)[1:3]


def test_the_contract_says_its_terms_in_figures_and_words(page):
    seen = page()

    assert main_texts(seen, "h1") == ["สัญญา กทบ. 1/2560"]
    said = [*facts(seen).items()]
    assert [name for name, _value in said[:3]] == [
        "ถึงกำหนดชำระแล้ว",
        "ยอดปิดสัญญาวันนี้",
        "ชำระมาแล้ว",
    ]
    assert dict(said[3:]) == {
        "กองทุนที่ถือสัญญา": "กองทุนหมู่บ้าน",
        "ผู้กู้ที่ลงชื่อ": "นางทองม้วน แบบอย่าง",
        "วันทำสัญญา": "31 กรกฎาคม 2560",
        "มติที่ประชุม": "มติ 4/2560",
        "เงินต้น": "12,700 บาท คิดดอกเบี้ยร้อยละ 6 ต่อปี จากเงินต้นเท่านั้น",
        "ยอดยกมาที่ไม่คิดดอกเบี้ย": "500 บาท คือดอกเบี้ย ค่าปรับ และค่าธรรมเนียมที่ค้างมาจากหนี้เดิม "
        "ต้องจ่ายคืน แต่ไม่คิดดอกเบี้ยซ้อนอีก (ป.พ.พ. มาตรา 655)",
        "จำนวนเงินตามสัญญา": "13,200 บาท (หนึ่งหมื่นสามพันสองร้อยบาทถ้วน)",
        "หนี้เดิมก่อนทำสัญญา": "13,200 บาท",
        "ลดให้": "ไม่มี",
        "ค้างนานที่สุดก่อนทำสัญญา": "ไม่ทราบ",
    }


def test_every_old_loan_stands_with_its_parts_and_the_entry_that_closed_it(page, contract):
    entries = [part.closing_entry_id for part in contract.parts.all()]
    closed = "ปิดเพราะรวมเป็นสัญญาเดียว 31 ก.ค. 2560"

    assert rows(page())[6:11] == [
        ["กองทุนและผู้กู้", "เงินต้น", "ดอกเบี้ยค้างไม่ถึงหนึ่งปี", "รวม (บาท)"],
        [
            "กองทุนหมู่บ้าน นางทองม้วน แบบอย่าง · สัญญาเดิม กทบ. ๕/๒๕๕๙ "
            f"รายการบัญชีที่ {entries[0]} · {closed}",
            "4,100",
            "300",
            "4,400",
        ],
        [
            f"กลุ่มออมทรัพย์เพื่อการผลิต นางทองม้วน แบบอย่าง รายการบัญชีที่ {entries[1]} · {closed}",
            "2,900",
            "200",
            "3,100",
        ],
        [
            f"กข.คจ. นายบุญเลิศ แบบอย่าง รายการบัญชีที่ {entries[2]} · {closed}",
            "5,700",
            "0",
            "5,700",
        ],
        ["รวมทั้งหมด", "12,700", "500", "13,200"],
    ]


def test_transfers_wait_until_they_are_noted_as_paid(page, contract, treasurer):
    assert transfer_rows(page()) == [
        [OTHERS[0], "3,100", f"ยังไม่ได้โอน บันทึกว่าโอนแล้ว {OTHERS[0]}"],
        [OTHERS[1], "5,700", f"ยังไม่ได้โอน บันทึกว่าโอนแล้ว {OTHERS[1]}"],
    ]

    pay_transfer(contract.transfers.first(), on=SIGNED, slip="12/60", actor=treasurer)

    assert transfer_rows(page())[0] == [
        OTHERS[0],
        "3,100",
        f"โอนแล้ว 31 ก.ค. 2560 · หลักฐาน 12/60 · บันทึกโดย {treasurer}",
    ]


def test_it_can_be_undone_until_a_transfer_is_paid_and_then_the_page_says_why_not(
    page, contract, treasurer
):
    assert "ทำผิด ต้องการเลิกทำสัญญานี้" in main_texts(page(), "a")

    pay_transfer(contract.transfers.first(), on=SIGNED, slip="12/60", actor=treasurer)
    seen = page()

    assert "ทำผิด ต้องการเลิกทำสัญญานี้" not in main_texts(seen, "a")
    assert main_texts(seen, "h2")[-1] == "เลิกทำสัญญานี้ไม่ได้แล้ว เพราะ"
    assert [refusal.code for refusal in seen.context["refusals_to_undo"]] == ["transfer_paid"]


def test_a_cancelled_contract_says_so_and_why_and_offers_no_act(page, contract, treasurer):
    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    seen = page()

    assert main_texts(seen, "h2")[0] == "ยกเลิกแล้ว"
    assert main_texts(seen, "p")[0] == (
        "เลิกทำเมื่อ 31 กรกฎาคม 2560 เพราะ เลือกกองทุนผิด หนี้เดิมกลับไปเป็นของแต่ละกองทุนตามเดิม และไม่ใช้เลขที่นี้ซ้ำ"
    )
    assert [row[2] for row in transfer_rows(seen)] == ["ไม่ต้องโอนแล้ว", "ไม่ต้องโอนแล้ว"]
    assert main_texts(seen, "a") == [
        "สัญญา",
        "หักล้างกับกองทุนอื่น และดูเงินระหว่างกองทุนทั้งหมด",
        "บ้านเลขที่ 32/1",
        "เอกสารทั้งหมดของครัวเรือนนี้",
        "ดูครัวเรือนนี้",
    ]


def test_an_officer_reads_it_and_is_offered_no_act(client, contract, province_officer):
    client.force_login(province_officer)

    seen = client.get(contract.get_absolute_url())

    assert transfer_rows(seen) == [
        [OTHERS[0], "3,100", "ยังไม่ได้โอน"],
        [OTHERS[1], "5,700", "ยังไม่ได้โอน"],
    ]
    offered = {*main_texts(seen, "a")}
    assert {"ดูการลงชื่อ", "ดูผู้ค้ำประกัน", "งวดที่ค้างและการบอกกล่าวผู้ค้ำ"} <= offered
    acts = {"รับชำระเงิน", "บันทึกการลงชื่อ", "เพิ่มหรือแก้ผู้ค้ำประกัน", "ทำผิด ต้องการเลิกทำสัญญานี้"}
    assert offered.isdisjoint(acts)


def test_to_an_outsider_the_contract_is_not_there(client, contract, outsider):
    client.force_login(outsider)

    assert client.get(contract.get_absolute_url()).status_code == 404
