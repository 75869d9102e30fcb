"""In which of one's own offices one acts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from members.middleware import ACTING


def switch_office(request: HttpRequest) -> HttpResponse:
    """Go on in another of one's own offices, from the first page: what was open may not be its.

    One that has ended meanwhile can't be chosen, and says so; a stranger's is not there.
    """
    if request.method != "POST":  # a link to the buttons' address
        return redirect("/")
    asked = request.POST.get("office", "")
    chosen = [office for office in request.offices_at_hand if str(office.pk) == asked]
    if chosen:
        request.session[ACTING] = chosen[0].pk
        messages.success(request, f"ตอนนี้ท่านทำในหน้าที่{chosen[0]}")
    elif asked in map(str, request.user.offices.values_list("pk", flat=True)):
        messages.warning(request, "หน้าที่นี้สิ้นสุดแล้ว หรือยังไม่เริ่ม จึงเลือกไม่ได้")
    else:
        raise Http404
    return redirect("/")
