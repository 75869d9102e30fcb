"""A register of thousands of rows is taken back by a worker; its user may go away meanwhile."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from debts.models import JournalEntry, Loan, Register
from debts.recording import recorded_entry
from debts.settling import AT_ONCE
from debts.tasks import LONG_FROM
from fundinst.errors import Refused
from members.models import AuditEntry, Household, Job
from members.undoing import UNDO_WITHIN, undo_entry
from tests.debts.drafts import MAN, make_recorded
from tests.debts.test_recording_job import rows
from tests.pages import main_texts, texts
from tests.working import empty_the_queue, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


@pytest.fixture
def long(village_fund, treasurer) -> Register:
    return make_recorded(village_fund, rows(LONG_FROM), treasurer)


def press(client, register: Register, user):
    client.force_login(user)
    return client.post(f"/undo/{recorded_entry(register).pk}/", {"next": "/registers/"})


def test_a_long_register_is_taken_back_by_a_worker_and_the_page_leads_back(client, long, treasurer):
    answers = [press(client, long, treasurer) for _ in range(2)]
    job = Job.objects.get()  # pressed twice, it is one

    assert [answer["Location"] for answer in answers] == [f"/jobs/{job.pk}/"] * 2
    page = client.get(f"/jobs/{job.pk}/")
    assert texts(page, "h1") == ["เลิกทำการบันทึกทะเบียน กองทุนหมู่บ้าน"]
    assert main_texts(page, "progress") == ["รายการ 0 จาก 1,000"]
    assert Loan.objects.filter(outstanding__gt=0).count() == LONG_FROM

    work_off()

    page = client.get(f"/jobs/{job.pk}/")
    assert main_texts(page, "status") == ["เสร็จแล้ว"]
    assert "รายการ 1,000 จาก 1,000" in main_texts(page, "p")
    assert f'href="/registers/{long.pk}/"' in page.content.decode()
    long.refresh_from_db()
    assert (long.status, Household.objects.filter(is_removed=False).count()) == ("withdrawn", 0)
    assert not Loan.objects.filter(outstanding__gt=0).exists()
    undone = AuditEntry.objects.get(act="register_recorded_undone")
    assert (undone.actor, undone.undoes) == (treasurer, recorded_entry(long))


def test_its_count_moves_with_the_entries_and_may_stop_it(long, treasurer):
    told = []
    undo_entry(recorded_entry(long), actor=treasurer, progress=lambda *one: told.append(one))

    assert told == [(done, LONG_FROM) for done in range(AT_ONCE, LONG_FROM + 1, AT_ONCE)]


def test_cancelled_on_its_way_nothing_of_it_is_kept(long, treasurer):
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        undo_entry(recorded_entry(long), actor=treasurer, progress=stop)

    long.refresh_from_db()
    assert (long.status, JournalEntry.objects.count()) == ("recorded", LONG_FROM)


def test_asked_for_in_time_it_is_done_though_the_worker_comes_later(long, treasurer, monkeypatch):
    entry, late = recorded_entry(long), now() + UNDO_WITHIN
    monkeypatch.setattr("members.undoing.timezone.now", lambda: late)
    with pytest.raises(Refused):
        undo_entry(entry, actor=treasurer)

    undo_entry(entry, actor=treasurer, asked_at=late - timedelta(minutes=1))

    long.refresh_from_db()
    assert long.status == "withdrawn"


def test_a_short_register_is_taken_back_at_once(client, treasurer, village_fund):
    register = make_recorded(village_fund, MAN, treasurer)

    answer = press(client, register, treasurer)

    register.refresh_from_db()
    assert (answer["Location"], register.status) == ("/registers/", "withdrawn")
    assert not Job.objects.exists()


def test_what_stops_it_ends_the_job_with_its_reason_and_nothing_is_written(
    client, long, treasurer, village_fund
):
    other = MAN.replace("/2559", "/2558")  # the long one has its number
    later = make_recorded(village_fund, other, treasurer)
    press(client, long, treasurer)
    work_off()

    job = Job.objects.get()
    assert (job.status, [reason["code"] for reason in job.reasons]) == (
        "refused",
        ["register_since"],
    )
    for register in (long, later):
        register.refresh_from_db()
        assert register.status == "recorded"
