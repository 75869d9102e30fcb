"""What was typed when the session was over: through the sign-in page, and sent with one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.csrf import csrf_failure

from members.kept_forms import SESSION_KEY, keep, kept_for, take_up, work_as
from members.kept_pages import about
from members.views.signing_in import sign_in_page


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is from before the last sign-in (its token is old): it is not lost, if it is theirs.

    A form of another user's, or of another site's, is refused as Django does.
    """
    if request.path == reverse("members:sign_in") and request.user.is_authenticated:
        return redirect("members:sign_in")  # signed in meanwhile, on another tab
    sealed = keep(request) if request.method == "POST" else ""
    if sealed and not request.user.is_authenticated:
        return sign_in_page(request, sealed, reverse("consolidation:home"))
    if take_up(request, sealed):
        return redirect("members:kept")
    return csrf_failure(request, reason)


@login_not_required
def keep_form(request: HttpRequest) -> HttpResponse:
    """A page that was covered when time was up hands over what stands in it; it isn't sent yet."""
    sealed = keep(request) if request.method == "POST" else ""
    if take_up(request, sealed):
        return redirect("members:kept")
    if sealed and not request.user.is_authenticated:
        return sign_in_page(request, sealed, reverse("consolidation:home"))
    return redirect("members:sign_in")


def kept(request: HttpRequest) -> HttpResponse:
    """What was typed, with the button that sends it to where it was going."""
    form = kept_for(request.user, request.session.get(SESSION_KEY, ""))
    if form is None:
        return redirect("consolidation:home")
    return render(request, "members/kept.html", {"kept": form, **about(form, request.user)})


def kept_send(request: HttpRequest) -> HttpResponse:
    """On to where the form was going; the browser sends it there itself (307, RFC 9110)."""
    form = kept_for(request.user, request.session.get(SESSION_KEY, ""))
    if request.method != "POST":
        return redirect("members:kept")
    if form is None:
        messages.info(request, "แบบฟอร์มนี้ส่งไปแล้ว หรือเก็บไว้นานเกิน 24 ชั่วโมง")
        return redirect("consolidation:home")
    del request.session[SESSION_KEY]
    work_as(request, form)
    return redirect(form.address, preserve_request=True)


def stay(request: HttpRequest) -> JsonResponse:
    """The user is still there: the session goes on, as with every request. Whose it is, is told."""
    return JsonResponse({"user": request.user.pk})
