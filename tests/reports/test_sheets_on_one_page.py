"""A short table stands under the one before it, so that no page is nearly empty."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.sheet_pdf import report_pdf
from tests.reports.sheets import make_lines, make_report, make_sheet


@pytest.mark.parametrize(("follows", "pages"), [(True, 1), (False, 2)])
def test_a_sheet_that_follows_stands_on_the_same_page_where_there_is_room(follows, pages):
    short = make_lines(2)[:2]
    second = make_sheet(lines=short, follows=follows)
    report = make_report(sheets=(make_sheet(lines=short), second))

    assert len(PdfReader(BytesIO(report_pdf(report))).pages) == pages
