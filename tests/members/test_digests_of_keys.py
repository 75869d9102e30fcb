"""What opens a door, and a whole ID, changes with a trace: by raw SQL too, and kept nowhere."""

import pytest
from django.db import connection
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from members.history_reading import history_of
from members.models import Person, User
from members.national_ids import put_id
from members.verifying import verify_history
from tests.members.invented_ids import an_id

pytestmark = pytest.mark.django_db

SECRET = "3132333435363738393031323334353637383930"


def run(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def entries_of(row) -> int:
    return history_of(type(row)).objects.filter(pgh_obj=row.pk).count()


def test_a_password_that_was_changed_past_the_product_left_a_trace(treasurer):
    before = entries_of(treasurer)
    run("UPDATE members_user SET password = 'forged' WHERE id = %s", treasurer.pk)
    run("UPDATE members_user SET last_login = now() WHERE id = %s", treasurer.pk)

    assert entries_of(treasurer) == before + 1
    assert verify_history().broken == []
    last = history_of(User).objects.filter(pgh_obj=treasurer.pk).order_by("pgh_id").last()
    assert "forged" not in str(vars(last))


def test_the_digest_is_the_databases_and_nobody_elses(treasurer):
    before = User.objects.get(pk=treasurer.pk).keys_digest
    run("UPDATE members_user SET keys_digest = repeat('a', 64) WHERE id = %s", treasurer.pk)

    assert (len(before), User.objects.get(pk=treasurer.pk).keys_digest) == (64, before)


def test_a_second_step_that_was_put_in_changed_or_taken_away_left_a_trace(district_officer):
    traces = [entries_of(district_officer)]
    device = TOTPDevice.objects.create(user=district_officer, key=SECRET)
    traces.append(entries_of(district_officer))
    run("UPDATE otp_totp_totpdevice SET key = repeat('0', 40) WHERE id = %s", device.pk)
    traces.append(entries_of(district_officer))
    run("UPDATE otp_totp_totpdevice SET last_t = 5, drift = 1 WHERE id = %s", device.pk)
    traces.append(entries_of(district_officer))
    run("DELETE FROM otp_totp_totpdevice WHERE id = %s", device.pk)
    traces.append(entries_of(district_officer))

    assert [after - traces[0] for after in traces] == [0, 1, 2, 2, 3]


def test_a_recovery_code_that_was_put_in_left_a_trace(district_officer):
    device = StaticDevice.objects.create(user=district_officer, name="x")
    before = entries_of(district_officer)
    run(
        "INSERT INTO otp_static_statictoken (device_id, token) VALUES (%s, '0123456789')",
        device.pk,
    )

    assert entries_of(district_officer) == before + 1


def test_an_id_that_was_changed_past_the_product_left_a_trace(household):
    person = household.persons.first()
    put_id(person, an_id(1))
    person.save()
    before = entries_of(person)
    run(
        "UPDATE members_person SET national_id_cipher = '\\x00' WHERE id = %s",
        person.pk,
    )

    assert entries_of(person) == before + 1
    assert verify_history().broken == []
    assert Person.objects.exclude(pk=person.pk).exclude(national_id_digest="").count() == 0
