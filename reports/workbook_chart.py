"""A chart in a workbook: its figures as cells, and bars of Excel's own drawn from them."""

from decimal import Decimal

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fundinst.thai import to_thai_digits
from reports.plain_table import as_text
from reports.sheet import Chart
from reports.spreadsheet import FONT, WHOLE, WITH_SATANG

INK = "#0B5A54"
_FILLS = {1: (INK,), 2: ("#FFFFFF", INK), 3: ("#FFFFFF", "#B7D3D0", INK)}
"""How the bars of a place look, by how many there are: told apart without colour."""
PIXELS_A_BAR, PIXELS_BESIDE, WIDTH = 26, 130, 760
PIXELS_A_ROW = 20
"""Of a row that nobody made higher."""


def write_chart(book: Workbook, tab: Worksheet, chart: Chart, *, top: int) -> int:
    """Write the sentence and the figures from the row ``top`` on, below them the chart. The last
    row that it takes."""
    plain, bold = book.add_format(FONT), book.add_format({**FONT, "bold": True})
    satang = any(Decimal(one) % 1 for _label, values in chart.bars for one in values)
    digits = WITH_SATANG if satang else WHOLE
    number = book.add_format({**FONT, "num_format": digits})
    tab.write_string(top, 0, as_text(to_thai_digits(chart.title)), bold)
    tab.write_string(top + 1, 0, as_text(to_thai_digits(chart.sentence)), plain)
    header, first = top + 2, top + 3
    for at, name in enumerate(chart.series, start=1):
        tab.write_string(header, at, as_text(f"{to_thai_digits(name)} ({chart.unit})"), bold)
    for row, (label, values) in enumerate(chart.bars, start=first):
        tab.write_string(row, 0, as_text(to_thai_digits(label)), plain)
        for at, value in enumerate(values, start=1):
            tab.write_number(row, at, value, number)
    last = first + len(chart.bars) - 1
    if not chart.bars:
        return header
    bars = len(chart.bars) * (len(chart.series) + 1)
    height = PIXELS_BESIDE + PIXELS_A_BAR * bars
    tab.insert_chart(last + 2, 0, _drawn(book, tab, chart, header, first, last, digits, height))
    return last + 2 + height // PIXELS_A_ROW + 1


def _drawn(
    book: Workbook,
    tab: Worksheet,
    chart: Chart,
    header: int,
    first: int,
    last: int,
    digits: str,
    height: int,
) -> object:
    drawn = book.add_chart({"type": "bar"})
    for at, fill in enumerate(_FILLS[len(chart.series)], start=1):
        drawn.add_series(
            {
                "name": [tab.name, header, at],
                "categories": [tab.name, first, 0, last, 0],
                "values": [tab.name, first, at, last, at],
                "fill": {"color": fill},
                "border": {"color": INK},
                "data_labels": {"value": True, "num_format": digits},
                "gap": 60,
            }
        )
    drawn.set_title({"name": to_thai_digits(chart.title), "name_font": {"size": 14}})
    drawn.set_y_axis({"reverse": True})  # the first place on top, as it stands in the table
    drawn.set_x_axis({"num_format": digits, "min": 0})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": WIDTH, "height": height})
    return drawn
