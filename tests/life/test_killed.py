"""The server or PostgreSQL is killed (kill -9) in the middle of acts, at any moment, many times.

LIFE_KILLS says how often (``make hard`` takes 200). After each restart everything that was answered
as done is there, nothing is half done, and the books hold to the satang.
"""

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from fundinst import postgres
from fundinst.postgres_home import find_home
from tests.life import at_work

KILLS = int(os.environ.get("LIFE_KILLS", "3"))
TOLD_TO = os.environ.get("LIFE_TOLD", "")
"""A file in which stands after each kill how far it has come."""
MOST_ACTS = 4
"""How many acts may be done before the kill; then it comes at any moment of the next one."""
THOROUGHLY_EVERY = 10


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A cluster of the test's own, with the tables of the run's template."""
    if not settings.EMBEDDED_POSTGRES:
        pytest.skip("another PostgreSQL than the project's own isn't ours to kill")
    folder = Path(tempfile.mkdtemp(prefix="fundinst-killed-"))
    folder.chmod(0o755)
    data = folder / "cluster"
    address = postgres.ensure_running(data)
    _copy_tables(postgres.ensure_running(), address, data)
    yield data
    postgres.stop(data)
    shutil.rmtree(folder)


def _copy_tables(template: str, address: str, data: Path) -> None:
    programs = find_home(data).programs / "bin"
    where = urlsplit(template)._replace(path=f"/{os.environ['FUNDINST_TEST_TEMPLATE']}").geturl()
    dump = subprocess.run([programs / "pg_dump", where], check=True, capture_output=True)
    write = [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, address]
    subprocess.run(write, input=dump.stdout, check=True)


@pytest.fixture(scope="module")
def start(cluster: Path) -> Iterator[Callable[..., tuple[Any, Connection]]]:
    """Starts a function of ``at_work`` as a process of its own, and hears what it says."""
    beside = pytest.MonkeyPatch()
    beside.setenv("DATABASE_URL", postgres.ensure_running(cluster))
    beside.setenv(at_work.OF_THE_CLUSTER, "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([at_work.__name__])

    def started(function: Callable[..., None], *arguments: object) -> tuple[Any, Connection]:
        hears, says = context.Pipe(duplex=False)
        process = context.Process(target=function, args=(says, *arguments), daemon=True)
        process.start()
        says.close()
        return process, hears

    yield started
    beside.undo()


def test_whatever_is_killed_what_was_answered_is_there_and_nothing_is_half_done(cluster, start):
    process, hears = start(at_work.make_village)
    assert hears.recv() == "made"
    process.join()
    chance = random.Random(1)
    told: dict[str, set[Any]] = {act: set() for act in at_work.ACTS}
    in_the_middle: Counter[str] = Counter()
    long = 1.0  # seconds that an act takes, as the last ones did

    for kill in range(1, KILLS + 1):
        process, hears = start(at_work.work, kill)
        assert hears.recv()[0] == "at work"
        began, acts = time.monotonic(), chance.randrange(MOST_ACTS)
        said = [hears.recv() for _begun_and_done in range(2 * acts)]
        long = (time.monotonic() - began) / acts if acts else long
        time.sleep(chance.uniform(0, long))
        what = _kill(process.pid, cluster if kill % 2 == 0 else None)
        doing = _hear_out(hears, said, told)
        process.kill()  # one whose database died may still stand
        process.join()
        in_the_middle[f"{what} in {doing or 'between'}"] += 1

        postgres.ensure_running(cluster)
        looker, hears = start(at_work.look, kill % THOROUGHLY_EVERY == 0 or kill == KILLS)
        problems, found = hears.recv()
        looker.join()
        assert problems == []
        assert {act: lost for act, keys in told.items() if (lost := keys - found[act])} == {}
        if TOLD_TO:
            counts = {act: len(keys) for act, keys in told.items()}
            Path(TOLD_TO).write_text(f"{kill} kills: {in_the_middle}\ndone and there: {counts}\n")


def _kill(server: int, cluster: Path | None) -> str:
    """The server's process, or PostgreSQL with all its own."""
    if cluster is None:
        os.kill(server, signal.SIGKILL)
        return "server killed"
    for process in postgres.processes(cluster):
        with suppress(ProcessLookupError):  # it ended with its postmaster
            os.kill(process, signal.SIGKILL)
    return "PostgreSQL killed"


def _hear_out(hears: Connection, said: list[Any], told: dict[str, set[Any]]) -> str:
    """Everything that was said until the end; what had begun and wasn't done, if anything had."""
    with suppress(EOFError, OSError):
        while True:
            said.append(hears.recv())
    for act, keys in said:
        if act in told:
            told[act] |= {*keys}
    last = said[-1][0] if said else ""
    return last.removeprefix("begins ") if last.startswith("begins ") else ""
