"""The cells of the status matrix: what stands in them is text, whatever a place is called."""

from consolidation.matrix import Cell, Row
from consolidation.stages import Stage
from consolidation.templatetags.matrix_cells import matrix_cells


def test_nothing_that_a_place_or_an_address_says_becomes_markup():
    cells = tuple(Cell(stage, 1234, 9, f'area=1"&stage={stage.value}') for stage in Stage)

    said = matrix_cells(Row("33", "<b>บ้าน & สวน</b>", {"area": "33"}, cells), 7)

    assert "<b>" not in said and "&lt;b&gt;บ้าน &amp; สวน&lt;/b&gt;" in said
    assert said.count("area=1&quot;&amp;stage=") == len(Stage)
    assert said.count("1,234") == len(Stage) and said.count("นานสุด 9 วัน") == len(Stage)
    assert said.count("<td ") == said.count("</td>") == len(Stage) + 1


def test_a_nought_leads_nowhere():
    cells = tuple(Cell(stage, 0, None, "stage=x") for stage in Stage)

    said = matrix_cells(Row("33", "โคราช", {"area": "33"}, cells), 7)

    assert "<a " not in said and said.count(">0</td>") == len(Stage) + 1
