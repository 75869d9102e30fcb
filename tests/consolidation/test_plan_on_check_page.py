from datetime import date
from decimal import Decimal

import pytest

from consolidation.models import Contract, Instalment
from tests.builders import make_rule
from tests.consolidation.submitted import make_approved
from tests.pages import facts, main_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(household, client, treasurer, district_officer):
    make_approved(household, treasurer, district_officer)
    client.force_login(treasurer)
    return f"/households/{household.pk}/merge/"


@pytest.fixture
def rule(village_fund):
    return make_rule(village_fund, rate_percent=6, term_months=36)


@pytest.fixture
def chosen(household, village_fund):
    return {
        "loans": [loan.pk for loan in household.loans.all()],
        "into": village_fund.pk,
        "borrower": household.persons.first().pk,
        "on": "31/7/2560",
        "resolution": "",
    }


def sent(page):
    """What the check page would send: its hidden fields and the plan's own, as they are shown."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


def dues():
    return [*Instalment.objects.order_by("number").values_list("due_on", flat=True)]


def test_the_check_shows_the_plan_by_the_holders_rules(client, address, chosen, rule):
    page = client.get(address, {**chosen, "step": "check"})

    said = facts(page)
    assert [said[name] for name in ("จำนวนงวด", "ครบกำหนด", "ชำระงวดละ", "ดอกเบี้ยทั้งสัญญา")] == [
        "3 งวด",
        "งวดแรก 31 กรกฎาคม 2561 งวดสุดท้าย 31 กรกฎาคม 2563",
        "4,655 ถึง 5,162 บาท",
        "1,525 บาท",
    ]
    assert "ชำระทุกปี" in main_texts(page, "li")


def test_confirming_writes_the_plan_that_was_shown(client, address, chosen, rule):
    page = client.get(address, {**chosen, "step": "check"})

    client.post(address, {**sent(page), "step": "confirm"})

    assert dues() == [date(year, 7, 31) for year in (2018, 2019, 2020)]
    assert sum(row.principal for row in Instalment.objects.all()) == Decimal(12700)


def test_another_number_of_instalments_is_shown_first_and_then_signed(
    client, address, chosen, rule
):
    checked = client.get(address, {**chosen, "step": "check"})

    page = client.post(
        address, {**sent(checked), "instalments": "๖ งวด", "due": "monthly", "step": "plan"}
    )
    assert facts(page)["จำนวนงวด"] == "6 งวด"
    assert facts(page)["ครบกำหนด"] == "งวดแรก 31 สิงหาคม 2560 งวดสุดท้าย 31 มกราคม 2561"
    assert not Contract.objects.exists()

    client.post(address, {**sent(page), "step": "confirm"})
    assert (len(dues()), dues()[-1]) == (6, date(2018, 1, 31))


def test_what_was_changed_and_not_looked_at_is_shown_before_it_is_signed(
    client, address, chosen, rule
):
    checked = client.get(address, {**chosen, "step": "check"})

    page = client.post(address, {**sent(checked), "instalments": "2", "step": "confirm"})

    assert main_texts(page, "h1") == ["ตรวจสัญญาก่อนยืนยัน"]
    assert "แผนชำระไม่เหมือนที่ท่านตรวจไว้ กรุณาดูแผนใหม่ แล้วกดยืนยันอีกครั้ง" in main_texts(page, "p")
    assert facts(page)["จำนวนงวด"] == "2 งวด"
    assert not Contract.objects.exists()

    client.post(address, {**sent(page), "step": "confirm"})
    assert len(dues()) == 2


@pytest.mark.parametrize("step", ["plan", "confirm"])
@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"instalments": "0"}, {"instalments": ["จำนวนงวดต้องอย่างน้อย 1 งวด ให้แก้จำนวนงวด"]}),
        (
            {"instalments": "สาม"},
            {"instalments": ["อ่านจำนวนงวดไม่ออก ให้พิมพ์เป็นตัวเลขจำนวนเต็ม เช่น 12"]},
        ),
        (
            {"instalments": "61"},
            {"instalments": ["แผนชำระยาวเกิน 60 ปี ให้ลดจำนวนงวดหรือระยะห่างระหว่างงวด"]},
        ),
        (
            {"instalments": "2", "due": "once"},
            {"due": ["ชำระครั้งเดียวมีงวดเดียว ให้ใส่ 1 งวด หรือเลือกกำหนดชำระแบบอื่น"]},
        ),
        (
            {"due": "fixed_days"},
            {"due": ["ระเบียบของกองทุนหมู่บ้านยังไม่ได้บอกวันครบกำหนดของทุกปี ให้เลือกกำหนดชำระแบบอื่น"]},
        ),
    ],
)
def test_what_makes_no_plan_is_said_beside_its_field_and_nothing_is_written(
    client, address, chosen, rule, step, typed, errors
):
    checked = client.get(address, {**chosen, "step": "check"})

    page = client.post(address, {**sent(checked), **typed, "step": step})

    assert page.context["form"].errors == errors
    assert main_texts(page, "h1") == ["ตรวจสัญญาก่อนยืนยัน"]
    assert main_texts(page, "button") == ["คิดแผนใหม่"]
    assert sent(page)["instalments"] == typed.get("instalments", "3")
    assert not Contract.objects.exists()


def test_fixed_days_are_offered_where_the_rules_name_them(client, address, chosen, village_fund):
    make_rule(village_fund, term_months=36, due="fixed_days", due_days=["11-05", "07-05"])

    page = client.get(address, {**chosen, "step": "check"})

    assert facts(page)["ครบกำหนด"] == "งวดแรก 5 พฤศจิกายน 2560 งวดสุดท้าย 5 กรกฎาคม 2563"
    offered = dict(page.context["form"].fields["due"].choices)
    assert offered["fixed_days"] == "ทุกวันที่ 5 กรกฎาคม และ 5 พฤศจิกายน ของทุกปี"


def test_a_harvest_pattern_stays_while_its_number_of_instalments_does(
    client, address, chosen, village_fund
):
    make_rule(village_fund, shape="pattern", pattern=[Decimal(20), Decimal(80)])
    checked = client.get(address, {**chosen, "step": "check"})

    kept = client.post(address, {**sent(checked), "step": "plan"})
    other = client.post(address, {**sent(checked), "instalments": "4", "step": "plan"})

    assert [row.principal for row in kept.context["planned"].plan.rows] == [2540, 10160]
    assert [row.principal for row in other.context["planned"].plan.rows] == [3175] * 4


def test_a_flat_rate_that_really_costs_more_than_the_law_allows_is_refused_with_the_figure(
    client, address, chosen, village_fund
):
    make_rule(village_fund, rate_percent=12, method="flat", due="monthly", term_months=12)

    for page in (
        client.get(address, {**chosen, "step": "check"}),
        client.post(address, {**chosen, "step": "confirm"}),
    ):
        assert page.context["form"].errors == {
            "instalments": [
                "คิดจากเงินต้นที่ค้างจริง ดอกเบี้ยรวมค่าธรรมเนียมเท่ากับร้อยละ 22.134 ต่อปี "
                "เกินร้อยละ 15 ต่อปี ให้ลดอัตรา หรือคิดดอกเบี้ยจากเงินต้นที่ยังเหลือ "
                "(ป.พ.พ. มาตรา ๖๕๔ และ พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา พ.ศ. ๒๕๖๐)"
            ]
        }
    assert not Contract.objects.exists()
