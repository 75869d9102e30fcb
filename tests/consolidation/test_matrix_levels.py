"""Which places each level counts, which open, and what that costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.matrix import Level, areas_to_choose, may_open
from consolidation.stages import Stage
from members.registering import create_institution
from tests.builders import make_institution, make_user
from tests.consolidation.staged import make_at
from tests.consolidation.test_matrix import counted, seen_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(institution, other_institution, treasurer):
    """Two provinces, three districts, four institutions."""
    sister = make_institution(moo=93, name="บ้านพี่น้อง")
    far = make_institution("341401", moo=94, name="บ้านไกล")
    for place, number in ((institution, 1), (sister, 2), (other_institution, 3), (far, 4)):
        for _household in range(number):
            make_at(Stage.APPROVED, place, treasurer)


@pytest.mark.parametrize(
    ("who", "level", "found"),
    [
        ("treasurer", Level.INSTITUTION, {"บ้านทดลอง": 1}),
        ("district_officer", Level.INSTITUTION, {"บ้านทดลอง": 1, "บ้านพี่น้อง": 2}),
        ("other_district_officer", Level.INSTITUTION, {"บ้านนอกเขต": 3}),
        ("province_officer", Level.DISTRICT, {"ขุขันธ์": 3, "ห้วยทับทัน": 3}),
        ("other_province_officer", Level.DISTRICT, {"ม่วงสามสิบ": 4}),
        ("department", Level.PROVINCE, {"ศรีสะเกษ": 6, "อุบลราชธานี": 4}),
    ],
)
def test_each_level_counts_the_places_below_it(who, level, found, country, request):
    matrix = seen_by(request.getfixturevalue(who))

    assert matrix.level == level
    assert counted(matrix) == {name: {"approved": number} for name, number in found.items()}


def test_a_place_opens_to_what_is_inside(country, department):
    province, district = seen_by(department, "33"), seen_by(department, "3312")

    assert (province.level, [row.name for row in province.rows]) == (
        Level.DISTRICT,
        ["ขุขันธ์", "ห้วยทับทัน"],
    )
    assert (district.level, [(row.name, row.total) for row in district.rows]) == (
        Level.INSTITUTION,
        [("บ้านทดลอง", 1), ("บ้านพี่น้อง", 2)],
    )


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("treasurer", []),
        ("district_officer", ["3312"]),
        ("province_officer", ["33", "3312", "3305"]),
        ("department", ["33", "3312", "3305", "34", "3414"]),
    ],
)
def test_only_areas_that_one_oversees_open(who, opens, country, request):
    user = request.getfixturevalue(who)

    assert [code for code in ("33", "3312", "3305", "34", "3414") if may_open(user, code)] == opens


@pytest.mark.parametrize(
    ("who", "choices"),
    [
        ("treasurer", []),
        ("district_officer", []),
        ("province_officer", ["อำเภอขุขันธ์", "อำเภอห้วยทับทัน"]),
        (
            "department",
            [
                "จังหวัดศรีสะเกษ",
                "อำเภอขุขันธ์",
                "อำเภอห้วยทับทัน",
                "จังหวัดอุบลราชธานี",
                "อำเภอม่วงสามสิบ",
            ],
        ),
    ],
)
def test_areas_to_choose_are_those_below_ones_own(who, choices, country, request):
    assert [name for _code, name in areas_to_choose(request.getfixturevalue(who))] == choices


def test_what_a_committee_practises_on_is_counted_nowhere(
    institution, district_officer, department
):
    practice = create_institution(
        subdistrict="331206",
        moo=98,
        name="บ้านตัวอย่าง",
        funds=[("village_fund", "")],
        actor=district_officer,
        is_practice=True,
    )
    learner = make_user("committee", institution=practice)
    make_at(Stage.SUBMITTED, practice, learner)

    assert [counted(seen_by(user)) for user in (district_officer, department, learner)] == [
        {"บ้านทดลอง": {}},
        {"ศรีสะเกษ": {}},
        {},
    ]


@pytest.mark.parametrize("who", ["district_officer", "province_officer", "department"])
def test_however_many_places_and_stages_it_asks_the_same(who, country, treasurer, request):
    user = request.getfixturevalue(who)
    list(user.offices_in_force)
    with CaptureQueriesContext(connection) as of_few:
        seen_by(user)
    for moo in range(20, 26):
        place = make_institution(moo=moo)
        for stage in Stage:
            make_at(stage, place, treasurer)
    with CaptureQueriesContext(connection) as of_many:
        seen_by(user)

    # What changed, what is kept, what changed counted anew, the names.
    assert (len(of_few), len(of_many)) == (4, 4)
