"""The second step as an act: on, asked, off, and taken off by who looks after the user."""

import time
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from fundinst.errors import Refused
from members import second_step
from members.models import AuditEntry, Office
from members.second_step import (
    ask_code,
    is_on,
    new_seal,
    recovery_codes,
    recovery_codes_left,
    renew_recovery_codes,
    reset_second_step,
    secret_under,
    switch_off,
    switch_on,
)

pytestmark = pytest.mark.django_db

SECRET = "3132333435363738393031323334353637383930"  # RFC 6238, appendix B
AT = datetime(2026, 9, 1, 9, tzinfo=timezone.get_default_timezone())


def code_at(moment: datetime, secret: str = SECRET) -> str:
    totp = TOTP(bytes.fromhex(secret))
    totp.time = moment.timestamp()
    return f"{totp.token():06d}"


def wait(seconds: int) -> None:
    """As if the last wrong tries had been longer ago."""
    for device in (TOTPDevice, StaticDevice):
        for one in device.objects.exclude(throttling_failure_timestamp=None):
            one.throttling_failure_timestamp -= timedelta(seconds=seconds)
            one.save()


def now_code() -> str:
    """The code that the telephone shows at this moment, where the last one was used."""
    TOTPDevice.objects.update(last_t=-1)
    return code_at(datetime.fromtimestamp(time.time(), tz=timezone.get_default_timezone()))


def refused(act, *arguments, **named) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act(*arguments, **named)
    return [refusal.code for refusal in stopped.value.refusals]


def said(act, *arguments) -> str:
    with pytest.raises(Refused) as stopped:
        act(*arguments)
    return str(stopped.value)


@pytest.fixture
def officer(district_officer):
    """A district officer whose second step is on."""
    switch_on(district_officer, SECRET, code_at(AT), at=AT)
    return district_officer


def test_the_codes_are_those_of_the_standard(district_officer):
    at = datetime.fromtimestamp(1111111109, tz=timezone.get_default_timezone())

    assert len(switch_on(district_officer, SECRET, "081804", at=at)) == 10


def test_switching_on_keeps_the_telephone_ten_codes_and_who_did_it(officer):
    codes = recovery_codes(SECRET)

    assert (is_on(officer), recovery_codes_left(officer)) == (True, 10)
    assert {len(code) for code in codes} == {10} and len(set(codes)) == 10
    assert AuditEntry.objects.get(actor=officer).act == "second_step_switched_on"


def test_a_wrong_code_switches_nothing_on(district_officer):
    late = AT + timedelta(minutes=5)

    assert refused(switch_on, district_officer, SECRET, code_at(AT), at=late) == ["code_is_wrong"]
    assert refused(switch_on, district_officer, SECRET, "", at=AT) == ["code_is_wrong"]
    assert not TOTPDevice.objects.exists() and not StaticToken.objects.exists()


def test_the_same_form_twice_shows_the_same_codes_and_another_telephone_is_refused(officer):
    assert switch_on(officer, SECRET, code_at(AT), at=AT) == recovery_codes(SECRET)
    other = "00" * 20
    again = refused(switch_on, officer, other, code_at(AT, other), at=AT)

    assert (again, TOTPDevice.objects.count()) == (["second_step_is_on"], 1)


def test_a_code_opens_once_however_it_is_typed(officer):
    code = now_code()
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    ask_code(officer, f"{thai[:3]} {thai[3:]}")

    assert refused(ask_code, officer, code) == ["code_is_wrong"]


def test_the_code_that_switched_it_on_opens_nothing_any_more(officer, monkeypatch):
    monkeypatch.setattr(time, "time", AT.timestamp)

    assert refused(ask_code, officer, code_at(AT)) == ["code_is_wrong"]


def test_a_recovery_code_opens_once(officer):
    code = recovery_codes(SECRET)[3]
    ask_code(officer, f"{code[:5]}-{code[5:]}")

    assert recovery_codes_left(officer) == 9
    assert refused(ask_code, officer, code) == ["code_is_wrong"]


def test_what_can_be_no_code_is_asked_for_anew_and_counts_as_no_try(officer):
    assert {
        refused(ask_code, officer, odd)[0] for odd in ("", "12345", "ab1234", "1" * 30, "²" * 6)
    } == {"code_is_none"}
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_wrong_codes_make_the_next_try_wait_twice_as_long_each_time(officer):
    waits = []
    for _try in range(4):
        refused(ask_code, officer, "000000")
        waits.append(said(ask_code, officer, now_code()))
        wait(100)

    assert waits == [f"ผิดหลายครั้งติดกัน ให้รอ {seconds} วินาที แล้วลองอีกครั้ง" for seconds in (1, 2, 4, 8)]
    ask_code(officer, now_code())
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_it_goes_off_with_a_code_alone(officer):
    assert refused(switch_off, officer, "000000", actor=officer) == ["code_is_wrong"]
    assert is_on(officer)
    switch_off(officer, recovery_codes(SECRET)[0], actor=officer)

    assert (is_on(officer), StaticToken.objects.count()) == (False, 0)
    assert AuditEntry.objects.latest("pk").act == "second_step_switched_off"


def test_new_recovery_codes_take_the_place_of_the_old_ones(officer):
    old, fresh = recovery_codes(SECRET), "ab" * 20
    new = renew_recovery_codes(officer, fresh, now_code())
    again = renew_recovery_codes(officer, fresh, "")

    assert (new == again, recovery_codes_left(officer)) == (True, 10)
    assert refused(ask_code, officer, old[0]) == ["code_is_wrong"]
    wait(5)
    ask_code(officer, new[0])


def test_the_province_takes_it_off_for_a_district_officer_and_nobody_else_does(
    officer, province_officer, other_province_officer, treasurer
):
    for stranger in (other_province_officer, treasurer, officer):
        with pytest.raises(PermissionDenied):
            reset_second_step(officer, on=AT.date(), actor=stranger)
    assert is_on(officer)

    reset_second_step(officer, on=AT.date(), actor=province_officer)

    entry = AuditEntry.objects.latest("pk")
    assert (is_on(officer), entry.act, entry.actor) == (
        False,
        "second_step_reset",
        province_officer,
    )


def test_who_holds_an_office_elsewhere_too_is_left_to_the_administrator(officer, province_officer):
    Office.objects.create(user=officer, role="department", started_on=AT.date())

    stopped = refused(reset_second_step, officer, on=AT.date(), actor=province_officer)

    assert (stopped, is_on(officer)) == (["office_elsewhere"], True)


def test_a_seal_is_its_users_own_and_good_for_a_quarter_of_an_hour(officer, treasurer, monkeypatch):
    sealed = new_seal(officer)

    assert len(bytes.fromhex(secret_under(sealed, officer))) == 20
    assert refused(secret_under, sealed, treasurer) == ["seal_is_stale"]
    assert refused(secret_under, "x", officer) == ["seal_is_stale"]
    monkeypatch.setattr(second_step, "SEAL_GOOD_FOR", timedelta(seconds=-1))
    assert refused(secret_under, sealed, officer) == ["seal_is_stale"]
