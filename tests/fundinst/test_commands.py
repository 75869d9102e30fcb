"""The words of a command: what is wrong with them is said in Thai, with exit status 2."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.utils import timezone

INSTITUTION = ["--institution=33120691"]
MERGE = ["merge_village", *INSTITUTION, "--decisions=x.csv"]
REGISTER = ["import_register", "x.csv", "--fund=33120691-01"]
FORM = ["district_form", *INSTITUTION, "--format=csv", "--output=x.csv"]
SEAT = ["seat_committee", *INSTITUTION, "--position=chair", "--name=x"]
APPS = {
    "merge_village": "consolidation",
    "import_register": "debts",
    "district_form": "reports",
    "seat_committee": "members",
    "create_institution": "members",
}

NOT_A_DAY = "วันที่ต้องเป็นแบบ 2017-06-30"
TO_COME = "วันที่นี้ยังมาไม่ถึง ให้ใส่วันนี้หรือวันที่ผ่านมาแล้ว"


def wrong(capsys, *words: str) -> tuple[int, str]:
    """The exit status, and the last line on standard error."""
    with pytest.raises(SystemExit) as stopped:
        load_command_class(APPS[words[0]], words[0]).run_from_argv(["manage.py", *words])
    return stopped.value.code, capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "option"),
    [(MERGE, "--on"), (REGISTER, "--as-of"), (FORM, "--on"), (SEAT, "--since")],
)
@pytest.mark.parametrize("typed", ["30/6/2560", "2017-06-31", "x", ""])
def test_a_day_that_is_none_is_told_how_to_be_written(words, option, typed, capsys):
    said = wrong(capsys, *words, f"{option}={typed}")

    assert said == (2, f"คำสั่งไม่ถูกต้อง: {option} {NOT_A_DAY}")


@pytest.mark.parametrize(
    ("words", "option"), [(MERGE, "--on"), (REGISTER, "--as-of"), (FORM, "--on")]
)
def test_what_was_done_was_not_done_tomorrow(words, option, capsys):
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert wrong(capsys, *words, f"{option}={tomorrow}") == (
        2,
        f"คำสั่งไม่ถูกต้อง: {option} {TO_COME}",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["merge_village"], "ยังไม่ได้ใส่ --institution, --decisions, --on"),
        ([*MERGE, "--on"], "--on ต้องมีค่าตามหลัง"),
        ([*FORM, "--fast"], "ไม่รู้จัก --fast"),
        (["district_form", "--format=doc"], "--format ไม่มีค่า 'doc' เลือกได้ 'csv', 'pdf', 'xlsx'"),
        (["create_institution", "--moo=x"], "--moo ต้องเป็นตัวเลข ไม่ใช่ 'x'"),
    ],
)
def test_what_is_wrong_with_the_words_is_said_in_thai(words, said, capsys):
    assert wrong(capsys, *words) == (2, f"คำสั่งไม่ถูกต้อง: {said}")


def test_a_command_called_by_code_raises_the_same_sentence():
    with pytest.raises(CommandError) as stopped:
        call_command(*MERGE, "--on=x")

    assert (str(stopped.value), stopped.value.returncode) == (f"--on {NOT_A_DAY}", 2)


def test_help_names_what_must_be_given_and_what_may_be_chosen(capsys):
    with pytest.raises(SystemExit) as stopped:
        load_command_class("debts", "import_register").run_from_argv(
            ["manage.py", "import_register", "--help"]
        )
    said = capsys.readouterr().out

    assert stopped.value.code == 0
    assert said.startswith("วิธีใช้: manage.py import_register")
    assert [line for line in said.splitlines() if line.endswith(":")] == ["ต้องใส่:", "ตัวเลือก:"]
