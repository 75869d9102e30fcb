"""A form belongs to the office in which its page was opened, whatever another window switched to.

Whoever holds several offices gets each form with the one that is acted in (``{% sent_form %}``).
Sent from a page of another of their offices it is not done in this one, in which it may mean
something else or be out of sight: it is shown again, with the way to switch back and send it.
"""

from django.http import HttpRequest

from members.kept_forms import OPENED_IN, KeptForm, is_a_page, lay_ready, sent_as
from members.middleware import ACTING
from members.models import Office
from members.practice_mode import PRACTISING

OF_THE_FRAME = {
    f"members:{name}" for name in ("sign_out", "switch_office", "text_size", "keep", "kept_send")
}
"""What does the same in whatever office."""


def office_to_tell(request: HttpRequest | None) -> Office | None:
    """The office that a form on this page is told; None for who has one office alone."""
    held = getattr(request, "offices_held", ())
    acted_in = request.user.offices_in_force if len(held) > 1 else []
    return acted_in[0] if acted_in else None


def opened_in_another(request: HttpRequest) -> Office | None:
    """The other of the user's own offices, in force today, in which the form was opened."""
    if request.method != "POST" or request.resolver_match.view_name in OF_THE_FRAME:
        return None
    told = request.POST.get(OPENED_IN, "")
    held = [one for one in getattr(request, "offices_held", ()) if str(one.pk) == told]
    if not held or held[0] in request.user.offices_in_force or not is_a_page(request):
        return None
    return held[0]


def keep_for(office: Office, request: HttpRequest) -> KeptForm:
    """Lay the form ready, to be sent in that office."""
    practice = bool(office.institution and office.institution.is_practice)
    kept = sent_as(request, request.user.pk, {ACTING: office.pk, PRACTISING: practice})
    lay_ready(request, kept)
    return kept
