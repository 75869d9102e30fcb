"""What is still owed is one sum without interest and one with it, whichever paper says it."""

from decimal import Decimal

import pytest

from reports.area_dashboards import of_place
from reports.behind_figures import MADE
from reports.dashboards import of_institution
from reports.district_report import district_report
from reports.household_register import debts_of
from reports.kinds import BY_SLUG
from reports.province_pack import province_pack
from reports.register_report import household_register
from tests.consolidation.repaid import FIRST, make_repayable, pay
from tests.reports.two_districts import LATER, asked_on, make_world, place_of

pytestmark = pytest.mark.django_db
WITHOUT, WITH = "ไม่รวมดอกเบี้ย", "รวมดอกเบี้ย"


@pytest.fixture
def world():
    return make_world()


def last_cells(slug: str, place, sheet: int = 0) -> dict[str, object]:
    """The last line of a report's sheet, by its headings."""
    found = BY_SLUG[slug].report(place, asked_on(LATER)).sheets[sheet]
    headings = [column.heading for column in found.columns]
    return dict(zip(headings, found.lines[-1].cells, strict=True))


def test_without_interest_dashboard_district_and_province_say_the_same(world):
    district, province = place_of("3312"), place_of("33")
    asked = asked_on(LATER)
    of_district = of_place(district, today=LATER).figures.outstanding
    of_villages = [of_institution(one, today=LATER).figures for one in world.real]

    assert of_district == district_report(district, asked).total.outstanding
    assert of_district == sum(one.outstanding for one in of_villages[:2])
    assert of_district == last_cells("district-report", district, 1)["หนี้คงเหลือ ไม่รวมดอกเบี้ย (บาท)"]
    of_province = province_pack(province, asked).total.outstanding
    assert of_province == sum(one.outstanding for one in of_villages)
    (summary, *_others) = BY_SLUG["province-pack"].report(province, asked).sheets
    (line,) = [line for line in summary.lines if str(line.cells[0]).startswith("หนี้คงเหลือ")]
    assert line.cells[-1] == of_province > of_district > 0


def test_with_interest_the_register_and_the_arrears_come_to_the_same(village_fund, treasurer):
    pay(make_repayable(village_fund, treasurer), FIRST, 11_800)
    make_repayable(village_fund, treasurer)
    district = place_of("3312")
    figures = of_place(district, today=LATER).figures
    contracts = [
        one
        for one in debts_of(household_register(district, asked_on(LATER)).households)
        if one.is_contract
    ]
    late = last_cells("arrears", district, 1)
    of_interest = sum((one.total for one in contracts), Decimal(0)) - figures.outstanding

    assert figures.overdue > figures.overdue_principal
    assert sum(one.principal for one in contracts) == figures.principal
    assert of_interest == figures.overdue - figures.overdue_principal
    assert [*late.values()][1:6] == [
        figures.running,
        figures.overdue_principal,
        figures.overdue - figures.overdue_principal,
        figures.overdue,
        figures.principal,
    ]


def test_wherever_the_sum_stands_its_name_says_whether_interest_is_in_it(world):
    register = last_cells("register", place_of("3312"))
    report = last_cells("district-report", place_of("3312"), 1)

    assert "คงเหลือ รวมดอกเบี้ย (บาท)" in register
    assert any("คงเหลือ" in name and WITHOUT in name for name in report)
    assert WITHOUT in MADE["outstanding"][0] and WITH in MADE["overdue"][0]
