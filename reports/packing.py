"""Making a volume (เล่มรายงาน): a report with all its institutions' forms, as PDF, xlsx and csv.

Of any size in the memory of a small one: what is read goes to disk district by district, what is
drawn (``rendering``) is bound straight on (``binding``). Whoever makes it counts institutions.
"""

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.workbook import Workbook

from fundinst.errors import Refusal, Refused
from reports.asking import Asked, Place
from reports.binding import Binder
from reports.drawn_sections import keep, kept
from reports.kinds import ReportKind
from reports.models import ReportFile
from reports.rendering import AHEAD, AT_ONCE, Renderers
from reports.sheet import Report
from reports.sheet_csv import report_csv
from reports.sheet_workbook import write_sheets
from reports.volume_parts import (
    Part,
    Waiting,
    districts_of,
    has_annex,
    named,
    one_moment,
    parts_of_district,
    parts_of_report,
    said_of_district,
)

FORMATS = ("pdf", "xlsx", "csv")
LOOKED_UP_AT_ONCE = 50
PREFIX = "fundinst-volume-"


@dataclass(slots=True)
class Volume:
    """Finished files on disk by format; how many pages, and rows of each institution (by pk)."""

    report: Report
    folder: Path
    pages: int = 0
    rows: dict[int, int] = field(default_factory=dict)

    def path(self, file_format: str) -> Path:
        return self.folder / f"volume.{file_format}"

    @property
    def size(self) -> int:
        return sum(self.path(name).stat().st_size for name in FORMATS)


@dataclass(frozen=True, slots=True)
class Counting:
    """How the maker says how far it is: ``to(done, of)`` after each part, ``go_on()`` between.

    Both raise when the work has to stop.
    """

    to: Callable[[int, int], None] = lambda _done, _total: None
    go_on: Callable[[], None] = lambda: None


@contextmanager
def volume(
    kind: ReportKind,
    place: Place,
    asked: Asked,
    *,
    counting: Counting | None = None,
    certified: Report | None = None,
    moment: datetime | None = None,
) -> Iterator[Volume]:
    """Make the volume of the report of that place and day; within, its files are there.

    ``certified`` is the report with its certificate, whose figures were known until ``moment``;
    without it the volume is a draft. Raises Refused where something can't be printed.
    """
    counting = counting or Counting()
    _clear_away()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as name:
        folder = Path(name)
        with (folder / "waiting").open("w+b") as on_disk:
            waiting = Waiting(on_disk)
            with one_moment(moment or asked.moment):
                made, parts = _read(kind, place, asked, certified, folder, waiting, counting.go_on)
            with made.path("pdf").open("wb") as out:
                made.pages = _bind(out, made.report, parts, waiting, place, asked, counting.to)
        yield made


def _clear_away() -> None:
    """What makers left that were killed: their folders carry the number of their process."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        maker = folder.name.removeprefix(PREFIX).partition("-")[0]
        if maker.isdigit() and not Path("/proc", maker).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _read(
    kind: ReportKind,
    place: Place,
    asked: Asked,
    certified: Report | None,
    folder: Path,
    waiting: Waiting,
    go_on: Callable[[], None],
) -> tuple[Volume, list[Part]]:
    """Read everything once: the workbook and the table are whole then, the paper's parts wait."""
    report = certified or kind.said(kind.build(place, asked))
    made = Volume(report, folder, rows=dict(report.named))
    parts = [*parts_of_report(report, waiting)]
    go_on()
    with _workbook(made, asked) as book, made.path("csv").open("wb") as table:
        write_sheets(book, report)
        if not has_annex(kind):
            table.write(report_csv(report))
            return made, parts
        found = districts_of(place, asked, is_certified=certified is not None, go_on=go_on)
        for number, district in enumerate(found):
            said = said_of_district(district, asked, certificate=report.certificate)
            write_sheets(book, said)
            rows = report_csv(said)
            table.write(rows if number == 0 else rows.partition(b"\r\n")[2])
            parts += parts_of_district(district, waiting, asked, report.certificate)
            made.rows |= named(district)
    return made, parts


def _workbook(made: Volume, asked: Asked) -> Workbook:
    book = xlsxwriter.Workbook(
        str(made.path("xlsx")), {"constant_memory": True, "tmpdir": str(made.folder)}
    )
    # A fixed moment: the library would put in the clock's.
    created = datetime.combine(asked.on, time())
    book.set_properties({"title": made.report.title, "created": created})
    return book


def _bind(
    out: BinaryIO,
    report: Report,
    parts: Sequence[Part],
    waiting: Waiting,
    place: Place,
    asked: Asked,
    to: Callable[[int, int], None],
) -> int:
    """Bind the parts in order, those that wait drawn by several processes; how many pages."""
    # Its documents have page numbers of their own.
    of = "ของเล่ม" if any(part.institution for part in parts) else ""
    binder = Binder(out, title=f"{report.title} {place}", of=of, expected=len(parts))
    chapter, done = "", 0
    counted = [part for part in parts if part.institution] or parts
    with Renderers() as renderers:
        documents = _documents(parts, waiting, renderers, place, asked)
        for part, pdf in documents:
            if part.chapter != chapter:
                chapter = part.chapter
                binder.chapter(chapter)
            binder.add(pdf, part.title)
            done += bool(part.institution) or counted is parts
            to(done, len(counted))
    binder.close()
    return binder.pages


def _documents(
    parts: Sequence[Part],
    waiting: Waiting,
    renderers: Renderers,
    place: Place,
    asked: Asked,
) -> Iterator[tuple[Part, bytes]]:
    """Each part's PDF, in order; what comes next is looked up and drawn meanwhile."""
    ahead: deque[tuple[Part, bytes | Future[bytes]]] = deque()
    for start in range(0, len(parts), LOOKED_UP_AT_ONCE):
        some = parts[start : start + LOOKED_UP_AT_ONCE]
        there = _there(some, asked)
        for part in some:
            found = there.get(part.frozen or part.digest)
            ahead.append((part, found or renderers.ask(waiting.take(part.waits_at))))
            if len(ahead) > AT_ONCE * AHEAD:
                yield _taken(*ahead.popleft(), place, asked)
    while ahead:
        yield _taken(*ahead.popleft(), place, asked)


def _there(parts: Sequence[Part], asked: Asked) -> dict[int | str, bytes]:
    """What needs no drawing: frozen files by primary key, sections drawn before by digest."""
    frozen = ReportFile.objects.filter(pk__in=[part.frozen for part in parts if part.frozen])
    there: dict[int | str, bytes] = {
        pk: bytes(content) for pk, content in frozen.values_list("pk", "content")
    }
    return there | kept([part.digest for part in parts if part.digest], on=asked.today)


def _taken(
    part: Part, found: bytes | Future[bytes], place: Place, asked: Asked
) -> tuple[Part, bytes]:
    """The part's PDF; one that was drawn just now is kept for the next time."""
    if isinstance(found, bytes):
        return part, found
    try:
        pdf = found.result()
    except Refused as refused:
        raise Refused(
            Refusal(one.code, one.clause, f"{part.title or part.chapter}: {one.sentence}")
            for one in refused.refusals
        ) from None
    institution = part.institution or (place.institution and place.institution.pk)
    keep(part.digest, pdf, institution=institution, area=place.code, on=asked.today)
    return part, pdf
