"""A volume: the report, and behind it the form of every institution; made by a worker."""

import csv
import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone
from openpyxl import load_workbook
from procrastinate.contrib.django import app
from pypdf import PdfReader

from fundinst.thai import to_thai_digits
from members.jobs import cancel_job
from members.models import AccessEntry, AuditEntry, Institution, Job, Notice, Office
from reports.drawn_sections import KEPT_UNUSED, forget_unused
from reports.kinds import BY_SLUG
from reports.making import KEPT_FOR, MAKE, content_of, forget_files, make_later
from reports.models import MadeFile, MadeFilePiece, RenderedSection
from tests.builders import make_institution, make_user
from tests.consolidation.repaid import make_repayable
from tests.pages import main_texts
from tests.reports.certified import area, asked, certified, seat_chair, village
from tests.working import empty_the_queue, work_off

pytestmark = pytest.mark.django_db(transaction=True)

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
PACK = BY_SLUG["province-pack"]
TODAY = timezone.localdate().isoformat()
ARGUMENTS = {"kind": PACK.slug, "level": "province", "code": "33", "on": TODAY, "known": TODAY}


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


@pytest.fixture
def province(db) -> list[Institution]:
    """Two villages in one district with contracts, one without, one of another district."""
    there = [
        make_institution(moo=1, name="บ้านหนึ่ง"),
        make_institution(moo=2, name="บ้านสอง"),
        make_institution(moo=3, name="บ้านว่าง"),
        make_institution("330502", moo=1, name="บ้านไกล"),
    ]
    for place, principal in zip(there, (30_000, 20_000, 0, 10_000), strict=True):
        if principal:
            user = make_user("committee", institution=place)
            make_repayable(place.funds.get(kind="village_fund"), user, principal=principal)
    return there


@pytest.fixture
def officer(province):
    return make_user("province", area="33")


def ask(user, kind=PACK, code="33") -> Job:
    return make_later(kind, area(code), asked(), user=user)


def made(file_format: str) -> bytes:
    file = MadeFile.objects.filter(file_format=file_format).first()
    content = b"".join(content_of(file))
    assert len(content) == file.size
    return content


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_volume_is_made_by_a_worker_and_its_pages_count_through(officer):
    job = ask(officer)
    work_off()
    job.refresh_from_db()

    assert (job.status, job.done, job.total) == ("done", 3, 3)
    pages = text_of(made("pdf"))
    assert MadeFile.objects.get(file_format="pdf").pages == len(pages)
    for number, page in enumerate(pages, start=1):
        said = to_thai_digits(f"หน้า {number} จาก {len(pages)} ของเล่ม")
        assert said in re.sub(r"\s+", " ", page)
    names = ("บ้านหนึ่ง", "บ้านสอง", "บ้านว่าง", "บ้านไกล")
    forms = [page for page in pages if "ภาคผนวก" not in page]
    annex = [name for page in forms for name in names if name in page]
    assert annex[-3:] == ["บ้านไกล", "บ้านหนึ่ง", "บ้านสอง"]  # by district, tambon and institution
    assert "๓๐,๐๐๐" in pages[-2]
    assert "บ้านว่าง" not in pages[-1] + pages[-2] + pages[-3]


def test_the_volume_is_one_tagged_document_with_an_outline_and_two_fonts(officer):
    ask(officer)
    work_off()

    pdf = pikepdf.open(io.BytesIO(made("pdf")))
    assert pdf.check_pdf_syntax() == []
    assert pdf.Root.StructTreeRoot.K[0].S == "/Document"
    parts = pdf.Root.StructTreeRoot.K[0].K
    assert {str(part.S) for part in parts} == {"/Part"}
    with pdf.open_outline() as outline:
        titles = [(one.title, [inside.title for inside in one.children]) for one in outline.root]
    assert titles[1:] == [
        ("อำเภอขุขันธ์", ["ภาคผนวก ๑ แบบรายงานของสถาบันในอำเภอขุขันธ์", "บ้านไกล (ร่าง)"]),
        (
            "อำเภอห้วยทับทัน",
            [
                "ภาคผนวก ๒ แบบรายงานของสถาบันในอำเภอห้วยทับทัน",
                "บ้านหนึ่ง (ร่าง)",
                "บ้านสอง (ร่าง)",
            ],
        ),
    ]
    fonts = {font.BaseFont for page in pdf.pages for font in page.Resources.Font.values()}
    assert fonts == {"/Sarabun", "/Sarabun-Bold"}


def test_every_marked_piece_of_every_page_has_its_tag(officer):
    ask(officer)
    work_off()

    pdf = pikepdf.open(io.BytesIO(made("pdf")))
    keys = {}
    for branch in pdf.Root.StructTreeRoot.ParentTree.Kids:
        numbers = list(branch.Nums)
        keys |= dict(zip(map(int, numbers[0::2]), numbers[1::2], strict=True))
        assert [*map(int, branch.Limits)] == [int(numbers[0]), int(numbers[-2])]
    for page in pdf.pages:
        drawn = b"".join(part.read_bytes() for part in page.obj.Contents)
        marks = [int(found) for found in re.findall(rb"/MCID (\d+)", drawn)]
        tags = keys[int(page.obj.StructParents)]
        assert len(tags) == len(marks)
        assert all(tag.Pg.objgen == page.obj.objgen for tag in tags)


def test_the_workbook_has_a_tab_a_district_and_the_table_every_row(officer):
    ask(officer)
    work_off()

    book = load_workbook(io.BytesIO(made("xlsx")), data_only=True)
    assert book.sheetnames[-2:] == ["อำเภอขุขันธ์", "อำเภอห้วยทับทัน"]
    assert book.sheetnames[0] == "สรุป"
    first = book["สรุป"]
    assert "ร่าง – ยังไม่รับรอง" in [row[0].value for row in first.iter_rows(max_row=8)]
    drawn = load_workbook(io.BytesIO(made("xlsx")))["สรุป"]._charts
    assert [len(chart.series) for chart in drawn] == [2]
    beside = [row[:3] for row in first.iter_rows(values_only=True) if row[0] == "อำเภอขุขันธ์"]
    assert beside == [("อำเภอขุขันธ์", 10_000, 10_000)]
    rows = list(csv.DictReader(io.StringIO(made("csv").decode("utf-8-sig"))))
    assert [(row["สถาบัน"], row["จำนวนเงินที่กู้ใหม่ (บาท)"]) for row in rows] == [
        (rows[0]["สถาบัน"], "10000"),
        (rows[1]["สถาบัน"], "30000"),
        (rows[2]["สถาบัน"], "20000"),
    ]


def test_what_was_certified_stands_in_the_volume_as_it_was_frozen(province, officer):
    first = province[0]
    user = make_user("committee", institution=first)
    seat_chair(first, user)
    report = certified(village(first), user)
    ask(officer)
    work_off()

    pages = [" ".join(one.split()) for one in text_of(made("pdf"))]
    (page,) = [one for one in pages if "บ้านหนึ่ง หมู่" in one]
    assert "ร่าง" not in page
    (annex,) = [one for one in pages if "ภาคผนวก ๒" in one]
    known = f"เลขที่ 1/{report.fiscal_year}"
    assert "ปราสาท ๒ สถาบัน" in annex and "๕๐,๐๐๐" in annex
    assert (
        to_thai_digits(f"รับรองแล้ว {known}") in annex and annex.count("ร่าง") == 2
    )  # บ้านสอง, and the page
    assert "ยังไม่มีรายงานที่รับรองและส่งจังหวัด" in annex
    table = csv.DictReader(io.StringIO(made("csv").decode("utf-8-sig")))
    assert [row["สถานะรายงาน"] for row in table] == ["ร่าง", f"รับรองแล้ว {known}", "ร่าง"]
    tab = load_workbook(io.BytesIO(made("xlsx")), data_only=True)["อำเภอห้วยทับทัน"]
    seen = [cell.value for row in tab.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "ร่าง – ยังไม่รับรอง (แต่ละสถาบันดูช่อง “สถานะรายงาน”)" in seen
    assert f"รับรองแล้ว {known}" in seen
    assert report.code[:4] in page.translate(ARABIC)
    assert RenderedSection.objects.filter(institution=first).count() == 0


def test_a_second_run_draws_only_what_changed(province, officer):
    ask(officer)
    work_off()
    before = dict(RenderedSection.objects.values_list("pk", "digest"))
    user = make_user("committee", institution=province[1])
    make_repayable(province[1].funds.get(kind="savings_group"), user, principal=5000)
    ask(officer)
    work_off()

    after = dict(RenderedSection.objects.values_list("pk", "digest"))
    new = RenderedSection.objects.exclude(pk__in=before)
    assert before.items() <= after.items()
    assert {one.institution for one in new} == {province[1], None}  # None: the summary


def test_two_who_ask_for_the_same_wait_for_one_job_and_both_are_told_once(officer):
    other = make_user("province", area="33")
    jobs = [ask(officer), ask(officer), ask(other)]
    work_off()

    assert len({job.pk for job in jobs}) == 1
    told = Notice.objects.order_by("user").values_list("user", flat=True)
    assert [*told] == [officer.pk, other.pk]
    assert MadeFile.objects.count() == 3
    assert AuditEntry.objects.filter(act="volume_made").count() == 1


def test_done_twice_there_is_one_result(officer):
    job = ask(officer)
    work_off()
    # As after a worker that was killed between keeping the files and saying so.
    Job.objects.filter(pk=job.pk).update(status="waiting", ended_at=None)
    app.configure_task(MAKE).defer(job=job.pk, arguments=ARGUMENTS)
    work_off()
    job.refresh_from_db()
    assert job.status == "done"

    assert MadeFile.objects.count() == 3
    assert Notice.objects.count() == 1


def test_cancelled_before_its_end_nothing_is_left_of_it(officer):
    job = ask(officer)
    cancel_job(job, actor=officer)
    work_off()

    assert [one.objects.count() for one in (MadeFile, MadeFilePiece, Notice)] == [0, 0, 0]


def test_the_page_asks_for_it_shows_how_far_it_is_and_gives_the_files(client, officer, province):
    client.force_login(officer)
    page = client.get("/reports/province-pack/33/volume/")
    assert "ทำทั้งเล่ม" in " ".join(main_texts(page, "btn"))
    answer = client.post("/reports/province-pack/33/volume/")
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    work_off()

    job.refresh_from_db()
    page = client.get(job.result_url)
    files = re.findall(r'href="(/reports/made/\d+/)"', page.content.decode())
    assert len(files) == 3
    answer = client.get(files[0])
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    taken = AccessEntry.objects.filter(kind="exported", actor=officer)
    assert {(one.institution, one.rows) for one in taken} == {
        (province[0], 1),
        (province[1], 1),
        (province[3], 1),
    }


def test_who_lost_the_office_or_never_had_it_finds_no_file_and_no_job(client, officer):
    job = ask(officer)
    work_off()
    file = MadeFile.objects.first()
    strangers = [make_user("province", area="34"), make_user("district", area="3312")]
    Office.objects.filter(user=officer).update(ended_on=timezone.localdate() - timedelta(days=1))
    for user in (officer, *strangers):
        client.force_login(user)
        for address in (f"/reports/made/{file.pk}/", f"/jobs/{job.pk}/"):
            # Who holds no office any more is told so; to others it isn't there.
            assert client.get(address).status_code == (403 if user == officer else 404)


def test_files_go_when_their_days_are_over(officer):
    ask(officer)
    work_off()
    assert forget_files(before=timezone.now() - KEPT_FOR) == 0

    assert forget_files(before=timezone.now()) == 3
    assert (MadeFile.objects.count(), MadeFilePiece.objects.count()) == (0, 0)


def test_sections_that_nobody_uses_go_after_a_month(officer):
    ask(officer)
    work_off()
    today, count = timezone.localdate(), RenderedSection.objects.count()

    assert forget_unused(on=today + KEPT_UNUSED) == 0
    assert forget_unused(on=today + KEPT_UNUSED + timedelta(days=1)) == count > 3
