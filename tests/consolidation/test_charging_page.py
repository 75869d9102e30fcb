"""Charging a late payer: shown with how it is found, taken or let go, on the receipt apart."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from consolidation.charging import Charge, claims_of
from consolidation.models import Contract, Receipt, ReceiptCharge
from consolidation.paying_early import closing_of
from consolidation.plan_lines import closing_sum, due_sum
from consolidation.receiving import repayment_version, reverse
from consolidation.repayment import repayment_of
from fundinst.money import format_baht
from tests.builders import make_rule
from tests.consolidation.repaying import PAYER, make_repaid, pay
from tests.pages import facts, main_texts, rows

pytestmark = pytest.mark.django_db

BOX = "default_interest-2023-03-01"


@pytest.fixture
def contract(institution, village_fund, savings_group, treasurer):
    """11,667 of principal fell due on 1 March 2566; the rule says 7.3 percent for who is late."""
    make_rule(village_fund, rate_percent=6, term_months=36, default_percent="7.3")
    return make_repaid(institution, village_fund, savings_group, treasurer)


@pytest.fixture
def send(client, treasurer, contract):
    client.force_login(treasurer)

    def send(step, **typed):
        said = {"on": "10/5/2566", "amount": "5,000", "payer": PAYER}
        said |= {"seen": repayment_version(contract), **typed, "step": step}
        return client.post(f"/contracts/{contract.pk}/receive/", said)

    return send


def test_what_the_rule_asks_for_is_proposed_and_taken_first(send):
    page = send("check")

    assert page.context["charging"][BOX].value() == "163.34"
    assert facts(page)["เรียกเก็บก่อน นอกแผน"] == "163.34 บาท"
    assert facts(page)["เหลือตัดชำระตามแผน"] == "4,836.66 บาท"
    assert rows(page)[1] == ["งวดที่ 1", "1 มี.ค. 2566", "2,100", "2,736.66", "4,836.66", "8,930.34"]


def test_saving_what_was_shown_writes_it_and_the_receipt_says_it_apart(send, client):
    answer = send("save", **{BOX: "163.34", "charged": "163.34"})

    page = client.get(answer.url)
    assert rows(page)[1:3] == [
        [
            "ดอกเบี้ยผิดนัดงวดที่ครบกำหนด 1 มี.ค. 2566",
            "1 มี.ค. 2566 ถึง 10 พ.ค. 2566 70 วัน เงินต้นที่ค้าง 11,667 บาท ร้อยละ 7.3 ต่อปี = 163.34 บาท",
            "163.34",
        ],
        ["รวมนอกแผน", "163.34"],
    ]
    assert Receipt.objects.get().charges.get().amount == ReceiptCharge.objects.get().amount
    contract_page = client.get(Receipt.objects.get().contract.get_absolute_url())
    assert facts(contract_page)["ชำระมาแล้ว"] == "4,836.66 บาท และเรียกเก็บนอกแผนไปแล้ว 163.34 บาท"


def test_another_amount_is_shown_before_it_is_saved(send):
    changed = {BOX: "100", "cost": "๕๐", "cost_words": "ค่าส่งหนังสือ"}

    page = send("save", **changed, charged="163.34")

    assert not Receipt.objects.exists()
    assert len(page.context["form"].non_field_errors()) == 1
    assert facts(page)["เรียกเก็บก่อน นอกแผน"] == "150 บาท"
    send("save", **changed, charged="150")
    assert [*ReceiptCharge.objects.values_list("kind", "amount")] == [
        ("cost", 50),
        ("default_interest", 100),
    ]


def test_nothing_need_be_charged(send):
    send("save", **{BOX: "0", "charged": "0"})

    assert Receipt.objects.get().on_plan == 5000
    assert not ReceiptCharge.objects.exists()


def test_every_reason_against_a_charge_stands_on_the_page(send):
    page = send("save", **{BOX: "500", "cost": "10", "charged": "510"})

    assert not Receipt.objects.exists()
    codes = [error.code for error in page.context["charging"].non_field_errors().as_data()]
    assert codes == ["cost_of_what", "charge_above_law"]
    assert "เรียกเก็บก่อน นอกแผน" not in facts(page)


def test_who_pays_in_time_sees_no_such_question(send):
    page = send("check", on="1/3/2566")

    assert "งวดที่ค้าง จะเรียกเก็บเพิ่มหรือไม่" not in main_texts(page, "h2")
    assert send("save", on="1/3/2566").status_code == 302


def test_what_is_to_be_brought_counts_what_the_next_page_takes_first(client, contract, treasurer):
    client.force_login(treasurer)
    repayment = repayment_of(contract, on=localdate())
    first = sum(claim.proposed for claim in claims_of(repayment))
    said = f"{format_baht(first)} บาท"

    for address in (contract.get_absolute_url(), f"/contracts/{contract.pk}/receive/"):
        page = client.get(address)
        assert facts(page)["ดอกเบี้ยผิดนัดที่เก็บก่อน ตามระเบียบกองทุน"] == said
        whole = facts(page)["รวมต้องนำมา ถ้าจะไม่ให้มียอดค้าง"]
        assert whole == f"{format_baht(repayment.due + first)} บาท"
        closing = page.context["closing_sum"]
        assert closing.total == repayment.due + closing_of(repayment).total + first
    assert page.context["form"]["amount"].value() == format_baht(repayment.due + first)


def test_the_sum_to_bring_leaves_nothing_overdue_and_the_closing_sum_nothing_at_all(
    contract, treasurer
):
    on = date(2023, 5, 10)
    repayment = repayment_of(contract, on=on)
    charges = [Charge(one.kind, one.proposed, one.due_on) for one in claims_of(repayment)]
    brought, whole = due_sum(repayment).total, closing_sum(repayment).total
    assert brought == 13_767 + Decimal("163.34")

    receipt = pay(contract, on, brought, treasurer, charges=charges)
    assert repayment_of(contract, on=on).due == 0
    reverse(receipt, on=on, reason="ชำระทั้งหมดแทน", actor=treasurer)

    pay(contract, on, whole, treasurer, charges=charges, rest="shorter")
    assert repayment_of(contract, on=on).owed_in_all == 0


def test_the_sum_that_would_close_is_said_with_what_is_taken_first(send):
    page = send("check", amount="37,300", on="10/5/2566")

    closed = {one.rest: one.refusals[0].sentence for one in page.context["closed_choices"]}
    contract = Contract.objects.get()
    whole = closing_sum(repayment_of(contract, on=date(2023, 5, 10))).total
    assert f"{format_baht(whole)} บาท" in closed["shorter"]
