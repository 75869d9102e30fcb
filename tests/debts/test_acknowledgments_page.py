"""The pages of prescription: one loan's, and the village's list of what is nearly barred."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from debts.models import Acknowledgment
from tests.builders import make_contract, make_household, make_loan, make_person

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=366)


@pytest.fixture
def loan(institution, savings_group):
    home = make_household(institution, "12")
    make_person(home, "นายเก่า แบบอย่าง")
    return make_loan(home, savings_group, 5000, due_on=localdate() - 9 * YEAR)


@pytest.fixture
def page(client, treasurer, loan):
    client.force_login(treasurer)
    address = reverse("debts:acknowledgments", args=[loan.pk])

    def ask(**sent):
        answer = client.post(address, sent, follow=True) if sent else client.get(address)
        return answer.content.decode()

    return ask


SAID = {"step": "say", "kind": "part_payment", "on": "1/5/2567", "paper": "ใบเสร็จ 12/2567"}


def test_a_part_payment_that_is_recorded_begins_the_time_anew(page):
    assert "ใกล้ขาดอายุความ" in page()

    shown = page(**SAID)

    assert Acknowledgment.objects.get().paper == "ใบเสร็จ 12/2567"
    assert "บันทึกการรับสภาพหนี้แล้ว" in shown
    assert "นับจากชำระบางส่วน 1 พ.ค. 2567" in shown
    assert "ใกล้ขาดอายุความ" not in shown


def test_what_is_missing_is_said_at_its_field(page):
    shown = page(step="say", kind="", on="1/5/2599", paper=" ")

    for words in ("กรุณาเลือกว่าผู้กู้ทำอะไร", "วันที่นี้ยังมาไม่ถึง", "กรุณาใส่หลักฐาน"):
        assert words in shown
    assert not Acknowledgment.objects.exists()


def test_an_entry_made_by_mistake_is_taken_back_and_stays_to_be_read(page):
    page(**SAID)
    wrong = {"step": "take_back", "said": Acknowledgment.objects.get().pk}

    assert "กรุณาเขียนเหตุผลที่ถอนรายการ" in page(**wrong, reason="")
    shown = page(**wrong, reason="ผิดคน")

    assert "ถอนแล้ว" in shown
    assert "ผิดคน" in shown
    assert "ใกล้ขาดอายุความ" in shown


def test_a_merged_loan_has_no_form(client, treasurer, household, savings_group):
    make_contract(household, savings_group, treasurer)
    client.force_login(treasurer)
    address = reverse("debts:acknowledgments", args=[household.loans.first().pk])

    shown = client.get(address).content.decode()

    assert "จึงไม่ต้องรับสภาพหนี้อีก" in shown
    assert 'id="acknowledgment-form"' not in shown


def test_the_district_reads_and_does_not_write(client, district_officer, loan):
    client.force_login(district_officer)
    address = reverse("debts:acknowledgments", args=[loan.pk])

    assert 'id="acknowledgment-form"' not in client.get(address).content.decode()
    assert client.post(address, SAID).status_code == 403
    assert not Acknowledgment.objects.exists()


def test_the_villages_list_leads_to_each_loan_and_asks_no_oftener_for_more(
    client, treasurer, loan, institution, savings_group
):
    client.force_login(treasurer)
    address = reverse("debts:nearly_barred", args=[institution.code])
    assert reverse("debts:acknowledgments", args=[loan.pk]) in client.get(address).content.decode()
    with CaptureQueriesContext(connection) as once:
        client.get(address)
    for number in range(3):
        home = make_household(institution, f"2{number}")
        make_person(home, f"นายที่{number} แบบอย่าง")
        make_loan(home, savings_group, 100, due_on=localdate() - 12 * YEAR)

    with CaptureQueriesContext(connection) as again:
        shown = client.get(address).content.decode()

    assert len(again) == len(once)
    assert shown.index("นายที่0") < shown.index("นายเก่า")


def test_another_villages_committee_finds_neither_page(client, outsider, loan, institution):
    client.force_login(outsider)

    for address in (
        reverse("debts:acknowledgments", args=[loan.pk]),
        reverse("debts:nearly_barred", args=[institution.code]),
    ):
        assert client.get(address).status_code == 404


def test_the_households_page_warns_and_leads_on(client, treasurer, loan):
    client.force_login(treasurer)

    shown = client.get(reverse("consolidation:household", args=[loan.household_id]))

    assert reverse("debts:acknowledgments", args=[loan.pk]) in shown.content.decode()
    assert "ใกล้ขาดอายุความ" in shown.content.decode()
