"""What a worker made stands as it was made, round the acts too; it may only go."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate

from reports.drawn_sections import keep
from reports.making import content_of
from tests.reports.made import made_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def made(institution, treasurer):
    keep("a" * 64, b"%PDF", institution=institution.pk, area=None, on=localdate())
    return made_file(institution, treasurer)


def refused_by(statement: str) -> str:
    raised = pytest.raises(IntegrityError)
    with raised as stopped, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return stopped.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE reports_madefile SET file_name = 'x'", "made_file_stands"),
        ("UPDATE reports_madefile SET rows = '{}'", "made_file_stands"),
        ("UPDATE reports_madefilepiece SET content = 'x'", "made_piece_stands"),
        ("UPDATE reports_renderedsection SET content = 'x'", "rendered_stands"),
        ("UPDATE reports_renderedsection SET digest = 'b'", "rendered_stands"),
        (
            "INSERT INTO reports_madefilepiece (file_id, position, content)"
            " SELECT file_id, position, 'x' FROM reports_madefilepiece",
            "made_piece_once",
        ),
        (
            'INSERT INTO reports_madefile (job_id, institution_id, kind, "on", known,'
            " file_format, file_name, size, pages, rows)"
            " SELECT job_id, institution_id, kind, \"on\", known, file_format, 'x', 1, 0, '{}'"
            " FROM reports_madefile",
            "made_file_once_a_job",
        ),
        (
            'INSERT INTO reports_madefile (job_id, kind, "on", known, file_format, file_name,'
            " size, pages, rows) SELECT job_id, kind, \"on\", known, 'pdf', 'x', 1, 0, '{}'"
            " FROM reports_madefile",
            "made_file_of_one_place",
        ),
        (
            'INSERT INTO reports_madefile (job_id, institution_id, kind, "on", known,'
            " file_format, file_name, size, pages, rows)"
            " SELECT job_id, institution_id, kind, \"on\", known, 'exe', 'x', 1, 0, '{}'"
            " FROM reports_madefile",
            "made_file_format_is_known",
        ),
        (
            "INSERT INTO reports_renderedsection (digest, content, used_on)"
            " SELECT 'c', 'x', used_on FROM reports_renderedsection",
            "rendered_of_one_place",
        ),
    ],
)
def test_nothing_of_it_can_be_changed(statement, guard):
    assert refused_by(statement) == guard


def test_a_file_is_what_its_pieces_say(made):
    assert b"".join(content_of(made)) == b"1,2\r\n"


def test_a_section_kept_twice_is_kept_once(institution):
    keep("a" * 64, b"other", institution=institution.pk, area=None, on=localdate())
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM reports_renderedsection")
        assert [bytes(row[0]) for row in cursor.fetchall()] == [b"%PDF"]
