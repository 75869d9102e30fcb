"""Dashboards: each number is plain SQL's, and opens to as many lines as it says, in one's scope."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consolidation.stages import Stage
from fundinst.thai import format_date
from members.models import Area
from reports.area_dashboards import of_areas, of_place, overseen
from reports.asking import Level, Place
from reports.behind_figures import HOLDERS, MADE, OLD, ROAD, behind
from reports.dashboards import of_institution
from reports.figures import FUND_KINDS
from reports.keeping_figures import freshen
from tests.builders import make_household, make_institution, make_user
from tests.consolidation.repaid import FIRST, make_repayable, pay
from tests.consolidation.staged import make_at
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def world(institution, other_institution, treasurer, outsider):
    """Two districts: one on the road at every stage, one with a contract alone."""
    for stage in (Stage.TARGET, Stage.SUBMITTED, Stage.APPROVED, Stage.LEFT):
        make_at(stage, institution, treasurer)
    contract = make_repayable(institution.funds.first(), treasurer)
    pay(contract, FIRST, 5000)
    make_repayable(other_institution.funds.first(), outsider)
    make_household(other_institution)
    return institution


def sql(query: str, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


def numbers(dashboard) -> dict[str, int | Decimal]:
    found = {one.name: one.value for one in (*dashboard.steps, *dashboard.debt)}
    return found | {one.name: one.value for one in dashboard.totals}


CONTRACTS = """
    FROM consolidation_contract c JOIN members_household h ON h.id = c.household_id
    JOIN members_institution i ON i.id = h.institution_id
    WHERE c.status <> 'cancelled' AND starts_with(i.subdistrict_id, %s)
"""
STEPPED = """
    SELECT count(DISTINCT k.household_id) FROM consolidation_case k
    JOIN members_household h ON h.id = k.household_id
    JOIN members_institution i ON i.id = h.institution_id
    WHERE k.status NOT IN ('withdrawn', 'moved', 'deceased') AND starts_with(i.subdistrict_id, %s)
"""
SENT = " AND EXISTS (SELECT FROM consolidation_submission s WHERE s.case_id = k.id)"


@pytest.mark.parametrize("code", ["33", "3312", "3305"])
def test_the_numbers_of_an_area_are_those_of_plain_sql(world, code):
    area = Area.objects.select_related("parent").get(pk=code)
    level = Level.PROVINCE if len(code) == 2 else Level.DISTRICT
    shown = numbers(of_place(Place(level, area=area), today=TODAY))

    assert shown["contracted"] == sql(f"SELECT count(DISTINCT c.household_id) {CONTRACTS}", code)
    assert shown["after"] == sql(f"SELECT sum(c.amount) {CONTRACTS}", code)
    assert shown["targets"] == sql(STEPPED, code)
    assert shown["registered"] == sql(STEPPED + SENT, code)
    assert shown["households"] == sql(
        "SELECT count(*) FROM members_household h JOIN members_institution i"
        " ON i.id = h.institution_id WHERE NOT h.is_removed"
        " AND starts_with(i.subdistrict_id, %s)",
        code,
    )
    assert shown["owed"] == sql(
        "SELECT coalesce(sum(l.outstanding), 0) FROM debts_loan l JOIN members_household h"
        " ON h.id = l.household_id JOIN members_institution i ON i.id = h.institution_id"
        " WHERE l.status = 'open' AND starts_with(i.subdistrict_id, %s)",
        code,
    )
    assert shown["before"] == shown["after"] + shown["waived"]


def test_the_places_of_an_area_add_up_to_it(world):
    country = of_areas([], today=TODAY)
    province = of_place(Place(Level.PROVINCE, area=Area.objects.get(pk="33")), today=TODAY)

    assert [place.name for place in country.places] == ["ศรีสะเกษ"]
    assert len(province.places) == 2
    for place, total in enumerate(province.totals):
        assert sum(row.numbers[place].value for row in province.places) == total.value
    assert country.figures == province.figures
    assert [one.address for one in country.debt] == [one.address for one in province.debt]
    assert country.steps_chart.links[3].endswith("/33/contracted/")


def test_each_number_of_a_village_opens_to_as_many_lines_as_it_says(client, world, treasurer):
    client.force_login(treasurer)
    shown = of_institution(world, today=TODAY)

    for one in shown.steps:
        if one.value:
            page = client.get(one.address)
            assert main(page).count('href="/households/') == one.value, one
    for one in shown.debt:
        if one.value:
            page = client.get(one.address)
            assert page.context["total"] == one.value, one
    for pair in (*shown.ages, *shown.holders):
        page = client.get(pair.baht.address)
        assert page.context["total"] == pair.baht.value
        assert len(page.context["lines"]) == pair.contracts.value
    assert shown.ages and shown.holders


@pytest.mark.parametrize("code", ["33", "3312"])
def test_each_number_of_an_area_opens_to_the_names_that_it_counts(
    client, world, province_officer, code
):
    client.force_login(province_officer)
    level = Level.PROVINCE if len(code) == 2 else Level.DISTRICT
    shown = of_place(Place(level, area=Area.objects.get(pk=code)), today=TODAY)

    for one in (*shown.steps, *shown.debt):
        if one.value:
            context = client.get(one.address).context
            assert one.value in (context["count"], context["total"]), one
            assert len(context["lines"]) == context["count"]
    for pair in (*shown.ages, *shown.holders):
        context = client.get(pair.baht.address).context
        assert (context["count"], context["total"]) == (pair.contracts.value, pair.baht.value)


def test_every_number_there_is_has_its_lines(world):
    names = ["owed", *ROAD, *MADE, *HOLDERS, *OLD]
    found = {name: len(behind([world.pk], name, on=TODAY)) for name in names}

    assert found["targets"] == 4
    assert found["overdue"] == sum(found[name] for name in OLD) == 1
    assert sum(found[name] for name in HOLDERS) == found["after"] == 1
    assert len(HOLDERS) == len(FUND_KINDS)


def test_a_numbers_address_is_only_of_a_number_that_is(client, world, treasurer):
    client.force_login(treasurer)

    assert client.get(reverse("reports:figure", args=[world.code, "nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("treasurer", {"own"}),
        ("district_officer", {"own", "3312"}),
        ("province_officer", {"own", "other", "3312", "3305", "33"}),
        ("department", {"own", "other", "3312", "3305", "33"}),
        ("outsider", {"other"}),
    ],
)
def test_each_sees_their_own_scope(client, world, other_institution, request, who, seen):
    client.force_login(request.getfixturevalue(who))
    places = {"own": world.code, "other": other_institution.code} | {
        code: code for code in ("3312", "3305", "33")
    }
    opened = {
        name
        for name, code in places.items()
        if client.get(reverse("reports:dashboard", args=[code])).status_code == 200
    }
    named = {
        name
        for name in ("own", "other")
        if client.get(reverse("reports:figure", args=[places[name], "targets"])).status_code == 200
    }

    assert opened == seen
    assert named == seen & {"own", "other"}


def test_officers_land_on_it_and_go_down_by_one_click_each(client, world, province_officer):
    client.force_login(province_officer)
    page = client.get("/")

    assert main_texts(page, "h2")[:3] == ["สิ่งที่รออยู่", "รายงานที่ส่งตามลำดับ", "ความก้าวหน้า"]
    address = reverse("reports:dashboard", args=["3312"])
    assert f'href="{address}"' in main(page)
    for code, opened in (("33", page), ("3312", page), (world.code, client.get(address))):
        behind_it = reverse("reports:figure", args=[code, "contracted"])
        assert f'href="{behind_it}"' in main(opened)
    assert "นายสมใจ" in main(client.get(behind_it)) or "นางสมใจ" in main(client.get(behind_it))


def test_a_committee_opens_its_own_from_its_first_page(client, world, treasurer):
    client.force_login(treasurer)
    address = reverse("reports:dashboard", args=[world.code])

    assert f'href="{address}"' in main(client.get("/"))
    assert main_texts(client.get(reverse("reports:dashboards")), "h1") == ["ความก้าวหน้า บ้านทดลอง"]


def test_a_page_of_an_area_asks_as_much_for_thirty_institutions_as_for_three(
    client, institution, treasurer, district_officer
):
    make_repayable(institution.funds.first(), treasurer)
    client.force_login(district_officer)

    def queries() -> int:
        freshen("", on=TODAY)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    for moo in (92, 93):
        make_household(make_institution(moo=moo, name=f"บ้าน {moo}"))
    of_three = queries()
    for moo in range(41, 68):
        make_household(make_institution(moo=moo, name=f"บ้าน {moo}"))
    assert queries() == of_three


def test_what_was_just_written_is_in_the_sums_of_the_next_page(client, world, district_officer):
    client.force_login(district_officer)
    before = client.get("/").context["shown"]["dashboard"].figures.households
    make_household(world)

    assert client.get("/").context["shown"]["dashboard"].figures.households == before + 1


def test_the_pictures_say_what_the_numbers_say(client, world, district_officer):
    client.force_login(district_officer)
    page = main(client.get(reverse("reports:dashboard", args=["3312"])))

    assert "ทำสัญญาเดียวแล้ว 1 จากเป้าหมาย 4 ครัวเรือน (ร้อยละ 25)" in page
    assert re.search(r"ค้างชำระ 1 สัญญา [0-9,.]+ บาท นับถึงวันที่", page)
    assert page.count('class="chart"') == 3
    assert f"ข้อมูล ณ วันที่ {format_date(TODAY, style='full', digits='arabic')}" in page


def test_an_area_without_households_says_why_it_is_empty(client, institution, district_officer):
    client.force_login(district_officer)

    assert main_texts(client.get("/"), "h2")[-1] == "ยังไม่มีครัวเรือนให้นับ"


def test_it_says_who_has_sent_their_report_and_leads_there(client, world, district_officer):
    client.force_login(district_officer)
    page = client.get("/")

    assert "รับรองและส่งรายงานปีนี้แล้ว 0 จาก 1 สถาบัน" in main(page)
    assert reverse("reports:certified_reports", args=["3312"]) in main(page)
    assert reverse("reports:certified_reports", args=[world.code]) in main(page)


def test_who_oversees_the_country_and_a_province_of_it_sees_the_country(world, department):
    make_office(department, "33", role="province")

    assert overseen(department) == []
    assert overseen(make_user("district", area="3312")) == ["3312"]


def test_of_several_areas_each_is_a_row(world, district_officer):
    make_office(district_officer, "3305")
    shown = of_areas(overseen(district_officer), today=TODAY)

    assert [place.name for place in shown.places] == ["ขุขันธ์", "ห้วยทับทัน"]
    assert shown.figures.contracted == 2


def make_office(user, area, role="district"):
    started = user.offices.first().started_on
    user.offices.create(role=role, area_id=area, started_on=started)
    user.__dict__.pop("offices_in_force", None)
