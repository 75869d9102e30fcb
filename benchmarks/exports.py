"""How long a list of 100,000 households takes to become a file, and in how much memory.

Beside the same query read as plain rows and written by XlsxWriter in constant memory, or by csv.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.test import Client, RequestFactory

from benchmarks.country import countries, working_in
from benchmarks.measuring import Figure, best_apart, s, tell
from consolidation.views.household_list import households_found
from members.models import User

VILLAGES = 681  # 100,107 households
ROUNDS = 3
GOAL, MEGABYTES = 1.5, 50
COLUMNS = ("house_number", "head_name", "institution__name", "fund_names", "owed", "standing")


def test_exports(_unblocked, tmp_path):
    with countries([VILLAGES]) as made, working_in(made[VILLAGES]):
        connection.close()
        for kind, floor in (("xlsx", plain_workbook), ("csv", plain_csv)):
            (ours, more), (least, _more) = best_apart(
                ROUNDS,
                lambda kind=kind: ours_of(kind, tmp_path),
                lambda floor=floor: floor(tmp_path / "floor", rows()),
            )
            rows_of = f"{kind} of {VILLAGES * 147:,} households"
            tell(
                Figure(
                    "files", f"{rows_of}, as the page's list", s(ours), s(least), ours / least, GOAL
                ),
                Figure(
                    "files",
                    f"{rows_of}: memory",
                    f"{more:.0f} MB",
                    f"{MEGABYTES} MB",
                    more / MEGABYTES,
                    1,
                ),
            )


def ours_of(kind: str, folder: Path) -> None:
    client = Client()
    client.force_login(User.objects.get(username="department-all"))
    answer = client.get(f"/households.{kind}")
    assert answer.status_code == 200
    with (folder / f"ours.{kind}").open("wb") as file:
        file.writelines(answer if answer.streaming else [answer.content])


def rows() -> Iterator[tuple[object, ...]]:
    request = RequestFactory().get("/households/")
    request.user = User.objects.get(username="department-all")
    found = households_found(request).filter.qs.order_by("house_key", "pk")
    return found.values_list(*COLUMNS).iterator(2000)


def plain_workbook(path: Path, rows: Iterator[tuple[object, ...]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if column == 4:
                    sheet.write_number(line, column, value)
                else:
                    sheet.write_string(line, column, str(value))


def plain_csv(path: Path, rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
