"""The debtor registers of an invented institution, as the files its funds would hand in."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

from fundinst.money import format_baht
from reports.demo_data.planning import PlannedHousehold, Tenant

HEADINGS = (
    "ลำดับที่",
    "บ้านเลขที่",
    "ชื่อ-สกุล",
    "เลขที่สัญญา",
    "เงินต้นคงเหลือ",
    "ดอกเบี้ยค้างไม่เกิน 1 ปี",
    "วันครบกำหนด",
    "ผู้ค้ำประกัน",
)
DUE = ("31/03/2568", "30/09/2568", "31/03/2569")
"""Overdue, due on the registers' own day, still to come; in the years of the Buddhist era."""


def register_of(
    tenant: Tenant,
    fund: int,
    households: Iterable[PlannedHousehold],
    *,
    less: Decimal = Decimal(0),
) -> bytes:
    """The CSV of the tenant's fund (0, 1 or 2); ``less`` baht of each principal were repaid."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(HEADINGS)
    for number, home in enumerate(households, start=1):
        rows.writerow(_row(tenant, fund, number, home, less))
    return written.getvalue().encode()


def _row(
    tenant: Tenant, fund: int, number: int, home: PlannedHousehold, less: Decimal
) -> list[str]:
    # The third fund lends to the other one of the couple, as the real ones do.
    borrower = home.partner if fund == 2 else home.head
    neighbour = tenant.committee[home.line % 3]
    interest = "" if fund == 2 else format_baht(Decimal(home.line))
    return [
        str(number),
        home.house_number or "-",
        str(borrower),
        f"{tenant.sign(f'ก{fund + 1}')}-{home.line}/2567",
        format_baht(home.owed[fund] - less),
        interest,
        DUE[home.line % 3],
        str(neighbour),
    ]
