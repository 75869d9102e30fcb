from pathlib import Path

import pytest
from django.db import connection

from fundinst import checks


def test_the_project_brings_the_fonts_it_prints_with(settings, tmp_path: Path) -> None:
    assert checks.print_fonts() == []

    settings.BASE_DIR = tmp_path
    assert [error.id for error in checks.print_fonts()] == ["fundinst.E001", "fundinst.E001"]


@pytest.mark.django_db
def test_a_postgresql_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.postgres_version(databases=["default"]) == []

    monkeypatch.setattr(checks, "OLDEST_POSTGRES", connection.pg_version + 1)
    assert [error.id for error in checks.postgres_version(databases=["default"])] == [
        "fundinst.E002"
    ]
