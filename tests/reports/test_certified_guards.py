"""Whatever goes round the acts, the database keeps the chain of certified reports."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import localdate

from consolidation.period_closing import close_period
from consolidation.practising import begin_practice
from members.models import Area
from reports.models import CertifiedReport
from reports.returning import return_report
from tests.builders import make_contract
from tests.consolidation.test_guards import refused_by
from tests.consolidation.test_plan_guards import ask_now
from tests.reports.certified import certified, seat_chair, village

pytestmark = pytest.mark.django_db

COLUMNS = {
    "level": "level",
    "institution_id": "institution_id",
    "area_id": "area_id",
    "fiscal_year": "fiscal_year",
    "number": "number + 1",
    "as_of": "as_of",
    "known_at": "known_at",
    "households": "households",
    "total": "total",
    "figures": "figures",
    "explanation": "explanation",
    "code": "lpad((number + 7)::text, 12, '0')",
    "certifier": "certifier",
    "position": "position",
    "certified_on": "certified_on",
    "actor_id": "actor_id",
}
LAST = "(SELECT max(id) FROM reports_certifiedreport)"
FIRST = "(SELECT min(id) FROM reports_certifiedreport)"


def another(of: str = LAST, **changed: str) -> str:
    """SQL that writes the report of that id again, with the next number and these columns."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    values = ", ".join((COLUMNS | changed).values())
    return (
        f"INSERT INTO reports_certifiedreport ({names}) SELECT {values}"
        f" FROM reports_certifiedreport WHERE id = {of}"
    )


def paper(of: str = LAST) -> str:
    """SQL that gives the report a PDF."""
    return f"""INSERT INTO reports_reportfile (report_id, file_format, file_name, content, sha256)
        VALUES ({of}, 'pdf', 'x.pdf', 'x', encode(sha256('x'), 'hex'))"""


def of_area(area: str, level: str, **changed: str) -> str:
    place = {"institution_id": "NULL", "area_id": f"'{area}'", "level": f"'{level}'"}
    return another(FIRST, number="1", **place, **changed)


def part(whole: str = LAST, of: str = FIRST) -> str:
    return f"INSERT INTO reports_reportpart (whole_id, part_id) VALUES ({whole}, {of})"


def back(of: str = FIRST, remarks: str = "ผิด") -> str:
    return f"""INSERT INTO reports_reportreturn (report_id, remarks, actor_id)
        SELECT id, '{remarks}', actor_id FROM reports_certifiedreport WHERE id = {of}"""


def written(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


@pytest.fixture
def report(institution, household, savings_group, treasurer) -> CertifiedReport:
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    made = certified(village(institution), treasurer)
    ask_now()
    return made


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("UPDATE reports_certifiedreport SET total = 1", "certified_append_only"),
        ("DELETE FROM reports_certifiedreport", "certified_append_only"),
        ("TRUNCATE reports_certifiedreport CASCADE", "certified_append_only"),
        ("UPDATE reports_reportfile SET content = 'x'", "report_file_append_only"),
        ("DELETE FROM reports_reportfile", "report_file_append_only"),
        (another(number="number + 2"), "certified_numbers_without_gap"),
        (another(number="number"), "certified_numbers_without_gap"),
        (another(), "certified_with_its_paper"),
        (another(as_of="certified_on + 1"), "certified_figures_are_certain"),
        (another(known_at="now() + interval '1 day'"), "certified_figures_are_certain"),
        (another(code="'12345678901'"), "certified_figures_are_certain"),
        (another(code="'12345678901x'"), "certified_figures_are_certain"),
        (another(code="code"), "reports_certifiedreport_code_key"),
        (another(certifier="''"), "certified_figures_are_certain"),
        (another(position="''"), "certified_figures_are_certain"),
        (another(total="-1"), "certified_figures_are_certain"),
        (another(area_id="'33'", number="1"), "certified_of_one_place"),
        (another(level="'district'"), "certified_of_one_place"),
        (of_area("33", "district"), "certified_area_fits_its_level"),
        (of_area("3312", "province"), "certified_area_fits_its_level"),
        (of_area("331206", "district"), "certified_area_fits_its_level"),
        (paper().replace("'pdf'", "'docx'"), "report_file_format_is_known"),
        (paper(), "report_file_once_a_format"),
        (
            paper().replace("'pdf'", "'csv'").replace("'x', enc", "'y', enc"),
            "report_file_is_what_its_digest_says",
        ),
        (another(as_of="as_of - 1"), "certified_days_do_not_go_back"),
        (part(), "report_part_lies_below"),
        (back(remarks=""), "report_returned_with_remarks"),
    ],
)
def test_a_certified_report_is_written_once_and_right(sql, guard, report):
    assert refused_by(sql) == guard


@pytest.mark.parametrize(
    ("whole", "guard"),
    [
        (of_area("3312", "district"), None),
        (of_area("33", "province"), "report_part_lies_below"),
        (of_area("3312", "district", fiscal_year="fiscal_year + 1"), "report_part_lies_below"),
        (of_area("3305", "district"), "report_part_lies_below"),
        (of_area("34", "province"), "report_part_lies_below"),
        (of_area("3312", "district", as_of="as_of - 1"), "report_part_lies_below"),
    ],
)
def test_a_part_lies_below_its_whole_and_is_of_no_later_day(whole, guard, report):
    written(whole, paper())
    assert (refused_by(part()) if guard else written(part())) == guard


def test_a_province_is_made_of_districts(report):
    district = of_area("3312", "district", code="'000000000011'")
    province = of_area("33", "province", code="'000000000012'")
    written(district, paper(), province, paper(), part(of=f"{LAST} - 1"))


def test_what_is_practised_on_is_part_of_nothing(report, institution, treasurer):
    practice = begin_practice(institution, on=localdate(), actor=treasurer)
    of_practice = {"institution_id": str(practice.pk), "number": "1", "code": "'000000000041'"}
    written(another(FIRST, **of_practice), paper(), of_area("3312", "district"), paper())

    assert refused_by(part(of=f"{LAST} - 1")) == "report_part_lies_below"


def test_a_report_that_was_sent_back_is_part_of_nothing(report):
    written(of_area("3312", "district"), paper(), back(FIRST))
    assert refused_by(part()) == "report_part_counts"


def test_a_report_that_was_replaced_is_part_of_nothing(report):
    written(another(code="'000000000021'"), paper())
    written(of_area("3312", "district", code="'000000000022'"), paper())

    assert refused_by(part()) == "report_part_counts"
    written(part(of=f"{LAST} - 1"))


def test_an_older_day_follows_a_later_report_once_that_was_sent_back(report):
    older = another(FIRST, as_of="as_of - 1", code="'000000000031'")
    assert refused_by(older) == "certified_days_do_not_go_back"

    written(back(FIRST), older, paper())


def test_parts_are_written_once(report):
    written(of_area("3312", "district"), paper(), part())
    ask_now()

    assert refused_by(part()) == "report_part_once"
    assert refused_by("DELETE FROM reports_reportpart") == "report_part_append_only"
    assert refused_by("UPDATE reports_reportpart SET part_id = whole_id") == (
        "report_part_append_only"
    )


def test_what_is_part_of_a_report_that_counts_is_not_sent_back(report):
    written(of_area("3312", "district"), paper(), part())
    ask_now()
    assert refused_by(back()) == "report_return_not_of_a_part_that_counts"

    written(back(LAST), back(FIRST))
    assert refused_by(back()) == "reports_reportreturn_report_id_key"
    assert refused_by("DELETE FROM reports_reportreturn") == "report_return_append_only"


def test_what_is_part_of_a_report_that_was_replaced_is(report):
    written(of_area("3312", "district"), paper(), part())
    written(another(code="'000000000099'"), paper())

    written(back(FIRST))


def test_in_a_closed_period_villages_and_districts_stay_and_the_province_goes_on(
    institution, household, savings_group, treasurer, province_officer
):
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    through = localdate().replace(day=1) - timedelta(days=1)
    certified(village(institution), treasurer, on=through)
    written(of_area("33", "province"), paper())
    province = Area.objects.get(code="33")
    close_period(province, through, on=localdate(), actor=province_officer)
    ask_now()

    assert refused_by(another(FIRST)) == "certified_in_an_open_period"
    assert refused_by(of_area("3312", "district")) == "certified_in_an_open_period"
    assert refused_by(back(FIRST)) == "report_return_in_an_open_period"
    written(another(LAST, code="'000000000088'"), paper())
    written(of_area("3414", "district", code="'000000000077'"), paper())


def test_a_return_stands(report, district_officer):
    return_report(report, remarks="ผิด", on=localdate(), actor=district_officer)
    ask_now()
    assert refused_by("UPDATE reports_reportreturn SET remarks = 'x'") == (
        "report_return_append_only"
    )
