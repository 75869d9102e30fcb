"""Five wrong tries lock a name at an address for a quarter of an hour, and nobody else."""

import logging
import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from members.client_address import client_address
from members.models import User
from tests.pages import main, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "ปลาทูตู้เย็นบันได"
LOCKED = ["พักการเข้าสู่ระบบชั่วคราว"]


@pytest.fixture
def somebody(treasurer) -> User:
    treasurer.set_password(PASSWORD)
    treasurer.save()
    return treasurer


def sign_in(client, name, password, **machine):
    return client.post("/sign-in/", {"username": name, "password": password}, **machine)


def guess(client, name, times=5, **machine):
    return [sign_in(client, name, f"ผิด {n}", **machine) for n in range(times)][-1]


def test_the_fifth_wrong_try_locks_and_the_right_password_does_not_open_then(client, somebody):
    fourth = guess(client, somebody.username, times=4)
    fifth = guess(client, somebody.username, times=1)
    right = sign_in(client, somebody.username, PASSWORD)

    assert [answer.status_code for answer in (fourth, fifth, right)] == [200, 429, 429]
    assert texts(fifth, "h1") == texts(right, "h1") == LOCKED
    assert texts(right, "lead") == ["ใส่ชื่อผู้ใช้หรือรหัสผ่านผิดหลายครั้ง เข้าใหม่ได้ในอีก 15 นาที"]
    assert "_auth_user_id" not in client.session


def test_the_page_is_the_same_for_a_name_that_nobody_has_and_all_thai(client, somebody):
    mine, nobodys = (guess(client, name) for name in (somebody.username, "ไม่มีใครชื่อนี้"))
    [said] = texts(mine, "main")

    assert main(mine) == main(nobodys)
    assert re.findall("[a-zA-Z]+", said) == []
    assert "โทรหาพัฒนากรที่สำนักงานพัฒนาชุมชนอำเภอ" in said


@pytest.mark.parametrize("name", ["other", "address"])
def test_another_user_or_another_address_is_not_locked(client, somebody, district_officer, name):
    district_officer.set_password(PASSWORD)
    district_officer.save()
    guess(client, somebody.username)
    who, machine = {
        "other": (district_officer, {}),
        "address": (somebody, {"REMOTE_ADDR": "203.0.113.9"}),
    }[name]

    answer = sign_in(client, who.username, PASSWORD, **machine)

    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(who.pk))


def test_another_browser_at_the_same_address_is_locked_too(client, somebody):
    guess(client, somebody.username, HTTP_USER_AGENT="one")

    answer = sign_in(client, somebody.username, PASSWORD, HTTP_USER_AGENT="two")

    assert answer.status_code == 429


def test_trying_on_does_not_make_the_wait_longer_and_after_it_the_door_opens(client, somebody):
    guess(client, somebody.username)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14, seconds=30))
    still = sign_in(client, somebody.username, PASSWORD)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    opened = sign_in(client, somebody.username, PASSWORD)

    assert texts(still, "lead")[0].endswith("เข้าใหม่ได้ในอีก 1 นาที")
    assert (opened.status_code, AccessAttempt.objects.count()) == (302, 0)


def test_a_right_password_begins_the_count_anew(client, somebody):
    guess(client, somebody.username, times=4)
    sign_in(client, somebody.username, PASSWORD)
    client.post("/sign-out/")
    guess(client, somebody.username, times=4)

    assert sign_in(client, somebody.username, PASSWORD).status_code == 302


def test_no_password_and_no_name_stands_in_what_is_written_down(client, somebody, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "ความลับสุดยอด"
    for _try in range(6):
        sign_in(client, somebody.username, secret)

    attempt = AccessAttempt.objects.get()
    assert secret not in attempt.post_data + attempt.get_data + caplog.text
    assert somebody.username not in attempt.post_data + caplog.text


def test_who_signed_in_from_where_is_not_kept_and_old_tries_are_forgotten(client, somebody):
    guess(client, "old", times=1)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(days=31))
    AccessAttempt.objects.create(username="new", failures_since_start=1)
    call_command("forget_sign_in_attempts")
    left = list(AccessAttempt.objects.values_list("username", flat=True))
    sign_in(client, somebody.username, PASSWORD)

    assert (left, AccessLog.objects.count()) == (["new"], 0)


def test_what_is_too_long_for_a_name_is_said_in_thai_and_not_counted(client, somebody):
    answer = sign_in(client, "ก" * 300, PASSWORD)

    assert answer.context["form"].errors == {
        "username": ["พิมพ์ได้ไม่เกิน 150 ตัวอักษร พิมพ์มา 300 กรุณาย่อให้สั้นลง"]
    }
    assert AccessAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("remote", "forwarded", "behind", "found"),
    [
        ("203.0.113.9", "", False, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", False, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::"),
        ("fe80::1%eth0", "", False, "fe80::"),
        ("::ffff:203.0.113.9", "", False, "203.0.113.9"),
        ("", "", False, None),
        ("127.0.0.1", "unknown", True, None),
    ],
)
def test_the_address_is_the_machines_or_what_our_own_proxy_says(
    settings, remote, forwarded, behind, found
):
    settings.BEHIND_HTTPS_PROXY = behind
    told = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}

    assert client_address(RequestFactory().get("/", **told)) == found


def test_a_made_up_header_does_not_get_anybody_past_the_lock(client, somebody):
    guess(client, somebody.username)

    answer = sign_in(client, somebody.username, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7")

    assert answer.status_code == 429


def test_behind_the_proxy_two_lines_are_told_apart(client, somebody, settings):
    settings.BEHIND_HTTPS_PROXY = True
    guess(client, somebody.username, HTTP_X_FORWARDED_FOR="198.51.100.7")

    same = sign_in(
        client, somebody.username, PASSWORD, HTTP_X_FORWARDED_FOR="1.1.1.1, 198.51.100.7"
    )
    other = sign_in(client, somebody.username, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.8")

    assert (same.status_code, other.status_code) == (429, 302)


def test_who_sits_at_an_open_page_cannot_guess_the_password_there(client, somebody):
    client.force_login(somebody)
    new = {"password": "ควายสามตัว-เดินทุ่ง", "again": "ควายสามตัว-เดินทุ่ง"}

    tries = [client.post("/password/", {"current": f"ผิด {n}", **new}) for n in range(5)]
    right = client.post("/password/", {"current": PASSWORD, **new})

    assert [answer.status_code for answer in tries] == [200, 200, 200, 200, 429]
    assert (right.status_code, texts(right, "h1")) == (429, LOCKED)
    assert User.objects.get(pk=somebody.pk).check_password(PASSWORD)


def test_one_wrong_try_at_the_page_of_ones_own_password_hinders_nobody(client, somebody):
    client.force_login(somebody)
    new = {"password": "ควายสามตัว-เดินทุ่ง", "again": "ควายสามตัว-เดินทุ่ง"}

    client.post("/password/", {"current": "ผิด", **new})
    right = client.post("/password/", {"current": PASSWORD, **new})

    assert (right.status_code, right.url) == (302, "/")
    assert User.objects.get(pk=somebody.pk).check_password(new["password"])
