"""The undo button: one address for every act that can be taken back."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from fundinst.errors import Refused
from members.access import require
from members.models import AuditEntry
from members.undoing import ask_a_worker, undo_entry

ACT = "members.change_household"


def undo_act(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take back an act of one's own institution, or one that concerned nobody else.

    Leads back to the page the button was on.
    """
    seen = AuditEntry.objects.visible_to(request.user).filter(institution__isnull=False)
    own = Q(institution__isnull=True, actor=request.user)
    entry = get_object_or_404(AuditEntry.objects.filter(own | Q(pk__in=seen)), pk=entry_id)
    if entry.institution:
        require(request.user, ACT, entry.institution)
    if request.method != "POST":  # a link to the button's address
        return redirect("/")
    if job := ask_a_worker(entry, user=request.user):
        return redirect("members:job", job.pk)
    try:
        undo_entry(entry, actor=request.user)
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, str(refusal))
    else:
        messages.success(request, f"เลิกทำแล้ว: {entry.sentence}")
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=False)
    return redirect(back if safe else "/")
