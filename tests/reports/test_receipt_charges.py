"""What a receipt took beside the plan stands on its paper with everything to count it again."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from consolidation.charging import Charge, as_charged, claims_of
from consolidation.repayment import repayment_of
from fundinst.forms import BahtField
from reports.paper_kinds import BY_SLUG
from reports.papers import paper_of, pdf_of
from tests.builders import make_rule
from tests.consolidation.repaying import make_repaid, pay
from tests.reports.papers import pages_by_pypdf, without_spaces

pytestmark = pytest.mark.django_db

LATE = date(2023, 5, 10)


@pytest.fixture
def contract(institution, village_fund, savings_group, treasurer):
    make_rule(village_fund, rate_percent=6, term_months=36, default_percent="7.3")
    return make_repaid(institution, village_fund, savings_group, treasurer)


def charges_on(contract, on):
    claims = claims_of(repayment_of(contract, on=on))
    return [Charge(one.kind, one.proposed, one.due_on) for one in claims], claims


def test_days_principal_and_rate_stand_on_the_paper(contract, treasurer):
    charges, _claims = charges_on(contract, LATE)
    receipt = pay(contract, LATE, 5000, treasurer, charges=charges)

    paper = pdf_of(paper_of(BY_SLUG["receipt"], receipt, LATE))
    text = without_spaces("".join(pages_by_pypdf(paper)))

    for said in (
        "ดอกเบี้ยผิดนัด งวด ๑ มี.ค. ๒๕๖๖",
        "๗๐ วัน",
        "เงินต้นที่ค้าง ๑๑,๖๖๗ บาท",
        "ร้อยละ ๗.๓ ต่อปี",
        "๑๖๓.๓๔",
    ):
        assert text.count(without_spaces(said)) >= 2, said  # the payer's copy and the fund's
    assert not any(digit in text for digit in "0123456789")


def test_however_often_principal_was_paid_meanwhile_the_last_stretch_is_not_cut_off(
    contract, treasurer
):
    for month in (4, 5, 6, 7):
        pay(contract, date(2023, month, 5), 3000, treasurer)
    charges, claims = charges_on(contract, date(2023, 8, 1))

    said = as_charged(charges[0], claims)

    assert len(claims[0].lines) == 5
    assert len(claims[0].words) > 300 >= len(said)
    found = sum(Decimal(part.split("= ")[1]) for part in said.split(" · "))
    assert found == claims[0].most


def test_a_negative_amount_is_told_how_to_be_typed():
    field = BahtField(label="จำนวนเงินที่รับ (บาท)")

    with pytest.raises(ValidationError, match="ให้พิมพ์โดยไม่มีเครื่องหมายลบ"):
        field.clean("-5")
