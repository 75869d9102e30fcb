from datetime import date

import pytest

from fundinst.errors import Refused
from members.access import command_line_user
from members.appointing import appoint
from members.models import AuditEntry, Office, User
from members.seating import seat_on_committee
from tests.builders import make_areas

pytestmark = pytest.mark.django_db

DAY = date(2017, 1, 1)


def make(**said):
    words = {
        "username": "somchai",
        "display_name": "นายสมมุติ ทดสอบ",
        "password": "หมู่บ้านของเรา-7",
        "role": "committee",
        "institution_code": "",
        "area_code": "",
    }
    return appoint(**words | said, on=DAY, actor=command_line_user())


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_committee_member_is_appointed_to_their_institution(institution):
    office = make(institution_code=institution.code)

    assert (office.role, office.institution, office.started_on) == ("committee", institution, DAY)
    assert office.user.check_password("หมู่บ้านของเรา-7")


def test_told_twice_there_is_one_user_one_office_and_one_entry(institution):
    make(institution_code=institution.code)
    make(institution_code=institution.code)

    assert (Office.objects.count(), AuditEntry.objects.filter(act="user_appointed").count()) == (
        1,
        1,
    )


def test_a_place_that_does_not_fit_and_a_weak_password_are_refused_together(db):
    make_areas()
    with pytest.raises(Refused) as committee:
        make(password="12345")
    with pytest.raises(Refused) as district:
        make(role="district", area_code="33")

    assert codes(committee)[0] == "institution_unknown"
    assert set(codes(committee)[1:]) == {"password_weak"}
    assert codes(district) == ["area_unknown"]
    assert not User.objects.filter(username="somchai").exists()


KNOWN_TO_ALL = "รหัสผ่านนี้คนใช้กันมากจนเดาได้ง่าย การเติมตัวเลขต่อท้ายไม่ช่วย ให้ใช้คำอื่นหลายคำต่อกัน"


def test_a_weak_password_is_refused_in_thai_with_every_reason(institution):
    said = []
    for password in ("1234", "somchai2560", "password123"):
        with pytest.raises(Refused) as stopped:
            make(password=password, institution_code=institution.code)
        said.append([refusal.sentence for refusal in stopped.value.refusals])

    assert said == [
        [
            "รหัสผ่านสั้นเกินไป พิมพ์มา 4 ตัว ให้เพิ่มอีกอย่างน้อย 6 ตัว",
            "รหัสผ่านมีแต่ตัวเลข ให้เพิ่มคำหรือตัวอักษรเข้าไปด้วย",
            KNOWN_TO_ALL,
        ],
        ["รหัสผ่านคล้ายชื่อของท่านหรือชื่อผู้ใช้เกินไป ให้ใช้คำอื่น"],
        [KNOWN_TO_ALL],
    ]


def test_a_new_chair_ends_the_term_of_the_one_before_on_the_day_before(institution):
    actor = command_line_user()
    first = seat_on_committee(institution, position="chair", name="นายเก่า", on=DAY, actor=actor)
    later = date(2018, 1, 1)
    seat_on_committee(institution, position="chair", name="นางใหม่", on=later, actor=actor)
    again = seat_on_committee(institution, position="chair", name="นางใหม่", on=later, actor=actor)

    first.refresh_from_db()
    assert first.ended_on == date(2017, 12, 31)
    assert list(institution.committee.order_by("pk")) == [first, again]
