"""The pages of the chain: what a level certifies, what was sent, what changed, what goes back."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

from consolidation.models import PeriodClosing
from members.models import AccessEntry, Job
from reports import certify_page, kept_files
from reports.models import CertifiedReport, ReportReturn
from reports.returning import return_report
from tests.builders import make_contract, make_household, make_institution, make_loan, make_person
from tests.pages import facts, main, main_texts, rows
from tests.reports.certified import CHAIR, area, certified, seat_chair, village
from tests.working import empty_the_queue, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracted(institution, household, savings_group, treasurer):
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return institution


@pytest.fixture
def report(contracted, treasurer) -> CertifiedReport:
    return certified(village(contracted), treasurer)


def page_of(client, user, path, **query):
    client.force_login(user)
    return client.get(path, query)


def sent(client, user, path, **typed):
    """The page's form with the version that it carries, after the last look."""
    return client.post(path, hidden(page_of(client, user, path)) | {"step": "confirm"} | typed)


def hidden(page) -> dict[str, str]:
    text = main(page)
    if 'name="seen" value="' not in text:
        return {}
    return {"seen": text.partition('name="seen" value="')[2].partition('"')[0]}


def test_the_committee_sees_in_whose_name_and_certifies(contracted, client, treasurer):
    path = f"/reports/certify/{contracted.code}/"
    page = page_of(client, treasurer, path)

    assert facts(page) == {
        "ครัวเรือน": "1",
        "วงเงินสัญญาใหม่รวม": "13,200 บาท",
        "รับรองในนาม": f"{CHAIR} ประธานกรรมการ {contracted.name}",
    }
    assert 'name="certifier"' not in main(page)
    answer = sent(client, treasurer, path, explanation="")
    report = CertifiedReport.objects.get()
    assert answer["Location"] == f"/reports/certified/{report.pk}/"
    files = page_of(client, treasurer, f"/reports/certified/{report.pk}.pdf")
    whole = bytes(report.files.get(file_format="pdf").content)
    assert (files.getvalue(), files["Content-Length"]) == (whole, str(len(whole)))
    assert AccessEntry.objects.filter(kind="exported", rows=1).count() == 1


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_a_file_is_read_in_pieces_and_nothing_is_lost_between_them(report, monkeypatch, piece):
    monkeypatch.setattr(kept_files, "PIECE", piece)
    file = report.files.get(file_format="csv")

    assert [*kept_files.pieces_of(file)] == [
        bytes(file.content)[start : start + piece] for start in range(0, len(file.content), piece)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_report_of_very_many_rows_is_certified_by_a_worker(
    contracted, client, treasurer, monkeypatch
):
    monkeypatch.setattr(certify_page, "MOST_ROWS", 0)
    path = f"/reports/certify/{contracted.code}/"
    answer = sent(client, treasurer, path, explanation="")
    job = Job.objects.get()
    assert (answer["Location"], CertifiedReport.objects.count()) == (f"/jobs/{job.pk}/", 0)

    work_off()
    job.refresh_from_db()
    report = CertifiedReport.objects.get()
    assert (job.status, job.result_url) == ("done", f"/reports/certified/{report.pk}/")
    assert (report.institution, report.total) == (contracted, 13_200)
    assert bytes(report.files.get(file_format="pdf").content).startswith(b"%PDF")
    empty_the_queue()


def test_before_the_press_that_stands_it_is_looked_at_once_more(contracted, client, treasurer):
    path = f"/reports/certify/{contracted.code}/"
    looked = sent(client, treasurer, path, step="check", explanation="ครบ")

    assert not CertifiedReport.objects.exists()
    assert facts(looked)["รับรองในนาม"] == f"{CHAIR} ประธานกรรมการ {contracted.name}"
    assert facts(looked)["คำชี้แจง"] == "ครบ"
    assert str(treasurer) in main(looked) and 'value="confirm"' in main(looked)
    back = sent(client, treasurer, path, step="back", explanation="ครบ")
    assert ">\nครบ</textarea>" in main(back) and not CertifiedReport.objects.exists()
    done = sent(client, treasurer, path, explanation="ครบ")
    report = CertifiedReport.objects.get()
    assert done["Location"] == f"/reports/certified/{report.pk}/"
    again = sent(client, treasurer, path, step="check", explanation="ครบ")
    assert again["Location"] == f"/reports/certified/{report.pk}/"
    paper = "".join(
        page.extract_text()
        for page in PdfReader(BytesIO(bytes(report.files.get(file_format="pdf").content))).pages
    )
    assert "ผู้บันทึก" in paper


def test_a_remark_of_the_level_above_stands_where_it_is_certified_again(
    report, contracted, client, treasurer, district_officer
):
    return_report(report, remarks="บ้าน 32/1 ว่าง", on=localdate(), actor=district_officer)
    path = f"/reports/certify/{contracted.code}/"
    page = page_of(client, treasurer, path)
    assert "บ้าน 32/1 ว่าง" in " ".join(main_texts(page, "notice"))

    stopped = sent(client, treasurer, path, explanation="")
    assert "ยังเหมือนฉบับนั้น" in " ".join(main_texts(stopped, "notice"))
    assert sent(client, treasurer, path, explanation="ตรวจแล้ว").status_code == 302


def test_where_nothing_was_sent_there_is_nothing_to_type_and_the_page_says_who_has_to_send(
    contracted, client, district_officer
):
    page = page_of(client, district_officer, "/reports/certify/3312/")

    notices = " ".join(main_texts(page, "notice"))
    assert f"ให้ {contracted.name} รับรองและส่งก่อน" in notices
    assert "ต้องเขียนคำชี้แจง" not in notices
    assert 'name="explanation"' not in main(page) and "disabled" in main(page)


def test_who_sees_an_older_page_certifies_nothing(contracted, client, treasurer):
    path = f"/reports/certify/{contracted.code}/"
    client.force_login(treasurer)
    answer = client.post(path, {"explanation": "", "seen": "older"})

    assert answer.status_code == 200
    assert "ข้อมูลนี้ถูกแก้ระหว่าง" in " ".join(main_texts(answer, "notice"))
    assert not CertifiedReport.objects.exists()


def test_without_a_chair_the_page_says_what_to_do(contracted, client, treasurer):
    contracted.committee.update(ended_on=localdate() - timedelta(days=1))
    page = page_of(client, treasurer, f"/reports/certify/{contracted.code}/")
    assert "เพิ่มประธาน" in " ".join(main_texts(page, "notice"))


@pytest.mark.django_db(transaction=True)
def test_what_changed_since_stands_on_both_pages(report, contracted, client, treasurer):
    household = make_household(contracted, "77")
    make_person(household, "นายใหม่ แบบอย่าง")
    for fund in contracted.funds.all()[:2]:
        make_loan(household, fund, 500)
    make_contract(household, contracted.funds.first(), treasurer)

    for path in (f"/reports/certified/{report.pk}/", f"/reports/certify/{contracted.code}/"):
        page = page_of(client, treasurer, path)
        found = [row for row in rows(page) if row[0] == "นายใหม่ แบบอย่าง"]
        assert found == [
            ["นายใหม่ แบบอย่าง", "จำนวนหนี้คงเหลือ (บาท)", "ไม่มี", "1,000"],
            ["นายใหม่ แบบอย่าง", "จำนวนเงินที่กู้ใหม่ (บาท)", "ไม่มี", "1,000"],
        ]
        assert f"/households/{household.pk}/" in main(page)


def test_the_district_sees_who_has_sent_and_opens_each(
    report, contracted, client, district_officer
):
    silent = make_institution("331206", moo=94, name="บ้านเงียบ")
    page = page_of(client, district_officer, "/reports/certified/of/3312/")

    lines = {row[0]: row[1:] for row in rows(page)[1:]}
    assert lines[contracted.name][0] == "ส่งแล้ว"
    assert lines[contracted.name][2:] == ["13,200", "13,200"]
    assert lines[silent.name][0] == "ยังไม่มีสัญญา"
    assert f"/reports/certified/{report.pk}/" in main(page)


def test_the_district_certifies_by_a_worker_and_is_told_at_once_what_misses(
    report, client, district_officer
):
    path = "/reports/certify/3312/"
    stopped = sent(client, district_officer, path, certifier="", explanation="")
    assert stopped.status_code == 200 and not Job.objects.exists()

    typed = {"certifier": "นางพัฒนา", "acts_for": "on", "explanation": ""}
    answer = sent(client, district_officer, path, **typed)
    assert answer["Location"] == f"/jobs/{Job.objects.get().pk}/"


def test_the_district_sends_a_report_back(report, client, district_officer, treasurer):
    path = f"/reports/certified/{report.pk}/return/"
    empty = sent(client, district_officer, path, remarks=" ")
    assert "ต้องแก้อะไร" in " ".join(main_texts(empty, "notice"))

    answer = sent(client, district_officer, path, remarks="ยอดไม่ตรง")
    assert answer["Location"] == f"/reports/certified/{report.pk}/"
    assert ReportReturn.objects.get().remarks == "ยอดไม่ตรง"
    page = page_of(client, treasurer, f"/reports/certified/{report.pk}/")
    assert "ยอดไม่ตรง" in " ".join(main_texts(page, "notice"))


def test_what_cannot_go_back_says_why(report, client, district_officer):
    certified(area("3312"), district_officer)
    page = page_of(client, district_officer, f"/reports/certified/{report.pk}/return/")
    assert "ให้ขอส่งฉบับนั้นกลับก่อน" in " ".join(main_texts(page, "notice"))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("outsider", 404),
        ("other_district_officer", 404),
        ("other_province_officer", 404),
        ("district_officer", 200),
        ("province_officer", 200),
        ("department", 200),
    ],
)
def test_a_report_and_its_files_are_seen_within_ones_scope(who, status, report, client, request):
    user = request.getfixturevalue(who)
    for path in (f"{report.pk}/", f"{report.pk}.csv", f"of/{report.institution.code}/"):
        assert page_of(client, user, f"/reports/certified/{path}").status_code == status


def test_an_areas_reports_are_not_seen_from_below(report, client, district_officer, treasurer):
    whole = certified(area("3312"), district_officer)
    assert page_of(client, treasurer, f"/reports/certified/{whole.pk}/").status_code == 404
    assert page_of(client, treasurer, "/reports/certified/of/3312/").status_code == 404
    assert page_of(client, district_officer, "/reports/certified/of/33/").status_code == 404


def test_the_province_closes_and_opens_its_periods_and_sees_before_what_waits(
    report, client, province_officer
):
    page = page_of(client, province_officer, "/reports/periods/33/close/")
    through = main(page).partition('<option value="')[2].partition('"')[0]
    answer = sent(client, province_officer, "/reports/periods/33/close/", through=through)
    assert answer["Location"] == "/reports/periods/33/"
    assert PeriodClosing.objects.get().closed_through.isoformat() == through

    opened = {"through": "none", "reason": "ลืมใบเสร็จ"}
    answer = sent(client, province_officer, "/reports/periods/33/open/", **opened)
    assert answer["Location"] == "/reports/periods/33/"
    listed = rows(page_of(client, province_officer, "/reports/periods/33/"))[1:]
    assert listed[0][1:4] == ["เปิดงวด", "เปิดทั้งหมด", "ลืมใบเสร็จ"]


def test_a_district_that_has_not_reported_is_named_before_the_province_closes(
    contracted, client, province_officer
):
    page = page_of(client, province_officer, "/reports/periods/33/close/")
    assert ["อำเภอห้วยทับทัน", "ยังไม่ส่ง", "–", "–", "13,200"] in rows(page)


def test_a_past_day_says_which_of_two_versions_is_shown_and_leads_to_the_other(
    client, institution, treasurer
):
    client.force_login(treasurer)
    day = localdate().replace(day=1) - timedelta(days=1)  # as the buttons offer it
    certify = client.get(f"/reports/certify/{institution.code}/", {"on": day.isoformat()})
    form = client.get(f"/reports/district-form/{institution.code}/", {"on": day.isoformat()})

    assert "รวมรายการของวันนั้นที่บันทึกภายหลังด้วย" in main(certify)
    assert f'href="/reports/district-form/{institution.code}/?on={day}"' in main(certify)
    assert "หน้ารับรองรายงานนับรายการที่บันทึกภายหลังด้วย" in main(form)
    assert f"known={localdate()}" in main(form)
