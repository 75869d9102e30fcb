"""A session: new with every sign-in, over with the password, half an hour long."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from members.office_terms import end_office
from members.own_password import set_own_password
from tests.pages import main_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "ปลาทูตู้เย็นบันได"


@pytest.fixture
def somebody(treasurer):
    treasurer.set_password(PASSWORD)
    treasurer.save()
    return treasurer


def come_in(client: Client, user) -> str:
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    return client.session.session_key


def test_signing_in_takes_a_new_session_and_the_old_key_opens_nothing(client, somebody):
    session = client.session
    session["from_before"] = True
    session.save()
    old = session.session_key

    new = come_in(client, somebody)

    assert (new != old, Session.objects.filter(pk=old).exists()) == (True, False)


def test_a_new_password_ends_every_session_that_the_old_one_began(client, somebody):
    elsewhere = Client()
    come_in(client, somebody)
    come_in(elsewhere, somebody)

    set_own_password(somebody, "กระต่ายหมายจันทร์เต็มดวง", seen=somebody.password)

    assert elsewhere.get("/funds/")["Location"] == "/sign-in/?next=/funds/"
    assert client.get("/funds/")["Location"] == "/sign-in/?next=/funds/"


def test_a_session_ends_half_an_hour_after_the_last_request(client, somebody):
    key = come_in(client, somebody)
    Session.objects.filter(pk=key).update(expire_date=timezone.now())
    assert client.get("/funds/")["Location"] == "/sign-in/?next=/funds/"


def test_staying_makes_the_session_last_anew_and_says_whose_it_is(client, somebody):
    key = come_in(client, somebody)
    soon = timezone.now() + timezone.timedelta(minutes=1)
    Session.objects.filter(pk=key).update(expire_date=soon)

    answer = client.get("/stay/")

    left = Session.objects.get(pk=key).expire_date - timezone.now()
    assert (answer.json(), round(left.total_seconds() / 60)) == ({"user": somebody.pk}, 30)
    assert Client().get("/stay/")["Location"] == "/sign-in/?next=/stay/"


def test_whose_office_ended_meanwhile_reads_at_the_sign_in_why_and_whom_to_call(
    client, somebody, district_officer
):
    come_in(client, somebody)
    client.get("/password/")  # a page with a form: from then on the browser is known to be theirs
    before = client.get("/households/").status_code
    end_office(somebody.offices.get(), on=timezone.localdate(), actor=district_officer)
    page = client.get("/households/", follow=True)

    assert (before, page.redirect_chain[-1][0]) == (200, "/sign-in/?next=/households/")
    assert main_texts(page, "notice-warning") == [
        "ผู้ที่ใช้งานที่เครื่องนี้ล่าสุดพ้นหน้าที่แล้ว หรือบัญชีปิดแล้ว ระบบจึงออกให้ "
        "ถ้าเป็นท่านและยังทำหน้าที่อยู่ โทรหาสำนักงานพัฒนาชุมชนอำเภอห้วยทับทัน"
    ]


def test_who_signed_out_and_still_has_an_office_reads_nothing_of_it(client, somebody):
    come_in(client, somebody)
    client.get("/password/")
    client.post("/sign-out/")

    assert main_texts(client.get("/sign-in/"), "notice-warning") == []
