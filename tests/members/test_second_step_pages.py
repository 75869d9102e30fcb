"""Switching the second step on by its pages, and the second page of signing in."""

import re
from base64 import b32decode
from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from members import coming_in
from members.second_step import is_on, recovery_codes, switch_on
from tests.members.test_second_step import AT, SECRET, code_at, now_code
from tests.pages import main, main_texts, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "ปลาทูตู้เย็นบันได"
SEAL = re.compile(r'name="seal" value="([^"]+)"')


@pytest.fixture
def officer(district_officer):
    district_officer.set_password(PASSWORD)
    district_officer.save()
    return district_officer


@pytest.fixture
def careful(officer):
    """The same officer with the second step on."""
    switch_on(officer, SECRET, code_at(AT), at=AT)
    return officer


def give_password(client, user, **more):
    return client.post("/sign-in/", {"username": user.username, "password": PASSWORD, **more})


def secret_on(page) -> str:
    """What somebody types into the telephone, in hex."""
    return b32decode(texts(page, "typed-word")[0].replace(" ", "")).hex()


def test_an_officer_scans_types_one_code_and_gets_ten_on_paper(client, officer):
    client.force_login(officer)
    page = client.get("/second-step/")
    secret = secret_on(page)
    told = {"seal": SEAL.search(main(page))[1], "code": code_at(timezone.now(), secret)}
    first, again = client.post("/second-step/", told), client.post("/second-step/", told)

    assert '<img class="scan" src="data:image/svg+xml' in main(page)
    papers = [code.replace("-", "") for code in texts(first, "typed-word")]
    assert (
        papers == recovery_codes(secret) == [*StaticToken.objects.values_list("token", flat=True)]
    )
    assert texts(first, "typed-word") == texts(again, "typed-word")
    assert first["Cache-Control"] == "no-store, private"
    assert texts(client.get("/second-step/"), "typed-word") == []


def test_looking_at_the_page_keeps_nothing_and_a_wrong_code_keeps_the_picture(client, officer):
    client.force_login(officer)
    page = client.get("/second-step/")
    seal = SEAL.search(main(page))[1]
    wrong = client.post("/second-step/", {"seal": seal, "code": "123"})

    assert (TOTPDevice.objects.count(), is_on(officer)) == (0, False)
    assert secret_on(wrong) == secret_on(page)
    assert main_texts(wrong, "notice-error")[0].startswith("ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ รหัสไม่ตรง")


def test_a_page_left_open_too_long_shows_a_new_picture_and_says_so(client, officer):
    client.force_login(officer)
    answer = client.post("/second-step/", {"seal": "old", "code": "123456"})

    assert main_texts(answer, "notice-warning")[0].startswith("เปิดหน้านี้ค้างไว้นานเกินไป")
    assert len(secret_on(answer)) == 40


def test_the_password_alone_does_not_open_and_the_code_does(client, careful):
    asked = give_password(client, careful, next="/funds/")
    outside = client.get("/funds/")
    opened = client.post(asked["Location"], {"code": now_code()})

    assert (asked["Location"], outside["Location"]) == (
        "/sign-in/code/",
        "/sign-in/?next=/funds/",
    )
    assert (opened["Location"], client.session["_auth_user_id"]) == ("/funds/", str(careful.pk))
    assert coming_in.WAITING not in client.session


def test_a_recovery_code_opens_where_the_telephone_is_not_at_hand(client, careful):
    give_password(client, careful)

    assert client.post("/sign-in/code/", {"code": recovery_codes(SECRET)[0]})["Location"] == "/"
    assert StaticToken.objects.count() == 9


def test_a_wrong_code_is_refused_in_words_and_signs_nobody_in(client, careful):
    give_password(client, careful)
    answer = client.post("/sign-in/code/", {"code": "000000"})

    assert main_texts(answer, "notice-error") == [
        "ยังเข้าสู่ระบบไม่ได้ รหัสไม่ตรงหรือใช้ไปแล้ว ให้รอรหัสใหม่ในแอปแล้วลองอีกครั้ง"
    ]
    assert "_auth_user_id" not in client.session


def test_without_the_password_the_second_page_asks_for_nothing(client, careful):
    for method in (client.get, client.post):
        assert method("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"


@pytest.mark.parametrize("meanwhile", ["ten minutes", "new password", "account closed"])
def test_what_was_told_on_the_first_page_does_not_hold_for_long(
    client, careful, meanwhile, monkeypatch
):
    give_password(client, careful)
    if meanwhile == "ten minutes":
        monkeypatch.setattr(coming_in, "WAITS_FOR", timedelta(seconds=-1))
    elif meanwhile == "new password":
        careful.set_password("กระต่ายหมายจันทร์เต็มดวง")
    else:
        careful.is_active = False
    careful.save()

    answer = client.post("/sign-in/code/", {"code": recovery_codes(SECRET)[0]})

    assert (answer["Location"], "_auth_user_id" in client.session) == ("/sign-in/", False)


def test_it_goes_off_and_new_codes_are_made_with_a_code_alone(client, careful):
    client.force_login(careful)
    form = client.get("/second-step/papers/")
    seal = SEAL.search(main(form))[1]
    refused = client.post("/second-step/papers/", {"seal": seal, "code": ""})
    made = client.post("/second-step/papers/", {"seal": seal, "code": now_code()})
    left_on = client.post("/second-step/off/", {"code": ""})
    code = texts(made, "typed-word")[0]
    off = client.post("/second-step/off/", {"code": code})

    assert (len(texts(refused, "typed-word")), len(texts(made, "typed-word"))) == (0, 10)
    assert (left_on.status_code, off["Location"], is_on(careful)) == (200, "/second-step/", False)


def test_the_committee_neither_sees_it_nor_gets_there(client, treasurer, officer):
    client.force_login(treasurer)
    theirs = client.get("/funds/")
    pages = [client.get(f"/second-step/{way}") for way in ("", "off/", "papers/")]
    client.force_login(officer)

    assert {page.status_code for page in pages} == {403}
    assert ("การยืนยันสองขั้น" in theirs.content.decode()) is False
    assert texts(client.get("/funds/"), "site-footer")[0].count("การยืนยันสองขั้น") == 1


def test_what_was_typed_before_the_session_ended_waits_for_the_code_too(client, careful):
    client.force_login(careful)
    client.get("/second-step/off/")  # any page: the browser gets its token
    client.cookies.pop("session")
    late = client.post("/found/", {"name": "บ้านใหม่"})
    sealed = re.search(r'name="kept" value="([^"]+)"', main(late))[1]
    give_password(client, careful, kept=sealed)

    assert client.post("/sign-in/code/", {"code": now_code()})["Location"] == "/kept/"
    assert main_texts(client.get("/kept/"), "dd") == ["บ้านใหม่"]
