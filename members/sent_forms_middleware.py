"""Every form that is sent twice is done once (``members/sent_forms.py``)."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect, render

from members.sent_forms import (
    Sending,
    StillBeingDone,
    acts_done,
    answer_kept,
    being_done,
    held,
    keep_answer,
    sending_of,
)
from members.undoing import say_done

WAIT = timedelta(seconds=20)
"""How long a second sending waits for the answer of the first; most are there in one second."""
SENT_ON = 307
"""Temporary Redirect (RFC 9110): the form goes to another address, where it will be done."""
SAVED_BEFORE = "บันทึกไว้แล้วก่อนหน้านี้"
SENT_BEFORE = "แบบฟอร์มนี้ส่งไว้แล้วก่อนหน้านี้ ดูผลได้ในหน้านี้"


class SentFormMiddleware:
    """The last in the list: whatever forbids a request has been asked before it calls the view.

    Only a redirect is kept as an answer: a form shown again, with what is wrong in it, did nothing.
    """

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponse], *, wait: timedelta = WAIT
    ) -> None:
        self.get_response = get_response
        self.wait = wait

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, arguments: tuple, named: dict
    ) -> HttpResponse | None:
        """Call the view here, so that it is done while the sending is held."""
        sending = sending_of(request) if request.method == "POST" else None
        if sending is None:
            return None
        try:
            with held(sending, wait=self.wait):
                if getattr(view, "answers_repeats_itself", False):
                    return view(request, *arguments, **named)
                if again := _answered_before(request, sending, view):
                    return again
                return _done(request, sending, lambda: view(request, *arguments, **named))
        except StillBeingDone:
            return render(request, "members/form_under_way.html", status=409)


def _done(request: HttpRequest, sending: Sending, do: Callable[[], HttpResponse]) -> HttpResponse:
    with being_done(sending):
        answer = do()
    done = isinstance(answer, HttpResponseRedirectBase) and answer.status_code != SENT_ON
    # Who has signed out is not answered from memory: it would leave the next one signed in.
    if done and request.user == sending.user:
        keep_answer(sending, answer.url)
    return answer


def _answered_before(request: HttpRequest, sending: Sending, view: Callable) -> HttpResponse | None:
    kept, done = answer_kept(sending), acts_done(sending)
    if kept is None and getattr(view, "goes_on_where_it_stopped", False):
        return None
    standing = [entry for entry in done if not hasattr(entry, "undone_by")]
    if not (kept or done) or (done and not standing):  # what was undone may be done again
        return None
    # What the first one wrote in the session meanwhile is not written over with what stood before.
    request.session = type(request.session)(request.session.session_key)
    if standing:
        say_done(request, SAVED_BEFORE, standing[0] if len(standing) == 1 else None)
    else:
        messages.info(request, SENT_BEFORE)
    return redirect(kept.location if kept and kept.location else request.get_full_path())
