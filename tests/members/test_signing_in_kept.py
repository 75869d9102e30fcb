"""What was typed when the session was over comes back after signing in: theirs alone, and whole."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members import kept_forms
from members.form_owners import COOKIE
from members.models import CommitteeMember, User
from tests.builders import make_household, make_institution, make_user
from tests.pages import facts, main, main_texts, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

PASSWORD = "ปลาทูตู้เย็นบันได"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
NOTICE = "หมดเวลาใช้งาน แต่สิ่งที่พิมพ์ไว้ยังอยู่"


def named(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def owner(treasurer) -> User:
    return named(treasurer)


@pytest.fixture
def neighbour(institution) -> User:
    return named(make_user("committee", institution=institution))


@pytest.fixture
def browser() -> Client:
    """A browser as it is: a form without its token is refused."""
    return Client(enforce_csrf_checks=True)


def token_of(answer) -> str:
    return TOKEN.search(answer.content.decode())[1]


def carried(answer) -> dict[str, str]:
    """The hidden fields of the page's own forms."""
    return dict(HIDDEN.findall(main(answer)))


def sign_in(browser: Client, user: User, page=None):
    page = page or browser.get("/sign-in/")
    told = {"username": user.username, "password": PASSWORD, **carried(page)}
    return browser.post("/sign-in/", told)


@pytest.fixture
def seat(institution, browser, owner) -> tuple[str, dict[str, str]]:
    """The form of a new seat on the committee, opened and filled in, and not sent yet."""
    sign_in(browser, owner)
    address = f"/committee/{institution.code}/seat/"
    token = token_of(browser.get(address))
    typed = {"position": "member", "name": "นายสมมุติ ทดสอบ", "started_on": "1/10/2560"}
    return address, {**typed, "phone": "", "csrfmiddlewaretoken": token}


def session_ends(browser: Client) -> None:
    Session.objects.all().delete()
    browser.cookies.pop(settings.SESSION_COOKIE_NAME)


def test_a_form_sent_too_late_comes_back_after_signing_in_and_is_sent_with_one_press(
    browser, seat, owner
):
    address, typed = seat
    session_ends(browser)
    late = browser.post(address, typed, headers={"referer": f"http://testserver{address}"})
    seated_by_then = CommitteeMember.objects.count()
    come_in = sign_in(browser, owner, late)
    kept = browser.get(come_in["Location"])
    sent = browser.post("/kept/send/", carried(kept))
    done = browser.post(sent["Location"], carried(kept))

    assert (late.status_code, main_texts(late, "h2")) == (403, [NOTICE])
    assert (seated_by_then, come_in["Location"]) == (0, "/kept/")
    assert facts(kept) == {
        "ตำแหน่ง": "กรรมการ",
        "ช่องที่ 2": "นายสมมุติ ทดสอบ",  # what a name is of, the page alone knows
        "เริ่มวาระ": "1/10/2560",
    }
    assert (sent.status_code, sent["Location"], done.status_code) == (307, address, 302)
    assert CommitteeMember.objects.get().name == "นายสมมุติ ทดสอบ"
    assert kept_forms.SESSION_KEY not in browser.session


def test_a_wrong_password_and_a_lock_carry_what_was_typed_on(browser, seat, owner):
    address, typed = seat
    session_ends(browser)
    page = browser.post(address, typed)
    sealed = carried(page)["kept"]
    for _try in range(5):
        page = browser.post(
            "/sign-in/", {**carried(page), "username": owner.username, "password": "ผิด"}
        )

    assert (page.status_code, carried(page)["kept"]) == (429, sealed)
    again = browser.post("/sign-in/", carried(page))
    assert carried(again)["kept"] == sealed


def test_another_user_never_sees_what_was_typed(browser, seat, neighbour):
    address, typed = seat
    session_ends(browser)
    late = browser.post(address, typed)
    come_in = sign_in(browser, neighbour, late)
    shown = browser.get(come_in["Location"], follow=True)

    assert "สมมุติ" not in late.content.decode() + shown.content.decode()
    assert texts(shown, "notice-info") == ["สิ่งที่พิมพ์ค้างไว้เป็นของผู้ใช้อื่น จึงไม่แสดงและไม่ได้ส่ง"]
    assert browser.get("/kept/")["Location"] == "/"
    assert CommitteeMember.objects.count() == 0


def test_a_page_from_before_the_last_sign_in_is_not_lost_either(browser, seat, owner):
    address, typed = seat
    session_ends(browser)
    sign_in(browser, owner)  # on another tab
    stale = browser.post(address, typed)

    assert (stale.status_code, stale["Location"]) == (302, "/kept/")
    assert facts(browser.get("/kept/"))["ช่องที่ 2"] == "นายสมมุติ ทดสอบ"


def test_a_page_of_the_one_before_tells_the_next_one_nothing(browser, seat, neighbour, owner):
    address, typed = seat
    session_ends(browser)
    sign_in(browser, neighbour)
    stale = browser.post(address, typed)
    session_ends(browser)
    waited = browser.post(address, typed)

    assert (stale.status_code, texts(stale, "h1")) == (403, ["หน้านี้เปิดไว้นานเกินไป"])
    assert browser.get("/kept/").status_code == 302
    assert (waited.status_code, sign_in(browser, owner, waited)["Location"]) == (403, "/kept/")


def test_another_sites_form_is_not_kept(browser, seat):
    address, typed = seat
    session_ends(browser)
    forged = browser.post(address, typed | {"csrfmiddlewaretoken": "a" * 64})
    from_elsewhere = browser.post(address, typed, headers={"origin": "https://elsewhere.invalid"})

    assert [texts(answer, "h1") for answer in (forged, from_elsewhere)] == [
        ["หน้านี้เปิดไว้นานเกินไป"]
    ] * 2


def test_a_form_of_nobody_known_leads_to_the_plain_sign_in_page(browser, seat):
    address, typed = seat
    session_ends(browser)
    browser.cookies.pop(COOKIE)

    answer = browser.post(address, typed)

    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")


def test_passwords_and_codes_are_not_carried(browser, seat, owner):
    address, typed = seat
    session_ends(browser)
    secrets = {"password": "ลับ1", "new_password1": "ลับ2", "seal": "ลับ3", "otp": "ลับ4"}
    kept = browser.get(sign_in(browser, owner, browser.post(address, typed | secrets))["Location"])

    assert set(carried(kept)) == {
        "csrfmiddlewaretoken",
        *("position", "name", "started_on", "phone"),
    }
    assert carried(kept)["csrfmiddlewaretoken"] != typed["csrfmiddlewaretoken"]


def test_files_are_not_carried_and_that_is_said_in_words(browser, seat, owner):
    address, typed = seat
    session_ends(browser)
    file = SimpleUploadedFile("ทะเบียน.csv", b"secret")
    late = browser.post(
        address, typed | {"file": file}, headers={"referer": f"http://testserver{address}?a=1"}
    )
    kept = browser.get(sign_in(browser, owner, late)["Location"])

    assert main_texts(kept, "notice-body")[0].startswith("แฟ้มที่แนบไว้ ระบบเก็บไว้ให้ไม่ได้")
    assert (main_texts(kept, "button"), f'href="{address}?a=1"' in main(kept)) == ([], True)


def test_what_was_typed_is_kept_for_a_day_and_can_not_be_changed(browser, seat, owner, monkeypatch):
    address, typed = seat
    session_ends(browser)
    late = browser.post(address, typed)
    sealed = carried(late)["kept"]
    changed = sealed[:-9] + ("A" if sealed[-9] != "A" else "B") + sealed[-8:]

    assert kept_forms.opened(sealed).owner == owner.pk
    assert kept_forms.opened(changed) is None
    monkeypatch.setattr(kept_forms, "GOOD_FOR", timedelta(seconds=-1))
    assert kept_forms.opened(sealed) is None
    assert sign_in(browser, owner, late)["Location"] == "/"


@pytest.mark.parametrize("header", [{"x-requested-with": "fetch"}, {"sec-fetch-mode": "cors"}])
def test_a_scripts_own_request_is_only_sent_to_the_sign_in_page(browser, seat, header):
    address, typed = seat
    session_ends(browser)

    assert browser.post(address, typed, headers=header).status_code == 302


def test_with_nothing_typed_there_is_nothing_to_keep(browser, seat):
    _address, typed = seat
    session_ends(browser)
    token = {"csrfmiddlewaretoken": typed["csrfmiddlewaretoken"]}

    assert browser.post("/text-size/", token | {"step": "larger", "next": "/"}).status_code == 302


def test_a_covered_page_hands_over_what_stands_in_it(browser, seat, owner):
    address, typed = seat
    session_ends(browser)
    places = {"kept_address": address, "kept_page": f"{address}?a=1"}
    kept = browser.get(sign_in(browser, owner, browser.post("/keep/", typed | places))["Location"])

    assert f'href="{address}?a=1"' in main(kept)
    assert browser.post("/kept/send/", carried(kept))["Location"] == address


@pytest.mark.parametrize("place", ["https://elsewhere.invalid/", "//elsewhere.invalid/", "x", ""])
def test_nothing_is_sent_to_another_site(browser, seat, owner, place):
    _address, typed = seat
    late = browser.post("/keep/", typed | {"kept_address": place, "kept_page": place})

    kept = browser.get(late["Location"])

    assert browser.post("/kept/send/", carried(kept))["Location"] == "/"


def test_it_says_of_which_page_and_household_it_is_and_no_buttons(browser, household, owner):
    sign_in(browser, owner)
    address = f"/households/{household.pk}/info/house/"
    page = browser.get(address)
    typed = {"house_number": "99", "seen": page.context["form"]["seen"].value(), "again": "1"}
    session_ends(browser)
    late = browser.post(address, {**typed, "csrfmiddlewaretoken": token_of(page)})
    kept = browser.get(sign_in(browser, owner, late)["Location"])

    assert main_texts(kept, "h2") == ["บ้านเลขที่ นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1"]
    assert facts(kept) == {"บ้านเลขที่": "99"}
    assert {"again", "seen"} <= {*carried(kept)}


def test_of_a_household_out_of_sight_nothing_is_said(browser, seat, outsider):
    named(outsider)
    session_ends(browser)
    sign_in(browser, outsider)
    address = f"/committee/{outsider.offices.get().institution.code}/seat/"
    token = token_of(browser.get(address))
    elsewhere = make_household(make_institution("331206", moo=93, name="บ้านพี่น้อง"), "9")
    session_ends(browser)
    places = {"kept_address": f"/households/{elsewhere.pk}/info/house/", "kept_page": "/"}
    late = browser.post("/keep/", {"name": "ก", "csrfmiddlewaretoken": token, **places})

    assert main_texts(browser.get(sign_in(browser, outsider, late)["Location"]), "h2") == [
        "บ้านเลขที่"
    ]


def test_every_button_with_a_name_is_known_as_one():
    named_buttons = re.compile(r"<button[^>]* name=\"([a-z_]+)\"")
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    names = {name for page in pages for name in named_buttons.findall(page.read_text())}

    assert names - kept_forms.NOT_TYPED == set()
    assert len(names) > 5
