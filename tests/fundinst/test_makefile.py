"""What the Makefile says on a machine that lacks something."""

import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--silent", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)


def test_make_alone_lists_the_commands_and_does_nothing() -> None:
    listed = make()

    commands = [line.split()[1] for line in listed.stdout.splitlines()]
    assert commands == ["help", "demo", "run", "test", "hard", "bench", "lint", "lock", "clean"]
    assert (listed.returncode, listed.stderr) == (0, "")


def test_a_missing_system_library_stops_with_the_line_that_installs_it() -> None:
    stopped = make("system-libraries", "LIBRARIES=libnowhere.so.9", "IS_ROOT=false")

    assert stopped.returncode == 2
    assert stopped.stderr.splitlines()[:2] == [
        "ยังไม่มีส่วนที่ใช้ทำเอกสาร PDF ให้สั่งบรรทัดนี้ก่อน / first run:",
        "  sudo apt-get install -y --no-install-recommends"
        " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ]


def test_an_old_python_stops_with_what_to_do() -> None:
    stopped = make("python3", "PYTHON=false")

    assert stopped.returncode == 2
    assert stopped.stderr.splitlines()[0] == (
        "ต้องใช้ Python 3.11 ขึ้นไป เช่น make PYTHON=python3.12 / Python 3.11 or newer is needed"
    )


def test_the_commit_check_runs_lint_and_the_test_command() -> None:
    script = PROJECT / ".ci" / "run"

    assert script.stat().st_mode & 0o111 == 0o111
    assert script.read_text().splitlines()[-2:] == ["make lint", "make test"]
