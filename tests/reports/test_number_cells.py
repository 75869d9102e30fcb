"""The cells of the table of places: what stands in them is text, whatever a column is called."""

from decimal import Decimal

from reports.dashboards import Number
from reports.templatetags.number_cells import number_cells


def test_nothing_that_a_column_or_an_address_says_becomes_markup():
    said = number_cells(
        [
            Number("one", '<b>"ครัวเรือน"</b>', 1234, '/x/?a="1"&b=<2>'),
            Number("two", "บาท", Decimal("5.50"), ""),
            Number("three", "<i>", 0, "/x/"),
        ]
    )

    assert said.split("\n") == [
        '<td role="cell" class="number" data-label="&lt;b&gt;&quot;ครัวเรือน&quot;&lt;/b&gt;">'
        '<a href="/x/?a=&quot;1&quot;&amp;b=&lt;2&gt;">1,234</a></td>',
        '<td role="cell" class="number" data-label="บาท">5.50</td>',
        '<td role="cell" class="number nought" data-label="&lt;i&gt;">0</td>',
    ]
