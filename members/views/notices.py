"""What one was told: the list of it, and the way to what it is about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from fundinst.paging import paged
from members.notices import notices_of, read_notices
from members.sent_forms import answers_repeats_itself
from members.tables import NoticeTable

LONGEST_NUMBER = 18  # digits that a bigint takes


def notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first."""
    told = notices_of(request.user)
    context = {
        "table": paged(NoticeTable(told), request),
        "newest": told.values_list("pk", flat=True).first(),
        "has_unread": told.filter(read_at__isnull=True).exists(),
    }
    return render(request, "members/notices.html", context)


@answers_repeats_itself
def notice_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice of one's own as read, and go where it leads: a page of this site."""
    told = notices_of(request.user)
    notice = get_object_or_404(told, pk=notice_id)
    if request.method != "POST":  # a link to the button's address
        return redirect("members:notices")
    read_notices(told.filter(pk=notice.pk), at=timezone.now())
    return redirect(notice.url if _is_ours(notice.url) else "members:notices")


def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark as read all that the page showed as unread; what came meanwhile stays unread."""
    newest = request.POST.get("newest", "")
    if request.method == "POST" and newest.isdecimal() and len(newest) <= LONGEST_NUMBER:
        shown = notices_of(request.user).filter(pk__lte=int(newest))
        if read := read_notices(shown, at=timezone.now()):
            messages.success(request, f"ทำเครื่องหมายว่าอ่านแล้ว {read:,} เรื่อง")
    return redirect("members:notices")


def _is_ours(url: str) -> bool:
    """A path of this site, and neither another host nor a script."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
