"""Trying the work out on an invented village: begin, go back to what is real, remove it whole."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.practising import begin_practice
from fundinst.errors import Refused
from members.models import Institution
from members.practice_mode import PRACTISING, practice_of
from members.removing import refusals_to_remove, remove_practice

ACT = "members.change_household"


@permission_required(ACT, raise_exception=True)
def practice(request: HttpRequest) -> HttpResponse:
    """What practising is; the button begins it, or goes on with what was begun."""
    known = practice_of(request.user, localdate())
    context = {"practice": known, "nav": "home"}
    if request.method == "POST":
        beside = known or Institution.objects.run_by(request.user).order_by("pk")[0]
        try:
            begin_practice(beside, on=localdate(), actor=request.user)
        except Refused as refused:
            context["refusals"] = refused.refusals
        else:
            request.session[PRACTISING] = True
            messages.success(request, "เปิดข้อมูลตัวอย่างแล้ว ลองทำอะไรก็ได้ ไม่กระทบข้อมูลจริง")
            return redirect("consolidation:home")
    return render(request, "consolidation/practice.html", context)


@permission_required(ACT, raise_exception=True)
def practice_leave(request: HttpRequest) -> HttpResponse:
    """Back to the real institution; the practice stays as it is, to go on with another day."""
    if request.method != "POST":  # a link to the button's address
        return redirect("consolidation:practice")
    request.session.pop(PRACTISING, None)
    messages.success(request, "กลับมาที่ข้อมูลจริงแล้ว ข้อมูลตัวอย่างยังอยู่ เปิดใหม่ได้ทุกเมื่อ")
    return redirect("consolidation:home")


@permission_required(ACT, raise_exception=True)
def practice_remove(request: HttpRequest) -> HttpResponse:
    """Ask once more, then remove everything that was practised on."""
    institution = practice_of(request.user, localdate())
    if institution is None:
        messages.info(request, "ไม่มีข้อมูลตัวอย่างให้ลบแล้ว")
        return redirect("consolidation:practice")
    refusals = [*refusals_to_remove(institution)]
    if request.method == "POST":
        try:
            remove_practice(institution, actor=request.user)
        except Refused as refused:
            refusals = refused.refusals
        else:
            request.session.pop(PRACTISING, None)
            messages.success(request, "ลบข้อมูลตัวอย่างทั้งหมดแล้ว ข้อมูลจริงไม่เปลี่ยน")
            return redirect("/")
    context = {"practice": institution, "refusals": refusals, "nav": "home"}
    return render(request, "consolidation/practice_remove.html", context)
