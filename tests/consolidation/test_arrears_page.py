"""The page of what is overdue: any day, by fund and age, with a file of it."""

import io

import pytest
from openpyxl import load_workbook

from members.models import AccessEntry, AuditEntry
from tests.consolidation.repaid import FIRST, make_repayable, pay
from tests.pages import main_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(savings_group, treasurer):
    found = make_repayable(savings_group, treasurer)
    pay(found, FIRST, 1000)
    return found


@pytest.fixture
def address(institution):
    return f"/arrears/of/{institution.code}/"


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def test_the_page_says_what_is_overdue_on_the_day_asked_and_leads_to_the_contract(
    signed_in, address, contract
):
    page = signed_in.get(address, {"on": "5/9/2561"})

    assert main_texts(page, "h1") == ["สรุปยอดค้างชำระ ณ วันที่ 5 ก.ย. 2561"]
    (late,) = page.context["portfolio"].late
    assert (late.contract, late.late.days, late.late.total) == (contract, 36, 10_800)
    shown = page.content.decode()
    assert f'href="/contracts/{contract.pk}/"' in shown
    assert "31–90 วัน" in shown


def test_a_day_before_any_contract_says_what_to_do_and_one_to_come_is_reckoned(
    signed_in, address, contract
):
    early = signed_in.get(address, {"on": "1/1/2560"})
    coming = signed_in.get(address, {"on": "1/1/2600"})

    assert "ยังไม่มีสัญญาให้นับในวันนี้" in early.content.decode()
    assert coming.context["portfolio"].late[0].late.total == 32_600


def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(signed_in, address, contract):
    page = signed_in.get(address, {"on": "วันไหนก็ได้"})

    assert page.status_code == 200
    assert page.context["day"].errors
    assert 'value="วันไหนก็ได้"' in page.content.decode()


def test_the_file_has_every_running_contract_and_says_where_it_comes_from(
    signed_in, address, contract, institution
):
    answer = signed_in.get(f"{address}contracts.xlsx", {"on": "5/9/2561"})

    book = load_workbook(io.BytesIO(answer.content))
    rows = [*book["สรุปยอดค้างชำระ"].values]
    assert rows[1][4:11] == (36, "31–90 วัน", 1, 10_000, 800, 10_800, 30_000)
    origin = dict(book["ที่มาของแฟ้ม"].values)
    assert origin["หนี้ค้างเกิน 30 วัน (ร้อยละของเงินต้น)"] == "100.00 รวมที่เปลี่ยนเงื่อนไข 100.00"
    assert origin["ณ วันที่"] == "5 ก.ย. 2561"
    assert AuditEntry.objects.filter(act="exported", institution=institution).count() == 1
    assert AccessEntry.objects.filter(institution=institution, kind="exported").count() == 1


def test_no_other_village_nor_any_other_district_finds_the_page(
    client, address, contract, outsider, other_district_officer, district_officer
):
    answers = []
    for user in (outsider, other_district_officer, district_officer):
        client.force_login(user)
        answers.append(client.get(address).status_code)

    assert answers == [404, 404, 200]


def test_who_looked_is_written_down(signed_in, address, contract, institution, treasurer):
    signed_in.get(address)

    entry = AccessEntry.objects.get(institution=institution)
    assert (entry.actor, entry.what) == (treasurer, "สรุปยอดค้างชำระ")
