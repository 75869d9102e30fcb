"""What was typed when the session was over is kept until its user has signed in again.

The sign-in page carries it, sealed: nothing is stored for who has not signed in. It opens for the
user alone for whom the form was made, within a day. Passwords, codes and files are never carried.
"""

import json
import re
import zlib
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from members.form_owners import given_to
from members.models import User
from members.sealing import seal, unseal

GOOD_FOR = timedelta(hours=24)
LARGEST = 500_000
"""Characters, sealed: more than the largest form there is, and no load for who signs in."""
SESSION_KEY = "kept_form"
ADDRESS, PAGE = "kept_address", "kept_page"
"""Fields in which a covered page says where its form was going, and where it stood."""
SECRET = re.compile(r"password|token|secret|seal|otp|one_time", re.I)
OPENED_IN = "opened_in"
"""Field in which a form says in which of its user's several offices its page was opened."""
NOT_CARRIED = {"kept", ADDRESS, PAGE, OPENED_IN}
BUTTONS = {"add", "again", "choose", "decision", "drop", "keys", "more", "office", "only_good"}
BUTTONS |= {"all_yes", "totals"}
"""Names of buttons: what was pressed is sent again, and is nothing to read over."""
OF_EVERY_FORM = {"sent_key", "next", "step", "version"}
"""With these alone there is nothing to keep."""
NOT_TYPED = OF_EVERY_FORM | BUTTONS | {"seen", "key", "submission", "newest", "expected"}


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was sent.

    ``address``: where it was going; ``page``: where it stood; ``post``: the office that its user
    worked in, as the session says it.
    """

    owner: int
    address: str
    page: str
    fields: list[list[str]]
    files: bool = False
    post: dict[str, object] = field(default_factory=dict)

    @property
    def typed(self) -> list[list[str]]:
        """The fields to be shown: what a person may have typed or chosen, empty ones left out."""
        return [
            [name, value]
            for name, value in self._filled(NOT_TYPED)
            if name.rpartition("-")[2] not in NOT_TYPED
        ]

    @property
    def is_worth_keeping(self) -> bool:
        """Whether anything was typed, chosen or pressed."""
        return any(self._filled(OF_EVERY_FORM))

    def _filled(self, but: Set[str]) -> Iterator[tuple[str, str]]:
        for name, value in self.fields:
            if name not in but and not name.endswith("_FORMS") and value.strip():
                yield name, value

    def sealed(self) -> str:
        return seal(zlib.compress(json.dumps(asdict(self)).encode()))


def keep(request: HttpRequest) -> str:
    """The form that was sent, sealed; empty where nothing was typed or nobody knows whose it is."""
    given = given_to(request)
    if given is None or not is_a_page(request):
        return ""
    kept = sent_as(request, given.owner, given.post)
    sealed = kept.sealed() if kept.is_worth_keeping else ""
    return sealed if len(sealed) <= LARGEST else ""


def sent_as(request: HttpRequest, owner: int, post: dict[str, object]) -> KeptForm:
    """The form of the request, as this user's, in that office."""
    going, stood = _places(request)
    return KeptForm(owner, going, stood, _fields(request), files=bool(request.FILES), post=post)


def opened(sealed: str) -> KeptForm | None:
    """The form that was kept; None where it is too old or not ours."""
    try:
        return KeptForm(**json.loads(zlib.decompress(unseal(sealed, within=GOOD_FOR))))
    except InvalidToken:
        return None


def kept_for(user: User, sealed: str) -> KeptForm | None:
    """The form that was kept, if it is this user's."""
    kept = opened(sealed)
    return kept if kept and kept.owner == user.pk else None


def take_up(request: HttpRequest, sealed: str) -> bool:
    """Lay what was kept ready for its user, in the office it was typed in; False if not theirs."""
    kept = kept_for(request.user, sealed) if sealed else None
    if kept is None:
        return False
    work_as(request, kept)
    request.session[SESSION_KEY] = sealed
    return True


def lay_ready(request: HttpRequest, kept: KeptForm) -> None:
    """The same, but the user goes on in the office that they are in until they send it."""
    request.session[SESSION_KEY] = kept.sealed()


def work_as(request: HttpRequest, kept: KeptForm) -> None:
    """Go on in the office in which the form was typed."""
    request.session.update(kept.post)


def is_a_page(request: HttpRequest) -> bool:
    """Sent by a browser that shows the answer as a page; a script's own requests say who they are.

    Old browsers say nothing of how they ask (no Sec-Fetch-Mode).
    """
    by_script = request.headers.get("X-Requested-With") or request.headers.get("HX-Request")
    return not by_script and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _places(request: HttpRequest) -> tuple[str, str]:
    """Where the form was going and where it stood, both on this site."""
    covered = request.path == reverse("members:keep")
    going = request.POST.get(ADDRESS, "") if covered else request.get_full_path()
    stood = request.POST.get(PAGE, "") if covered else _path(request.headers.get("Referer", ""))
    here = {request.get_host()}
    going, stood = (
        place if place.startswith("/") and url_has_allowed_host_and_scheme(place, here) else "/"
        for place in (going, stood or going)
    )
    return going, stood


def _path(address: str) -> str:
    """The path of a page of ours: browsers tell no other site's (Referrer-Policy: same-origin)."""
    return "/" + address.partition("://")[2].partition("/")[2] if "://" in address else ""


def _fields(request: HttpRequest) -> list[list[str]]:
    return [
        [name, value]
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED and not SECRET.search(name)
        for value in values
    ]
