"""Receipt, repayment card, closing letter: what stands on the paper, by its text layer."""

import io

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

from consolidation.closing import close
from consolidation.merging import undo_merge
from consolidation.receiving import reverse
from consolidation.repayment import repayment_of
from fundinst.thai import format_date
from members.models import AccessEntry
from reports.issuing import issue, version_seen
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG
from reports.wordings import shipped, write_wording
from tests.consolidation.repaying import FIRST, LAST, MADE, contract, pay
from tests.reports.papers import without_spaces

__all__ = ["contract"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def sheets(answer) -> list[str]:
    """The text of each page, without its spaces."""
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return [without_spaces(page.extract_text()) for page in pages]


def says(sheet: str, *sentences: str) -> list[str]:
    """Those of the sentences that don't stand there."""
    return [one for one in sentences if without_spaces(one) not in sheet]


def printed(client, receipt):
    """The receipt's file, after the button that issues it was pressed."""
    address = f"/reports/receipts/{receipt.pk}.pdf"
    page = client.get(address)
    if page.status_code == 302:
        client.post(page.url, {"seen": version_seen(BY_SLUG["receipt"], receipt)})
    return client.get(address)


def test_a_receipt_stands_twice_on_one_sheet_in_thai_digits(signed_in, contract, treasurer):
    receipt = pay(contract, FIRST, 5000, treasurer)

    (sheet,) = sheets(printed(signed_in, receipt))

    assert (
        says(
            sheet,
            "ต้นฉบับ สำหรับผู้ชำระเงิน",
            "สำเนา สำหรับกองทุน",
            "กองทุนหมู่บ้าน",
            "เลขที่ ๑/๒๕๖๖",
            "วันที่ ๑ มีนาคม ๒๕๖๖",
            "ได้รับเงินจาก นางทองใบ แบบอย่าง ชำระตามสัญญาเลขที่ กทบ. ๑/๒๕๖๕",
            "จำนวนเงิน ๕,๐๐๐.๐๐ บาท (ห้าพันบาทถ้วน)",
            "๒,๑๐๐.๐๐ ๒,๙๐๐.๐๐ ๕,๐๐๐.๐๐ ๘,๗๖๗.๐๐",
            "หลังรับเงินนี้ ทั้งสัญญาเหลือให้ชำระตามแผน ๓๔,๒๐๔.๐๐ บาท",
            "ผู้รับเงิน",
            "ผู้ชำระเงิน",
            "เอกสารออกเลขที่ ๑/",
            "ถ้อยคำฉบับที่ ๐ มากับระบบ",
            "รหัสตรวจ",
        )
        == []
    )
    assert (sheet.count("ใบเสร็จรับเงิน"), sheet.count("ยกเลิก")) == (2, 0)
    assert not any(digit in sheet for digit in "0123456789")


def test_a_receipt_taken_back_says_so_across_both_copies(signed_in, contract, treasurer):
    receipt = pay(contract, FIRST, 5000, treasurer)
    reverse(receipt, on=FIRST, reason="ใส่จำนวนเงินผิด", actor=treasurer)

    (sheet,) = sheets(printed(signed_in, receipt))

    assert says(sheet, "ยกเลิกเมื่อ ๑ มีนาคม ๒๕๖๖ เพราะ ใส่จำนวนเงินผิด") == []
    assert sheet.count("ยกเลิก") == 4


def test_the_card_has_the_plan_and_room_to_write_on(signed_in, contract):
    (sheet,) = sheets(signed_in.get(f"/reports/contracts/{contract.pk}/card.pdf"))

    assert (
        says(
            sheet,
            "บัตรชำระ",
            "ผู้กู้ นางทองใบ แบบอย่าง ครัวเรือน บ้านเลขที่ ๗๗",
            "๑๑,๖๖๗ ๒,๑๐๐ ๑๓,๗๖๗",
            "๑๑,๖๖๗ ๑,๔๐๔ ๑๓,๐๗๑",
            "๑๑,๖๖๖ ๗๐๐ ๑๒,๓๖๖",
            "๓๕,๐๐๐ ๔,๒๐๔ ๓๙,๒๐๔",
            "เลขที่ใบเสร็จ",
            "ลงชื่อผู้รับ",
            "ดอกเบี้ยร้อยละ ๖ ต่อปี",
        )
        == []
    )


def test_the_card_carries_its_day_and_its_dated_wording_and_is_never_numbered(
    signed_in, contract, treasurer, administrator
):
    card, today = f"/reports/contracts/{contract.pk}/card.pdf", localdate()
    (before,) = sheets(signed_in.get(card))
    body = shipped("card") + "มาชำระก่อนเที่ยง"
    write_wording(BY_SLUG["card"], body, effective_on=today, on=today, seen=0, actor=administrator)
    pay(contract, FIRST, 13767, treasurer)

    (after,) = sheets(signed_in.get(card))

    stands = f"ตามบัญชี ณ {format_date(today)} · ถ้อยคำฉบับที่"
    assert says(before, f"{stands} ๐ มากับระบบ", "ชำระตามแผนแล้ว ๐.๐๐ บาท") == []
    expected = ["ชำระตามแผนแล้ว ๑๓,๗๖๗.๐๐ บาท", "ชำระแล้ว", "มาชำระก่อนเที่ยง"]
    assert says(after, f"{stands} ๑ ใช้ตั้งแต่ {format_date(today)}", *expected) == []
    assert "ร่าง" not in before + after
    assert signed_in.get(f"/reports/papers/card/{contract.pk}/").status_code == 404
    assert not IssuedPaper.objects.exists()


def test_a_cancelled_contract_has_no_card_and_the_page_says_so(signed_in, contract, treasurer):
    undo_merge(contract, reason="ผิดบ้าน", on=MADE, actor=treasurer)

    answer = signed_in.get(f"/reports/contracts/{contract.pk}/card.pdf", follow=True)

    assert "จึงไม่มีบัตรชำระให้พิมพ์" in answer.content.decode()


def test_the_letter_says_that_all_is_paid_and_guarantors_are_free(signed_in, contract, treasurer):
    pay(contract, LAST, repayment_of(contract, on=LAST).owed_in_all, treasurer)
    close(contract, on=LAST, actor=treasurer)

    address = f"/reports/contracts/{contract.pk}/closing-letter.pdf"
    signed_in.post(signed_in.get(address).url, {"seen": "none"})

    (sheet,) = sheets(signed_in.get(address))

    assert (
        says(
            sheet,
            "หนังสือปิดสัญญา",
            "วันที่ ๑ มีนาคม ๒๕๖๘",
            "สัญญาเลขที่ กทบ. ๑/๒๕๖๕ ลงวันที่ ๑ มีนาคม ๒๕๖๕ จำนวนเงิน ๓๕,๐๐๐.๐๐ บาท (สามหมื่นห้าพันบาทถ้วน)",
            "เป็นเงินทั้งสิ้น ๓๙,๒๐๔.๐๐ บาท (สามหมื่นเก้าพันสองร้อยสี่บาทถ้วน)",
            "ใบสุดท้ายเลขที่ ๑/๒๕๖๘",
            "ผู้ค้ำประกันตามสัญญานี้ทุกคนพ้นจากความรับผิด",
            "คืนหนังสือสัญญาให้ผู้กู้แล้ว",
            "ผู้แทนกองทุน",
            "พยาน",
        )
        == []
    )


def test_there_is_no_letter_while_the_contract_stands(signed_in, contract):
    answer = signed_in.get(f"/reports/contracts/{contract.pk}/closing-letter.pdf", follow=True)

    page = f"/reports/papers/closing-letter/{contract.pk}/"
    assert answer.redirect_chain == [(page, 302)]
    assert "สัญญานี้ยังไม่ปิด" in answer.content.decode()


def test_every_paper_is_found_only_in_scope_and_leaves_a_trace(
    client, contract, treasurer, outsider
):
    receipt = pay(contract, FIRST, 5000, treasurer)
    issue(BY_SLUG["receipt"], receipt, on=FIRST, actor=treasurer)
    papers = [f"/reports/receipts/{receipt.pk}.pdf", f"/reports/contracts/{contract.pk}/card.pdf"]
    client.force_login(outsider)
    assert [client.get(paper).status_code for paper in papers] == [404, 404]

    client.force_login(treasurer)
    assert [client.get(paper).status_code for paper in papers] == [200, 200]

    traces = AccessEntry.objects.filter(household=contract.household, kind="exported")
    assert [*traces.order_by("pk").values_list("what", flat=True)] == ["พิมพ์ใบเสร็จ", "บัตรชำระ"]
