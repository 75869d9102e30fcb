"""An area's report is certified with its whole volume, by a worker."""

import io
from datetime import date

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

from fundinst.errors import Refused
from members.models import Job
from reports.asking import Asked
from reports.certifying import known_at, plain, same_before
from reports.certifying_later import certify_later
from reports.certifying_rules import draft_of
from reports.models import CertifiedReport, ReportPart
from tests.builders import make_institution, make_user
from tests.consolidation.repaid import make_repayable
from tests.reports.certified import SITE, area, asked, certified, seat_chair, village
from tests.working import empty_the_queue, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue_is_empty_afterwards():
    yield
    empty_the_queue()


@pytest.fixture
def officer(db):
    """Of a district with one village that has sent its report."""
    there = make_institution(moo=1, name="บ้านหนึ่ง")
    user = make_user("committee", institution=there)
    make_repayable(there.funds.get(kind="village_fund"), user)
    seat_chair(there, user)
    certified(village(there), user)
    return make_user("district", area="3312")


def ask(
    user,
    *,
    seen: str | None = None,
    of: Asked | None = None,
    on: date | None = None,
    explanation: str = "",
) -> Job:
    of = of or asked()
    seen = seen or draft_of(area("3312"), of, known_at(of)).version
    return certify_later(
        area("3312"),
        of,
        named="นางพัฒนา ตัวอย่าง",
        explanation=explanation,
        on=on or localdate(),
        site=SITE,
        seen=seen,
        user=user,
    )


def test_the_volume_is_frozen_with_the_certificate_on_its_first_pages(officer):
    job = ask(officer)
    work_off()
    job.refresh_from_db()

    report = CertifiedReport.objects.get(level="district")
    assert (job.status, job.result_url) == ("done", f"/reports/certified/{report.pk}/")
    assert {one.file_format for one in report.files.all()} == {"pdf", "xlsx", "csv"}
    assert ReportPart.objects.filter(whole=report).count() == 1
    pdf = bytes(report.files.get(file_format="pdf").content)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert "ร่าง" not in "".join(pages)
    assert len(pages) >= 2  # the form of the village is the last


def test_asked_twice_it_is_certified_once(officer):
    first = ask(officer)
    assert ask(officer) == first
    work_off()
    again = ask(officer)
    work_off()

    again.refresh_from_db()
    assert again.status == "done"
    assert CertifiedReport.objects.filter(level="district").count() == 1


def test_another_asking_while_one_is_under_way_is_refused_and_not_lost(officer):
    first = ask(officer, explanation="ครบ")
    with pytest.raises(Refused) as stopped:
        ask(officer, explanation="อีกเหตุผลหนึ่ง")

    assert [one.code for one in stopped.value.refusals] == ["certifying_under_way"]
    assert [*Job.objects.filter(kind="certify_volume")] == [first]


def test_an_explanation_with_an_id_is_the_same_when_it_is_told_again(officer):
    said = "ตามบัตร 1101700230708"
    ask(officer, explanation=said)
    work_off()
    report = CertifiedReport.objects.get(level="district")
    draft = draft_of(area("3312"), asked(), known_at(asked()))

    assert "1101700230708" not in report.explanation
    assert same_before(draft, plain(said)) == report


def test_figures_that_moved_since_somebody_looked_are_said_on_the_jobs_page(officer, client):
    job = ask(officer, seen="of-another-day")
    work_off()

    job.refresh_from_db()
    assert (job.status, len(job.reasons)) == ("refused", 1)
    assert not CertifiedReport.objects.filter(level="district").exists()
    client.force_login(officer)
    assert job.reasons[0]["sentence"] in client.get(f"/jobs/{job.pk}/").content.decode()
