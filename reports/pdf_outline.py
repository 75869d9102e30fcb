"""The outline of a volume (สารบัญข้างเล่ม): chapters, closed, and in them the documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.pdf_objects import Part
from reports.pdf_writer import PdfWriter, dictionary, reference, text_string

Entry = dict[str, bytes | int]


@dataclass(slots=True)
class Chapter:
    """A title, the page it leads to (counted from 0), and the documents' titles and pages in it."""

    title: str
    page: int
    documents: list[tuple[str, int]] = field(default_factory=list)


def put_outline(writer: PdfWriter, chapters: Sequence[Chapter], pages: Sequence[int]) -> int:
    """Write the outline; ``pages`` are the numbers of the pages' objects. The whole's number."""
    outline = writer.take()
    numbers = [writer.take() for _ in chapters]
    for place, chapter in enumerate(chapters):
        inside = [writer.take() for _ in chapter.documents]
        for order, (title, page) in enumerate(chapter.documents):
            entry = _entry(title, pages[page], numbers[place]) | _beside(inside, order)
            writer.put(inside[order], Part(dictionary(**entry)))
        leads_to = pages[min(chapter.page, len(pages) - 1)]
        entry = _entry(chapter.title, leads_to, outline) | _beside(numbers, place)
        if inside:
            entry |= _ends(inside) | {"Count": -len(inside)}
        writer.put(numbers[place], Part(dictionary(**entry)))
    ends = _ends(numbers) if numbers else {}
    writer.put(outline, Part(dictionary(Type=b"/Outlines", Count=len(numbers), **ends)))
    return outline


def _entry(title: str, page: int, parent: int) -> Entry:
    leads_to = b"[%d 0 R /Fit]" % page
    return {"Title": text_string(title), "Parent": reference(parent), "Dest": leads_to}


def _beside(numbers: list[int], place: int) -> Entry:
    entry: Entry = {}
    if place:
        entry["Prev"] = reference(numbers[place - 1])
    if place + 1 < len(numbers):
        entry["Next"] = reference(numbers[place + 1])
    return entry


def _ends(numbers: list[int]) -> Entry:
    return {"First": reference(numbers[0]), "Last": reference(numbers[-1])}
