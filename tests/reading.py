"""A page as a person reads it: its headings, sentences and tables as text."""

from html.parser import HTMLParser

from django.http import HttpResponse

_BLOCKS = {"p", "h1", "h2", "h3", "li", "td", "th", "dt", "dd", "caption", "a", "button", "legend"}


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {block: [] for block in _BLOCKS}
        self.rows: list[list[str]] = []
        self._open: list[tuple[str, int]] = []
        self.feed(html.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in _BLOCKS:
            self._open.append((tag, len(self.found[tag])))
            self.found[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        _tag, place = self._open.pop()
        text = self.found[tag][place] = " ".join(self.found[tag][place].split())
        if tag in {"td", "th"}:
            self.rows[-1].append(text)

    def handle_data(self, data: str) -> None:
        for tag, place in self._open:
            self.found[tag][place] += data


def texts(response: HttpResponse, tag: str) -> list[str]:
    """What stands in each element of that name in <main>, in the page's order."""
    return _Page(response.content.decode()).found[tag]


def rows(response: HttpResponse) -> list[list[str]]:
    """Every row of every table in <main>, cell by cell, headings and totals too."""
    return _Page(response.content.decode()).rows


def facts(response: HttpResponse) -> dict[str, str]:
    """The terms and values of the page's summary lists."""
    return dict(zip(texts(response, "dt"), texts(response, "dd"), strict=True))
