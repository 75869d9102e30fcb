"""Forms longer than a page: the header again, rows whole, and signatures never alone."""

from decimal import Decimal

import pytest

from fundinst.thai import to_thai_digits
from reports.printing import form_pdf
from tests.reports.papers import make_form, make_row, pages_by_pypdf, without_spaces


def numbered_form(count: int, funds: int = 1):
    """Each row can be told by its number; more funds make it several lines high."""
    rows = tuple(
        make_row(
            order,
            name=f"นายที่{order:03}",
            house_number=f"{order}",
            funds=tuple(f"กลุ่มออมทรัพย์เพื่อการผลิต{letter}{order:03}" for letter in "กขค"[:funds]),
            debt=Decimal(order * 100),
            new_amount=Decimal(order * 100),
        )
        for order in range(1, count + 1)
    )
    return make_form(rows=rows)


def pages_with(pages: list[str], text: str) -> list[int]:
    return [number for number, page in enumerate(pages) if without_spaces(text) in page]


@pytest.fixture(scope="module")
def hundred() -> list[str]:
    return [without_spaces(page) for page in pages_by_pypdf(form_pdf(numbered_form(100, funds=3)))]


def test_every_page_has_the_header_row_and_its_number(hundred):
    count = len(hundred)

    assert count > 4
    assert pages_with(hundred, "บ้านเลขที่") == list(range(count))
    assert [
        pages_with(hundred, to_thai_digits(f"หน้า {number} จาก {count}"))
        for number in range(1, count + 1)
    ] == [[page] for page in range(count)]


def test_every_page_but_the_first_says_whose_it_is_at_its_head(hundred):
    whose = without_spaces(make_form().heading[1])

    assert [page.count(whose) for page in hundred] == [1] * len(hundred)


def test_no_row_is_split_over_two_pages(hundred):
    """The first line of each row (its name) and its last (the third fund) are on one page."""
    for order in range(1, 101):
        number = to_thai_digits(f"{order:03}")
        first, last = f"นายที่{number}", f"กลุ่มออมทรัพย์เพื่อการผลิตค{number}"
        assert len(pages_with(hundred, first)) == 1
        assert pages_with(hundred, first) == pages_with(hundred, last)


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 18, 20, 21, 22, 23, 24])
def test_the_signatures_stand_with_the_totals_and_at_least_two_rows(count):
    pages = [without_spaces(page) for page in pages_by_pypdf(form_pdf(numbered_form(count)))]
    last = len(pages) - 1

    for text in ("ผู้จัดทำ", "ผู้รับรอง", "รวมวงเงินสัญญาใหม่", to_thai_digits(f"รวม {count} ครัวเรือน")):
        assert pages_with(pages, text) == [last]
    for order in range(max(1, count - 1), count + 1):
        assert pages_with(pages, to_thai_digits(f"นายที่{order:03}")) == [last]


def test_a_village_of_fifteen_households_goes_on_one_sheet():
    assert len(pages_by_pypdf(form_pdf(make_form()))) == 1
