"""What a user sets for themselves: the size of letters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event

from members.text_size import LARGEST, SMALLEST, change_text_size


def text_size(request: HttpRequest) -> HttpResponse:
    """ก- and ก+; a page with JavaScript takes the new size on, the others are opened anew."""
    wish = request.POST.get("step")
    if request.method != "POST" or wish not in ("smaller", "larger"):
        return redirect("/")  # a link to the buttons' address
    before = request.user.text_size
    size = change_text_size(request.user, wish).text_size
    said = _said(before, size)
    if request.htmx:
        answer = HttpResponse(status=204)
        return trigger_client_event(answer, "text-size", {"size": size, "said": said})
    if size == before:
        messages.info(request, said)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=False)
    return redirect(back if safe else "/")


def _said(before: int, size: int) -> str:
    if size == before:
        return {SMALLEST: "ตัวอักษรเล็กที่สุดแล้ว", LARGEST: "ตัวอักษรใหญ่ที่สุดแล้ว"}[size]
    return "ขนาดตัวอักษรปกติ" if size == 100 else f"ขนาดตัวอักษรร้อยละ {size} ของขนาดปกติ"
