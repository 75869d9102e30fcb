"""Whose form was it? What this browser was given forms with, and for whom.

A form carries a token that only its browser and we know (Django's CSRF protection), made of a
secret that is new with every sign-in. So the secret tells for whom a page was made, after its
session has ended and after somebody else has signed in. A sealed cookie keeps the last few; it ends
with the browser, and holds no more than numbers of users and secrets that the browser has anyway.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from members.middleware import ACTING
from members.practice_mode import PRACTISING
from members.sealing import seal, unseal

COOKIE = f"{settings.SESSION_COOKIE_NAME}-forms"
REMEMBERED = 3
"""Sign-ins: as many as a shared laptop sees while a page stays open."""
POST = (ACTING, PRACTISING)
"""What a session says of where its user worked: in which office, or practising."""


@dataclass(frozen=True, slots=True)
class GivenTo:
    """For whom a browser got its forms: the user's key, the secret, and where they worked then."""

    owner: int
    secret: str
    post: dict[str, object] = field(default_factory=dict)


class FormOwnerMiddleware:
    """Remember with which secret the signed-in user was given forms.

    Stands before Django's CsrfViewMiddleware, whose cookie it reads from the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        given = response.cookies.get(settings.CSRF_COOKIE_NAME)
        user = getattr(request, "user", None)
        if given and user is not None and user.is_authenticated:
            known = _known(request)
            post = {key: request.session[key] for key in POST if key in request.session}
            others = [one for one in known if one.secret != given.value]
            now = [GivenTo(user.pk, given.value, post), *others][:REMEMBERED]
            if now != known:
                _remember(response, now)
        return response


def given_to(request: HttpRequest) -> GivenTo | None:
    """For whom the form that was sent had been made; None if that is unknown.

    Its token is asked with each of the secrets, by Django itself: a form that another site has made
    fits none of them.
    """
    for one in _known(request):
        asked = copy.copy(request)
        asked.COOKIES = {**request.COOKIES, settings.CSRF_COOKIE_NAME: one.secret}
        if has_our_token(asked):
            return one
    return None


def has_our_token(request: HttpRequest) -> bool:
    """Whether the form that was sent was made by us, for the secret that came with it."""
    asked = copy.copy(request)
    asked.csrf_processing_done = False  # it may have been asked with another secret already
    check = _TokenCheck(lambda _request: HttpResponse())
    return check.process_view(asked, None, (), {}) is None


def last_owner(request: HttpRequest) -> int | None:
    """The key of the user who was given forms last in this browser."""
    known = _known(request)
    return known[0].owner if known else None


class _TokenCheck(CsrfViewMiddleware):
    """Asks and says no more than yes (None) or why not."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _known(request: HttpRequest) -> list[GivenTo]:
    try:
        return [GivenTo(**one) for one in json.loads(unseal(request.COOKIES.get(COOKIE, "")))]
    except InvalidToken:
        return []


def _remember(response: HttpResponse, given: list[GivenTo]) -> None:
    response.set_cookie(
        COOKIE,
        seal(json.dumps([asdict(one) for one in given]).encode()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
