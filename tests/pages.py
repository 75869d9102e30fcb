"""What a page says: its texts by class of element, and its tables row by row."""

from html.parser import HTMLParser

from django.http import HttpResponse

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


def texts(response: HttpResponse, wanted: str) -> list[str]:
    """The text of every element of that class or tag, spaces in one piece."""
    parser = _Texts(wanted)
    parser.feed(response.content.decode())
    return [" ".join(text.split()) for text in parser.found]


def rows(table) -> list[list[str]]:
    """The cells of a django-tables2 table's page as plain text."""
    found = []
    for row in table.paginated_rows:
        found.append([])
        for cell in row.cells:
            parser = _Texts("cell")
            parser.feed(f'<p class="cell">{cell}</p>')
            found[-1].append(" ".join(" ".join(parser.found).split()))
    return found
