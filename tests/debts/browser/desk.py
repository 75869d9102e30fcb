"""A person at the debtor grid: real keys, a real clipboard, and what stands on the page."""

from collections.abc import Sequence
from time import monotonic

from playwright.sync_api import BrowserContext, Page, expect

HOUSE, NAME, VILLAGE, SAVINGS, KKJ = range(5)
"""The columns of an institution with three member funds."""

COUNTING = """
for (const kind of ["keydown", "click"]) {
  addEventListener(kind, ({isTrusted}) => {
    if (isTrusted) sessionStorage[kind] = Number(sessionStorage[kind] ?? 0) + 1;
  }, true);
}
"""
"""Counts what a person really does, over all pages of a tab. Enter on a button is also a click."""


class Desk:
    """The grid in one window."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.context.new_cdp_session(page)

    def open(self, address: str = "/grid/") -> "Desk":
        self.page.goto(address)
        self.page.wait_for_selector(".is-live")
        return self

    def cell(self, row: int, column: int):
        return self.page.locator("tbody .grid-row").nth(row).locator(".grid-cell").nth(column)

    def state(self, row: int):
        return self.page.locator("tbody .grid-row .grid-word").nth(row)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Each letter as a key of its own, Thai ones too, as a Thai keyboard sends them."""
        for letter in text:
            key = {"key": letter, "text": letter, "unmodifiedText": letter}
            self.keys.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
            self.keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter})

    def type_row(self, *texts: str) -> None:
        """From the cell that has the focus on; Tab after each, the last one too."""
        for text in texts:
            self.type(text)
            self.press("Tab")

    def put_row(self, *texts: str, key: str = "Tab") -> None:
        """As ``type_row``, without a key for each letter: where keys are not what it is about."""
        for text in texts:
            self.page.keyboard.insert_text(text)
            self.press(key)

    def fill(self, row: int, column: int, text: str) -> None:
        """Put a text in the place of what stands in a cell."""
        self.cell(row, column).focus()
        self.press("Control+a")
        self.page.keyboard.insert_text(text)

    def focused(self) -> tuple[int, int] | str:
        """Row and column of the cell that has the focus, or what else has it."""
        found = self.page.evaluate(
            """() => {
              const at = document.activeElement;
              const row = at.closest(".grid-row");
              if (!at.matches(".grid-cell")) return at.className || at.tagName;
              return [row.sectionRowIndex, at.closest("td").cellIndex];
            }"""
        )
        return found if isinstance(found, str) else tuple(found)

    def texts(self) -> list[list[str]]:
        """What stands in the cells, row by row, without the empty rows."""
        rows = self.page.evaluate(
            """() => [...document.querySelectorAll("tbody .grid-row")].map(
                 row => [...row.querySelectorAll(".grid-cell")].map(cell => cell.value))"""
        )
        return [row for row in rows if any(row)]

    def totals(self) -> list[str]:
        return self.page.locator("tbody [data-total]").all_inner_texts()

    def said(self) -> str:
        return self.page.locator(".grid-said").inner_text()

    def is_saved(self, *rows: int) -> None:
        """Wait until the rows say so."""
        for row in rows:
            expect(self.state(row)).to_have_text("บันทึกแล้ว")

    def paste(self, plain: str, html: str = "") -> None:
        """Through the clipboard, as another program leaves it there."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate(
            """([plain, html]) => {
              const kinds = {"text/plain": plain, ...(html && {"text/html": html})};
              const parts = Object.entries(kinds).map(
                ([kind, text]) => [kind, new Blob([text], {type: kind})]);
              return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
            }""",
            [plain, html],
        )
        self.press("Control+v")

    def kept(self) -> dict[str, str]:
        """What the browser keeps for later."""
        items = self.page.evaluate("() => ({...localStorage})")
        return {name: text for name, text in items.items() if name.startswith("fundinst-grid:")}

    def keeps(self, rows: int) -> None:
        """Wait until the browser keeps so many: another window's come a moment later."""
        limit = monotonic() + 10
        while len(self.kept()) != rows and monotonic() < limit:
            self.page.wait_for_timeout(20)
        assert len(self.kept()) == rows

    def counted(self) -> dict[str, int]:
        counts = self.page.evaluate("() => ({...sessionStorage})")
        return {kind: int(counts.get(kind, 0)) for kind in ("keydown", "click")}


def count_from_now(context: BrowserContext) -> None:
    context.add_init_script(COUNTING)


def numbers(rows: Sequence[Sequence[str]], *columns: int) -> list[tuple[str, ...]]:
    """Some columns of what ``texts`` gives."""
    return [tuple(row[column] for column in columns) for row in rows]
