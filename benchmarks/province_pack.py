"""How long a province's volume takes, from frozen files and from nothing; `make bench`.

Beside Chromium's print-to-pdf of the same tables on the same pages, in the same run. A province has
2,500 institutions; ``BENCH_FORMS`` of them are taken (the binding is linear, Chromium is not: more
pages make the ratio better for us). Distinct documents are drawn once and then bound in turn, for
no document knows what another says.
"""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from django.conf import settings

from benchmarks.measuring import Figure, apart, tell
from reports.binding import Binder
from reports.printing import form_html
from reports.rendering import AT_ONCE, Renderers
from tests.reports.papers import make_form

FORMS = int(os.environ.get("BENCH_FORMS", "120"))
PROVINCE = 2500
DISTINCT = 10
FROM_FROZEN, FROM_NOTHING, MEGABYTES = 0.1, 0.2, 500


def pages(count: int) -> list[str]:
    """The forms of so many villages, of fifteen households each."""
    return [
        form_html(replace(make_form(), institution=f"สถาบันการจัดการเงินทุนชุมชนบ้านที่ {number}"))
        for number in range(1, count + 1)
    ]


def bind(documents: list[bytes], count: int) -> int:
    binder = Binder(io.BytesIO() if count < PROVINCE else _Nowhere(), title="จังหวัด", of="ของเล่ม")
    binder.chapter("อำเภอ")
    for number in range(count):
        binder.add(documents[number % len(documents)], f"บ้านที่ {number}")
    binder.close()
    return binder.pages


class _Nowhere(io.RawIOBase):
    """A file on a disk that costs nothing."""

    def write(self, content: bytes) -> int:
        return len(content)


def draw(html: list[str]) -> list[bytes]:
    with Renderers() as renderers:
        return list(renderers.draw(html))


def chromium_pdf(chromium, html: list[str], folder: Path) -> tuple[float, int]:
    """Seconds and bytes: all the pages as one document, each on a sheet of its own."""
    static = (settings.BASE_DIR / "static").as_uri()
    head, _, _rest = html[0].partition("<body")
    bodies = [one.partition("<body")[2].partition(">")[2].partition("</body>")[0] for one in html]
    sheets = "".join(f'<div style="break-after: page">{one}</div>' for one in bodies)
    whole = f'{head}<body class="landscape">{sheets}</body></html>'.replace(
        'href="css/', f'href="{static}/css/'
    )
    file = folder / "whole.html"
    file.write_text(whole)
    page = chromium.new_page()
    page.goto(file.as_uri())
    begun = perf_counter()
    made = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    took = perf_counter() - begun
    page.close()
    return took, len(made)


def test_province_pack(chromium, tmp_path):
    html = pages(FORMS)
    documents = draw(html[:DISTINCT])
    theirs, size = chromium_pdf(chromium, html, tmp_path)
    with ThreadPoolExecutor(1) as thread:  # a browser's loop stands in this one
        bound, _ = thread.submit(apart, lambda: bind(documents, FORMS)).result()
        begun = perf_counter()
        drawn = thread.submit(draw, html).result()
        from_nothing = perf_counter() - begun + bound
        province, held = thread.submit(apart, lambda: bind(documents, PROVINCE)).result()
    ours = sum(map(len, drawn)) / len(drawn)
    tell(
        Figure(
            area="เล่มจังหวัด",
            what=f"volume of {FORMS} institutions from frozen files, to Chromium's print-to-pdf",
            ours=f"{bound:.2f} s",
            floor=f"{theirs:.2f} s",
            ratio=bound / theirs,
            goal=FROM_FROZEN,
        ),
        Figure(
            area="เล่มจังหวัด",
            what=f"the same from nothing, {AT_ONCE} processes",
            ours=f"{from_nothing:.2f} s",
            floor=f"{theirs:.2f} s",
            ratio=from_nothing / theirs,
            goal=FROM_NOTHING,
        ),
        Figure(
            area="เล่มจังหวัด",
            what=f"memory to bind {PROVINCE:,} institutions ({province:.0f} s), to 500 MB",
            ours=f"{held:.0f} MB",
            floor=f"{MEGABYTES} MB",
            ratio=held / MEGABYTES,
            goal=1,
        ),
    )
    print(f"before binding {ours / 1000:.0f} kB a page, Chromium's {size / FORMS / 1000:.0f} kB")
