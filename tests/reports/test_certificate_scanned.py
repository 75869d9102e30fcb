"""The code on a certified paper is scanned, as a telephone does, from the picture of its page."""

from dataclasses import replace

import pytest
import zxingcpp

from reports.report_files import REPORT_FORMATS
from tests.reports.papers import picture
from tests.reports.sheets import CERTIFICATE, make_report


@pytest.mark.poppler
@pytest.mark.parametrize(
    "address",
    [
        "https://fundinst.example/check/123456789012/",
        "http://127.0.0.1:8000/check/000000000001/",
    ],
)
def test_the_code_on_paper_leads_to_its_check_address(address, tmp_path):
    certificate = replace(CERTIFICATE, address=address)
    pdf = REPORT_FORMATS["pdf"].make(make_report(2, certificate=certificate))
    page = picture(pdf, tmp_path, dots_per_inch=150)

    assert [found.text for found in zxingcpp.read_barcodes(page)] == [address]
