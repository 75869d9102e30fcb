"""Act: take the arrears and the portfolio at risk out as a file, and write down who did."""

from datetime import datetime

from django.db import transaction

from consolidation.exporting import ExportedList
from consolidation.kept_rows import Cell
from consolidation.portfolio import Portfolio
from consolidation.resources import inert
from fundinst.days import day_in_words
from fundinst.thai import format_date
from members.audit import record
from members.models import User

HEADERS = (
    "เลขที่สัญญา",
    "กองทุนที่ถือสัญญา",
    "ผู้กู้",
    "ครัวเรือน",
    "ค้าง (วัน)",
    "ช่วงที่ค้าง",
    "งวดที่ค้าง",
    "เงินต้นค้าง (บาท)",
    "ดอกเบี้ยค้าง (บาท)",
    "รวมค้าง (บาท)",
    "เงินต้นคงเหลือ (บาท)",
    "เปลี่ยนเงื่อนไขหลังทำสัญญา",
)


@transaction.atomic(durable=True)
def export_portfolio(
    portfolio: Portfolio, *, title: str, actor: User, at: datetime
) -> ExportedList:
    """Every running contract as a row, and the figures of the page beside; ``at`` is local time."""
    rows: list[list[Cell]] = []
    for one in portfolio.all.held:
        late, contract = one.late, one.contract
        rows.append(
            [
                inert(str(contract)),
                inert(str(contract.fund)),
                inert(str(contract.borrower)),
                inert(str(contract.household)),
                late.days,
                one.bucket.words,
                late.instalments,
                late.principal,
                late.interest + late.costs,
                late.total,
                one.principal,
                "ใช่" if one.terms_changed else "",
            ]
        )
    day, institution = day_in_words(portfolio.on), portfolio.institution
    record(
        "exported",
        institution,
        f"ส่งออกรายการ{title} ณ วันที่ {day} {len(rows):,} สัญญา",
        actor=actor,
        institution=institution,
    )
    moment = f"{format_date(at.date(), style='medium', digits='arabic')} {at:%H:%M} น."
    origin = [("รายการ", title), ("สถาบัน", str(institution)), ("ณ วันที่", day)]
    origin += [*_figures(portfolio), ("ทำแฟ้มเมื่อ", moment), ("ทำโดย", str(actor))]
    return ExportedList(title, HEADERS, rows, [(word, inert(text)) for word, text in origin])


def _figures(portfolio: Portfolio) -> list[tuple[str, str]]:
    """The portfolio at risk and the fiscal years, in words and numbers."""
    risk = [
        (
            f"หนี้ค้างเกิน {one.over_days} วัน (ร้อยละของเงินต้น)",
            f"{one.overdue_percent} รวมที่เปลี่ยนเงื่อนไข {one.with_restructured_percent}",
        )
        for one in portfolio.all.at_risk
    ]
    years = [
        (
            f"ปีงบประมาณ {one.year}",
            f"ลดหนี้ {one.reduced:,} สัญญา {one.reduced_baht:,} บาท · "
            f"ปลดหนี้ {one.cleared:,} สัญญา {one.cleared_baht:,} บาท · "
            f"หนี้เพิ่มกลับเพราะยกเลิกใบเสร็จ {one.grown_baht:,} บาท · "
            f"เจ้าหนี้ลดให้ {one.waived_baht:,} บาท · "
            f"ดอกเบี้ยที่กฎหมายไม่ให้คิด {one.void_baht:,} บาท",
        )
        for one in portfolio.years
    ]
    return [*risk, *years]
