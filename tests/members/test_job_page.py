"""The pages of long work: how far it is, stopping it, and one's own list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.jobs import start_job
from members.models import Job
from tests.builders import make_user
from tests.members.counting import COUNTING
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
RUNNING = "กำลังทำ"


@pytest.fixture
def job(institution, treasurer) -> Job:
    return start_job(
        COUNTING,
        institution,
        title="บันทึกทะเบียน กองทุนทดลอง เข้าระบบ",
        institution=institution,
        user=treasurer,
        total=20_000,
        unit="แถว",
        result_url="/registers/1/",
    )


def set_to(job: Job, status: str, **found) -> None:
    Job.objects.filter(pk=job.pk).update(status=status, **found)


def run(job: Job, *, heard: timedelta = timedelta()) -> None:
    """Five minutes into its work, last heard of so long ago."""
    now = timezone.now()
    set_to(job, "running", done=12_000, started_at=now - timedelta(minutes=5), beat_at=now - heard)


def actions(page) -> list[str]:
    return main_texts(page, "btn")


def test_a_job_under_way_tells_how_far_it_is_and_that_one_may_leave(client, treasurer, job):
    run(job)
    client.force_login(treasurer)
    page = client.get(f"/jobs/{job.pk}/")

    assert texts(page, "h1") == ["บันทึกทะเบียน กองทุนทดลอง เข้าระบบ"]
    assert texts(page, "lead") == ["ปิดหน้านี้ได้ งานทำต่อเอง"]
    assert main_texts(page, "status") == [RUNNING]
    assert main_texts(page, "progress") == ["แถว 12,000 จาก 20,000"]
    assert "แถว 12,000 จาก 20,000 · เหลือราว 4 นาที" in main_texts(page, "p")
    assert actions(page) == ["กลับไปหน้าเดิม", "ยกเลิกงานนี้"]
    assert texts(page, "at-work") == ["กำลังทำ 1 งาน"]


def test_the_page_asks_for_the_count_alone_while_nothing_else_changed(client, treasurer, job):
    run(job)
    client.force_login(treasurer)
    asked = f'hx-get="/jobs/{job.pk}/?seen=%E0%B8%81'
    assert asked in client.get(f"/jobs/{job.pk}/").content.decode()

    part = client.get(f"/jobs/{job.pk}/", {"seen": RUNNING}, headers=HTMX)

    assert part.content.decode().strip().startswith('<div id="job-count"')
    assert texts(part, "progress") == ["แถว 12,000 จาก 20,000"]
    assert "HX-Refresh" not in part


def test_when_the_job_ends_the_whole_page_comes_anew_and_asks_no_more(client, treasurer, job):
    set_to(job, "done", done=20_000, ended_at=timezone.now())
    client.force_login(treasurer)

    part = client.get(f"/jobs/{job.pk}/", {"seen": RUNNING}, headers=HTMX)
    assert part["HX-Refresh"] == "true"

    page = client.get(f"/jobs/{job.pk}/")
    assert "hx-get" not in page.content.decode().partition("<main")[2]
    assert main_texts(page, "status") == ["เสร็จแล้ว"]
    assert main_texts(page, "progress") == []
    assert actions(page) == ["ดูผล"]
    assert 'href="/registers/1/"' in page.content.decode()
    assert texts(page, "at-work") == []


def test_a_refused_job_says_every_reason_and_leads_back(client, treasurer, job):
    reasons = [
        {"code": "row_doubtful", "clause": "", "sentence": "แถว 3 นายชาลี: ไม่รู้ว่าเป็นใคร"},
        {"code": "other", "clause": "ข้อ 4", "sentence": "วันที่ผิด"},
    ]
    set_to(job, "refused", reasons=reasons, ended_at=timezone.now())
    client.force_login(treasurer)
    page = client.get(f"/jobs/{job.pk}/")

    assert main_texts(page, "status") == ["ทำไม่ได้"]
    assert main_texts(page, "notice-body") == [
        "ทำไม่ได้ เพราะ แถว 3 นายชาลี: ไม่รู้ว่าเป็นใคร วันที่ผิด (ข้อ 4)"
    ]
    assert actions(page) == ["กลับไปแก้"]


def test_a_job_that_broke_off_says_that_it_goes_on_by_itself(client, treasurer, job):
    run(job, heard=timedelta(seconds=90))
    client.force_login(treasurer)
    page = client.get(f"/jobs/{job.pk}/")

    assert main_texts(page, "status") == ["หยุดกลางคัน รอทำต่อ"]
    assert texts(page, "lead") == ["ระบบจะทำต่อเอง ปิดหน้านี้ได้ ข้อมูลไม่เสียหาย"]
    assert 'hx-trigger="every 5s"' in page.content.decode()


def test_a_job_is_cancelled_by_its_button(client, treasurer, job):
    client.force_login(treasurer)
    page = client.post(f"/jobs/{job.pk}/cancel/", follow=True)

    assert page.redirect_chain == [(f"/jobs/{job.pk}/", 302)]
    assert main_texts(page, "status") == ["ยกเลิกแล้ว"]
    assert actions(page) == ["กลับไปสั่งใหม่"]


def test_opening_the_buttons_address_cancels_nothing(client, treasurer, job):
    client.force_login(treasurer)
    answer = client.get(f"/jobs/{job.pk}/cancel/")

    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    job.refresh_from_db()
    assert job.status == "waiting"


def test_cancelling_what_is_over_says_so(client, treasurer, job):
    set_to(job, "done", ended_at=timezone.now())
    client.force_login(treasurer)
    page = client.post(f"/jobs/{job.pk}/cancel/", follow=True)

    assert main_texts(page, "notice-error") == ["งานนี้จบไปแล้ว ยกเลิกไม่ได้"]


def test_a_colleague_of_the_committee_sees_the_job_and_may_stop_it(client, institution, job):
    client.force_login(make_user("committee", institution=institution))
    assert texts(client.get(f"/jobs/{job.pk}/"), "at-work") == []  # it isn't theirs

    client.post(f"/jobs/{job.pk}/cancel/")

    job.refresh_from_db()
    assert job.status == "cancelled"


@pytest.mark.parametrize("who", ["outsider", "district_officer", "province_officer", "department"])
def test_for_everybody_else_the_job_is_not_there(who, client, job, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert rows(client.get("/jobs/")) == []
    job.refresh_from_db()
    assert job.status == "waiting"


def test_an_officer_sees_a_job_of_their_own(client, institution, district_officer):
    job = start_job(COUNTING, institution, title="ของเรา", institution=None, user=district_officer)
    client.force_login(district_officer)

    assert texts(client.get(f"/jobs/{job.pk}/"), "h1") == ["ของเรา"]


def test_ones_jobs_are_listed_newest_first(client, treasurer, institution, kkj, job):
    set_to(job, "done", ended_at=timezone.now(), requested_at="2017-07-01T02:15:00Z")
    start_job(COUNTING, kkj, title="งานใหม่", institution=institution, user=treasurer)
    client.force_login(treasurer)
    listed = rows(client.get("/jobs/"))

    assert listed[0] == ["งาน", "สถานะ", "สั่งเมื่อ"]
    assert listed[1][:2] == ["งานใหม่", "รอเริ่ม"]
    assert listed[2] == ["บันทึกทะเบียน กองทุนทดลอง เข้าระบบ", "เสร็จแล้ว", "1 ก.ค. 2560 09:15 น."]


def test_a_longer_list_asks_the_database_no_more(client, treasurer, institution, job):
    client.force_login(treasurer)
    client.get("/jobs/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/jobs/")
    for fund in institution.funds.all():
        start_job(COUNTING, fund, title="อีกงาน", institution=institution, user=treasurer)
    with CaptureQueriesContext(connection) as four:
        page = client.get("/jobs/")

    assert (len(rows(page)), len(four)) == (5, len(one))
    assert texts(page, "at-work") == ["กำลังทำ 4 งาน"]
