"""What an app above adds to the first page: its figures, which this app doesn't count.

Loaded when the app is ready, as its pages' names are (``members/page_names.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class HomePart:
    """A template, and what it shows to who asks; None where it has nothing to show them.

    ``waits`` stands with what waits for a committee; the others below, for who oversees an area.
    """

    template: str
    shown: Callable[[HttpRequest], dict[str, Any] | None]
    waits: bool = False


_PARTS: list[HomePart] = []


def add_to_home(part: HomePart) -> None:
    """Show the part on the first page."""
    _PARTS.append(part)


def parts_of_home(request: HttpRequest, *, waits: bool = False) -> list[tuple[str, dict[str, Any]]]:
    """The templates to include, each with what it shows to this user."""
    parts = [part for part in _PARTS if part.waits is waits]
    found = [(part.template, part.shown(request)) for part in parts]
    return [(template, shown) for template, shown in found if shown is not None]
