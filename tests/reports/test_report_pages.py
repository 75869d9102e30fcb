"""Every report at each of its levels: shown, and its three files; to nobody outside its scope."""

import pytest
from django.utils.timezone import localdate

from members.models import AccessEntry
from reports.asking import Level
from reports.kinds import KINDS
from reports.report_pages import MOST_ON_PAGE
from reports.sheet_pdf import report_html
from reports.sheet_words import shown
from tests.builders import SIGNED, make_contract, make_institution, make_user
from tests.pages import texts
from tests.reports.sheets import make_lines, make_report

pytestmark = pytest.mark.django_db

CODES = {Level.VILLAGE: "33120691", Level.DISTRICT: "3312", Level.PROVINCE: "33"}
EVERYWHERE = [(kind, level) for kind in KINDS for level in kind.levels]
NAMED = [f"{kind.slug}-{level}" for kind, level in EVERYWHERE]
BEGINS = {"pdf": b"%PDF-1.7", "xlsx": b"PK\x03\x04", "csv": b"\xef\xbb\xbf"}


def page(kind, level):
    return f"/reports/{kind.slug}/{CODES[level]}/"


def file_of(kind, level, file_format):
    return f"/reports/{kind.slug}/{CODES[level]}.{file_format}"


@pytest.fixture
def contract(household, village_fund, treasurer):
    return make_contract(household, village_fund, treasurer)


@pytest.fixture
def officers(treasurer, district_officer, province_officer):
    return {
        Level.VILLAGE: treasurer,
        Level.DISTRICT: district_officer,
        Level.PROVINCE: province_officer,
    }


@pytest.mark.parametrize(("kind", "level"), EVERYWHERE, ids=NAMED)
def test_every_report_is_shown_and_had_in_three_formats_at_each_of_its_levels(
    client, officers, contract, kind, level
):
    client.force_login(officers[level])
    shown = client.get(page(kind, level))

    assert shown.status_code == 200
    assert texts(shown, "h1")[0].startswith(kind.name)
    assert [file["url"] for file in shown.context["files"]] == [
        file_of(kind, level, one) for one in ("pdf", "xlsx", "csv")
    ]
    for file_format, begins in BEGINS.items():
        answer = client.get(file_of(kind, level, file_format))
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins)


@pytest.mark.parametrize(("kind", "level"), EVERYWHERE, ids=NAMED)
def test_a_past_day_is_told_as_it_was_known_then(client, officers, contract, kind, level):
    client.force_login(officers[level])
    past = {"on": SIGNED.isoformat()}
    shown = client.get(page(kind, level), past)

    assert texts(shown, "notice")[0].startswith("แสดงตามที่บันทึกไว้ถึงสิ้นวันที่ 31 ก.ค. 2560")
    assert "มี 1 สัญญาที่ลงวันที่ถึงวันนั้นแต่บันทึกภายหลัง" in texts(shown, "notice")[0]
    for file_format, begins in BEGINS.items():
        answer = client.get(file_of(kind, level, file_format), past)
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins)


@pytest.mark.parametrize(("kind", "level"), EVERYWHERE, ids=NAMED)
def test_outside_ones_scope_there_is_no_such_report(
    client, contract, outsider, other_district_officer, other_province_officer, kind, level
):
    sister = make_user("committee", institution=make_institution(moo=93, name="บ้านพี่น้อง"))
    for user in (outsider, sister, other_district_officer, other_province_officer):
        client.force_login(user)
        if user == other_province_officer or level != Level.PROVINCE:
            assert client.get(page(kind, level)).status_code == 404
            assert client.get(file_of(kind, level, "csv")).status_code == 404


@pytest.mark.parametrize("address", ["3312", "33"])
def test_a_committee_has_no_report_of_what_lies_above_it(client, treasurer, address):
    client.force_login(treasurer)

    assert client.get(f"/reports/of/{address}/").status_code == 404
    for kind in KINDS:
        assert client.get(f"/reports/{kind.slug}/{address}/").status_code == 404


def test_a_report_is_had_at_its_own_levels_alone(client, province_officer, institution):
    client.force_login(province_officer)

    assert client.get("/reports/register/33/").status_code == 404
    assert client.get("/reports/province-pack/3312/").status_code == 404
    assert client.get("/reports/nothing/3312/").status_code == 404
    assert client.get("/reports/register/3312.doc").status_code == 404


def test_the_lists_lead_to_every_report_of_a_place(client, district_officer, institution):
    client.force_login(district_officer)
    own = client.get("/reports/").content.decode()
    below = client.get("/reports/of/33120691/").content.decode()

    for kind in KINDS:
        assert (f'href="/reports/{kind.slug}/3312/"' in own) == (Level.DISTRICT in kind.levels)
        assert (f'href="/reports/{kind.slug}/33120691/"' in below) == (Level.VILLAGE in kind.levels)
    assert 'href="/reports/of/33120691/"' in own


def test_a_day_that_was_typed_is_asked_for_and_what_can_not_be_read_is_said(client, treasurer):
    client.force_login(treasurer)
    typed = client.get("/reports/register/33120691/", {"day": "30/9/2560", "late": "on"})
    wrong = client.get("/reports/register/33120691/", {"day": "30/13/2560"})

    today = localdate().isoformat()
    assert typed["Location"] == f"/reports/register/33120691/?on=2017-09-30&known={today}"
    assert wrong.status_code == 200
    assert wrong.context["days"].errors


def test_what_was_written_down_later_is_let_in_by_a_link(client, treasurer, contract):
    client.force_login(treasurer)
    past = {"on": SIGNED.isoformat()}
    then = client.get("/reports/register/33120691/", past)
    later = client.get("/reports/register/33120691/", {**past, "known": localdate().isoformat()})

    assert f"known={localdate().isoformat()}" in then.content.decode()
    assert "ไม่มีรายการ" not in later.content.decode()
    assert "นางทองม้วน" in later.content.decode()
    assert "นางทองม้วน" not in then.content.decode()


@pytest.mark.parametrize(("kind", "level"), EVERYWHERE, ids=NAMED)
def test_who_saw_names_and_took_them_out_is_written_down(
    client, officers, contract, institution, kind, level
):
    client.force_login(officers[level])
    client.get(page(kind, level))
    client.get(file_of(kind, level, "csv"))
    kinds = AccessEntry.objects.filter(institution=institution, what=kind.name)

    expected = [AccessEntry.Kind.VIEWED, AccessEntry.Kind.EXPORTED] if kind.names_people else []
    assert [*kinds.order_by("pk").values_list("kind", flat=True)] == expected


def test_a_page_shows_the_first_rows_and_says_how_many_are_in_the_files_alone():
    html = report_html(make_report(900))
    cut = shown(make_report(900), most=MOST_ON_PAGE).sheets[0]

    assert cut.left_out == len(make_lines(900)) - MOST_ON_PAGE - 1
    assert cut.lines[-1].kind == "total"
    assert "หน้านี้ไม่ได้แสดง" not in html
