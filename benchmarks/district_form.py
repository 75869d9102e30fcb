"""How long a district form takes as a PDF beside bare WeasyPrint of the same page; `make bench`."""

from datetime import date
from decimal import Decimal

from weasyprint import HTML

from benchmarks.measuring import Figure, best_of, ms, tell
from reports.district_form import DistrictForm, DistrictFormRow
from reports.pdf import BASE_URL, PackagedFiles, _fonts, write_pdf
from reports.printing import form_html

ROUNDS = 3


def form(rows: int) -> DistrictForm:
    return DistrictForm(
        institution="สถาบันการจัดการเงินทุนชุมชนบ้านทดลอง",
        place="หมู่ที่ 1 ตำบลทดลอง อำเภอสมมุติ จังหวัดจำลอง",
        fiscal_year=2560,
        as_of=date(2017, 7, 31),
        rows=tuple(
            DistrictFormRow(
                order=order,
                name=f"นางสมมุติ{'ก' * (order % 5)} ทดลองงาน",
                house_number=f"{order}/2",
                funds=("กองทุนหมู่บ้าน", "กลุ่มออมทรัพย์", "กข.คจ."),
                debt=Decimal(order * 1250),
                receiving_fund="กลุ่มออมทรัพย์",
                new_amount=Decimal(order * 1250),
            )
            for order in range(1, rows + 1)
        ),
    )


def bare(html: str) -> bytes:
    """WeasyPrint alone: no repaired text, no tags, no look at what can't be printed."""
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=PackagedFiles())
    return page.write_pdf(font_config=_fonts())


def test_district_form():
    for rows in (15, 150):
        made = form(rows)
        html = form_html(made)
        write_pdf(html)
        ours, floor = best_of(
            ROUNDS, lambda made=made: write_pdf(form_html(made)), lambda html=html: bare(html)
        )
        tell(
            Figure(
                "papers", f"district form of {rows} rows", ms(ours), ms(floor), ours / floor, 1.3
            )
        )
