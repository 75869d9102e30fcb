"""Every report at each of its levels: shown, and its three files; to nobody outside its scope."""

import pytest

from reports.asking import Level
from reports.kinds import KINDS
from tests.builders import SIGNED, make_contract
from tests.pages import texts

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
