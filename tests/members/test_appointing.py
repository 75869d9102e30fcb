from datetime import date

import pytest
from django.conf import settings

from fundinst.errors import Refused
from members.access import command_line_user
from members.appointing import PASSWORD_SENTENCES, appoint
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


def test_a_weak_password_is_refused_in_thai_with_every_reason(institution):
    said = []
    for password in ("1234", "somchai2560", "password123"):
        with pytest.raises(Refused) as stopped:
            make(password=password, institution_code=institution.code)
        said.append([refusal.sentence for refusal in stopped.value.refusals])

    assert said == [
        [
            "รหัสผ่านสั้นเกินไป ให้ตั้งอย่างน้อย 10 ตัว",
            "รหัสผ่านนี้มีคนใช้กันมาก เดาได้ง่าย ให้ตั้งใหม่",
            "รหัสผ่านมีแต่ตัวเลข ให้ใส่ตัวอักษรด้วย",
        ],
        ["รหัสผ่านคล้ายชื่อผู้ใช้เกินไป ให้ตั้งใหม่"],
        ["รหัสผ่านนี้มีคนใช้กันมาก เดาได้ง่าย ให้ตั้งใหม่"],
    ]


def test_every_rule_of_passwords_has_a_thai_sentence():
    codes = {
        "UserAttributeSimilarityValidator": "password_too_similar",
        "MinimumLengthValidator": "password_too_short",
        "CommonPasswordValidator": "password_too_common",
        "NumericPasswordValidator": "password_entirely_numeric",
    }
    rules = [rule["NAME"].rpartition(".")[2] for rule in settings.AUTH_PASSWORD_VALIDATORS]

    assert {codes[rule] for rule in rules} == set(PASSWORD_SENTENCES)


def test_a_new_chair_ends_the_term_of_the_one_before_on_the_day_before(institution):
    actor = command_line_user()
    first = seat_on_committee(institution, position="chair", name="นายเก่า", on=DAY, actor=actor)
    later = date(2018, 1, 1)
    seat_on_committee(institution, position="chair", name="นางใหม่", on=later, actor=actor)
    again = seat_on_committee(institution, position="chair", name="นางใหม่", on=later, actor=actor)

    first.refresh_from_db()
    assert first.ended_on == date(2017, 12, 31)
    assert list(institution.committee.order_by("pk")) == [first, again]
