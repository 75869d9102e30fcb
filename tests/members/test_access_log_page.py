"""Who looked at a household, who took data out; and the page on which the institution reads it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.looking import ONE_LOOK, looked_at, printed, took_out, took_out_of_each
from members.models import AccessEntry
from tests.builders import make_household, make_institution, make_person, make_user
from tests.pages import rows

pytestmark = pytest.mark.django_db


def written():
    entries = AccessEntry.objects.order_by("pk")
    return [(one.actor, one.household, one.kind, one.what, one.rows) for one in entries]


def page_of(institution, **asked):
    return reverse("members:access_log", args=[institution.code], query=asked)


def test_a_page_seen_again_soon_is_one_look_and_later_another(household, treasurer):
    looked_at(household, actor=treasurer, what="หน้าครัวเรือน")
    looked_at(household, actor=treasurer, what="หน้าครัวเรือน")
    looked_at(household, actor=treasurer, what="ข้อมูลครัวเรือน")
    later = timezone.now() + ONE_LOOK + timedelta(seconds=1)
    looked_at(household, actor=treasurer, what="หน้าครัวเรือน", now=later)

    assert [entry[3] for entry in written()] == ["หน้าครัวเรือน", "ข้อมูลครัวเรือน", "หน้าครัวเรือน"]


def test_every_page_of_a_household_is_written_down(client, household, treasurer):
    client.force_login(treasurer)
    account = household.loans.first().account
    cell = [household.institution.code, household.pk, account.pk]
    for name, of in (
        ("consolidation:household", [household.pk]),
        ("consolidation:people", [household.pk]),
        ("debts:classify", [household.pk]),
        ("debts:loan_details", cell),
    ):
        client.get(reverse(name, args=of))

    assert written() == [
        (treasurer, household, "viewed", what, 0)
        for what in ("หน้าครัวเรือน", "ข้อมูลครัวเรือน", "จัดประเภทลูกหนี้", f"หนี้ใน{account.fund}")
    ]


def test_a_page_that_is_not_shown_is_not_written_down(client, household, outsider):
    client.force_login(outsider)

    assert client.get(reverse("consolidation:household", args=[household.pk])).status_code == 404
    assert written() == []


def test_a_list_taken_out_is_written_down_for_each_institution(client, household, institution):
    sister = make_institution("331206", moo=93)
    make_person(make_household(sister, "1"))
    make_person(make_household(sister, "2"))
    officer = make_user("district", area="3312")
    client.force_login(officer)

    client.get(reverse("consolidation:household_list_file", args=["csv"]))

    taken = [(one.institution, one.actor, one.kind, one.rows) for one in AccessEntry.objects.all()]
    assert sorted(taken, key=lambda one: one[3]) == [
        (institution, officer, "exported", 1),
        (sister, officer, "exported", 2),
    ]


def test_files_of_an_institution_are_written_down(client, institution, treasurer):
    client.force_login(treasurer)
    client.get(reverse("debts:register_template", args=[institution.code]))
    client.get(reverse("reports:district_form_file", args=[institution.code, "csv"]))

    assert [(kind, what) for _actor, _of, kind, what, _rows in written()] == [
        ("exported", "แบบกรอกทะเบียนลูกหนี้"),
        ("exported", "แบบรายงานส่งอำเภอ"),
    ]


def test_the_institution_reads_who_looked_with_the_office_they_held(
    client, household, treasurer, district_officer
):
    looked_at(household, actor=district_officer, what="หน้าครัวเรือน")
    printed(household, actor=treasurer, what="ใบรับรองยอดหนี้")
    took_out(household.institution, actor=district_officer, what="รายชื่อครัวเรือน", rows=12)
    client.force_login(treasurer)

    shown = rows(client.get(page_of(household.institution)))

    house = str(household)
    assert [row[:4] for row in shown[1:]] == [
        ["ผู้ใช้ ทดสอบ", "พัฒนาการอำเภอ อำเภอห้วยทับทัน", "ดาวน์โหลดออกไป: รายชื่อครัวเรือน 12 แถว", "ทั้งรายชื่อ"],
        [
            "ผู้ใช้ ทดสอบ",
            f"กรรมการสถาบัน {household.institution.name}",
            "พิมพ์เอกสาร: ใบรับรองยอดหนี้",
            house,
        ],
        ["ผู้ใช้ ทดสอบ", "พัฒนาการอำเภอ อำเภอห้วยทับทัน", "เปิดดู: หน้าครัวเรือน", house],
    ]


def test_of_who_looked_no_office_is_told_that_covers_others_alone(
    client, household, treasurer, district_officer, department, other_institution
):
    for user in (treasurer, district_officer, department):
        user.offices.create(
            role="committee", institution=other_institution, started_on=date(2016, 1, 1)
        )
        looked_at(household, actor=user, what="หน้าครัวเรือน")
    client.force_login(district_officer)

    shown = rows(client.get(page_of(household.institution)))[1:]

    assert [row[1] for row in shown] == [
        "กรมการพัฒนาชุมชน",
        "พัฒนาการอำเภอ อำเภอห้วยทับทัน",
        f"กรรมการสถาบัน {household.institution.name}",
    ]


def test_a_list_turned_over_is_one_look_for_each_institution(client, household, district_officer):
    sister = make_institution("331206", moo=93)
    make_person(make_household(sister, "1"))
    client.force_login(district_officer)
    for asked in ("", "?q=ทอง", "?sort=owed"):
        client.get(reverse("consolidation:household_list") + asked)

    seen = AccessEntry.objects.order_by("institution").values_list(
        "institution", "household", "what"
    )
    assert sorted(seen) == sorted(
        (one.pk, None, "รายชื่อครัวเรือน") for one in (household.institution, sister)
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 3),
        ({"q": "ทองม้วน"}, 2),
        ({"q": "32/1"}, 2),
        ({"q": "ไม่มี"}, 0),
        ({"kind": "exported"}, 1),
        ({"kind": "ไม่มี"}, 3),
        ({"day": "1/1/2560"}, 0),
        ({"household": "999999999999999999999"}, 3),
    ],
)
def test_what_is_asked_for_is_found_and_what_is_unknown_ignored(
    client, household, treasurer, asked, found
):
    for what in ("หน้าครัวเรือน", "ข้อมูลครัวเรือน"):
        looked_at(household, actor=treasurer, what=what)
    took_out_of_each({household.institution_id: 12}, actor=treasurer, what="รายชื่อครัวเรือน")
    client.force_login(treasurer)

    assert len(rows(client.get(page_of(household.institution, **asked)))[1:]) == found


def test_one_households_looks_are_shown_alone(client, household, treasurer):
    other = make_household(household.institution, "9")
    for one in (household, other):
        looked_at(one, actor=treasurer, what="หน้าครัวเรือน")
    client.force_login(treasurer)

    shown = rows(client.get(page_of(household.institution, household=other.pk)))

    assert [row[3] for row in shown[1:]] == [str(other)]


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("treasurer", 200),
        ("district_officer", 200),
        ("province_officer", 403),
        ("department", 403),
        ("outsider", 404),
        ("other_district_officer", 404),
    ],
)
def test_the_institution_and_its_district_alone_read_it(
    client, institution, household, request, who, answer
):
    client.force_login(request.getfixturevalue(who))
    assert client.get(page_of(institution)).status_code == answer
    assert client.get(reverse("members:changes", args=[household.pk])).status_code == answer


def test_however_many_looked_it_is_the_same_number_of_questions(
    client, household, treasurer, django_assert_max_num_queries
):
    looked_at(household, actor=treasurer, what="หน้าครัวเรือน")
    client.force_login(treasurer)
    page = page_of(household.institution)
    client.get(page)
    with django_assert_max_num_queries(100) as one:
        client.get(page)
    for number in range(3):
        looked_at(household, actor=make_user("district", area="3312"), what=f"หน้า {number}")
    with django_assert_max_num_queries(100) as many:
        client.get(page)

    assert len(many) == len(one)


def test_a_look_can_be_neither_changed_nor_deleted(household, treasurer):
    looked_at(household, actor=treasurer, what="หน้าครัวเรือน")
    looks = AccessEntry.objects.all()
    for change in (lambda: looks.update(what="อื่น"), looks.delete):
        with pytest.raises(IntegrityError, match="access_append_only"), transaction.atomic():
            change()
    assert len(written()) == 1


def test_the_page_of_changes_shows_old_and_new_value_and_where_it_was_done(
    client, household, treasurer
):
    client.force_login(treasurer)
    house = reverse("consolidation:house", args=[household.pk])
    seen = client.get(house).context["form"]["seen"].value()
    client.post(house, {"house_number": "99", "seen": seen})

    shown = rows(client.get(reverse("members:changes", args=[household.pk])))

    changed = [row for row in shown if "บ้านเลขที่: 32/1 เป็น 99" in row[0]]
    assert [row[1:4] for row in changed] == [["ผู้ใช้ ทดสอบ", "บันทึกว่า บ้านเลขที่ 99 แทน 32/1", "บ้านเลขที่"]]
