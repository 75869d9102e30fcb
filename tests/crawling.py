"""The pages that a person reaches by pressing links, and the forms that stand on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

MOST_ALIKE, MOST_ASKED = 4, 2
"""Pages of one kind that are looked at: of an address as it is, and with questions in it."""
ORDERED = {"sort", "page"}
"""Questions that show the same rows another way."""
TYPED = {"text", "hidden", "password", "tel", "email", "search", "number", "date", "file"}
TICKED = {"checkbox", "radio"}


@dataclass(frozen=True)
class Form:
    """A form as the browser would send it; ``buttons`` are its submit buttons' names and values."""

    page: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()  # tick boxes that are not ticked
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def url_name(self) -> str:
        return resolve(urlsplit(self.action).path).view_name

    @property
    def data(self) -> dict[str, list[str]]:
        """What is sent without a button's name."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        return sent

    @property
    def names(self) -> set[str]:
        return {name for name, _value in (*self.fields, *self.choices, *self.buttons)}


@dataclass
class Crawled:
    """What was found: each page's status by its address, and every form."""

    pages: dict[str, int] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.links, self.forms = page, [], []
        self.open: Form | None = None
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in of:
            self.links.append(urljoin(self.page, of["href"]))
        elif tag == "form":
            action = urljoin(self.page, of.get("action") or self.page)
            self.open = Form(self.page, action, of.get("method", "get").lower())
        elif self.open and of.get("name") and "disabled" not in of:
            self._take(tag, of)
        elif tag == "option" and self.select and ("selected" in of or not self._has(self.select)):
            self._put(self.select, of.get("value", ""), instead="selected" in of)

    def _take(self, tag: str, of: dict[str, str]) -> None:
        name, kind = of["name"], of.get("type", "submit" if tag == "button" else "text")
        pair = (name, of.get("value", "on" if kind in TICKED else ""))
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self._add(fields=(name, ""))
        elif kind == "submit":
            self._add(buttons=pair)
        elif kind in TYPED or "checked" in of:
            self._add(fields=pair)
        elif kind in TICKED:
            self._add(choices=pair)

    def _add(self, **pairs: tuple[str, str]) -> None:
        ((column, pair),) = pairs.items()
        self.open = replace(self.open, **{column: (*getattr(self.open, column), pair)})

    def _has(self, name: str) -> bool:
        return any(known == name for known, _value in self.open.fields)

    def _put(self, name: str, value: str, *, instead: bool) -> None:
        kept = [one for one in self.open.fields if not (instead and one[0] == name)]
        self.open = replace(self.open, fields=(*kept, (name, value)))

    def handle_data(self, data: str) -> None:
        if self.area and self.open:
            self._put(self.area, data.removeprefix("\n"), instead=True)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open:
            self.forms.append(self.open)
            self.open = None
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area


def read(page: str, html: str) -> _Reader:
    reader = _Reader(page)
    reader.feed(html)
    return reader


def opened(client: Client, page: str, to: str = "") -> tuple[str, dict[str, list[str]]]:
    """Where a page's form goes, and what it would send as it stands when it is opened."""
    form = form_on(client, page, to)
    return form.action, form.data


def form_on(client: Client, page: str, to: str = "") -> Form:
    """A page's form; ``to`` is the name of its address, where the page has others in <main>."""
    html = client.get(page).content.decode()
    forms = read(page, html.partition("<main")[2].partition("</main>")[0]).forms
    name = to or resolve(urlsplit(page).path).view_name
    return next(one for one in forms if one.method == "post" and one.url_name == name)


def crawl(
    client: Client, start: str = "/", *, further: Sequence[str] = (), most: int | None = None
) -> Crawled:
    """Every page that links lead to from the start, a few of each kind; ``most`` in all."""
    found, line, seen = Crawled(), [start, *further], Counter()
    while line and (most is None or len(found.pages) < most):
        address = urldefrag(line.pop(0)).url
        kind = _kind(address)
        if not kind or address in found.pages or seen[kind] >= kind[1]:
            continue
        seen[kind] += 1
        answer = client.get(address)
        found.pages[address] = answer.status_code
        if "Location" in answer:
            line.append(urljoin(address, answer["Location"]))
        elif answer["Content-Type"].startswith("text/html"):
            reader = read(address, answer.content.decode())
            found.forms += reader.forms
            line += reader.links
        else:
            seen[kind] = kind[1]  # files have neither links nor forms: one of a kind is enough
    return found


def _kind(address: str) -> tuple[str, int] | None:
    """Which pages are alike, and how many of them are looked at; None for what is left out."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    asked = {part.partition("=")[0] for part in parts.query.split("&") if part}
    if parts.netloc or asked & ORDERED:
        return None
    return (f"{name}?", MOST_ASKED) if asked else (name, MOST_ALIKE)
