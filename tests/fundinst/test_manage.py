import pytest

from manage import needs_database


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("", False),
        ("help", False),
        ("check", False),
        ("check --deploy", False),
        ("check --database default", True),
        ("migrate", True),
        ("migrate --help", False),
        ("demo --no-serve", True),
        ("import_register ทะเบียน.xlsx --fund F1", True),
    ],
)
def test_the_database_is_started_for_the_commands_that_use_it(line: str, needed: bool) -> None:
    assert needs_database(line.split()) is needed
