"""Changing funds and committee later, from the page that lists them."""

import re
from datetime import date

import pytest

from debts.models import Loan
from members.models import CommitteeMember
from tests.builders import make_household, make_loan, make_rule
from tests.pages import main, main_texts, texts

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


@pytest.fixture
def chair(institution):
    return CommitteeMember.objects.create(
        institution=institution, name="นายนำ สมมุติ", position="chair", started_on=DAY, signs=True
    )


@pytest.fixture
def sent(client, treasurer, institution):
    """Send a form as the treasurer; what the list says afterwards, or the form's errors."""
    client.force_login(treasurer)

    def send(address, told):
        answer = client.post(address, told)
        if answer.status_code == 200:
            return main_texts(answer, "notice-error") or main_texts(answer, "invalid-feedback")
        assert answer.url == f"/funds/?institution={institution.code}"
        return texts(client.get(answer.url), "notice-success")

    return send


def test_a_fund_is_added_and_can_be_taken_back(sent, client, institution):
    told = {"kind": "womens_fund", "name": "กองทุนสตรี", "accounts": "1, ๒"}

    assert sent(f"/funds/{institution.code}/add/", told) == ["เพิ่มกองทุนแล้ว เลิกทำ"]
    fund = institution.funds.get(name="กองทุนสตรี")
    assert [account.number for account in fund.accounts.all()] == [1, 2]


def test_a_fund_of_a_name_that_is_there_is_refused_beside_the_name(sent, institution):
    told = {"kind": "womens_fund", "name": "กข.คจ.", "accounts": "1"}

    assert sent(f"/funds/{institution.code}/add/", told) == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ ชื่อกองทุน: มีกองทุนชื่อ กข.คจ. อยู่แล้ว ให้ตั้งชื่อต่างกัน เช่น ใส่ชื่อกลุ่มต่อท้าย"
    ]


def test_an_account_and_a_rule_are_added(sent, village_fund):
    account = {"number": "๔", "name": "บัญชีประชารัฐ"}
    rule = {"effective_on": "1/1/2560", "rate_percent": "๗.๕", "ceiling": "30,000 บาท"}

    assert sent(f"/funds/{village_fund.pk}/account/", account) == ["เพิ่มบัญชีแล้ว เลิกทำ"]
    assert sent(f"/funds/{village_fund.pk}/rule/", rule) == ["บันทึกระเบียบแล้ว เลิกทำ"]
    assert [str(account) for account in village_fund.accounts.all()] == ["บัญชี 1", "บัญชีประชารัฐ"]
    written = village_fund.rules.get()
    assert (f"{written.rate_percent:f}", written.ceiling) == ("7.5000", 30000)


def test_a_rule_beyond_the_law_is_refused(sent, village_fund):
    rule = {"effective_on": "1/1/2560", "rate_percent": "18"}

    assert sent(f"/funds/{village_fund.pk}/rule/", rule) == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้"
        " อัตราดอกเบี้ย ร้อยละ (ถ้ามี): ดอกเบี้ยร้อยละ 18 ต่อปี กฎหมายให้คิดได้ไม่เกินร้อยละ 15 ต่อปี"
        " (ร้อยละ 1.25 ต่อเดือน) ให้ลดอัตราลง (ป.พ.พ. มาตรา ๖๕๔)"
    ]
    assert not village_fund.rules.exists()


def test_a_rule_of_a_day_whose_rule_was_lent_under_is_refused_beside_the_day(sent, village_fund):
    lent_under = make_rule(village_fund, effective_on=date(2017, 1, 1))
    loan = make_loan(make_household(village_fund.institution, "1"), village_fund)
    Loan.objects.filter(pk=loan.pk).update(rule=lent_under)
    rule = {"effective_on": "1/1/2560", "rate_percent": "9"}

    assert sent(f"/funds/{village_fund.pk}/rule/", rule) == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้"
        " ใช้ตั้งแต่วันที่: วันนั้นมีระเบียบอยู่แล้ว และมีหนี้หรือสัญญาที่ใช้ระเบียบนั้นแล้ว จึงแก้ไม่ได้"
        " ให้ใส่วันถัดไปที่ระเบียบใหม่มีผล"
    ]
    assert village_fund.rules.get().pk == lent_under.pk


def test_a_fund_goes_until_it_has_debts(sent, institution, kkj, village_fund):
    make_loan(make_household(institution, "1"), village_fund)

    assert sent(f"/funds/{kkj.pk}/take-out/", {}) == ["เอากองทุนออกแล้ว"]
    assert sent(f"/funds/{village_fund.pk}/take-out/", {}) == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ กองทุนหมู่บ้าน มีทะเบียนหรือหนี้อยู่ในระบบแล้ว จึงเอาออกไม่ได้"
    ]
    assert institution.funds.count() == 2


def test_somebody_is_seated_corrected_and_ends_the_term(sent, institution, chair):
    seat = {"position": "secretary", "name": "นางจด สมมุติ", "started_on": "1/2/2569"}
    mended = {"name": "นายนำ สมมุติดี", "phone": "0812345678", "signs": "on"}

    assert sent(f"/committee/{institution.code}/seat/", seat) == ["เพิ่มกรรมการแล้ว เลิกทำ"]
    assert sent(f"/committee/{chair.pk}/correct/", mended) == ["แก้ข้อมูลกรรมการแล้ว เลิกทำ"]
    assert sent(f"/committee/{chair.pk}/end/", {"on": "30/9/2569"}) == ["บันทึกวันสิ้นวาระแล้ว เลิกทำ"]
    chair.refresh_from_db()
    assert (chair.name, chair.phone, chair.ended_on) == (
        "นายนำ สมมุติดี",
        "081-234-5678",
        date(2026, 9, 30),
    )
    assert institution.committee.get(position="secretary").started_on == date(2026, 2, 1)


def test_a_correction_that_changes_nothing_offers_no_undo_of_something_else(sent, chair):
    mended = {"name": "นายนำ สมมุติดี", "signs": "on"}

    assert sent(f"/committee/{chair.pk}/correct/", mended) == ["แก้ข้อมูลกรรมการแล้ว เลิกทำ"]
    assert sent(f"/committee/{chair.pk}/correct/", mended) == ["แก้ข้อมูลกรรมการแล้ว"]


def test_a_term_that_would_end_before_it_begins_is_refused_beside_the_day(sent, chair):
    assert sent(f"/committee/{chair.pk}/end/", {"on": "31/12/2568"}) == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ วันสุดท้ายของวาระ: สิ้นวาระก่อนวันเริ่มวาระ (1 มกราคม 2569) ไม่ได้"
    ]


def test_the_name_is_mended_from_the_check_of_the_answers(client, treasurer, institution):
    client.force_login(treasurer)

    answer = client.post(f"/found/{institution.code}/name/", {"name": " บ้านทดลองใหม่ "})

    institution.refresh_from_db()
    assert (answer.url, institution.name) == (f"/found/{institution.code}/check/", "บ้านทดลองใหม่")


def test_only_who_may_change_it_is_offered_to(client, treasurer, district_officer, chair):
    offered = {}
    for user in (treasurer, district_officer):
        client.force_login(user)
        page = main(client.get("/funds/"))
        offered[user] = len(re.findall(r'href="/(?:funds|committee)/[^"]+"', page))

    # Four ways for each of three funds, two for the chair, and a further fund and member.
    assert offered == {treasurer: 4 * 3 + 2 + 2, district_officer: 0}


def test_the_officer_who_founds_may_change_it_too_without_an_undo(client, founder, new):
    client.force_login(founder)
    told = {"kind": "kkj", "name": "กข.คจ.", "accounts": "1"}

    client.post(f"/funds/{new.code}/add/", told)

    assert texts(client.get("/funds/"), "notice-success") == ["เพิ่มกองทุนแล้ว"]
    assert [fund.name for fund in new.funds.all()] == ["กข.คจ."]
