"""The one contract on paper: what stands on it, by its text layer."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from consolidation.charging import claims_of
from consolidation.merging import undo_merge
from consolidation.repayment import repayment_of
from members.models import AccessEntry, CommitteeMember
from members.national_ids import put_id
from tests.builders import make_rule
from tests.consolidation.repaying import FIRST, MADE, contract, make_repaid
from tests.members.invented_ids import an_id
from tests.reports.papers import without_spaces

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

GUARANTOR = without_spaces("ผู้ค้ำประกัน")


def read(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join(without_spaces(page.extract_text()) for page in pages)


def missing(paper, *sentences):
    """Those of the sentences that don't stand there."""
    return [one for one in sentences if without_spaces(one) not in paper]


@pytest.fixture
def address(client, treasurer, contract):
    """Where the contract's file is; it is issued when it is asked for first."""
    client.force_login(treasurer)
    return f"/reports/contracts/{contract.pk}/contract.pdf"


def issued(client, address):
    page = client.get(address)
    if page.status_code == 302:
        client.post(page.url, {"seen": "none"})
    return client.get(address)


def test_the_contract_says_who_owes_whom_how_much_and_when_in_thai_digits(
    client, address, institution
):
    CommitteeMember.objects.create(
        institution=institution,
        name="นายนำ สมมุติ",
        position="chair",
        started_on=MADE,
        signs=True,
    )

    paper = read(issued(client, address))

    assert (
        missing(
            paper,
            "หนังสือสัญญากู้ยืมเงิน ๑ ครัวเรือน ๑ สัญญา",
            "สัญญาเลขที่ กทบ. ๑/๒๕๖๕",
            "วันที่ ๑ มีนาคม ๒๕๖๕",
            "กองทุนหมู่บ้าน ผู้ให้กู้ กับ นางทองใบ แบบอย่าง",
            "๓๕,๐๐๐.๐๐ บาท (สามหมื่นห้าพันบาทถ้วน)",
            "กลุ่มออมทรัพย์เพื่อการผลิต",
            "๑๕,๐๐๐.๐๐",
            "๑ มี.ค. ๒๕๖๖ ๑๑,๖๖๗.๐๐ ๒,๑๐๐.๐๐ ๑๓,๗๖๗.๐๐ ๒๓,๓๓๓.๐๐",
            "ดอกเบี้ยร้อยละ ๖ ต่อปี",
            "ชำระทุกปี",
            "(ป.พ.พ. มาตรา ๖๕๓)",
            "ดอกเบี้ยไม่เกินร้อยละ ๑๕ ต่อปี (ป.พ.พ. มาตรา ๖๕๔)",
            "ไม่มีค่าปรับเมื่อชำระช้า",
            "ไม่ใช่ลูกหนี้ร่วม (ป.พ.พ. มาตรา ๖๘๑)",
            "(นายนำ สมมุติ)",
            "ทุกฝ่ายตกลงแปลงหนี้ใหม่",
            "ติดอากรแสตมป์ ๑๘ บาท ผู้ให้กู้เป็นผู้เสีย",
        )
        == []
    )
    assert (paper.count("()" + GUARANTOR), paper.count("()พยาน")) == (2, 2)
    assert not any(digit in paper for digit in "0123456789")


def test_the_whole_national_id_stands_on_it_and_that_it_was_taken_out_is_kept(
    client, address, contract, treasurer
):
    person = contract.borrower
    put_id(person, an_id(7))
    person.save()

    paper = read(issued(client, address))

    digits = an_id(7).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert digits in paper.replace("-", "")
    kept = AccessEntry.objects.latest("pk")
    assert (kept.actor, kept.household) == (treasurer, contract.household)


def test_a_fund_that_asks_for_no_guarantor_has_no_line_for_one(
    client, institution, village_fund, savings_group, treasurer
):
    make_rule(village_fund, rate_percent=6, term_months=36, guarantors=0)
    contract = make_repaid(institution, village_fund, savings_group, treasurer)
    client.force_login(treasurer)

    paper = read(issued(client, f"/reports/contracts/{contract.pk}/contract.pdf"))

    assert (paper.count(GUARANTOR), paper.count("()พยาน")) == (0, 2)


def test_the_paper_stays_as_it_was_signed(client, address, village_fund):
    before = read(issued(client, address))
    make_rule(village_fund, rate_percent=12, guarantors=0, effective_on=FIRST)

    assert read(issued(client, address)) == before


def test_a_cancelled_contract_has_no_paper(client, address, contract, treasurer):
    undo_merge(contract, reason="ทำผิด", on=FIRST, actor=treasurer)

    page = client.get(client.get(address).url).content.decode()

    assert "สัญญานี้ไม่มีแผนชำระหรือยกเลิกแล้ว" in page
    assert "ออกเอกสาร</button>" not in page


def test_its_page_leads_to_it_and_an_outsider_finds_nothing(client, address, contract, outsider):
    page = client.get(contract.get_absolute_url()).content.decode()
    assert address in page or f"/reports/papers/contract/{contract.pk}/" in page

    client.force_login(outsider)
    assert client.get(address).status_code == 404


def test_the_rate_of_late_payment_is_the_one_that_is_charged_later(
    client, institution, village_fund, savings_group, treasurer
):
    make_rule(village_fund, rate_percent=12, term_months=36)
    made = make_repaid(institution, village_fund, savings_group, treasurer)
    client.force_login(treasurer)

    paper = read(issued(client, f"/reports/contracts/{made.pk}/contract.pdf"))

    (claim,) = claims_of(repayment_of(made, on=FIRST + timedelta(days=1)))
    assert "ร้อยละ 12 ต่อปี" in claim.words
    assert missing(paper, "คิดดอกเบี้ยผิดนัดร้อยละ ๑๒ ต่อปี") == []
