"""How long an invented country takes to write by ``COPY``; `make bench`.

Beside one ``COPY`` of as many rows of an ordinary width into a table without indexes.
"""

from time import perf_counter

from django.db import connection

from benchmarks.country import VILLAGES, countries, working_in
from benchmarks.measuring import Figure, s, tell
from members.models import Household

ROWS = 1_000_000


def test_country_made(_unblocked):
    begun = perf_counter()
    with countries([VILLAGES]) as made, working_in(made[VILLAGES]):
        took = perf_counter() - begun
        rows = _rows()
        plain = _plain_copy() * rows / ROWS
        homes = Household.objects.count()
    what = f"{VILLAGES:,} villages, {homes:,} households, {rows:,} rows, indexes and all"
    tell(Figure("country", what, s(took), s(plain), took / plain))


def _rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(reltuples)::bigint FROM pg_class WHERE relkind = 'r'")
        return int(cursor.fetchone()[0])


def _plain_copy() -> float:
    line = "\\t".join(str(number) * 6 for number in range(20, 30)) + "\\n"
    columns = ", ".join(f"c{number} text" for number in range(10))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE plain ({columns})")
        begun = perf_counter()
        with cursor.cursor.copy("COPY plain FROM STDIN") as copy:
            for _part in range(100):
                copy.write(line * (ROWS // 100))
        return perf_counter() - begun
