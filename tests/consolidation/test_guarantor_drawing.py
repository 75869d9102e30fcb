"""The picture of who stands for whom: its lines, who crosses, and what it says in words."""

import pytest

from consolidation.guarantor_drawing import MOST, drawing_of
from consolidation.guarantor_graph import guarantor_graph
from tests.builders import make_household, make_person
from tests.consolidation.test_guarantor_graph import homes, owe
from tests.pages import main, main_texts

__all__ = ["homes"]

pytestmark = pytest.mark.django_db


def drawn(institution):
    nodes = guarantor_graph(institution).nodes
    return drawing_of(nodes, among=nodes)


def words(labels) -> list[list[str]]:
    return [[text for text, _height in label.lines] for label in labels]


def test_a_line_leads_from_each_guarantor_to_each_household_over_all_funds(
    institution, homes, village_fund, savings_group
):
    first, second, third = homes
    owe(first, village_fund, 4000, str(second))
    owe(first, savings_group, 2000, str(second))
    owe(third, savings_group, 3000, str(second), "นายนอก หมู่บ้าน")

    drawing = drawn(institution)

    assert words(drawing.guarantors) == [
        ["นางสอง", "ใจงาม", "9,000 บาท"],
        ["นายนอก", "หมู่บ้าน", "3,000 บาท"],
    ]
    assert words(drawing.homes) == [
        ["นายหนึ่ง", "ใจดี", "บ้านเลขที่ 1"],
        ["นายสาม", "ใจกว้าง", "บ้านเลขที่ 3"],
    ]
    assert [(line.start, line.end, line.width, line.told) for line in drawing.lines] == [
        ("1.5em", "1.5em", 6, "นางสอง ใจงาม ค้ำ นายหนึ่ง ใจดี 6,000 บาท"),
        ("1.5em", "7.5em", 4, "นางสอง ใจงาม ค้ำ นายสาม ใจกว้าง 3,000 บาท"),
        ("7.5em", "7.5em", 4, "นายนอก หมู่บ้าน ค้ำ นายสาม ใจกว้าง 3,000 บาท"),
    ]
    assert (drawing.height, drawing.crossed, drawing.left_out) == ("12em", 0, 0)


def test_mutual_guarantees_are_marked_in_the_picture_and_in_words(
    client, institution, homes, village_fund, treasurer
):
    first, second, third = homes
    owe(first, village_fund, 4000, str(second))
    owe(second, village_fund, 3000, str(first), str(third))

    drawing = drawn(institution)
    crossed = {line.told for line in drawing.lines if line.is_crossed}
    assert crossed == {
        "นางสอง ใจงาม ค้ำ นายหนึ่ง ใจดี 4,000 บาท ค้ำไขว้กัน",
        "นายหนึ่ง ใจดี ค้ำ นางสอง ใจงาม 3,000 บาท ค้ำไขว้กัน",
    }
    assert words(drawing.guarantors)[-1] == ["นายสาม", "ใจกว้าง", "3,000 บาท"]

    client.force_login(treasurer)
    page = client.get(f"/guarantors/of/{institution.code}/")
    assert main_texts(page, "desc") == [drawing.told]
    assert main(page).count('class="stands-crossed"') == 2 + 1  # and in the key
    assert "เส้นประ คือค้ำไขว้กัน 2 เส้น" in main(page)
    of_owing = client.get(f"/guarantors/of/{institution.code}/?only=owing")
    assert {*main_texts(of_owing, "desc")[0].split(" · ")} == crossed


def test_within_one_household_no_line_crosses(institution, homes, village_fund):
    first = homes[0]
    wife = make_person(first.household, "นางภรรยา ใจดี")
    owe(first, village_fund, 4000, str(wife))
    owe(wife, village_fund, 3000, str(first))

    drawing = drawn(institution)

    assert (len(drawing.lines), drawing.crossed) == (2, 0)
    assert words(drawing.homes) == [["นายหนึ่ง", "ใจดี", "บ้านเลขที่ 1", "และอีก 1 คน"]]


def test_a_large_village_shows_those_who_cross_and_stand_for_most(institution, homes, village_fund):
    first, second, _third = homes
    owe(first, village_fund, 1, str(second))
    owe(second, village_fund, 1, str(first))
    for number in range(MOST):
        owner = make_person(make_household(institution, str(100 + number)), f"นายกู้{'ก' * 20} ยืม")
        owe(owner, village_fund, 1000, f"นายที่{'กขคงจฉชซฌญฎฏฐฑฒณดตถท'[number]} ค้ำ")

    drawing = drawn(institution)

    assert (len(drawing.guarantors), drawing.left_out, drawing.crossed) == (MOST, 2, 2)
    assert max(len(text) for lines in words(drawing.homes) for text in lines) == 16


def test_nobody_is_drawn_where_nobody_stands(institution):
    assert drawing_of([], among=[]).told == ""
