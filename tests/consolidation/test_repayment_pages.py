"""One receipt, taking it back, the plan on the contract's page, ending the contract."""

import pytest

from consolidation.models import Contract, ReceiptReversal
from consolidation.repayment import repayment_of
from members.models import AuditEntry
from tests.consolidation.repaying import FIRST, LAST, PAYER, SECOND, contract, pay
from tests.pages import facts, main_texts, rows, texts

__all__ = ["contract"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.fixture
def paid(contract, treasurer):
    """Everything is paid on the last day; the contract still stands."""
    left = repayment_of(contract, on=LAST).owed_in_all
    pay(contract, LAST, left, treasurer)
    return contract


def codes(page):
    return [error.code for error in page.context["form"].non_field_errors().as_data()]


def main_button(page):
    return main_texts(page, "btn-primary")


def plan_rows(page):
    """The rows from the plan's heading on; what funds owe each other stands before it."""
    found = rows(page)
    return found[next(at for at, row in enumerate(found) if row[0] == "งวด") :]


def test_the_plan_says_of_each_instalment_how_it_stands(signed_in, contract, treasurer):
    pay(contract, FIRST, 14767, treasurer, rest="next_instalments")
    page = signed_in.get(contract.get_absolute_url())

    plan = plan_rows(page)
    assert plan[:2] == [
        ["งวด", "ครบกำหนด", "เงินต้น", "ดอกเบี้ย", "รวม (บาท)", "ชำระแล้ว", "สถานะ"],
        ["งวดที่ 1", "1 มี.ค. 2566", "11,667", "2,100", "13,767", "13,767", "ชำระแล้ว"],
    ]
    assert plan[2][:6] == ["งวดที่ 2", "1 มี.ค. 2567", "11,667", "1,404", "13,071", "1,000"]
    assert plan[4] == ["รวมทั้งหมด", "35,000", "4,204", "39,204", "14,767", ""]
    assert facts(page)["ชำระมาแล้ว"] == "14,767 บาท"
    assert main_button(page) == ["บันทึกการลงชื่อ"]
    assert "รับชำระเงิน" in texts(page, "btn-secondary")


def test_a_receipt_says_what_it_was_for_and_what_was_left(signed_in, contract, treasurer):
    receipt = pay(contract, FIRST, 5000, treasurer)
    page = signed_in.get(f"/receipts/{receipt.pk}/")

    assert facts(page) == {
        "วันที่รับเงิน": "1 มีนาคม 2566",
        "รับเงินจาก": PAYER,
        "ตามสัญญาเลขที่": "กทบ. 1/2565",
        "จำนวนเงิน": "5,000 บาท (ห้าพันบาทถ้วน)",
        "ผู้รับเงิน": str(treasurer),
    }
    assert rows(page)[1] == ["งวดที่ 1", "1 มี.ค. 2566", "2,100", "2,900", "5,000", "8,767"]
    assert page.context["left"] == 34204


def test_a_receipt_goes_on_saying_what_its_paper_said(signed_in, contract, treasurer):
    receipt = pay(contract, SECOND, 6000, treasurer)
    before = rows(signed_in.get(f"/receipts/{receipt.pk}/"))

    pay(contract, FIRST, 3000, treasurer)

    assert rows(signed_in.get(f"/receipts/{receipt.pk}/"))[: len(before)] == before


def test_a_receipt_is_taken_back_with_a_reason_and_stays_readable(signed_in, contract, treasurer):
    receipt = pay(contract, FIRST, 5000, treasurer)
    address = f"/receipts/{receipt.pk}/reverse/"

    asked = signed_in.post(address, {"reason": "  "})
    answer = signed_in.post(address, {"reason": "ใส่จำนวนเงินผิด"}, follow=True)

    assert asked.context["form"].errors == {"reason": ["กรุณาเขียนเหตุที่ยกเลิกใบเสร็จ"]}
    assert answer.redirect_chain == [(f"/contracts/{contract.pk}/", 302)]
    assert ReceiptReversal.objects.get().reason == "ใส่จำนวนเงินผิด"
    assert plan_rows(answer)[6] == ["ใบเสร็จ 1/2566", "1 มี.ค. 2566", "5,000", PAYER, "ยกเลิกแล้ว"]
    page = signed_in.get(f"/receipts/{receipt.pk}/")
    assert main_texts(page, "status") == ["ยกเลิกแล้ว"]
    assert address not in page.content.decode()
    assert main_texts(signed_in.get(address), "h2") == ["ยกเลิกใบเสร็จนี้ไม่ได้ เพราะ"]


def test_a_contract_is_closed_once_nothing_is_left(signed_in, contract, treasurer):
    address = f"/contracts/{contract.pk}/close/"
    assert main_texts(signed_in.get(address), "h2") == ["ปิดสัญญานี้ไม่ได้ เพราะ"]
    assert codes(signed_in.post(address, {"on": "1/3/2568"})) == ["not_paid_in_full"]

    pay(contract, LAST, 39204, treasurer)
    assert main_button(signed_in.get(contract.get_absolute_url())) == ["ปิดสัญญา"]
    undone = texts(signed_in.get(address), "notice")
    assert "ยังทำไม่ครบ" in undone[0] and "ยังไม่ได้บันทึกการลงชื่อของ" in undone[0]
    assert "ยังไม่ได้โอนเงินให้" in undone[0]
    answer = signed_in.post(address, {"on": "๑ มี.ค. ๒๕๖๘"}, follow=True)

    contract.refresh_from_db()
    assert (contract.status, contract.closed_on) == ("closed", LAST)
    assert main_button(answer) == ["หนังสือปิดสัญญา"]


def test_a_contract_is_not_closed_before_its_last_receipt(signed_in, paid):
    page = signed_in.post(f"/contracts/{paid.pk}/close/", {"on": "28/2/2568"})

    assert codes(page) == ["before_last_receipt"]
    assert Contract.objects.get().status == "open"


def test_a_closed_contract_takes_nothing_in_and_gives_nothing_back(signed_in, paid):
    signed_in.post(f"/contracts/{paid.pk}/close/", {"on": "1/3/2568"})
    receipt = paid.receipts.get()

    for address in (f"/contracts/{paid.pk}/receive/", f"/receipts/{receipt.pk}/reverse/"):
        assert main_texts(signed_in.get(address), "button") == []
    assert codes(signed_in.post(f"/receipts/{receipt.pk}/reverse/", {"reason": "ผิด"})) == [
        "contract_not_open"
    ]


def test_the_acts_stand_in_the_households_history(signed_in, contract, treasurer):
    receipt = pay(contract, FIRST, 5000, treasurer)
    signed_in.post(f"/receipts/{receipt.pk}/reverse/", {"reason": "ใส่ผิด"})

    acts = AuditEntry.objects.filter(household=contract.household).order_by("pk")
    assert [act.act for act in acts][-2:] == ["payment_received", "receipt_reversed"]
    page = signed_in.get(f"/households/{contract.household_id}/").content.decode()
    assert "รับชำระ 5,000 บาท ตามสัญญาเลขที่ กทบ. 1/2565 ใบเสร็จเลขที่ 1/2566" in page


def test_outsiders_find_nothing_and_officers_read(
    client, contract, treasurer, outsider, district_officer
):
    receipt = pay(contract, FIRST, 5000, treasurer)
    read = [f"/receipts/{receipt.pk}/"]
    act = [f"/receipts/{receipt.pk}/reverse/", f"/contracts/{contract.pk}/close/"]
    for user, reading, acting in ((outsider, 404, 404), (district_officer, 200, 403)):
        client.force_login(user)
        assert [client.get(address).status_code for address in read] == [reading]
        assert [client.post(address).status_code for address in act] == [acting] * 2
    assert main_button(client.get(contract.get_absolute_url())) == []
