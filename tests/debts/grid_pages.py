"""The debtor grid's form as a browser without JavaScript fills it in and sends it."""

import json
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.utils.html import strip_tags

from tests.pages import CELL, ROW


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.cells: dict[str, dict[str, str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        if tag == "input" and said.get("name"):
            self.found.append((said["name"], said.get("value") or ""))
            self.cells[said["name"]] = said


class Sheet:
    """The form of the page: its inputs by name; cells are typed in by row and field."""

    def __init__(self, page: HttpResponse) -> None:
        form = page.content.decode().partition('<form id="grid"')[2].partition("</form>")[0]
        inputs = _Inputs()
        inputs.feed(form)
        self.cells = inputs.cells
        self.rows = [value for name, value in inputs.found if name == "row"]
        self.keys = [json.loads(row)["key"] for row in self.rows]
        self.values = {name: value for name, value in inputs.found if name != "row"}

    def type(self, row: int, **texts: str) -> "Sheet":
        """Type into the cells of the row at that place; an account is a1, a2 … in the fields."""
        for field, text in texts.items():
            name = f"{self.keys[row]}-{field.removeprefix('a') if field[1:].isdigit() else field}"
            assert name in self.values, name
            self.values[name] = text
        return self

    def cell(self, row: int, field: object) -> str:
        return self.values[f"{self.keys[row]}-{field}"]

    def send(self, client: Client, code: str, **pressed: str) -> HttpResponse:
        return client.post(f"/grid/{code}/", {"row": self.rows, **self.values, **pressed})


def open_sheet(client: Client, code: str, query: str = "") -> Sheet:
    return Sheet(client.get(f"/grid/{code}/{query}"))


def shown(page: HttpResponse) -> list[list[str]]:
    """House number, name, money and total of every row that says something, as they stand."""
    sheet, found = Sheet(page), []
    html = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    for key, row in zip(sheet.keys, ROW.findall(html), strict=True):
        values = [
            sheet.values[name]
            for name in sheet.values
            if name.startswith(key) and "data-field" in sheet.cells[name]
        ]
        total, state = CELL.findall(row)[-2:]
        word = strip_tags(state).split()
        if any(values):
            found.append([*values, strip_tags(total).strip(), word[0]])
    return found
