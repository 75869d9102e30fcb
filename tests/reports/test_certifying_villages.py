"""A village's report is certified: numbered, frozen, checked by its code, and never changed."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.utils.timezone import localdate

from consolidation.merging import undo_merge
from consolidation.models import PeriodClosing
from consolidation.period_closing import close_period
from fundinst.errors import Refused
from members.models import Area, AuditEntry, Institution, Notice, Office
from reports.certifying import certify_now, known_at
from reports.certifying_rules import Signer, draft_of
from reports.differences import differences_since
from reports.models import CertifiedReport, ReportFile
from reports.returning import return_report
from tests.builders import make_contract, make_household, make_loan, make_person
from tests.reports.certified import CHAIR, SITE, asked, certified, seat_chair, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(institution, household, savings_group, treasurer) -> Institution:
    """One contract of 13,200 baht, and a chair who stands for the report."""
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return institution


def another_contract(institution, treasurer, number="77", principal=1000):
    household = make_household(institution, number)
    make_person(household, f"นายใหม่ {number}")
    make_loan(household, institution.funds.get(kind="village_fund"), principal)
    make_loan(household, institution.funds.get(kind="kkj"), principal)
    return make_contract(household, institution.funds.get(kind="savings_group"), treasurer)


def said_no(act):
    before = CertifiedReport.objects.count()
    with pytest.raises(Refused) as stopped:
        act()
    assert CertifiedReport.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def test_it_gets_a_number_a_code_and_its_three_files_in_the_name_of_the_chair(ready, treasurer):
    report = certified(village(ready), treasurer)

    assert (report.number, report.fiscal_year, report.as_of) == (
        1,
        asked().fiscal_year,
        localdate(),
    )
    assert (report.households, report.total) == (1, Decimal(13200))
    assert report.figures["total_debt"] == "13200.00"
    assert (report.certifier, report.position) == (CHAIR, f"ประธานกรรมการ {ready.name}")
    assert len(report.code) == 12 and report.code.isdigit()
    files = {file.file_format: bytes(file.content) for file in report.files.all()}
    assert {name: content[:4] for name, content in files.items()} == {
        "pdf": b"%PDF",
        "xlsx": b"PK\x03\x04",
        "csv": "\ufeffล".encode()[:4],
    }
    assert all(
        file.sha256 == sha256(bytes(file.content)).hexdigest() for file in report.files.all()
    )
    entry = AuditEntry.objects.get(act="report_certified")
    assert entry.sentence == (
        f"รับรองรายงานเลขที่ 1/{report.fiscal_year} ในนาม {CHAIR} ประธานกรรมการ {ready.name}"
    )


def test_told_twice_it_is_certified_once(ready, treasurer):
    assert certified(village(ready), treasurer) == certified(village(ready), treasurer)
    assert ReportFile.objects.count() == 3


def test_what_changed_since_makes_another_number_and_both_files_stay(ready, treasurer):
    first = certified(village(ready), treasurer)
    another_contract(ready, treasurer)
    second = certified(village(ready), treasurer, explanation="ทำสัญญาเพิ่ม")

    assert (first.number, second.number) == (1, 2)
    assert (first.total, second.total) == (Decimal(13200), Decimal(15200))
    assert first.code != second.code


def test_what_changed_of_the_last_reports_day_has_to_be_explained(ready, treasurer):
    certified(village(ready), treasurer)
    another_contract(ready, treasurer)
    with pytest.raises(Refused) as stopped:
        certified(village(ready), treasurer)
    (why,) = stopped.value.refusals

    assert why.code == "changed_since_last"
    assert "วงเงินสัญญาใหม่จาก 13,200 เป็น 15,200 บาท" in why.sentence
    assert certified(village(ready), treasurer, explanation="ทำสัญญาเพิ่ม").number == 2


def test_another_households_contract_of_the_same_sum_has_to_be_explained_too(ready, treasurer):
    first = another_contract(ready, treasurer)
    certified(village(ready), treasurer)
    undo_merge(first, reason="ผิดครัวเรือน", on=localdate(), actor=treasurer)
    another_contract(ready, treasurer, "78")

    assert said_no(lambda: certified(village(ready), treasurer)) == ["changed_since_last"]


def test_a_name_that_was_mended_has_to_be_explained_too(ready, household, treasurer):
    certified(village(ready), treasurer)
    household.persons.filter(is_head=True).update(full_name="นางทองม้วน นามใหม่")

    assert said_no(lambda: certified(village(ready), treasurer)) == ["changed_since_last"]


def test_what_was_done_since_on_later_days_needs_no_explanation(ready, treasurer):
    before = localdate() - timedelta(days=1)
    assert certified(village(ready), treasurer, on=before).number == 1
    make = make_household(ready, "79")
    make_person(make, "นายใหม่ 79")
    for kind in ("village_fund", "kkj"):
        make_loan(make, ready.funds.get(kind=kind), 1000)
    make_contract(make, ready.funds.get(kind="savings_group"), treasurer, on=localdate())

    assert certified(village(ready), treasurer).number == 2


def test_a_report_of_a_day_before_the_last_one_is_refused(ready, treasurer):
    certified(village(ready), treasurer)
    before = localdate() - timedelta(days=1)
    with pytest.raises(Refused) as stopped:
        certified(village(ready), treasurer, on=before, explanation="ย้อนหลัง")
    (why,) = stopped.value.refusals

    assert why.code == "later_day_certified"
    assert "ให้เลือกวันตั้งแต่วันนั้น" in why.sentence


def test_once_the_later_one_was_returned_an_earlier_day_may_be_certified(
    ready, treasurer, district_officer
):
    later = certified(village(ready), treasurer)
    return_report(later, remarks="ผิดวัน", on=localdate(), actor=district_officer)

    before = localdate() - timedelta(days=1)
    assert certified(village(ready), treasurer, on=before, explanation="ตามที่ขอ").number == 2


def test_the_next_fiscal_year_begins_with_one_again(ready, treasurer):
    this_year = asked().on
    certified(village(ready), treasurer)
    last_september = date(this_year.year - (this_year.month < 10), 9, 30)
    report = certified(village(ready), treasurer, on=last_september)

    assert report.number == 1
    assert report.fiscal_year == asked().fiscal_year - 1


def test_without_a_chair_in_office_nobody_stands_for_it(ready, treasurer):
    ready.committee.update(ended_on=localdate() - timedelta(days=1))
    assert said_no(lambda: certified(village(ready), treasurer)) == ["no_chair"]


def test_nobody_but_the_chair_in_office_stands_for_it(ready, treasurer):
    place, today = village(ready), localdate()

    def act():
        certify_now(
            place,
            asked(),
            signer=Signer("นายอื่น แบบอย่าง", f"ประธานกรรมการ {ready.name}"),
            on=today,
            actor=treasurer,
            site=SITE,
        )

    assert said_no(act) == ["not_the_chair"]


@pytest.mark.parametrize(
    "who", ["outsider", "district_officer", "province_officer", "administrator"]
)
def test_only_the_committee_certifies_its_village(who, ready, request):
    actor = request.getfixturevalue(who)
    assert said_no(lambda: certified(village(ready), actor)) == ["office_ended"]


def test_who_left_the_committee_certifies_nothing(ready, treasurer):
    Office.objects.filter(user=treasurer).update(ended_on=localdate() - timedelta(days=1))
    assert said_no(lambda: certified(village(ready), treasurer)) == ["office_ended"]


def test_what_moved_since_the_page_was_opened_is_not_certified_unseen(ready, treasurer):
    seen = draft_of(village(ready), asked(), known_at(asked())).version
    another_contract(ready, treasurer)

    assert said_no(lambda: certified(village(ready), treasurer, seen=seen)) == ["changed_meanwhile"]


def test_in_a_period_that_the_province_closed_nothing_is_certified(
    ready, treasurer, province_officer
):
    through = localdate().replace(day=1) - timedelta(days=1)
    province = Area.objects.get(code="33")
    close_period(province, through, on=localdate(), actor=province_officer)

    assert said_no(lambda: certified(village(ready), treasurer, on=through)) == ["period_closed"]
    assert certified(village(ready), treasurer).number == 1
    assert PeriodClosing.objects.count() == 1


def test_the_district_hears_of_it_once(ready, treasurer, district_officer, other_district_officer):
    certified(village(ready), treasurer)
    certified(village(ready), treasurer)
    told = Notice.objects.get(key__startswith="certified:")

    assert told.user == district_officer
    assert told.sentence.startswith("บ้านทดลอง ส่งรายงานที่รับรองแล้ว เลขที่ 1/")


@pytest.mark.django_db(transaction=True)
def test_what_changes_afterwards_is_listed_and_the_report_stays(ready, household, treasurer):
    report = certified(village(ready), treasurer)
    assert differences_since(report, today=localdate()) == []

    another_contract(ready, treasurer)
    person = household.persons.get(is_head=True)
    person.surname = "นามใหม่"
    person.save(update_fields=["surname"])
    found = differences_since(report, today=localdate())

    assert {(one.column, one.before, one.after) for one in found if one.name == "รวม"} == {
        ("จำนวนหนี้คงเหลือ (บาท)", "13,200", "15,200"),
        ("จำนวนเงินที่กู้ใหม่ (บาท)", "13,200", "15,200"),
    }
    assert {(one.before, one.after) for one in found if one.name == "นายใหม่ 77"} == {("", "2,000")}


def test_a_national_id_typed_into_the_explanation_is_masked(ready, treasurer):
    report = certified(village(ready), treasurer, explanation="ตามบัตร 1101700230708")
    assert "1101700230708" not in report.explanation
