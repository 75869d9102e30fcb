"""First pages say what waits in the chain of reports, and lead to where somebody sees to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.merging import undo_merge
from consolidation.models import Contract
from fundinst.thai import fiscal_year
from reports.returning import return_report
from tests.builders import make_institution, make_user
from tests.consolidation.repaid import make_repayable
from tests.pages import main
from tests.reports.certified import area, certified, seat_chair, village

pytestmark = pytest.mark.django_db

YEAR = fiscal_year(localdate())


@pytest.fixture
def contract(institution, treasurer) -> Contract:
    seat_chair(institution, treasurer)
    return make_repayable(institution.funds.first(), treasurer, principal=9000)


def first_page(client, user) -> str:
    client.force_login(user)
    return main(client.get("/"))


def waits(client, user) -> list[str]:
    client.force_login(user)
    page = client.get("/")
    found = page.context.get("parts") or page.context.get("waits") or []
    return [one.heading for _template, shown in found for one in shown["waits"]]


def certify_page(code: str) -> str:
    return reverse("reports:certify_report", args=[code])


def test_a_village_is_told_that_its_report_is_not_sent_and_led_to_certify(
    client, contract, institution, treasurer
):
    assert waits(client, treasurer) == ["ยังไม่ได้ส่งรายงานปีนี้ให้อำเภอ"]
    assert f'href="{certify_page(institution.code)}"' in first_page(client, treasurer)

    certified(village(institution), treasurer)
    assert waits(client, treasurer) == []


def test_a_village_is_told_why_its_report_came_back(
    client, contract, institution, treasurer, district_officer
):
    report = certified(village(institution), treasurer)
    return_report(report, remarks="บ้านเลขที่ ว่าง", on=localdate(), actor=district_officer)

    assert waits(client, treasurer) == [f"รายงานเลขที่ 1/{YEAR} ถูกส่งกลับให้แก้"]
    assert "“บ้านเลขที่ ว่าง”" in first_page(client, treasurer)


def test_a_village_is_told_that_its_figures_changed_since(client, contract, institution, treasurer):
    report = certified(village(institution), treasurer)
    make_repayable(institution.funds.first(), treasurer, principal=4000)

    assert waits(client, treasurer) == [f"ยอดเปลี่ยนหลังรับรองรายงานเลขที่ 1/{YEAR}"]
    page = first_page(client, treasurer)
    assert "ที่รับรอง 9,000 บาท ขณะนี้ 13,000 บาท" in page
    assert f'href="{reverse("reports:certified", args=[report.pk])}"' in page


def test_a_committee_without_contracts_owes_no_report(client, institution, treasurer):
    assert waits(client, treasurer) == []


def test_an_undone_contract_leaves_nothing_to_send(client, contract, treasurer):
    undo_merge(contract, reason="ผิด", on=localdate(), actor=treasurer)

    assert waits(client, treasurer) == []


def test_a_district_is_told_who_owes_it_a_report_and_that_its_own_is_not_sent(
    client, contract, institution, treasurer, district_officer
):
    second = make_institution(moo=8, name="บ้านทดลองสอง")
    committee = make_user("committee", institution=second)
    make_repayable(second.funds.first(), committee, principal=5000)
    assert waits(client, district_officer) == ["สถาบันที่ยังไม่ส่งรายงาน"]

    certified(village(institution), treasurer)
    assert waits(client, district_officer) == [
        "ยังไม่ได้ส่งรายงานปีนี้ให้จังหวัด",
        "สถาบันที่ยังไม่ส่งรายงาน",
    ]
    listed = reverse("reports:certified_reports", args=["3312"]) + "?state=missing"
    assert f'href="{listed}#below"' in first_page(client, district_officer)
    page = main(client.get(listed))
    assert "บ้านทดลองสอง" in page and f">{institution.name}</a>" not in page
    assert "ส่งแล้ว 1 จาก 2 แห่งที่มีสัญญา" in page


def test_what_changed_below_is_told_to_the_district_and_then_to_the_province(
    client, contract, institution, treasurer, district_officer, province_officer
):
    certified(village(institution), treasurer)
    certified(area("3312"), district_officer)
    assert waits(client, district_officer) == []
    assert waits(client, province_officer) == ["ยังไม่ได้ส่งรายงานปีนี้ให้กรม"]

    make_repayable(institution.funds.first(), treasurer, principal=4000)
    assert waits(client, district_officer) == [
        f"ยอดเปลี่ยนหลังรับรองรายงานเลขที่ 1/{YEAR}",
        "สถาบันที่ยอดเปลี่ยนหลังรับรอง",
    ]
    assert waits(client, province_officer)[1:] == ["อำเภอที่ยอดเปลี่ยนหลังรับรอง"]


def test_an_officer_of_another_level_is_not_led_to_certify(
    client, contract, institution, treasurer, province_officer
):
    certified(village(institution), treasurer)
    client.force_login(province_officer)
    page = main(client.get(reverse("reports:dashboard", args=["3312"])))

    assert "ยังไม่ได้ส่งรายงานปีนี้ให้จังหวัด" in page
    assert certify_page("3312") not in page


def test_a_committees_first_page_asks_the_same_whether_or_not_something_waits(
    client, contract, institution, treasurer
):
    def queries() -> int:
        client.force_login(treasurer)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    before = queries()
    certified(village(institution), treasurer)
    assert queries() == before
