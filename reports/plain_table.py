"""The district's form as a csv file, for people who go on calculating and for other systems.

One header row and the rows; no title, no totals. UTF-8 with a byte order mark and CRLF line ends:
without the mark Excel reads Thai as cp874, and CRLF is what RFC 4180 and Excel write. Figures are
plain Arabic digits without separators. (Excel turns a house number like 3/1 into a date when it
opens any csv; whoever works in Excel takes the workbook.)
"""

import csv
import io
from decimal import Decimal

from reports.district_form import BETWEEN_FUNDS, CSV_COLUMNS, DistrictForm

# What makes a spreadsheet read a text as a formula or lose its first character (OWASP, CSV
# injection), with the full-width signs that Excel takes for the same.
FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")


def form_csv(form: DistrictForm) -> bytes:
    """The file's bytes; the same form always gives the same bytes."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(CSV_COLUMNS)
    for row in form.rows:
        table.writerow(
            (
                row.order,
                as_text(row.name),
                as_text(row.house_number),
                as_text(BETWEEN_FUNDS.join(row.funds)),
                plain_amount(row.debt),
                as_text(row.receiving_fund),
                plain_amount(row.new_amount),
            )
        )
    return written.getvalue().encode("utf-8-sig")


def as_text(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain_amount(amount: Decimal) -> str:
    """Baht without separators: 35000, or 35000.50 when there are satang."""
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if whole else f"{amount:.2f}"
