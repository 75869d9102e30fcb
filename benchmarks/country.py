"""Databases of invented countries of several sizes; removed at the end of the run."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from fundinst import postgres
from reports.country.places import places

PROJECT = Path(__file__).resolve().parent.parent
VILLAGES = int(os.environ.get("BENCH_VILLAGES", "1000"))
"""The largest country; the whole one has 75,000. From 2,060 on it holds a whole province."""
KEEP = os.environ.get("BENCH_KEEP") == "1"


def villages_of(prefix: int) -> int:
    """How many villages the first district (4 digits) or province (2) of the country has."""
    found = places(3000)
    return sum(one.code[:prefix] == found[0].code[:prefix] for one in found)


def sizes_to_compare() -> list[int]:
    """Villages of each country: one district alone, one province if there is room, the largest."""
    district, province = villages_of(4), villages_of(2)
    return sorted({district, VILLAGES} | ({province} if province < VILLAGES else set()))


@contextmanager
def countries(sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    """The name of a database for each size, in villages."""
    address = postgres.ensure_running()
    made = {villages: f"bench_country_{villages}" for villages in sizes}
    with psycopg.connect(address, autocommit=True) as server:
        there = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
        for villages, name in made.items():
            if not (KEEP and name in there):
                _make(server, address, name, villages)
        yield made
        if not KEEP:
            for name in made.values():
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _make(server: psycopg.Connection, address: str, name: str, villages: int) -> None:
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    template = os.environ["FUNDINST_TEST_TEMPLATE"]
    server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    where = urlsplit(address)._replace(path=f"/{name}").geturl()
    # The worker keeps the figures of every place; after the night they are all there.
    seed = f"manage.py seed_country --villages {villages} --without-history"
    for command in (seed, "manage.py keep_figures"):
        subprocess.run(
            [sys.executable, *command.split()],
            cwd=PROJECT,
            env={**os.environ, "DATABASE_URL": where},
            check=True,
        )


@contextmanager
def working_in(name: str) -> Iterator[None]:
    """The project's connection leads to that database meanwhile."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
