"""Whoever holds the paper checks its code, signed in or not, and learns no more than it says."""

from io import BytesIO

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.utils.timezone import localdate
from pypdf import PdfReader

from fundinst.thai import to_arabic_digits
from reports.guessing import FORGOTTEN_AFTER, MOST_WRONG
from reports.models import CertifiedReport
from reports.returning import return_report
from tests.builders import make_contract
from tests.pages import main as text_of
from tests.reports.certified import CHAIR, certified, seat_chair, village

pytestmark = pytest.mark.django_db

UNKNOWN = "000000000000"


@pytest.fixture
def report(institution, household, savings_group, treasurer) -> CertifiedReport:
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return certified(village(institution), treasurer)


def said(client, code):
    answer = client.get(f"/check/{code}/")
    return answer.status_code, text_of(answer)


def test_a_valid_code_says_number_day_and_total_and_nothing_else(client, report, institution):
    status, text = said(client, report.code)

    assert status == 200
    assert "รหัสถูกต้อง" in text
    assert f"{institution.code}-1/{report.fiscal_year}" in text and "13,200" in text
    for hidden in (CHAIR, institution.name, "ห้วยทับทัน", "ทองม้วน", str(report.households) + " ครัว"):
        assert hidden not in text


def test_no_browser_or_proxy_keeps_what_was_checked(client, report):
    for address in ("/check/", f"/check/{report.code}/", f"/check/{UNKNOWN}/"):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_one_that_was_sent_back_or_replaced_is_not_the_last(
    client, report, district_officer, institution, treasurer
):
    again = certified(village(institution), treasurer, explanation="พิมพ์ใหม่")
    assert "ไม่ใช่ฉบับล่าสุด" in said(client, report.code)[1]
    return_report(again, remarks="ผิด", on=localdate(), actor=district_officer)
    assert "ไม่ใช่ฉบับล่าสุด" in said(client, again.code)[1]


def test_unknown_codes_are_all_answered_alike_and_by_as_many_queries(
    client, report, django_assert_num_queries
):
    said(client, UNKNOWN)
    with django_assert_num_queries(4):
        status, text = said(client, UNKNOWN)
    with django_assert_num_queries(4):
        other = said(client, "999999999999")

    assert (status, text) == other
    assert "รหัสไม่ถูกต้อง" in text


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", " {0} {1}  {2} ", "{0}{1}{2}"])
def test_a_code_is_typed_as_the_paper_shows_it(typed, client, report):
    groups = [report.code[:4], report.code[4:8], report.code[8:]]
    thai = typed.format(*groups).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for code in (typed.format(*groups), thai):
        answer = client.get("/check/", {"code": code})
        assert (answer.status_code, answer["Location"]) == (302, f"/check/{report.code}/")


@pytest.mark.parametrize("typed", ["", "123", "abc", "1" * 13, "<script>", "1\x000"])
def test_what_is_no_code_is_asked_for_again(typed, client):
    answer = client.get("/check/", {"code": typed})
    assert answer.status_code == 200
    assert "รหัสตรวจ" in text_of(answer)


@pytest.mark.parametrize("path", ["/check/1/", "/check/1234567890123/", "/check/abcdefabcdef/"])
def test_an_address_that_is_no_code_is_none(path, client):
    assert client.get(path).status_code == 404


def test_who_guesses_is_stopped_whatever_they_type_then(client, report):
    for _try in range(MOST_WRONG):
        assert said(client, UNKNOWN)[0] == 200
    assert said(client, UNKNOWN)[0] == 429
    assert said(client, report.code)[0] == 429
    elsewhere = client.get(f"/check/{report.code}/", REMOTE_ADDR="10.9.8.7")
    assert elsewhere.status_code == 200


def test_who_was_stopped_is_answered_again_after_a_while(client, report):
    for _try in range(MOST_WRONG):
        said(client, UNKNOWN)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - FORGOTTEN_AFTER)

    assert said(client, report.code)[0] == 200
    said(client, UNKNOWN)
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_the_paper_bears_the_number_that_the_page_shows(client, report, treasurer):
    client.force_login(treasurer)
    pdf = b"".join(client.get(f"/reports/certified/{report.pk}.pdf").streaming_content)
    paper = to_arabic_digits("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))
    number = f"{report.institution.code}-{report.number}/{report.fiscal_year}"

    assert number in paper
    assert number in said(client, report.code)[1]


def test_who_has_a_paper_finds_the_page_from_where_others_sign_in(client):
    assert 'href="/check/"' in text_of(client.get("/sign-in/", follow=True))


def test_who_is_signed_in_sees_the_same(client, report, outsider):
    nobody = said(client, report.code)[1]
    client.force_login(outsider)
    for word in ("รหัสถูกต้อง", f"1/{report.fiscal_year}", "13,200"):
        assert word in nobody and word in said(client, report.code)[1]
