"""The cells of a list: what stands around one is the same in every row, unless a row says else."""

from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.template import engines
from django.test import RequestFactory


class Shown(tables.Table):
    name = tables.Column(verbose_name='ชื่อ "ย่อ"', attrs={"td": {"class": "primary short"}})
    amount = tables.Column(verbose_name="บาท", attrs={"td": {"class": "number"}})
    on = tables.Column(verbose_name="วันที่", attrs={"td": {"data-of": lambda record: record["name"]}})
    plain = tables.Column(verbose_name="อื่น", default="ไม่มี")


ROWS = [
    {"name": "ก <b>", "amount": Decimal("1250.50"), "on": date(2017, 7, 31), "plain": None},
    {"name": "ข", "amount": Decimal(0), "on": None, "plain": 3},
]


def shown() -> str:
    table = Shown(ROWS)
    page = engines["django"].from_string("{% load django_tables2 %}{% render_table table %}")
    html = page.render({"table": table}, RequestFactory().get("/"))
    return html[html.index("<tbody") : html.index("</tbody>")]


def test_each_cell_has_its_heading_and_its_columns_attributes():
    html = shown()

    label = 'data-label="ชื่อ &quot;ย่อ&quot;"'
    heading = f'<th role="rowheader" scope="row" {label} class="primary short">'
    assert f"{heading}ก &lt;b&gt;</th>" in html
    assert f"{heading}ข</th>" in html
    assert html.count('<td role="cell" data-label="บาท" class="number">') == 2
    assert html.count('data-label="อื่น"') == 2
    assert ">ไม่มี</td>" in html


def test_attributes_that_a_row_says_are_its_own():
    html = shown()

    assert 'data-of="ก &lt;b&gt;"' in html
    assert 'data-of="ข"' in html


def test_values_are_written_as_any_template_writes_them():
    written = engines["django"].from_string("{{ amount }}|{{ on }}").render(ROWS[0])

    amount, on = written.split("|")
    assert f">{amount}</td>" in shown()
    assert f">{on}</td>" in shown()
