"""The months of a fund: what came in, closing them, opening one again; late papers marked."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consolidation.models import MonthClosing
from consolidation.month_closing import close_month
from consolidation.month_sums import month_of_receipts
from consolidation.receipt_lines import as_issued, placed
from consolidation.receiving import reverse as reverse_receipt
from tests.consolidation.repaying import FIRST, MADE, PAYER, contract, make_repaid, pay
from tests.pages import facts, main_texts, rows

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

MARCH = date(2022, 3, 1)
AT = date(2023, 4, 2)


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def at(name, contract, *month):
    return reverse(f"consolidation:{name}", args=[contract.fund_id, *month])


def test_the_list_begins_with_the_first_contract_and_says_of_each_month_how_it_stands(
    signed_in, contract, treasurer
):
    pay(contract, FIRST, 5000, treasurer)
    close_month(contract.fund, FIRST, on=AT, actor=treasurer, with_earlier=True)

    found = rows(signed_in.get(at("months", contract)))

    assert found[-1][0] == "มีนาคม 2565"
    march = next(row for row in found if row[0] == "มีนาคม 2566")
    assert march[1:7] == ["1", "5,000", "0", "0", "0", "5,000"]
    assert march[7].startswith("ปิดแล้ว")
    assert found[1][7] == "เดือนนี้"


def test_closing_is_shown_first_and_then_done(signed_in, contract):
    page = signed_in.get(at("months", contract))
    assert main_texts(page, "btn-primary") == ["ปิดเดือน มีนาคม 2565"]

    shown = signed_in.get(at("month_close", contract, date(2022, 4, 1)))
    assert shown.context["months"] == ["มีนาคม 2565", "เมษายน 2565"]
    assert not MonthClosing.objects.exists()
    answer = signed_in.post(at("month_close", contract, date(2022, 4, 1)))

    assert answer.url == at("months", contract)
    assert MonthClosing.objects.count() == 2
    again = signed_in.get(at("month_close", contract, MARCH))
    assert main_texts(again, "btn-primary") == []


def test_a_month_that_isnt_over_says_so(signed_in, contract):
    page = signed_in.get(at("month_close", contract, date(2199, 12, 1)))

    assert main_texts(page, "btn-primary") == []
    assert next(one.code for one in page.context["refusals"]) == "month_not_over"


def test_a_late_receipt_is_marked_wherever_it_stands(signed_in, contract, treasurer, institution):
    close_month(contract.fund, FIRST, on=AT, actor=treasurer, with_earlier=True)
    check = {"on": "5/3/2566", "amount": "5000", "payer": PAYER, "step": "check"}

    shown = signed_in.post(f"/contracts/{contract.pk}/receive/", check)
    late = pay(contract, date(2023, 3, 5), 5000, treasurer)

    assert facts(shown)["วันที่รับเงิน"].endswith("เดือนนี้ปิดบัญชีแล้ว จะลงบัญชีวันที่ 1 เมษายน 2566")
    paper = facts(signed_in.get(f"/receipts/{late.pk}/"))
    assert paper["วันที่รับเงิน"] == "5 มีนาคม 2566"
    assert paper["ลงบัญชีวันที่"].startswith("1 เมษายน 2566")
    april = rows(signed_in.get(at("month", contract, date(2023, 4, 1))))
    assert april[1] == ["ใบเสร็จ 1/2566", "5 มี.ค. 2566ใบเสร็จเดือนก่อน", PAYER, "5,000"]
    day = signed_in.get(f"/receipts/of/{institution.code}/", {"on": "5/3/2566"})
    assert "ใบเสร็จเดือนก่อน ลงบัญชีวันที่ 1 เม.ย. 2566" in day.content.decode()


def test_the_month_says_what_the_money_was_for(signed_in, contract, treasurer):
    pay(contract, FIRST, 5000, treasurer)

    found = facts(signed_in.get(at("month", contract, FIRST)))

    assert found == {
        "รับเงินทั้งหมด": "5,000 บาท",
        "ดอกเบี้ย": "2,100 บาท",
        "เงินต้น": "2,900 บาท",
        "คงรับไว้ในเดือนนี้": "5,000 บาท",
    }


def test_the_district_alone_opens_a_month_again(
    client, contract, treasurer, district_officer, other_district_officer
):
    close_month(contract.fund, MADE, on=AT, actor=treasurer)
    address = at("month_open", contract, MARCH)
    reason = {"reason": "ลงยอดผิดเดือน"}

    answers = []
    for who in (treasurer, other_district_officer, district_officer):
        client.force_login(who)
        answers.append(client.post(address, reason).status_code)

    assert answers == [403, 404, 302]
    assert MonthClosing.objects.last().reason == "ลงยอดผิดเดือน"
    page = client.get(at("month", contract, MARCH))
    assert main_texts(page, "status")[0] == "เปิดอีกครั้ง"


def test_another_village_finds_nothing(client, contract, outsider):
    client.force_login(outsider)

    found = [client.get(at("months", contract)), client.get(at("month", contract, MARCH))]
    assert [page.status_code for page in found] == [404, 404]


@pytest.mark.parametrize("month", ["2018-13", "2018-00", "18-07", "x", "2018-7"])
def test_what_is_no_month_is_no_address(signed_in, contract, month):
    assert signed_in.get(f"/months/{contract.fund_id}/{month}/").status_code == 404


def test_a_month_of_many_receipts_asks_the_database_as_often_as_one_of_few(
    contract, institution, village_fund, savings_group, treasurer
):
    """Each as its paper says it, whatever was paid, taken back or planned anew since."""
    few, many = FIRST, date(2023, 4, 1)
    homes = [contract] + [
        make_repaid(institution, village_fund, savings_group, treasurer, str(number))
        for number in (78, 79)
    ]
    pay(homes[0], few, 300, treasurer)
    pay(homes[1], few, 14000, treasurer, rest="shorter")
    for at_day in range(1, 8):
        for home in homes:
            pay(home, date(2023, 4, at_day), 100 + at_day, treasurer, rest="keep")
    taken = contract.receipts.get(on=date(2023, 4, 3))
    reverse_receipt(taken, on=date(2023, 4, 9), reason="ใส่ผิด", actor=treasurer)

    with CaptureQueriesContext(connection) as of_few:
        assert len(month_of_receipts(contract.fund, few).lines) == 2
    with CaptureQueriesContext(connection) as of_many:
        found = month_of_receipts(contract.fund, many)

    assert (len(found.lines), len(of_many)) == (21, len(of_few))
    assert len(of_many) < 10
    assert [*found.lines] == [
        (receipt, placed(as_issued(receipt), receipt.pk)) for receipt, _placed in found.lines
    ]
