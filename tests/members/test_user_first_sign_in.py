"""Coming in by a one-time code: a password of one's own first, and nothing else before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fundinst.errors import Refused
from members.models import User
from members.one_time_codes import (
    LETTERS,
    PAPER_WITHIN,
    as_code,
    code_under,
    in_groups,
    new_seal,
    put_code,
)
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db

CODE = "abc234def5"
OWN = "ควายสามตัว-เดินทุ่ง"


@pytest.fixture
def newcomer(treasurer) -> User:
    put_code(treasurer, CODE, now=timezone.now())
    return treasurer


def come_in(client, user, typed):
    return client.post("/sign-in/", {"username": user.username, "password": typed})


def test_who_comes_in_by_a_code_sets_a_password_and_then_works(client, newcomer):
    assert come_in(client, newcomer, "ABC-234-DEF5").url == "/"
    sent = client.get("/", follow=True)
    done = client.post("/password/", {"password": OWN, "again": OWN}, follow=True)

    assert main_texts(sent, "h1") == ["ตั้งรหัสผ่านของท่านเอง"]
    assert main_texts(done, "notice-success") == ["ตั้งรหัสผ่านแล้ว ครั้งต่อไปใช้รหัสผ่านนี้"]
    assert main_texts(done, "h1") == ["งานของฉัน"]
    client.post("/sign-out/")
    assert main_texts(come_in(client, newcomer, CODE), "notice-error") != []
    assert come_in(client, newcomer, OWN).url == "/"


def test_until_then_no_other_page_opens(client, newcomer, household):
    client.force_login(newcomer)
    addresses = ["/", "/households/", f"/households/{household.pk}/", "/users/", "/reports/"]
    for address in [*addresses, "/switch-office/", "/sign-in/", "/undo/1/"]:
        for method in (client.get, client.post):
            answer = method(address)
            assert (address, answer.status_code, answer.url) == (address, 302, "/password/")
    page = client.get("/password/")
    assert (texts(page, "site-nav"), texts(page, "office-name"), texts(page, "told")) == (
        [],
        [],
        [],
    )
    assert client.post("/text-size/", {"step": "larger"}).url == "/"
    assert client.post("/sign-out/").url == "/sign-in/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": OWN, "again": ""}, ["กรุณาพิมพ์รหัสผ่านใหม่อีกครั้ง"]),
        ({"password": OWN, "again": "x" * 12}, ["พิมพ์สองช่องไม่เหมือนกัน กรุณาพิมพ์ใหม่ทั้งสองช่อง"]),
        ({"password": CODE, "again": CODE}, ["รหัสผ่านใหม่เหมือนรหัสเดิม ให้ตั้งให้ต่างจากเดิม"]),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(typed, said, client, newcomer):
    client.force_login(newcomer)
    page = client.post("/password/", typed)

    newcomer.refresh_from_db()
    assert main_texts(page, "invalid-feedback") == said
    assert (newcomer.password_is_temporary, newcomer.check_password(CODE)) == (True, True)


def test_a_code_that_is_too_old_opens_nothing_and_says_whom_to_call(client, newcomer):
    User.objects.filter(pk=newcomer.pk).update(temporary_until=timezone.now())
    page = come_in(client, newcomer, CODE)
    wrong = come_in(client, newcomer, "abc234def6")

    called = "รหัสใช้ครั้งเดียวหมดอายุแล้ว โทรหาสำนักงานพัฒนาชุมชนอำเภอห้วยทับทัน ให้ออกรหัสใหม่"
    assert main_texts(page, "notice-error") == [f"ยังเข้าสู่ระบบไม่ได้ {called}"]
    assert "หมดอายุ" not in wrong.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_code_that_ends_while_its_user_sets_the_password_is_told_on_a_page(client, newcomer):
    client.force_login(newcomer)
    User.objects.filter(pk=newcomer.pk).update(
        temporary_until=timezone.now() - timedelta(seconds=1)
    )
    page = client.post("/password/", {"password": OWN, "again": OWN})

    newcomer.refresh_from_db()
    assert (page.status_code, main_texts(page, "h1")) == (403, ["รหัสใช้ครั้งเดียวหมดอายุแล้ว"])
    assert "สำนักงานพัฒนาชุมชนอำเภอห้วยทับทัน" in main_texts(page, "measure")[0]
    assert newcomer.check_password(CODE) is True
    assert client.get("/").url == "/sign-in/?next=/"


def test_who_has_a_password_changes_it_by_saying_the_old_one_and_other_devices_go(
    client, treasurer
):
    treasurer.set_password("รหัสเดิม-ของฉันเอง")
    treasurer.save()
    other = type(client)()
    for device in (client, other):
        device.force_login(treasurer)
    told = {"password": OWN, "again": OWN}
    wrong = client.post("/password/", {**told, "current": "ไม่ใช่"})
    done = client.post("/password/", {**told, "current": "รหัสเดิม-ของฉันเอง"})

    assert main_texts(wrong, "invalid-feedback") == ["รหัสผ่านที่ใช้อยู่ไม่ถูกต้อง"]
    assert (done.url, client.get("/").status_code) == ("/", 200)
    assert other.get("/").url == "/sign-in/?next=/"


def test_a_code_has_ten_letters_without_look_alikes_and_follows_from_its_seal(district_officer):
    seal = new_seal()
    code = code_under(seal, by=district_officer)

    assert (len(code), set(code) <= set(LETTERS)) == (10, True)
    assert not set(LETTERS) & set("0o1ilzsgqv")
    assert code_under(seal, by=district_officer) == code
    assert as_code(in_groups(code).upper()) == code


def test_another_seal_or_another_officer_makes_another_code(district_officer, department):
    seal = new_seal()
    made = {
        code_under(seal, by=district_officer),
        code_under(seal, by=department),
        code_under(new_seal(), by=district_officer),
    }
    assert len(made) == 3


def test_a_seal_that_is_too_old_or_not_ours_is_refused(district_officer, monkeypatch):
    seal = new_seal()
    for stale in ("made up", seal[:-1] + ("a" if seal[-1] != "a" else "b")):
        with pytest.raises(Refused):
            code_under(stale, by=district_officer)
    too_late = timezone.now().timestamp() + PAPER_WITHIN + 1
    monkeypatch.setattr("time.time", lambda: too_late)
    with pytest.raises(Refused) as stopped:
        code_under(seal, by=district_officer)
    assert [refusal.code for refusal in stopped.value.refusals] == ["seal_is_stale"]


@pytest.mark.parametrize("typed", ["", "abc", "abc234def0", "abc234def55", "กขค234def5"])
def test_what_cannot_be_a_code_is_none(typed):
    assert as_code(typed) == ""
