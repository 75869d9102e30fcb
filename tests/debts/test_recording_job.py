"""A register of thousands of rows is recorded by a worker; its user may go elsewhere meanwhile."""

from datetime import date

import pytest

from debts.models import JournalEntry, Loan
from debts.recording import record_register
from debts.tasks import LONG_FROM
from members.models import AuditEntry, Job
from tests.debts.drafts import LODGER, MAN, WIFE, make_draft, make_recorded
from tests.pages import main_texts, texts
from tests.working import empty_the_queue, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def rows(count: int) -> str:
    return "".join(
        f"{row}/1,นายทดลอง{row} สมมุติ,กทบ. {row}/2559,{1000 + row},100,31/3/2560\n"
        for row in range(1, count + 1)
    )


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


def test_a_long_register_is_recorded_by_a_worker_and_the_page_leads_back(
    client, treasurer, village_fund
):
    draft = make_draft(village_fund, rows(LONG_FROM), treasurer)
    client.force_login(treasurer)
    answers = [client.post(f"/registers/{draft.pk}/record/") for _ in range(2)]
    job = Job.objects.get()  # pressed twice, it is one

    assert [answer["Location"] for answer in answers] == [f"/jobs/{job.pk}/"] * 2
    page = client.get(f"/jobs/{job.pk}/")
    assert texts(page, "h1") == ["บันทึกทะเบียน กองทุนหมู่บ้าน เข้าระบบ"]
    assert main_texts(page, "progress") == ["แถว 0 จาก 1,000"]
    assert not Loan.objects.exists()

    work_off()

    page = client.get(f"/jobs/{job.pk}/")
    assert main_texts(page, "status") == ["เสร็จแล้ว"]
    assert "แถว 1,000 จาก 1,000" in main_texts(page, "p")
    assert f'href="/registers/{draft.pk}/"' in page.content.decode()
    assert (Loan.objects.count(), JournalEntry.objects.count()) == (LONG_FROM, LONG_FROM)
    entry = AuditEntry.objects.get(act="register_recorded")
    assert (entry.actor, entry.institution) == (treasurer, village_fund.institution)


def test_a_row_in_doubt_ends_the_job_with_its_reason_and_nothing_is_written(
    client, treasurer, village_fund
):
    others = rows(LONG_FROM).replace(",กทบ. ", ",เล่ม ")  # the other two have such numbers
    draft = make_draft(village_fund, WIFE + LODGER + others, treasurer)
    client.force_login(treasurer)
    client.post(f"/registers/{draft.pk}/record/")
    work_off()
    job = Job.objects.get()

    assert job.status == "refused"
    assert [reason["code"] for reason in job.reasons] == ["row_doubtful"]
    page = client.get(f"/jobs/{job.pk}/")
    assert main_texts(page, "btn") == ["กลับไปแก้"]
    assert not Loan.objects.exists()


def test_a_register_recorded_meanwhile_is_the_result(client, treasurer, village_fund):
    draft = make_draft(village_fund, rows(LONG_FROM), treasurer)
    client.force_login(treasurer)
    client.post(f"/registers/{draft.pk}/record/")
    record_register(draft, actor=treasurer)
    work_off()

    assert Job.objects.get().status == "done"
    assert JournalEntry.objects.count() == LONG_FROM


def test_a_short_register_is_recorded_at_once(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN, treasurer)
    client.force_login(treasurer)
    answer = client.post(f"/registers/{draft.pk}/record/")

    assert answer["Location"] == f"/registers/{draft.pk}/"
    assert not Job.objects.exists()
    assert Loan.objects.count() == 2


def test_a_long_register_already_recorded_starts_no_job(client, treasurer, village_fund):
    recorded = make_recorded(village_fund, rows(LONG_FROM), treasurer)
    client.force_login(treasurer)
    answer = client.post(f"/registers/{recorded.pk}/record/")

    assert answer["Location"] == f"/registers/{recorded.pk}/"
    assert not Job.objects.exists()


def test_the_count_moves_while_the_people_are_made(treasurer, village_fund):
    told = []
    draft = make_draft(village_fund, rows(1500), treasurer)

    record_register(draft, actor=treasurer, progress=lambda done, of: told.append((done, of)))

    people, loans = [333, 500, 833, 1000], [1333, 1500]  # 1,500 households, people and loans each
    assert told == [(done, 1500) for done in [0, *people, *loans]]


def test_people_who_are_known_take_no_share_of_the_count(treasurer, village_fund):
    told = []
    make_recorded(village_fund, rows(10), treasurer)
    draft = make_draft(village_fund, rows(10), treasurer, as_of=date(2017, 7, 31))

    record_register(draft, actor=treasurer, progress=lambda done, of: told.append((done, of)))

    assert told == [(0, 10), (10, 10)]
