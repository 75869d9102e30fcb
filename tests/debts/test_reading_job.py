"""A very big register is read by a worker; its user sees how far it is, and may go elsewhere."""

import pickle
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from debts.drafting import LONG_TO_READ, is_unread, preview_of, read_again, upload_unread
from debts.kept_readings import packed, unpacked
from debts.models import Loan, Register
from debts.recording import record_register
from members.jobs import cancel_job
from members.models import Job
from tests.builders import AS_OF
from tests.debts.drafts import HEADER, WIFE, make_draft
from tests.pages import main_texts, texts
from tests.working import empty_the_queue, work_off

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 3000


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


def big(header: str = HEADER) -> bytes:
    rows = "".join(
        f"{row}/1,นายทดลอง{row} สมมุติ,กทบ. {row}/2559,{1000 + row},100,31/3/2560\n"
        for row in range(1, COUNT + 1)
    )
    content = (header + rows).encode()
    assert len(content) >= LONG_TO_READ
    return content


def upload(client, fund, content: bytes):
    asked = {
        "account": fund.accounts.get(number=1).pk,
        "as_of": "30/6/2560",
        "file": SimpleUploadedFile("ทะเบียน.csv", content),
    }
    return client.post("/registers/new/", asked)


def make_unread(fund, actor) -> Register:
    account = fund.accounts.get(number=1)
    return upload_unread(account, file_name="ทะเบียน.csv", content=big(), as_of=AS_OF, actor=actor)


def test_a_big_file_is_read_by_a_worker_and_its_page_leads_to_the_rows(
    client, treasurer, village_fund
):
    client.force_login(treasurer)
    answer = upload(client, village_fund, big())
    job, register = Job.objects.get(), Register.objects.get()

    assert answer["Location"] == f"/jobs/{job.pk}/"
    page = client.get(f"/jobs/{job.pk}/")
    assert texts(page, "h1") == ["อ่านทะเบียน กองทุนหมู่บ้าน"]
    meanwhile = client.get(register.get_absolute_url())
    assert main_texts(meanwhile, "btn-primary") == ["ดูความคืบหน้า"]
    assert f'href="/jobs/{job.pk}/"' in meanwhile.content.decode()

    work_off()

    page = client.get(f"/jobs/{job.pk}/")
    assert main_texts(page, "status") == ["เสร็จแล้ว"]
    assert "แถว 3,001 จาก 3,001" in main_texts(page, "p")
    shown = client.get(register.get_absolute_url())
    assert main_texts(shown, "btn-primary") == ["บันทึกเข้าระบบ"]
    register.refresh_from_db()
    assert (register.rows, register.status) == (COUNT, "draft")
    assert not Loan.objects.exists()


def test_what_was_kept_is_what_the_file_says(treasurer, village_fund):
    draft = make_draft(village_fund, WIFE, treasurer)
    read = read_again(draft)

    assert unpacked(packed(read)) == read


def test_a_reading_of_another_shape_is_read_anew(treasurer, village_fund):
    draft = make_draft(village_fund, WIFE, treasurer)
    draft.reading = b"another" + packed(read_again(draft))

    assert preview_of(draft).counts["new"] == 1


def test_a_kept_reading_can_name_nothing_but_its_own_parts(treasurer, village_fund):
    kept = packed(read_again(make_draft(village_fund, WIFE, treasurer)))
    shape = kept[:32]

    with pytest.raises(pickle.UnpicklingError, match="no part of a reading"):
        unpacked(shape + zlib.compress(pickle.dumps(print)))


def test_recorded_it_keeps_no_reading_beside_its_file(client, treasurer, village_fund):
    client.force_login(treasurer)
    upload(client, village_fund, big())
    work_off()

    recorded = record_register(Register.objects.get(), actor=treasurer)

    assert (recorded.status, recorded.reading, Loan.objects.count()) == ("recorded", None, COUNT)


def test_a_big_file_that_can_not_be_taken_ends_with_its_reason_and_nothing_is_kept(
    client, treasurer, village_fund
):
    client.force_login(treasurer)
    upload(client, village_fund, big(header="หนึ่ง,สอง,สาม,สี่,ห้า,หก\n"))
    work_off()
    job, register = Job.objects.get(), Register.objects.get()

    assert (job.status, [reason["code"] for reason in job.reasons]) == (
        "refused",
        ["register_no_header"],
    )
    assert (register.status, bytes(register.content)) == ("discarded", b"")
    page = client.get(register.get_absolute_url())
    assert 'href="/registers/new/' in page.content.decode()


def test_what_a_glance_tells_is_refused_at_once_and_asks_no_worker(client, treasurer, village_fund):
    client.force_login(treasurer)
    answer = upload(client, village_fund, b"%PDF-1.7\n" + b"x" * LONG_TO_READ)

    assert answer.status_code == 200
    assert "ไม่ใช่ .csv จริง" in answer.content.decode()
    assert not Register.objects.exists()
    assert not Job.objects.exists()


def test_one_whose_reading_was_stopped_can_be_read_or_thrown_away(client, treasurer, village_fund):
    client.force_login(treasurer)
    upload(client, village_fund, big())
    register = Register.objects.get()
    cancel_job(Job.objects.get(), actor=treasurer)

    page = client.get(register.get_absolute_url())
    assert main_texts(page, "btn") == ["ทิ้งแฟ้มนี้", "อ่านแฟ้ม"]
    assert "ยังไม่ได้อ่าน" in main_texts(client.get("/registers/"), "td")
    for act in ("record", "doubts"):
        assert client.post(f"{register.get_absolute_url()}{act}/")["Location"] == (
            register.get_absolute_url()
        )
    asked = [client.post(f"{register.get_absolute_url()}read/") for _ in range(2)]
    job = Job.objects.get(status="waiting")  # pressed twice, it is one
    assert [answer["Location"] for answer in asked] == [f"/jobs/{job.pk}/"] * 2

    work_off()

    assert not is_unread(Register.objects.get())


def test_an_officer_sees_that_it_is_unread_and_no_button(
    client, district_officer, treasurer, village_fund
):
    register = make_unread(village_fund, treasurer)
    client.force_login(district_officer)

    page = client.get(register.get_absolute_url())

    assert main_texts(page, "btn-primary") == []
    assert client.post(f"{register.get_absolute_url()}read/").status_code == 403


def test_none_but_a_draft_keeps_a_reading(treasurer, village_fund):
    recorded = record_register(make_draft(village_fund, WIFE, treasurer), actor=treasurer)

    with (
        pytest.raises(IntegrityError, match="only_a_draft_keeps_its_reading"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE debts_register SET reading = %s WHERE id = %s", [b"kept", recorded.pk]
        )
