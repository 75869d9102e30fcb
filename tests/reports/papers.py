"""A district form of an invented village, and what people and machines see of its PDF."""

import csv
import io
import re
import shutil
import subprocess
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from pypdf import PdfReader

from reports.district_form import DistrictForm, DistrictFormRow, Signature

EXPECTED = settings.BASE_DIR / "fundinst/fixtures/demo_village/expected_district_form.csv"


def expected_table() -> list[list[str]]:
    """The csv file that has to come out of the village's registers, header first."""
    with EXPECTED.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def make_form(**changes: Any) -> DistrictForm:
    """The village's form, three to sign."""
    rows = tuple(
        DistrictFormRow(
            int(order), name, house, tuple(funds.split("/")), Decimal(debt), holder, Decimal(new)
        )
        for order, name, house, funds, debt, holder, new in expected_table()[1:]
    )
    values: dict[str, Any] = {
        "institution": "สถาบันการจัดการเงินทุนชุมชนบ้านหนองฮะ",
        "place": "หมู่ที่ 3 ตำบลปราสาท อำเภอห้วยทับทัน จังหวัดศรีสะเกษ",
        "fiscal_year": 2560,
        "as_of": date(2017, 7, 31),
        "rows": rows,
        "signatures": (
            Signature("ผู้จัดทำ"),
            Signature("ผู้ตรวจสอบ", "นางกองแก้ว ทดสอบไทย", "ประธานกรรมการสถาบัน"),
            Signature("ผู้รับรอง", "", "พัฒนาการอำเภอห้วยทับทัน"),
        ),
    }
    return DistrictForm(**{**values, **changes})


def make_row(order: int, **changes: Any) -> DistrictFormRow:
    values: dict[str, Any] = {
        "name": "นางอุไร สมมุติการ",
        "house_number": "18",
        "funds": ("กองทุนหมู่บ้าน",),
        "debt": Decimal(1000),
        "receiving_fund": "กองทุนหมู่บ้าน",
        "new_amount": Decimal(1000),
    }
    return DistrictFormRow(order, **{**values, **changes})


def a_page(body: str) -> str:
    """A paper of the project's own frame with only this in it."""
    return (
        '<!doctype html><html lang="th"><head><title>ทดสอบ</title>'
        f'<link rel="stylesheet" href="css/print.css"></head><body>{body}</body></html>'
    )


def the_same(text: str) -> str:
    """As compared: NFKC (which writes ำ in two signs), every run of white space one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def pages_by_pypdf(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def lines_by_pdftotext(pdf: bytes) -> list[str]:
    """The lines as they stand on the page, read by poppler."""
    written = subprocess.run(
        [tool("pdftotext"), "-layout", "-enc", "UTF-8", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return [the_same(line) for line in written.stdout.decode().splitlines() if line.strip()]


def picture(pdf: bytes, folder: Path, *, dots_per_inch: int) -> Image.Image:
    """The first page as poppler draws it, in greys."""
    (folder / "page.pdf").write_bytes(pdf)
    options = ["-gray", "-singlefile", "-png", "-r", str(dots_per_inch)]
    subprocess.run(
        [tool("pdftoppm"), *options, str(folder / "page.pdf"), str(folder / "page")], check=True
    )
    with Image.open(folder / "page.png") as page:
        return page.convert("L")


def tool(name: str) -> str:
    """A program of poppler-utils; without it the papers cannot be proved right."""
    if path := shutil.which(name):
        return path
    pytest.fail(f"{name} is missing: apt-get install poppler-utils (make test does it as root)")
