"""What pages and commands are called where one reads who looked, and from where a row was changed.

Each app names its own (``<app>/pages_named.py``, loaded when it is ready): a button's address is
called as the page that it stands on.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db.models import Model
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from members.models import Household, User

_PAGES: dict[str, str] = {}
_WAYS: dict[str, tuple[type[Model], str]] = {}
_COMMANDS: dict[str, str] = {}

NO_LONGER = "หน้าที่ไม่มีแล้ว"
"""An address of an earlier release."""
UNNAMED = "หน้าอื่น"
"""A page that nobody has named; a test finds it."""


def name_pages(app: str, pages: Mapping[str, str]) -> None:
    """Name the app's URLs: by a page's Thai name, the names of its URLs; "" for those of no app."""
    for called, names in pages.items():
        for name in names.split():
            _PAGES[f"{app}:{name}".removeprefix(":")] = called


def name_commands(commands: Mapping[str, str]) -> None:
    """Name commands: by the word of ``manage.py``, what it does."""
    _COMMANDS.update(commands)


def leads_to_household(argument: str, model: type[Model], way: str) -> None:
    """Say whose page it is that has this argument in its address: the way from the model's row."""
    _WAYS[argument] = model, way


def household_of(address: str, user: User) -> Household | None:
    """The household that the page is about; None where it is about none that the user may see."""
    try:
        named = resolve(urlsplit(address).path).kwargs
    except Resolver404:
        return None
    seen = Household.objects.visible_to(user).with_head()
    if "household_id" in named:
        return seen.filter(pk=named["household_id"]).first()
    for argument, (model, way) in _WAYS.items():
        if argument in named:
            rows = model._default_manager.filter(pk=named[argument])
            return seen.filter(pk__in=rows.values(way)).first()
    return None


def page_called(request: HttpRequest) -> str:
    """What the page is called that is asked for."""
    return _PAGES.get(request.resolver_match.view_name, UNNAMED)


def address_called(address: str) -> str:
    """What the page of an address of ours is called; empty for no address."""
    if not address:
        return ""
    try:
        return _PAGES.get(resolve(urlsplit(address).path).view_name, UNNAMED)
    except Resolver404:
        return NO_LONGER


def command_called(command: str) -> str:
    """What a command does, in words."""
    return _COMMANDS.get(command, command)
