"""Tests of the house: how the code stands, whatever it does."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from debts.models import Loan

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["fundinst", "members", "debts", "consolidation", "reports"]
WIRING = {"fundinst/settings.py", "fundinst/urls.py", "fundinst/wsgi.py"}
A_MODEL = re.compile(r"(members|debts|consolidation|reports)\.[A-Z]\w+")
MODELS = [
    model
    for app in ORDER
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "pgh_tracked_model")
]


def imported(path: Path) -> set[str]:
    """The project's apps that a file imports or names by string ("debts.Loan")."""
    tree = ast.parse(path.read_text())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Constant) and (named := A_MODEL.fullmatch(str(node.value))):
            found.add(named[1])
    return found & set(ORDER)


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_what_stands_to_its_left(app):
    allowed = set(ORDER[: ORDER.index(app) + 1])
    wrong = {
        str(path.relative_to(ROOT)): imported(path) - allowed
        for path in (ROOT / app).rglob("*.py")
        if str(path.relative_to(ROOT)) not in WIRING and imported(path) - allowed
    }
    assert wrong == {}


def test_every_foreign_key_protects_what_it_points_to():
    keys = [
        field
        for model in MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    ]
    assert {str(key) for key in keys if key.remote_field.on_delete is not models.PROTECT} == set()
    assert len(keys) > 30


def test_every_model_stands_in_the_glossary_with_its_thai_name():
    glossary = (ROOT / "README.md").read_text()
    missing = [
        model.__name__
        for model in MODELS
        if f"`{model.__name__}`" not in glossary or str(model._meta.verbose_name) not in glossary
    ]
    assert missing == []


def test_everything_that_hangs_on_a_loan_is_dealt_with_by_merging():
    hanging = {
        relation.get_accessor_name()
        for relation in Loan._meta.related_objects
        if relation.related_model in MODELS
    }
    # The journal and the part are written by the merge; guarantors, confirmations and what was sent
    # to the district stay with the old loan's paper. What was offered and decided on it, and its
    # papers, are what the merge asks for; an acknowledgment is of the time before.
    asked_for = {"offers", "papers", "rate_decisions", "acknowledgments"}
    stays = {"confirmations", "guarantors", "submitted"}
    assert hanging == {"entries", "merged_as"} | asked_for | stays


def test_every_model_that_belongs_to_an_institution_has_the_one_door():
    shared = {"Area", "ChainHead", "SentForm", "User", "Village", "Wording"}
    doorless = [
        model.__name__
        for model in MODELS
        if model.__name__ not in shared and not hasattr(model.objects, "visible_to")
    ]
    assert doorless == []


def led_to(model, path: str):
    for step in path.split("__") if path else ():
        model = model._meta.get_field(step).related_model
    return model.__name__


def test_every_way_to_the_institution_arrives_there():
    ways = {
        model.__name__: model.institution_path
        for model in MODELS
        if hasattr(model.objects, "visible_to") and hasattr(model, "institution_path")
    }
    arrived = {
        model.__name__: led_to(model, ways[model.__name__])
        for model in MODELS
        if model.__name__ in ways
    }

    assert arrived == dict.fromkeys(ways, "Institution")
    assert len(ways) > 10


def test_no_file_holds_more_than_one_person_can_keep_in_mind():
    long = {
        str(path.relative_to(ROOT)): lines
        for app in ORDER
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_templates_hold_no_inline_style_or_script_and_nothing_unescaped():
    inline = r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\|safe\b|autoescape off|\son(?!e=)\w+="
    pattern = re.compile(inline)
    comment = re.compile(r"{% comment %}.*?{% endcomment %}", re.S)
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if pattern.search(comment.sub("", path.read_text()))
    ]
    assert wrong == []


def test_no_page_asks_another_site_for_anything():
    address = re.compile(r"""(?:src|href|url\()\s*=?\s*["'(]?(?:https?:)?//""")
    texts = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "css").rglob("*.css")]
    assert [path.name for path in texts if address.search(path.read_text())] == []
