"""The page of a fund's rules: folded groups, as people type them, and the rule in sentences."""

from datetime import date
from decimal import Decimal

import pytest

from fundinst.thai import Unreadable
from members.models import AuditEntry, RateTier
from members.rule_fields import PatternField, YearDaysField
from members.rule_terms import RateStep, terms_of_rule
from tests.builders import make_rule
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db

DAY = date(2017, 1, 1)
FULL = {
    "effective_on": "๑ ม.ค. ๒๕๖๐",
    "rate_percent": "๑",
    "rate_per": "month",
    "method": "on_balance",
    "term_months": "36",
    "due": "fixed_days",
    "due_days": "๕ พ.ย. และ 5 กรกฎาคม",
    "ceiling": "50,000",
    "shape": "pattern",
    "pattern": "๔๐ 30 30",
    "grace_instalments": "1",
    "grace": "interest_deferred",
    "rounding_unit": "0.25",
    "rounding_place": "first",
    "day_count": "30/360",
    "fine": "baht_a_day",
    "fine_amount": "2",
    "default_percent": "7.5",
    "tier1_above": "20,000",
    "tier1_percent": "1.25",
    "guarantors": "2",
    "ceiling_resolved": "75,000",
    "resolution": "มติ 1/2560",
}


@pytest.fixture
def address(client, treasurer, village_fund):
    client.force_login(treasurer)
    return f"/funds/{village_fund.pk}/rule/"


def test_everything_a_rule_can_say_is_typed_on_its_page(client, address, village_fund):
    client.post(address, FULL)

    told = terms_of_rule(village_fund.rules.get())
    assert (told.rate_percent, told.rate_per, told.due_days) == (1, "month", ("07-05", "11-05"))
    assert (told.shape, told.pattern) == ("pattern", (Decimal(40), Decimal(30), Decimal(30)))
    assert (told.grace, told.grace_instalments) == ("interest_deferred", 1)
    assert (told.rounding_unit, told.rounding_place, told.day_count) == (
        Decimal("0.25"),
        "first",
        "30/360",
    )
    assert (told.fine, told.fine_amount, told.default_percent) == (
        "baht_a_day",
        Decimal(2),
        Decimal("7.5"),
    )
    assert told.tiers == (RateStep(Decimal(20000), Decimal("1.25")),)
    assert (told.ceiling, told.ceiling_resolved, told.guarantors) == (50000, 75000, 2)
    assert (told.effective_on, told.term_months, told.resolution) == (DAY, 36, "มติ 1/2560")


def test_what_is_left_empty_is_as_most_funds_have_it(client, address, village_fund):
    client.post(address, {"effective_on": "1/1/2560", "rate_percent": "6"})

    told = terms_of_rule(village_fund.rules.get())
    assert told.is_plain
    assert told.rate_percent == 6


def test_every_contradiction_stands_beside_its_field_and_its_group_is_open(
    client, address, village_fund
):
    wrong = {"pattern": "40 30", "due_days": "31 ก.พ.", "fine_amount": "", "tier1_percent": ""}

    page = client.post(address, {**FULL, **wrong})
    assert list(page.context["form"].errors) == ["due_days", "tier1_percent"]

    page = client.post(address, {**FULL, **wrong, "due_days": "", "tier1_above": ""})
    assert page.context["form"].errors == {
        "due_days": ["เลือกวันที่แน่นอนของทุกปีแล้ว ให้ใส่วันครบกำหนดอย่างน้อย 1 วัน เช่น 5 พ.ย."],
        "pattern": ["สัดส่วนของทุกงวดต้องรวมกันได้ 100 ตอนนี้ได้ 70"],
        "fine_amount": ["เลือกค่าปรับแล้ว ให้ใส่จำนวน หรือเลือกว่าไม่มีค่าปรับ"],
    }
    opened = [group["heading"] for group in page.context["form"].groups() if group["open"]]
    assert opened[:2] == ["วันครบกำหนด", "วิธีคืนเงินต้น"]
    assert village_fund.rules.count() == 0


def test_a_new_rule_begins_with_the_one_in_force_and_nothing_unusual_is_open(
    client, address, village_fund
):
    make_rule(village_fund, rate_percent=6, term_months=24, resolution="มติเก่า")

    page = client.get(address)
    form = page.context["form"]

    assert main_texts(page, "h1") == ["เพิ่มระเบียบของกองทุนหมู่บ้าน"]
    assert [form[name].value() for name in ("rate_percent", "term_months", "resolution")] == [
        "6",
        24,
        "",
    ]
    assert [group["heading"] for group in form.groups() if group["open"]] == []


def test_what_the_rule_in_force_has_of_its_own_is_open_on_the_page_of_the_next(
    client, address, village_fund
):
    client.post(address, FULL)

    form = client.get(address).context["form"]

    assert form["due_days"].value() == "5 กรกฎาคม, 5 พฤศจิกายน"
    assert form["pattern"].value() == "40 30 30"
    assert form["tier1_above"].value() == "20,000"
    assert [group["open"] for group in form.groups()] == [True] * 7


def test_the_list_says_the_whole_rule_and_a_monthly_rate_by_the_year_too(client, address):
    client.post(address, FULL)

    page = client.get("/funds/")

    assert "อัตราดอกเบี้ย ร้อยละ 1 ต่อเดือน (ร้อยละ 12 ต่อปี)" in texts(page, "summary-list")[0]
    assert texts(page, "summary-list")[1] == (
        "อัตราดอกเบี้ย ร้อยละ 1 ต่อเดือน (ร้อยละ 12 ต่อปี)"
        " ขั้นบันได ส่วนที่เกิน 20,000 บาท ร้อยละ 1.25 ต่อเดือน"
        " วงเงินต่อราย 50,000 บาท มีมติที่ประชุมได้ถึง 75,000 บาท ระยะเวลา 36 เดือน"
        " วิธีคิดดอกเบี้ย คิดจากเงินต้นที่เหลือ (ลดต้นลดดอก) เดือนละ 30 วัน ปีละ 360 วัน"
        " กำหนดชำระ ทุกวันที่ 5 กรกฎาคม และ 5 พฤศจิกายน ของทุกปี"
        " การคืนเงินต้น ร้อยละ 40, 30, 30 ของเงินต้น ตามลำดับงวด"
        " ปัดเศษ เป็นหน่วยละ 0.25 บาท เศษอยู่ที่งวดแรก"
        " ปลอดเงินต้น 1 งวดแรกยังไม่ต้องคืนเงินต้น ดอกเบี้ยระหว่างนั้นพักไว้จ่ายภายหลัง"
        " ค่าปรับเมื่อชำระช้า วันละ 2 บาท ดอกเบี้ยผิดนัด ร้อยละ 7.5 ต่อปีของเงินต้นงวดที่ค้าง"
        " ผู้ค้ำประกัน 2 คน"
    )


def test_older_and_coming_rules_stand_on_the_list_with_their_days(client, address, village_fund):
    for year in (2015, 2017, 2999):
        make_rule(village_fund, rate_percent=6, effective_on=date(year, 1, 1))

    assert main_texts(client.get("/funds/"), "summary") == [
        "ทุกข้อของระเบียบที่ใช้อยู่",
        "ระเบียบที่จะใช้ตั้งแต่ 1 มกราคม 3542",
        "ระเบียบเดิม ใช้ตั้งแต่ 1 มกราคม 2558",
    ]


def test_a_rule_that_somebody_else_wrote_for_that_day_is_not_replaced_unseen(
    client, address, village_fund
):
    opened = client.get(address).context["form"].initial["seen"]
    make_rule(village_fund, rate_percent=7, effective_on=DAY)

    page = client.post(address, {**FULL, "seen": opened})
    assert [one.rate_percent for one in village_fund.rules.all()] == [7]
    assert "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์" in page.content.decode()

    client.post(address, {**FULL, "seen": page.context["form"].data["seen"]})
    assert [one.rate_percent for one in village_fund.rules.all()] == [1]


def test_a_rule_with_tiers_is_taken_back_from_the_page(client, address, village_fund):
    client.post(address, FULL)

    entry = AuditEntry.objects.get(act="rule_written")
    client.post(f"/undo/{entry.pk}/")

    assert (village_fund.rules.count(), RateTier.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5 พ.ย.", ("11-05",)),
        ("๕ พฤศจิกายน, 5/7", ("07-05", "11-05")),
        ("วันที่ 5 พ.ย. และ 5 ก.ค. ของทุกปี", ("07-05", "11-05")),
        ("29 ก.พ.", ("02-29",)),
    ],
)
def test_days_of_the_year_are_read_as_people_write_them(typed, read):
    assert YearDaysField(label="วันครบกำหนด").read(typed) == read


@pytest.mark.parametrize("typed", ["31 ก.พ.", "0 ม.ค.", "5", "5 กฎ", "5/13", "ปลายปี"])
def test_days_that_are_none_are_not_guessed(typed):
    with pytest.raises(Unreadable):
        YearDaysField(label="วันครบกำหนด").read(typed)


@pytest.mark.parametrize("typed", ["สี่สิบ", "40-60", "40.555 59.445", "1000"])
def test_a_pattern_that_is_no_row_of_percents_is_not_guessed(typed):
    with pytest.raises(Unreadable):
        PatternField(label="สัดส่วน").read(typed)
