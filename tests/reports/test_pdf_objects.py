"""Renumbering a PDF's references: nothing else that looks like one is touched."""

import pytest

from reports.pdf_objects import Numbers, renumbered


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<</K [1 0 R 22 0 R]/P 3 0 R>>", b"<</K [101 0 R 122 0 R]/P 103 0 R>>"),
        (b"<</Title (see 1 0 R)/P 2 0 R>>", b"<</Title (see 1 0 R)/P 102 0 R>>"),
        (b"<</T (a \\) 1 0 R)/P 2 0 R>>", b"<</T (a \\) 1 0 R)/P 102 0 R>>"),
        (b"<</Lang (th)/ID <00ff>/P 2 0 R>>", b"<</Lang (th)/ID <00ff>/P 102 0 R>>"),
        (b"[0 0 595 842]", b"[0 0 595 842]"),
    ],
)
def test_references_are_renumbered_and_strings_left_alone(before, after):
    assert renumbered(before, Numbers(lambda number: number + 100)) == after
