"""The page of a job in a real browser: the count moves by itself, and the end is seen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone

from members.jobs import start_job
from members.models import Job
from tests.members.counting import COUNTING
from tests.working import empty_the_queue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOON = 5_000  # milliseconds; the page asks every second


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


@pytest.fixture
def job(institution, treasurer) -> Job:
    job = start_job(
        COUNTING,
        institution,
        title="บันทึกทะเบียน",
        institution=institution,
        user=treasurer,
        total=20_000,
        unit="แถว",
        result_url="/funds/",
    )
    go_on(job, done=500)
    return job


def go_on(job: Job, **found) -> None:
    now = timezone.now()
    running = {"status": "running", "started_at": now, "beat_at": now}
    Job.objects.filter(pk=job.pk).update(**running | found)


@pytest.fixture
def opened(chromium, live_server, client, treasurer):
    """A browser that the treasurer has signed in to."""
    client.force_login(treasurer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexts = []

    def open_page(**options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def test_the_count_moves_by_itself_and_the_end_leads_to_the_result(opened, job):
    page = opened()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(f"/jobs/{job.pk}/")
    assert page.locator("progress").get_attribute("value") == "500"

    go_on(job, done=12_000)
    page.wait_for_selector("progress[value='12000']", timeout=SOON)
    assert "แถว 12,000 จาก 20,000" in page.inner_text("#job-count")

    go_on(job, status="done", done=20_000, ended_at=timezone.now())
    page.click("text=ดูผล", timeout=SOON)
    page.wait_for_url("**/funds/")
    assert complaints == []  # nothing that the content security policy refused


@pytest.mark.parametrize("status", ["running", "waiting", "done", "refused", "failed"])
def test_axe_finds_nothing_to_mend_in_any_state(status, opened, job):
    reasons = [{"code": "a", "clause": "", "sentence": "แถว 3 อ่านไม่ได้"}] * 3
    over = {"ended_at": timezone.now(), "reasons": reasons} if status == "refused" else {}
    go_on(job, status=status, **over)
    page = opened(viewport={"width": 360, "height": 640})
    page.goto(f"/jobs/{job.pk}/")

    found = Axe().run(page, context="main").response["violations"]
    assert [rule["id"] for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_javascript_a_link_shows_the_latest_count(opened, job):
    page = opened(java_script_enabled=False)
    page.goto(f"/jobs/{job.pk}/")

    go_on(job, done=12_000)
    page.click("text=ดูความคืบหน้าล่าสุด")
    assert "แถว 12,000 จาก 20,000" in page.inner_text("#job-count")
    page.click("text=ยกเลิกงานนี้")
    assert "กำลังยกเลิก" in page.inner_text("#job-count")
