"""Certifying a second time: Back, a closed period, another's name, and the address on paper."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

from consolidation.period_closing import close_period
from members.models import Area
from reports.certifying_rules import recorded_by, signer_of
from reports.models import CertifiedReport
from tests.builders import make_contract
from tests.pages import main, main_texts
from tests.reports.certified import area, certified, seat_chair, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracted(institution, household, savings_group, treasurer):
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return institution


def sent(client, user, path, **typed):
    client.force_login(user)
    seen = main(client.get(path)).partition('name="seen" value="')[2].partition('"')[0]
    return client.post(path, {"seen": seen, "step": "confirm", "explanation": ""} | typed)


def paper(report) -> str:
    pages = PdfReader(BytesIO(bytes(report.files.get(file_format="pdf").content))).pages
    return "".join(page.extract_text() for page in pages)


def test_back_after_certifying_shows_what_was_certified_and_asks_for_nothing(
    contracted, client, treasurer
):
    path = f"/reports/certify/{contracted.code}/"
    assert "รับรองและส่งแล้ว" not in main(client.get(path))
    sent(client, treasurer, path)
    page = client.get(path)

    (report,) = CertifiedReport.objects.all()
    assert main_texts(page, "h2")[0].startswith("รับรองและส่งแล้ว เลขที่ 1/")
    assert f'href="/reports/certified/{report.pk}/"' in main(page)
    assert "<summary>รับรองอีกฉบับด้วยคำชี้แจงใหม่</summary>" in main(page)


def test_a_closed_period_has_no_button_but_the_reason(
    contracted, client, treasurer, province_officer
):
    through = localdate().replace(day=1) - timedelta(days=1)
    close_period(Area.objects.get(code="33"), through, on=localdate(), actor=province_officer)
    client.force_login(treasurer)
    page = main(client.get(f"/reports/certify/{contracted.code}/", {"on": str(through)}))

    assert "จังหวัดปิดงวดรายงานถึง" in page
    assert "<button" not in page.partition('class="action-bar"')[2]


def test_an_officer_certifies_in_their_own_name_unless_they_say_for_whom_they_act(
    contracted, client, treasurer, district_officer
):
    certified(village(contracted), treasurer)
    client.force_login(district_officer)
    page = main(client.get("/reports/certify/3312/"))
    assert f'name="certifier" value="{district_officer}"' in page

    path, another = "/reports/certify/3312/", {"certifier": "นางพัฒนา ตัวอย่าง", "step": "check"}
    stopped = sent(client, district_officer, path, **another)
    assert "ชื่อผู้รับรองไม่ใช่ชื่อของท่าน" in " ".join(main_texts(stopped, "notice"))
    looked = sent(client, district_officer, path, **another, acts_for="on")
    assert f"{district_officer} ปฏิบัติราชการแทน" in main(looked)
    own = sent(client, district_officer, path, certifier=str(district_officer), step="check")
    assert "ปฏิบัติราชการแทน" not in main(own) and 'value="confirm"' in main(own)


def test_paper_says_that_the_officer_acts_for_the_head_who_is_named(
    contracted, treasurer, district_officer
):
    certified(village(contracted), treasurer)
    report = certified(area("3312"), district_officer, named="นางพัฒนา ตัวอย่าง")
    place, today = area("3312"), localdate()

    def of(named):
        return recorded_by(place, signer_of(place, on=today, named=named), district_officer)

    assert report.certifier == "นางพัฒนา ตัวอย่าง"
    assert "แทน" in paper(report).partition("ผู้บันทึก")[2]
    assert of("นางพัฒนา") == f"{district_officer} ปฏิบัติราชการแทน"
    assert of(str(district_officer)) == str(district_officer)


def test_paper_bears_the_address_of_the_installation_however_it_was_reached(
    contracted, client, treasurer, settings
):
    settings.PUBLIC_ADDRESS = "https://fund.example.org"
    sent(client, treasurer, f"/reports/certify/{contracted.code}/")
    report = CertifiedReport.objects.get()

    assert f"https://fund.example.org/check/{report.code}/" in paper(report).replace("\n", "")
    client.force_login(treasurer)
    assert "https://fund.example.org/check/" in main(client.get(f"/reports/certified/{report.pk}/"))
