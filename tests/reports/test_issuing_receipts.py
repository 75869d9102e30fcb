"""Receipts as issued papers: frozen when first printed, dated wordings, a day in one file."""

import io

import pytest
from pypdf import PdfReader

from consolidation.receiving import reverse
from fundinst.thai import format_date
from members.models import AccessEntry
from reports.issuing import issue, issued_of
from reports.issuing_receipts import KIND, issued_receipt, issued_receipts, not_issued
from reports.keeping import file_of
from reports.models import IssuedPaper
from reports.voided import with_voided
from reports.wordings import shipped, write_wording
from tests.consolidation.repaying import FIRST, SECOND, contract, make_repaid, pay
from tests.reports.papers import lines_by_pdftotext, pages_by_pypdf, without_spaces

__all__ = ["contract"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(contract, treasurer):
    return pay(contract, FIRST, 5000, treasurer)


def text_of(content: bytes) -> str:
    return without_spaces("".join(pages_by_pypdf(content)))


def test_a_receipt_is_issued_before_it_is_printed_and_then_the_same_bytes(
    client, receipt, treasurer
):
    client.force_login(treasurer)
    file, page = f"/reports/receipts/{receipt.pk}.pdf", f"/reports/papers/receipt/{receipt.pk}/"
    assert client.get(file).url == page
    assert "ร่าง" in "".join(lines_by_pdftotext(client.get(f"{page}draft.pdf").content))
    assert IssuedPaper.objects.count() == 0

    client.post(page, {"seen": "none"})
    first = client.get(file).content
    receipt.contract.borrower.full_name = "นางเปลี่ยน ชื่อแล้ว"
    receipt.contract.borrower.save()
    pay(receipt.contract, SECOND, 5000, treasurer)

    issued = IssuedPaper.objects.get()
    assert first == client.get(file).content == file_of(issued)
    assert (issued.kind, issued.number, len(issued.code or "")) == ("receipt", 1, 12)
    assert (issued.household, issued.contract) == (receipt.contract.household, receipt.contract)


def test_it_is_printed_with_the_wording_of_its_day_and_names_it(contract, treasurer, administrator):
    body = shipped("receipt") + "ขอบคุณที่ชำระตรงเวลา"
    write_wording(KIND, body, effective_on=SECOND, on=FIRST, seen=0, actor=administrator)

    before = issue(KIND, pay(contract, FIRST, 5000, treasurer), on=FIRST, actor=treasurer)
    after = issue(KIND, pay(contract, SECOND, 5000, treasurer), on=SECOND, actor=treasurer)

    thanks = without_spaces("ขอบคุณที่ชำระตรงเวลา")
    assert (before.wording, text_of(file_of(before)).count(thanks)) == (0, 0)
    assert (after.wording, text_of(file_of(after)).count(thanks)) == (1, 2)
    foot = without_spaces("ถ้อยคำฉบับที่ ๑ ใช้ตั้งแต่ ๑ มีนาคม ๒๕๖๗")
    assert text_of(file_of(after)).count(foot) == 2


def test_one_that_was_taken_back_is_void_and_is_issued_anew_saying_so(client, receipt, treasurer):
    issued = issue(KIND, receipt, on=FIRST, actor=treasurer)
    kept = file_of(issued)
    reverse(receipt, on=FIRST, reason="ใส่จำนวนเงินผิด", actor=treasurer)
    receipt.refresh_from_db()
    client.force_login(treasurer)

    page = client.get(f"/reports/receipts/{receipt.pk}.pdf", follow=True).content.decode()
    assert "เพราะยกเลิกใบเสร็จเมื่อ" in page and "ออกเอกสารใหม่</button>" in page
    assert issued_receipt(receipt) is None

    further = issue(KIND, receipt, on=FIRST, actor=treasurer)
    assert issued_receipt(receipt) == further
    found = with_voided(issued_of(KIND, receipt))
    assert [(one.pk, one.voided_on) for one in found] == [(further.pk, None), (issued.pk, FIRST)]
    assert file_of(issued) == kept
    assert "ยกเลิก" not in text_of(kept) and text_of(file_of(further)).count("ยกเลิก") == 4
    listed = f"/reports/issued/of/{receipt.contract.household.institution.code}/"
    assert "ยกเลิกใบเสร็จเมื่อ" in client.get(listed).content.decode()


def test_which_receipts_of_a_day_are_issued_is_asked_once(
    contract, treasurer, django_assert_num_queries
):
    receipts = [pay(contract, on, 5000, treasurer) for on in (FIRST, SECOND)]
    with django_assert_num_queries(1):
        assert not_issued(receipts) == receipts

    issue(KIND, receipts[0], on=FIRST, actor=treasurer)
    of_last = issue(KIND, receipts[1], on=SECOND, actor=treasurer)
    reverse(receipts[1], on=SECOND, reason="ใส่จำนวนเงินผิด", actor=treasurer)

    with django_assert_num_queries(1):
        assert not_issued(receipts) == [receipts[1]]
    again = issue(KIND, receipts[1], on=SECOND, actor=treasurer)
    assert issued_receipts(receipts)[receipts[1]] == again != of_last


@pytest.fixture
def day(client, institution, village_fund, savings_group, contract, treasurer):
    """Two receipts of one day, of two households; where their file is, and what is asked of it."""
    other = make_repaid(institution, village_fund, savings_group, treasurer, number="78")
    given = [pay(one, FIRST, 5000, treasurer) for one in (contract, other)]
    client.force_login(treasurer)
    return given, f"/reports/receipts/of/{institution.code}.pdf", {"on": format_date(FIRST)}


def test_a_days_receipts_are_issued_once_and_printed_from_the_frozen_ones(
    client, contract, treasurer, day
):
    (one, other), address, on = day
    first = issue(KIND, one, on=FIRST, actor=treasurer)
    contract.borrower.full_name = "นางเปลี่ยน ชื่อแล้ว"
    contract.borrower.save()

    answer = client.post(address, on)
    again = client.post(address, on)
    read = client.get(address, on)

    assert IssuedPaper.objects.count() == 2
    assert issued_receipt(one) == first and issued_receipt(other) is not None
    assert answer.content == again.content == read.content
    pages = [without_spaces(page) for page in pages_by_pypdf(answer.content)]
    frozen = [file_of(issued_receipt(receipt)) for receipt in (one, other)]
    assert len(pages) == 2
    for page, kept in zip(pages, frozen, strict=True):
        assert text_of(kept) in page
    outline = PdfReader(io.BytesIO(answer.content)).outline
    assert [entry.title for entry in outline[1]] == [
        f"ใบเสร็จ {receipt}" for receipt in (one, other)
    ]
    traces = AccessEntry.objects.filter(kind="exported", what="พิมพ์ใบเสร็จของวัน")
    assert traces.count() == 3


def test_reading_a_days_receipts_issues_none(client, day):
    _given, address, on = day

    answer = client.get(address, on, follow=True)

    assert "ใบเสร็จของวันนี้ยังไม่ออก 2 ใบ" in answer.content.decode()
    assert IssuedPaper.objects.count() == 0


def test_who_only_reads_issues_no_receipt(client, day, district_officer, outsider):
    (one, _other), address, on = day
    page = f"/reports/papers/receipt/{one.pk}/"

    client.force_login(district_officer)
    assert (client.post(address, on).status_code, client.post(page).status_code) == (403, 403)
    assert client.get(page).status_code == 200
    client.force_login(outsider)
    assert [client.post(at, on).status_code for at in (address, page)] == [404, 404]
    assert IssuedPaper.objects.count() == 0
