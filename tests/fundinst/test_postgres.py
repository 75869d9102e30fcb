"""The embedded PostgreSQL: clusters of their own, made, killed and shared."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fundinst import postgres

PROJECT = Path(__file__).resolve().parent.parent.parent
USER = """
import sys
from pathlib import Path
from fundinst import postgres
postgres.ensure_running(Path(sys.argv[1]))
print("holding", flush=True)
sys.stdin.read()
"""
MANY_TIMES = """
import sys
from pathlib import Path
import psycopg
from fundinst import postgres
for _ in range(8):
    address = postgres.ensure_running(Path(sys.argv[1]))
    with psycopg.connect(address) as connection:
        connection.execute("INSERT INTO visit VALUES (1)")
    postgres.stop(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """A folder that the account of the database can enter, as it can most projects."""
    folder = Path(tempfile.mkdtemp(prefix="fundinst-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(ground: Path) -> Iterator[Path]:
    data = ground / 'it is a $(cluster) "ours"'
    yield data
    postgres.stop(data)
    assert postgres.processes(data) == []


def another_user(data: Path, program: str = USER) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, str(data)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, cwd=PROJECT, text=True, **pipes)


def ask(address: str, question: str) -> tuple[object, ...] | None:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchone()


def modes_above(path: Path) -> dict[Path, int]:
    return {folder: folder.stat().st_mode for folder in path.parents}


def test_only_its_owner_reaches_the_server_and_no_folder_above_is_opened(cluster: Path) -> None:
    before = modes_above(cluster)

    address = postgres.ensure_running(cluster)

    assert ask(address, "SELECT 1") == (1,)
    assert ask(address, "SHOW listen_addresses") == ("",)
    assert ask(address, "SHOW fsync") == ("on",)
    assert ask(address, "SHOW synchronous_commit") == ("on",)
    assert ask(address, "SHOW data_checksums") == ("on",)
    assert stat.S_IMODE(cluster.stat().st_mode) == 0o700
    assert modes_above(cluster) == before


def test_a_committed_row_survives_the_death_of_every_process(cluster: Path) -> None:
    connection = psycopg.connect(postgres.ensure_running(cluster))
    connection.execute("CREATE TABLE kept (amount numeric)")
    connection.execute("INSERT INTO kept VALUES (607200.00)")
    connection.commit()
    connection.execute("INSERT INTO kept VALUES (1.00)")  # not committed

    for process in postgres.processes(cluster):
        os.kill(process, signal.SIGKILL)
    while postgres.processes(cluster):
        time.sleep(0.01)
    connection.close()

    assert (cluster / "postmaster.pid").exists()
    address = postgres.ensure_running(cluster)
    assert ask(address, "SELECT sum(amount)::text FROM kept") == ("607200.00",)


def test_a_lock_file_with_the_number_of_another_program_does_not_stop_the_start(
    cluster: Path,
) -> None:
    postgres.ensure_running(cluster)
    left = (cluster / "postmaster.pid").read_text().split("\n")
    postgres.stop(cluster)
    other = another_user(cluster, "import sys; sys.stdin.read()")
    (cluster / "postmaster.pid").write_text("\n".join([str(other.pid), *left[1:]]))

    address = postgres.ensure_running(cluster)

    assert ask(address, "SELECT 1") == (1,)
    other.communicate()


def test_the_last_user_to_leave_stops_the_server(cluster: Path) -> None:
    other = another_user(cluster)
    assert other.stdout.readline() == "holding\n"
    postgres.ensure_running(cluster)

    postgres.stop(cluster)
    assert len(postgres.processes(cluster)) > 0

    other.communicate()  # it leaves
    assert postgres.processes(cluster) == []


def test_a_user_killed_without_a_word_does_not_keep_the_server(cluster: Path) -> None:
    other = another_user(cluster)
    assert other.stdout.readline() == "holding\n"
    postgres.ensure_running(cluster)

    other.kill()
    other.communicate()
    postgres.stop(cluster)

    assert postgres.processes(cluster) == []


def test_commands_that_start_and_stop_at_once_do_not_pull_it_from_under_each_other(
    cluster: Path,
) -> None:
    with psycopg.connect(postgres.ensure_running(cluster)) as connection:
        connection.execute("CREATE TABLE visit (times integer)")
    postgres.stop(cluster)

    users = [another_user(cluster, MANY_TIMES) for _ in range(4)]
    for user in users:
        user.communicate()

    assert [user.returncode for user in users] == [0, 0, 0, 0]
    assert postgres.processes(cluster) == []
    assert ask(postgres.ensure_running(cluster), "SELECT count(*) FROM visit") == (32,)


def test_a_first_start_that_is_killed_is_done_again_from_the_beginning(ground: Path) -> None:
    data = ground / "first"
    first = another_user(data)
    while not list(ground.glob("first.*.new")):
        time.sleep(0.01)
    first.kill()
    first.communicate()

    assert ask(postgres.ensure_running(data), "SELECT 1") == (1,)
    postgres.stop(data)


def test_the_log_tells_of_an_error_but_not_what_was_in_the_row(cluster: Path) -> None:
    with psycopg.connect(postgres.ensure_running(cluster), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('สมหญิง')")
        for statement, values in (
            ("INSERT INTO person VALUES ('สมหญิง')", None),
            ("INSERT INTO person VALUES (%s)", ["สมหญิง"]),
        ):
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute(statement, values)

    log = (cluster / "log").read_text()
    assert log.count('duplicate key value violates unique constraint "person_pkey"') == 2
    assert "สมหญิง" not in log


@pytest.mark.parametrize("name", ["long" * 25, "a, b"])
def test_a_path_no_socket_can_have_gets_a_private_folder_under_tmp(ground: Path, name: str) -> None:
    data = ground / name / "postgres"
    data.parent.mkdir()
    data.parent.chmod(0o755)  # whatever the umask
    socket = postgres.socket_folder(data)
    assert (socket.parent, postgres.socket_folder(ground / "x")) == (Path("/tmp"), ground / "x")

    socket.mkdir(mode=0o755)  # somebody else was there first
    with pytest.raises(postgres.NotStarted) as stopped:
        postgres.ensure_running(data)
    assert str(stopped.value).startswith(f"โฟลเดอร์ {socket} ไม่ใช่ของผู้ใช้ ")
    socket.rmdir()

    assert ask(postgres.ensure_running(data), "SELECT 1") == (1,)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    postgres.stop(data)
    assert not socket.exists()


def test_a_private_home_stays_private(ground: Path) -> None:
    home = ground / "home"
    home.mkdir(mode=0o700)
    data = home / "project" / "var" / "postgres"
    data.parent.mkdir(parents=True)
    before = modes_above(data)

    address = postgres.ensure_running(data)

    assert ask(address, "SELECT 1") == (1,)
    assert modes_above(data) == before
    as_root = os.geteuid() == 0  # its account can't enter, so the data lie elsewhere
    assert data.is_symlink() == as_root
    assert (data.resolve().parent == Path("/var/lib/fundinst")) == as_root
    postgres.stop(data)
    shutil.rmtree(data.resolve())


def test_data_of_another_user_are_refused_in_words(ground: Path, monkeypatch) -> None:
    data = ground / "theirs"
    data.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(postgres.NotStarted) as stopped:
        postgres.ensure_running(data)

    assert str(stopped.value).startswith(f"ฐานข้อมูลใน {data} เป็นของผู้ใช้ ")
