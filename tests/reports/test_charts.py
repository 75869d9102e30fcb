"""Charts: how long the bars are, and that the picture, its words and its table say the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.template import engines

from reports.charts import drawing
from reports.pdf import write_pdf
from reports.sheet import Chart
from tests.reports.papers import lines_by_pdftotext, the_same

CHART = Chart(
    title="หนี้ก่อนและหลังรวมสัญญา",
    sentence="หนี้ 1,500 บาทรวมเป็นสัญญา 1,200 บาท",
    series=("ก่อน", "หลัง"),
    bars=(
        ("อำเภอปรางค์กู่", (Decimal("1000.50"), Decimal(800))),
        ("อำเภออุทุมพรพิสัย", (Decimal(500), Decimal(0))),
    ),
)


def shown(chart: Chart, said: str = "") -> str:
    source = "{% load charts %}{% chart chart " + said + " %}"
    return engines["django"].from_string(source).render({"chart": chart})


def test_all_bars_are_on_one_scale_and_nought_has_none():
    drawn = drawing(CHART)

    assert [[bar.length for bar in group.bars] for group in drawn.groups] == [
        ["99.00%", "79.16%"],
        ["49.48%", "0.00%"],
    ]
    assert shown(CHART).count("<rect") == 3 + 2  # and the two of the key
    assert shown(CHART).count('fill="#0b5a55"') == 1 + 1


def test_a_chart_of_nothing_is_drawn_without_bars():
    nothing = Chart("ว่าง", "ยังไม่มี", ("ก่อน",), (("ก", (Decimal(0),)),))

    assert drawing(nothing).groups[0].bars[0].length == "0.00%"
    assert "<rect" not in shown(nothing)


def test_the_bars_of_a_place_are_told_apart_without_colour():
    assert [look for look, _name in drawing(CHART).keys] == ["before", "whole"]
    assert "stroke-dasharray" in shown(CHART)


def test_who_cannot_see_the_picture_reads_every_figure():
    page = shown(CHART)

    assert "<desc" in page and "ก่อน 1,000.50 บาท, หลัง 800 บาท" in page
    assert '<th scope="row">อำเภออุทุมพรพิสัย</th><td class="number">500</td>' in page
    assert page.count('role="img"') == 2
    assert " style=" not in page


def test_the_table_is_left_out_where_the_page_has_it():
    assert "<table" not in shown(CHART, "table=False")


def test_two_charts_on_a_page_have_names_of_their_own():
    other = Chart("อื่น", CHART.sentence, CHART.series, CHART.bars)

    assert drawing(CHART).key != drawing(other).key


def test_the_figure_beside_a_bar_opens_what_is_behind_it_and_has_a_name():
    opening = replace(CHART, links=("/behind/", ""))
    page = shown(opening)

    assert '<a href="/behind/">800<span class="visually-hidden"> อำเภอปรางค์กู่</span></a>' in page
    assert page.count("<a ") == 2 and "<a " not in shown(CHART)
    assert page.count('class="chart-figures" aria-hidden="true"') == 1


@pytest.mark.poppler
def test_on_paper_it_says_the_same_in_thai_digits():
    source = (
        '{% extends "print.html" %}{% load charts %}'
        '{% block head %}<link rel="stylesheet" href="css/chart.css">{% endblock %}'
        '{% block content %}<h1>แผนภูมิ</h1>{% chart chart "thai" level=2 %}{% endblock %}'
    )
    paper = write_pdf(engines["django"].from_string(source).render({"chart": CHART}))

    text = " ".join(lines_by_pdftotext(paper))
    assert the_same("อำเภอปรางค์กู่") in text
    assert the_same("หนี้ ๑,๕๐๐ บาทรวมเป็นสัญญา ๑,๒๐๐ บาท") in text
    assert text.count("๑,๐๐๐.๕๐") == 2  # beside the bar, and in the table
