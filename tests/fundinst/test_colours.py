"""Text reaches 7:1 on every ground it may stand on (WCAG 2.2, 1.4.6, and its formula)."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

STYLES = Path(settings.BASE_DIR, "static", "css")
COLOURS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", (STYLES / "fund.css").read_text()))
TEXTS = ["ink", "ink-soft", "accent", "accent-deep", "wait", "error"]
GROUNDS = ["paper", "mist", "accent-soft", "wait-soft", "error-soft"]
UNDER_WHITE_TEXT = ["accent", "accent-deep", "part-2", "part-3", "wait", "ink-soft"]
LINES = ["line-strong", "focus"]  # of controls, and of the focus: 3:1 (1.4.11)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_the_standards():
    COLOURS.update({"black": "#000000", "white": "#ffffff", "grey": "#767676"})

    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("grey", "white") == pytest.approx(4.54, abs=0.01)


def test_every_text_can_be_read_on_every_ground():
    too_weak = {
        (text, ground): round(contrast(text, ground), 2)
        for text, ground in [
            *product(TEXTS, GROUNDS),
            *((ground, "paper") for ground in UNDER_WHITE_TEXT),
        ]
        if contrast(text, ground) < 7
    }

    assert too_weak == {}


def test_lines_that_mean_something_can_be_seen():
    assert [line for line in LINES if contrast(line, "paper") < 3] == []


def test_colours_are_named_in_one_place():
    named = re.compile(r"(?<![\w-])#[0-9a-f]{3}(?:[0-9a-f]{3})?\b(?!\w)")
    for sheet in ("components.css", "grid.css"):
        assert (sheet, named.findall((STYLES / sheet).read_text())) == (sheet, [])
