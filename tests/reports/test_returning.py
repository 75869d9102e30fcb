"""The level right above sends a report back with remarks; then it counts no more."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from consolidation.period_closing import close_period
from fundinst.errors import Refused
from members.models import Area, AuditEntry, Notice, Person
from reports.certified_facts import standing_of
from reports.models import CertifiedReport, ReportReturn
from reports.returning import may_return, return_report
from tests.builders import make_contract
from tests.reports.certified import certified, seat_chair, village

pytestmark = pytest.mark.django_db

WHY = "ยอดของบ้าน 32/1 ไม่ตรงกับสัญญา"


@pytest.fixture
def report(institution, household, savings_group, treasurer) -> CertifiedReport:
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return certified(village(institution), treasurer)


def returned(report, actor, remarks=WHY):
    return return_report(report, remarks=remarks, on=localdate(), actor=actor)


def said_no(act):
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def test_the_district_sends_it_back_once_and_the_committee_hears_why(
    report, district_officer, treasurer
):
    assert returned(report, district_officer) == returned(report, district_officer)

    notice = Notice.objects.get(key=f"report_returned:{report.pk}")
    assert (notice.user, notice.url) == (treasurer, f"/reports/certified/{report.pk}/")
    assert WHY in notice.sentence
    assert AuditEntry.objects.filter(act="report_returned").count() == 1
    again = CertifiedReport.objects.get(pk=report.pk)
    assert not standing_of(again).counts


@pytest.mark.parametrize(
    "who", ["other_district_officer", "province_officer", "department", "treasurer"]
)
def test_nobody_else_does(who, report, request):
    actor = request.getfixturevalue(who)
    assert not may_return(actor, report)
    assert said_no(lambda: returned(report, actor)) == ["office_ended"]
    assert not ReportReturn.objects.exists()


def test_not_without_remarks_nor_twice_for_other_reasons(report, district_officer):
    assert said_no(lambda: returned(report, district_officer, " ")) == ["remarks_missing"]
    returned(report, district_officer)
    assert said_no(lambda: returned(report, district_officer, "อื่น")) == ["returned_before"]


def test_the_same_once_more_has_to_be_explained_and_gets_the_next_number(
    report, district_officer, institution, treasurer
):
    returned(report, district_officer)
    with pytest.raises(Refused) as stopped:
        certified(village(institution), treasurer)
    (why,) = stopped.value.refusals
    assert why.code == "returned_unchanged" and WHY in why.sentence

    again = certified(village(institution), treasurer, explanation="ตรวจแล้วถูกต้อง")
    assert (report.number, again.number) == (1, 2)
    assert again.total == report.total


def test_what_was_mended_needs_no_explanation(report, district_officer, institution, treasurer):
    returned(report, district_officer)
    Person.objects.filter(is_head=True).update(full_name="นางทองม้วน นามที่ถูก")

    assert certified(village(institution), treasurer).number == 2


def test_one_that_was_replaced_is_not_sent_back(report, district_officer, institution, treasurer):
    certified(village(institution), treasurer, explanation="พิมพ์ใหม่")
    assert said_no(lambda: returned(report, district_officer)) == ["report_replaced"]


def test_in_a_closed_period_it_stays(
    institution, household, savings_group, treasurer, district_officer, province_officer
):
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    through = localdate().replace(day=1) - timedelta(days=1)
    report = certified(village(institution), treasurer, on=through)
    province = Area.objects.get(code="33")
    close_period(province, through, on=localdate(), actor=province_officer)

    assert said_no(lambda: returned(report, district_officer)) == ["period_closed"]
