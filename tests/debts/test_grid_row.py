"""One row of the grid as the browser sends it, and what it is told."""

from decimal import Decimal
from uuid import uuid4

import pytest

from debts.ledger_totals import state_ledger_total
from debts.models import JournalEntry, Loan, SurveyRow
from members.models import AuditEntry, Household, Institution
from tests.builders import AS_OF, make_institution, make_user

pytestmark = pytest.mark.django_db

KEY, WINDOW = str(uuid4()), str(uuid4())


@pytest.fixture
def account(village_fund):
    return village_fund.accounts.get()


@pytest.fixture
def send(client, treasurer, institution):
    client.force_login(treasurer)

    def post(**sent):
        sent = {"key": KEY, "window": WINDOW, "on": "2017-06-30", **sent}
        answer = client.post(f"/grid/{institution.code}/rows/", sent)
        assert answer.status_code == 200
        return answer.json()

    return post


def typed(account, amount, **more):
    row = {"house_number": "32/1", "name": "นางทองม้วน แบบอย่าง", f"account-{account.pk}": amount}
    return row | more


def cell(value="", **more):
    empty = {"seen": "", "error": "", "theirs": None, "theirs_by": "", "readonly": False}
    return {"value": value, **empty, "note": "", **more}


def test_a_recorded_row_comes_back_as_the_books_have_it(send, account, institution, treasurer):
    state_ledger_total(account, on=AS_OF, total=Decimal(5500), actor=treasurer)

    answer = send(**typed(account, "๕,๐๐๐ บาท"))

    loan, entry = Loan.objects.get(), AuditEntry.objects.get(act="row_saved")
    others = [a.pk for a in accounts(institution) if a != account]
    assert answer == {
        "key": KEY,
        "household": loan.household_id,
        "state": "recorded",
        "word": "บันทึกแล้ว",
        "total": "5,000",
        "taken": False,
        "reasons": [],
        "undo": entry.pk,
        "rows_total": "5,000",
        "cells": {
            "house_number": cell("32/1", seen="32/1"),
            "name": cell("นางทองม้วน แบบอย่าง", seen="นางทองม้วน แบบอย่าง"),
            str(account.pk): cell("5,000", seen=f"{loan.entries.get().pk}:5000.00"),
            **{str(pk): cell() for pk in others},
        },
        "columns": {
            str(account.pk): {
                "ours": "5,000",
                "difference": "บัญชีกองทุนมากกว่าที่กรอก 500 บาท",
            },
            **{str(pk): {"ours": "0", "difference": "ยังไม่ได้ใส่ยอดตามบัญชีของกองทุน"} for pk in others},
        },
        "details": {
            str(pk): (
                f"/grid/{institution.code}/households/{loan.household_id}/accounts/{pk}/"
                "?on=2017-06-30"
            )
            for pk in (account.pk, *others)
        },
    }


def accounts(institution: Institution):
    return [fund.accounts.get() for fund in institution.funds.all()]


def test_the_same_row_sent_twice_is_one_household_and_moves_no_money(send, account):
    first = send(**typed(account, "5000"))
    second = send(**typed(account, "5000"))

    assert (second["household"], second["undo"]) == (first["household"], None)
    assert (Household.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_a_row_that_cant_be_read_says_where_and_is_kept_on_the_server(send, account):
    answer = send(**typed(account, "ห้าพัน"))

    assert (answer["state"], answer["word"], answer["undo"]) == ("wrong", "มีข้อผิด", None)
    assert answer["household"] is None
    assert answer["cells"][str(account.pk)] == cell(
        "ห้าพัน", error="อ่านจำนวนเงิน “ห้าพัน” ไม่ออก ให้พิมพ์เช่น 13,200 หรือ 13,200.50"
    )
    assert answer["details"][str(account.pk)] == ""
    assert not Household.objects.exists()
    assert SurveyRow.objects.get().typed["cells"][str(account.pk)] == "ห้าพัน"


def test_two_people_on_one_cell_see_both_values_and_choose(
    send, account, client, institution, treasurer
):
    mine = send(**typed(account, "5000"))
    seen = mine["cells"][str(account.pk)]["seen"]
    same = {"household": mine["household"], "seen-house_number": "32/1"}
    same |= {"seen-name": "นางทองม้วน แบบอย่าง", f"seen-{account.pk}": seen}
    client.force_login(make_user("committee", institution=institution))
    assert send(**typed(account, "4500", **same), window=str(uuid4()))["state"] == "recorded"
    client.force_login(treasurer)

    answer = send(**typed(account, "4000", **same))

    found = answer["cells"][str(account.pk)]
    assert (answer["state"], answer["word"]) == ("conflict", "มีคนแก้ไปก่อน")
    assert (found["value"], found["theirs"], found["theirs_by"]) == (
        "4000",
        "4,500",
        "ผู้ใช้ ทดสอบ",
    )
    assert int(Loan.objects.get().outstanding) == 4500

    again = send(**typed(account, "4000", **same | {f"seen-{account.pk}": found["seen"]}))
    assert (again["state"], int(Loan.objects.get().outstanding)) == ("recorded", 4000)


def test_a_known_house_is_asked_about_and_the_answer_sent_with_the_row(send, account):
    send(**typed(account, "5000"))
    other = typed(account, "100", name="นายแยก แบบอย่าง", key=str(uuid4()))

    asked = send(**other)
    assert (asked["state"], asked["taken"], len(asked["reasons"])) == ("wrong", True, 1)

    answer = send(**other, apart="1")
    assert (answer["state"], answer["taken"]) == ("recorded", False)
    assert Household.objects.count() == 2


def test_a_name_known_from_another_house_is_asked_about_with_both_ways_on(send, account):
    send(**typed(account, "5000"))

    asked = send(**typed(account, "100", house_number="40", key=str(uuid4())))

    assert asked["reasons"] == [
        "มีชื่อ นางทองม้วน แบบอย่าง ที่บ้านเลขที่ 32/1 อยู่แล้ว ถ้าเป็นคนเดียวกันให้กรอกในแถวนั้น"
        "แล้วทิ้งแถวนี้ ถ้าไม่ใช่ให้กด “เป็นคนละครัวเรือน”"
    ]


@pytest.mark.parametrize("dash", ["-", "–", "ไม่มี", ""])
def test_a_dash_is_a_household_without_a_house_number(dash, send, account):
    answer = send(**typed(account, "5000", house_number=dash))

    assert (answer["state"], answer["cells"]["house_number"]) == ("recorded", cell())
    assert Household.objects.get().house_number == ""


def test_a_household_of_another_institution_is_not_there(send, account):
    elsewhere = make_institution(moo=55).households.create(house_number="1")

    answer = send(**typed(account, "5000", household=elsewhere.pk))

    assert (answer["state"], answer["reasons"]) == (
        "wrong",
        ["ไม่พบครัวเรือนนี้แล้ว กรุณาเปิดหน้าใหม่"],
    )
    assert answer["cells"][str(account.pk)]["value"] == "5000"
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"key": "ไม่ใช่รหัส"},
        {"key": ""},
        {"window": "x"},
        {"household": "x"},
        {"on": "เมื่อวาน"},
        {"on": "2999-01-01"},
        {"name": "นาย\0เดียว ทดสอบ"},
    ],
)
def test_nothing_odd_in_a_row_brings_the_page_down(odd, send, account):
    assert send(**typed(account, "5000", **odd))["state"] == "recorded"


def test_a_dropped_row_is_not_in_the_grid_again(send, account, client, institution):
    send(**typed(account, "ห้าพัน"))

    answer = client.post(f"/grid/{institution.code}/drop/", {"key": KEY})

    assert (answer.status_code, answer.url) == (302, f"/grid/{institution.code}/")
    assert SurveyRow.objects.get().state == "dropped"


@pytest.mark.parametrize("address", ["rows", "totals", "drop"])
def test_only_the_institutions_own_committee_may_send(
    address, client, institution, outsider, district_officer
):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        answer = client.post(f"/grid/{institution.code}/{address}/", {"key": KEY})
        assert answer.status_code == status
    assert not SurveyRow.objects.exists()


def test_totals_sent_by_themselves_are_kept_or_shown_again(client, treasurer, institution, account):
    client.force_login(treasurer)
    address = f"/grid/{institution.code}/totals/"

    assert client.post(address, {f"total-{account.pk}": "5,500"}).status_code == 302
    assert [int(total.total) for total in account.ledger_totals.all()] == [5500]

    again = client.post(address, {f"total-{account.pk}": "มาก"})
    assert (again.status_code, 'value="มาก"' in again.content.decode()) == (200, True)
    assert [int(total.total) for total in account.ledger_totals.all()] == [5500]
