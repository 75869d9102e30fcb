"""A page as a person reads it: its texts by tag or class, its tables cell by cell."""

import re
from html.parser import HTMLParser

from django.http import HttpResponse
from django.utils.html import strip_tags

ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<t[hd]\b.*?</t[hd]>", re.S)
VOID = {"input", "link", "meta", "br", "hr", "img", "use", "col"}


class _Texts(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.found = wanted, 0, []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in VOID:
            return
        if self.depth:
            self.depth += 1
        elif self.wanted in (tag, *(dict(attrs).get("class") or "").split()):
            self.depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in VOID:
            self.depth -= 1
            self.found[-1] += " "

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1] += data


def _read(html: str, wanted: str) -> list[str]:
    parser = _Texts(wanted)
    parser.feed(html)
    return [" ".join(text.split()) for text in parser.found]


def texts(response: HttpResponse, wanted: str) -> list[str]:
    """The text of every element of that class or tag, spaces in one piece."""
    return _read(response.content.decode(), wanted)


def main(response: HttpResponse) -> str:
    """The page without its frame."""
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def main_texts(response: HttpResponse, wanted: str) -> list[str]:
    """The same as ``texts``, of what stands in <main> alone."""
    return _read(main(response), wanted)


def rows(response: HttpResponse) -> list[list[str]]:
    """Every row of every table in <main>, cell by cell, headings and totals too."""
    return [
        [" ".join(strip_tags(cell).split()) for cell in CELL.findall(row)]
        for row in ROW.findall(main(response))
    ]


def facts(response: HttpResponse) -> dict[str, str]:
    """The terms and values of the page's summary lists."""
    return dict(zip(main_texts(response, "dt"), main_texts(response, "dd"), strict=True))


def cells(table) -> list[list[str]]:
    """The cells of a django-tables2 table's page as plain text."""
    return [
        [" ".join(_read(f'<p class="cell">{cell}</p>', "cell")[0].split()) for cell in row.cells]
        for row in table.paginated_rows
    ]
