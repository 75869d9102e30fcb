"""The demo does the main job by the project's own commands, and doubles nothing when run again."""

import io

import pytest
from django.core.management import call_command

from consolidation.models import Contract
from debts.models import JournalEntry, Loan
from members.models import Area, Household, User
from reports.models import CertifiedReport, ReportReturn

pytestmark = pytest.mark.django_db


def demo() -> str:
    told = io.StringIO()
    call_command("demo", no_serve=True, stdout=told)
    return told.getvalue()


def rows() -> tuple[int, ...]:
    models = (Area, Household, Loan, JournalEntry, Contract, User, CertifiedReport, ReportReturn)
    return tuple(model.objects.count() for model in models)


def test_the_demo_tells_what_it_did_and_doubles_nothing(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    told = demo()
    first = rows()

    assert "ครัวเรือน 15 หนี้เดิม 36 รายการ สัญญาเดียว 15 ฉบับ ก่อน 607,200 บาท หลัง 607,200 บาท" in told
    assert first == (8441, 84, 192, 282, 36, 17, 4, 1)
    assert "หมู่บ้านสมมุติข้างเคียงใน 2 อำเภอ" in told
    folder = tmp_path / "var" / "demo"
    forms = {path.name: path.read_bytes()[:4] for path in folder.glob("district_form.*")}
    assert forms == {
        "district_form.csv": b"\xef\xbb\xbf\xe0",
        "district_form.pdf": b"%PDF",
        "district_form.xlsx": b"PK\x03\x04",
    }
    assert demo().splitlines()[-8:] == told.splitlines()[-8:]
    assert rows() == first


def test_the_demo_users_sign_in_with_the_password_it_prints(settings, tmp_path, client):
    settings.VAR_DIR = tmp_path / "var"
    told = demo()
    password = told.split("รหัสผ่านเดียวกันทุกบัญชี: ")[1].split()[0]

    listed = ("committee", "practice", "district", "province", "department", "district-3305")
    for username in listed:
        assert f"  {username} " in told
        assert client.login(username=username, password=password), username
    assert (tmp_path / "var" / "demo" / "password.txt").stat().st_mode & 0o777 == 0o600


def test_the_demo_shows_reports_that_count_one_that_came_back_and_one_that_is_missing(
    settings, tmp_path, client
):
    settings.VAR_DIR = tmp_path / "var"
    password = demo().split("รหัสผ่านเดียวกันทุกบัญชี: ")[1].split()[0]
    client.login(username="province", password=password)

    found = {one.level: 0 for one in CertifiedReport.objects.all()}
    for one in CertifiedReport.objects.filter(returned=None):
        found[one.level] += 1
    assert found == {"village": 2, "district": 1}
    assert ReportReturn.objects.get().report.institution.code == "33120671"
    page = client.get("/reports/certified/of/33/").content.decode()
    assert ("ส่งแล้ว" in page, "ยังไม่ส่ง" in page) == (True, True)
