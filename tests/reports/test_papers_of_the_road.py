"""The papers from the negotiation to the last slip: what stands on each, by its text layer."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.choosing_route import choose_route
from consolidation.models import ContractGuarantor
from consolidation.receiving import receive
from debts.models import Guarantor
from fundinst.errors import Refused
from reports.issuing import issue
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG, KINDS
from reports.papers import paper_of, pdf_of
from tests.builders import SIGNED, make_household, make_loan, make_person, make_rule
from tests.consolidation.negotiated_homes import (
    MET,
    agreed,
    contract_of,
    loans_of,
    meet,
)
from tests.consolidation.negotiated_homes import said as offered
from tests.consolidation.netted import NETTED_ON, netted, owe, pays
from tests.consolidation.papers import sign_all
from tests.consolidation.registered import confirmed
from tests.consolidation.submitted import make_approved
from tests.reports.papers import pages_by_pypdf, without_spaces

pytestmark = pytest.mark.django_db

WAIVED = {"penalty": 450, "interest_over_year": 200}


@pytest.fixture
def home(institution, village_fund, savings_group, treasurer, district_officer):
    """12,000 baht in every component at the village fund; 5,250 elsewhere, with a guarantor."""
    home = make_household(institution, "77")
    make_person(home, "นายต่อรอง ทดลองดี")
    late = {"interest_over_year": 1200, "interest_under_year": 300, "penalty": 450, "fee": 50}
    make_loan(home, village_fund, 10_000, **late)
    other = make_loan(home, savings_group, 5000, interest_under_year=250)
    Guarantor.objects.create(loan=other, name="นายเดิม ค้ำไว้")
    make_approved(home, treasurer, district_officer)
    meet(home, treasurer, agreed(1000, **WAIVED), agreed(), place="ศาลาวัด", minutes="ตกลงกันด้วยดี")
    return home


@pytest.fixture
def case(home):
    return home.cases.get()


def by_route(home, route, treasurer):
    """The contract, by that route, with every paper that it asks for."""
    make_rule(loans_of(home)[0].account.fund, rate_percent=6, term_months=36)
    if route != "novation":
        choose_route(home, route, reason="ที่ประชุมเห็นชอบ", actor=treasurer)
        sign_all(home, treasurer, into=loans_of(home)[0].account.fund)
    return contract_of(home, treasurer)


def text_of(kind: str, subject, on=SIGNED) -> str:
    """The draft's text without spaces; whatever the paper, its digits are Thai."""
    content = pdf_of(paper_of(BY_SLUG[kind], subject, on))
    paper = without_spaces("".join(pages_by_pypdf(content)))
    assert not any(digit in paper for digit in "0123456789")
    return paper


def missing(paper: str, *sentences: str) -> list[str]:
    return [one for one in sentences if without_spaces(one) not in paper]


def test_the_minutes_say_who_offered_what_and_what_came_of_it(case):
    paper = text_of("minutes", case.rounds.get())

    assert (
        missing(
            paper,
            "การเจรจารอบที่ ๑ ของครัวเรือน บ้านเลขที่ ๗๗ เมื่อวันที่ ๒๐ กรกฎาคม ๒๕๖๐ ณ ศาลาวัด",
            "๒๐๐.๐๐ ๔๕๐.๐๐ ๖๕๐.๐๐ ๑,๐๐๐.๐๐",
            "กองทุนหมู่บ้าน: ตกลง โดย นางบุญมี ประธานกองทุน ตามบันทึกข้อตกลง ๑/๒๕๖๐",
            "ตกลงกันด้วยดี",
            "ผู้แทนกลุ่มออมทรัพย์เพื่อการผลิต",
        )
        == []
    )


def test_the_agreement_has_every_old_debt_and_stays_right_after_the_contract(home, case, treasurer):
    figures = (
        "รวม ๑๗,๒๕๐.๐๐ บาท (หนึ่งหมื่นเจ็ดพันสองร้อยห้าสิบบาทถ้วน)",
        "ลดหนี้ให้ตามตาราง รวม ๖๕๐.๐๐ บาท",
        "ไม่น้อยกว่าหนึ่งปี ๑,๐๐๐.๐๐ บาท รวมเป็นเงินต้น",
        "ครัวเรือนเป็นหนี้ ๑๖,๖๐๐.๐๐ บาท (หนึ่งหมื่นหกพันหกร้อยบาทถ้วน)",
        "๑๒,๐๐๐.๐๐ ๖๕๐.๐๐ ๑๑,๓๕๐.๐๐",
        "๕,๒๕๐.๐๐ ๐.๐๐ ๕,๒๕๐.๐๐",
        "ทุกฝ่ายตั้งใจแปลงหนี้ใหม่",
    )
    assert missing(text_of("agreement", case), *figures) == []

    by_route(home, "novation", treasurer)
    assert missing(text_of("agreement", case), *figures) == []


def test_what_is_disputed_or_only_proposed_is_in_no_agreement(home, case, treasurer):
    village, _savings = loans_of(home)
    meet(home, treasurer, offered("proposed", penalty=450), agreed(interest_under_year=50))
    proposed = text_of("agreement", case)
    assert missing(proposed, "ลดหนี้ให้ตามตาราง รวม ๕๐.๐๐ บาท", "ครัวเรือนเป็นหนี้ ๑๗,๒๐๐.๐๐ บาท") == []

    confirmed(home, treasurer, disputed={village.pk: "จ่ายแล้ว"})
    paper = text_of("agreement", case)
    assert missing(paper, "รวม ๕,๒๕๐.๐๐ บาท", "ครัวเรือนเป็นหนี้ ๕,๒๐๐.๐๐ บาท") == []
    assert missing(paper, "๑๒,๐๐๐.๐๐") == ["๑๒,๐๐๐.๐๐"]
    assert missing(text_of("balance", village), "๑๒,๐๐๐.๐๐") == []


@pytest.mark.parametrize(
    ("route", "said", "unsaid"),
    [
        ("novation", "ทุกฝ่ายตกลงแปลงหนี้ใหม่", "โอนสิทธิเรียกร้อง"),
        ("transfer", "โอนสิทธิเรียกร้องในหนี้ตามตาราง", "แปลงหนี้ใหม่"),
        ("easing", "หนี้เดิมไม่ระงับ สัญญานี้ไม่ใช่การแปลงหนี้ใหม่", "โอนสิทธิเรียกร้อง"),
    ],
)
def test_the_contract_speaks_by_the_route_that_was_chosen(home, treasurer, route, said, unsaid):
    contract = by_route(home, route, treasurer)

    paper = text_of("contract", contract)

    assert missing(paper, said, "ลดหนี้ให้เป็นหนังสือแล้ว รวม ๖๕๐.๐๐ บาท") == []
    assert without_spaces(unsaid) not in paper


def test_a_guarantee_says_purpose_debt_most_and_period_and_no_joint_debtor(home, treasurer):
    contract = by_route(home, "novation", treasurer)
    guarantor = ContractGuarantor.objects.create(
        contract=contract,
        name="นางใหม่ ค้ำต่อ",
        most=Decimal(9000),
        until=date(2021, 1, 31),
        actor=treasurer,
    )
    guarantor.refresh_from_db()

    paper = text_of("guarantee", guarantor)

    assert (
        missing(
            paper,
            "ข้าพเจ้า นางใหม่ ค้ำต่อ ผู้ค้ำประกัน",
            f"เลขที่ กทบ. {contract.number}".replace("1", "๑"),
            "รับผิดไม่เกิน ๙,๐๐๐.๐๐ บาท (เก้าพันบาทถ้วน)",
            "จนถึงวันที่ ๓๑ มกราคม ๒๕๖๔",
            "ไม่ใช่ลูกหนี้ร่วม (ป.พ.พ. มาตรา ๖๘๑ และ ๖๘๑/๑)",
            "ติดอากรแสตมป์ ๕ บาท",
        )
        == []
    )
    assert missing(text_of("contract", contract), "นางใหม่ ค้ำต่อ ค้ำไม่เกิน ๙,๐๐๐.๐๐ บาท") == []


def test_a_transfer_is_told_to_the_debtor_and_made_by_a_deed(home, case, treasurer):
    by_route(home, "transfer", treasurer)
    kept, moved = loans_of(home)

    notice = text_of("transfer-notice", case)
    deed = text_of("deed", moved)

    claim = "๕,๒๕๐.๐๐ บาท (ห้าพันสองร้อยห้าสิบบาทถ้วน)"
    assert missing(notice, "เรียน นายต่อรอง ทดลองดี", f"รวม {claim}", "มาตรา ๓๐๖") == []
    assert missing(deed, "กลุ่มออมทรัพย์เพื่อการผลิต ผู้โอน", "กองทุนหมู่บ้าน ผู้รับโอน", claim) == []
    with pytest.raises(Refused) as stopped:
        paper_of(BY_SLUG["deed"], kept, SIGNED)
    assert [refusal.code for refusal in stopped.value.refusals] == ["no_claims"]


def test_an_old_guarantor_is_released_once_there_is_a_contract(home, treasurer):
    former = Guarantor.objects.get()
    with pytest.raises(Refused) as stopped:
        paper_of(BY_SLUG["release"], former, SIGNED)
    assert [refusal.code for refusal in stopped.value.refusals] == ["no_contract_yet"]

    by_route(home, "novation", treasurer)

    assert missing(text_of("release", former), "นายเดิม ค้ำไว้", "มาตรา ๓๔๙ และ ๖๙๘") == []


def test_the_old_funds_word_on_what_closes_a_loan_is_the_same_before_and_after(home, treasurer):
    loan = loans_of(home)[0]
    said = ["ดอกเบี้ยค้าง ๑ ปีขึ้นไป ๑,๒๐๐.๐๐", "-๖๕๐.๐๐", "รวม ๑๑,๓๕๐.๐๐ บาท"]

    assert missing(text_of("balance", loan, on=MET), *said, "ณ วันที่ ๒๐ กรกฎาคม ๒๕๖๐") == []
    by_route(home, "novation", treasurer)
    assert missing(text_of("balance", loan), *said, "ณ วันที่ ๓๑ กรกฎาคม ๒๕๖๐") == []


def test_the_household_confirms_what_it_owed_on_the_cut_off_date(home):
    paper = text_of("confirmation", home)

    said = ["ณ วันที่ ๓๐ มิถุนายน ๒๕๖๐", "๑๒,๐๐๐.๐๐", "รวม ๑๗,๒๕๐.๐๐ บาท", "มาตรา ๑๙๓/๑๔"]
    assert missing(paper, *said) == []


def test_a_statement_of_netting_has_every_line_every_net_and_what_is_paid(
    institution, village_fund, savings_group, kkj, treasurer
):
    owe(village_fund, savings_group, 900, treasurer)
    owe(savings_group, village_fund, 400, treasurer)
    refused = owe(village_fund, kkj, 300, treasurer)
    batch = netted(institution, treasurer, refused=[refused])

    paper = text_of("netting", batch)

    assert (
        missing(
            paper,
            "ณ วันที่ ๓๑ สิงหาคม ๒๕๖๐",
            "กองทุนหมู่บ้าน กลุ่มออมทรัพย์เพื่อการผลิต ๙๐๐.๐๐ ตกลง",
            "ไม่ตกลง เพราะ ยอดไม่ตรงกับสมุดของเรา",
            "รวม ๕๐๐.๐๐ บาท (ห้าร้อยบาทถ้วน) จากยอดก่อนหักล้าง ๑,๓๐๐.๐๐ บาท",
            "เหรัญญิกกองทุนหมู่บ้าน",
            "เหรัญญิกกข.คจ.",
        )
        == []
    )
    issued = issue(BY_SLUG["netting"], batch, on=NETTED_ON, actor=treasurer)
    assert (issued.batch, issued.household, issued.number) == (batch, None, 1)


def test_a_slip_says_who_paid_whom_and_what_is_left(
    institution, village_fund, savings_group, treasurer
):
    owe(village_fund, savings_group, 900, treasurer)
    payment = netted(institution, treasurer).payments.get()
    slip = pays(payment, 250, actor=treasurer)

    paper = text_of("slip", slip)

    said = [
        "กองทุนหมู่บ้าน โอนเงินให้ กลุ่มออมทรัพย์เพื่อการผลิต เมื่อวันที่ ๓๑ สิงหาคม ๒๕๖๐ จำนวน ๒๕๐.๐๐ บาท",
        "โอนแล้วรวมใบนี้ ๒๕๐.๐๐ บาท ยังเหลือ ๖๕๐.๐๐ บาท",
        "(นายจ่าย แบบอย่าง)",
        "(นางรับ แบบอย่าง)",
    ]
    assert missing(paper, *said) == []


def test_what_somebody_typed_is_printed_as_it_is_and_taken_for_nothing_else(home, case, treasurer):
    loan = loans_of(home)[1]
    meet(home, treasurer, None, agreed(), on=SIGNED, minutes="<b>{ลูกหนี้}</b> [แปลงหนี้ใหม่]")

    paper = text_of("minutes", case.rounds.get(number=2))

    assert missing(paper, "<b>{ลูกหนี้}</b> [แปลงหนี้ใหม่]", str(loan.account.fund)) == []


def test_no_page_of_any_paper_holds_signatures_alone(home, case, treasurer):
    contract = by_route(home, "novation", treasurer)
    for number in range(6):
        name, until = f"นายค้ำ{'กขคงจฉ'[number]} ด้วยกัน", date(2021, 1, 31)
        ContractGuarantor.objects.create(
            contract=contract, name=name, most=1000, until=until, actor=treasurer
        )

    pages = pages_by_pypdf(pdf_of(paper_of(BY_SLUG["contract"], contract, SIGNED)))

    (signed,) = [page for page in map(without_spaces, pages) if "คู่สมรสผู้กู้" in page]
    assert "จึงลงลายมือชื่อไว้" in signed and without_spaces("นายค้ำฉ ด้วยกัน") in signed
    assert len(pages) <= 4


ELSEWHERE = {"default-notice", "old-consent"}
"""Kinds that need another road; ``test_guarantor_papers.py`` asks them the same."""


def test_every_kind_knows_just_what_its_builder_says(
    home, case, institution, village_fund, savings_group, treasurer
):
    contract = by_route(home, "novation", treasurer)
    owe(village_fund, savings_group, 900, treasurer)
    batch = netted(institution, treasurer)
    guarantor = ContractGuarantor.objects.create(
        contract=contract, name="นางใหม่", most=9, until=date(2021, 1, 31), actor=treasurer
    )
    guarantor.refresh_from_db()
    subjects = {
        "confirmation": home,
        "balance": loans_of(home)[0],
        "minutes": case.rounds.get(),
        "agreement": case,
        "deed": loans_of(home)[1],
        "transfer-notice": case,
        "contract": contract,
        "guarantee": guarantor,
        "time-consent": guarantor,
        "card": contract,
        "release": Guarantor.objects.get(),
        "netting": batch,
        "slip": pays(batch.payments.first(), 1, actor=treasurer),
        "receipt": receive(
            contract, on=SIGNED, amount=Decimal(100), payer="นายต่อรอง", rest="keep", actor=treasurer
        ),
    }
    assert {*subjects} == {kind.slug for kind in KINDS} - {"closing-letter", *ELSEWHERE}
    for slug, subject in subjects.items():
        kind = BY_SLUG[slug]
        facts = kind.build(subject, SIGNED).facts
        known = kind.known
        assert {*facts.words} == known.words, slug
        assert ({*facts.tables}, {*facts.lists}) == (known.tables, known.lists), slug
        assert facts.holds <= known.conditions, slug
        issue(kind, subject, on=SIGNED, actor=treasurer)
    assert IssuedPaper.objects.count() == len(subjects)
