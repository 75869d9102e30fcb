"""A day on which many pay: the list, the amounts, one check, all receipts on paper."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from consolidation.models import Receipt
from tests.consolidation.repaying import FIRST, contract, make_repaid, pay
from tests.pages import main_texts, rows

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

DAY = "1/3/2566"


@pytest.fixture
def other(contract, institution, village_fund, savings_group, treasurer):
    """Another household's contract, the same."""
    return make_repaid(institution, village_fund, savings_group, treasurer, "78")


@pytest.fixture
def address(institution):
    return f"/receipts/of/{institution.code}/"


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.fixture
def send(signed_in, address, contract, other):
    def send(step, *amounts, due="13767.00"):
        typed = {"on": DAY, "step": step}
        for one, amount in zip((contract, other), amounts, strict=True):
            typed |= {f"amount-{one.pk}": amount, f"due-{one.pk}": due}
        return signed_in.post(address, typed)

    return send


def test_the_list_has_what_is_due_by_the_day(signed_in, address, contract, other):
    page = signed_in.get(address, {"on": "1/3/2567"})

    assert [row[1:3] for row in rows(page)] == [
        ["ถึงกำหนด (บาท)", "ค้าง"],
        ["26,838", "ค้าง 366 วัน"],
        ["26,838", "ค้าง 366 วัน"],
    ]
    assert rows(signed_in.get(address, {"on": "28/2/2566"})) == []


def test_the_check_says_of_each_where_it_goes_and_writes_nothing(send):
    page = send("check", "๑๓,๗๖๗", "2000")

    assert [row[1:] for row in rows(page)[1:]] == [
        ["13,767", "ดอกเบี้ย 2,100 · เงินต้น 11,667", "25,437"],
        ["2,000", "ดอกเบี้ย 2,000", "37,204"],
        ["15,767", "", ""],
    ]
    assert not Receipt.objects.exists()


def test_one_press_gives_each_its_receipt_and_all_are_printed_together(send, signed_in, address):
    answer = send("save", "13767", "2000")

    assert [*Receipt.objects.order_by("number").values_list("amount", "on")] == [
        (13767, FIRST),
        (2000, FIRST),
    ]
    page = signed_in.get(answer.url)
    assert main_texts(page, "h2")[0] == "ใบเสร็จที่ออกแล้วของวันที่ 1 มี.ค. 2566"
    paper = signed_in.post(f"/reports{address.rstrip('/')}.pdf", {"on": DAY})
    assert len(PdfReader(io.BytesIO(paper.content)).pages) == 2


def test_who_was_left_empty_pays_nothing(send):
    send("save", "", "2000")

    assert [receipt.amount for receipt in Receipt.objects.all()] == [2000]


def test_more_than_is_due_is_stopped_before_anything_is_written(send):
    page = send("check", "14000", "2000")

    assert [name for name, _why in page.context["refused"]] == ["นางทองใบ แบบอย่าง สัญญา กทบ. 1/2565"]
    assert not Receipt.objects.exists()


def test_what_is_refused_at_the_end_stays_with_its_reason_and_the_others_are_done(
    send, contract, other, treasurer
):
    pay(contract, FIRST, 1000, treasurer)

    page = send("save", "13767", "2000")

    ((_name, why),) = page.context["refused"]
    assert [refusal.code for refusal in why] == ["due_changed"]
    assert [*other.receipts.values_list("amount", flat=True)] == [2000]
    assert [*contract.receipts.values_list("amount", flat=True)] == [1000]


def test_nothing_typed_is_said_and_a_wrong_amount_stays_as_it_was_typed(send):
    empty, wrong = send("check", "", ""), send("check", "สิบบาท", "2000")

    assert empty.context["form"].non_field_errors() == ["กรอกจำนวนเงินอย่างน้อยหนึ่งสัญญา"]
    assert 'value="สิบบาท"' in wrong.content.decode()


def test_the_list_asks_the_database_as_often_for_two_as_for_one(
    signed_in, address, contract, request
):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(address, {"on": DAY})
        return len(queries)

    asked()
    one = asked()
    request.getfixturevalue("other")

    assert asked() == one


def test_nobody_but_its_committee_is_shown_the_list(client, address, outsider, district_officer):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.get(f"/reports{address.rstrip('/')}.pdf").status_code == status
