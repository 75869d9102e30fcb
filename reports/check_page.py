"""The public page on which anybody who holds a certified report checks its code.

It says whether the code is a report's, and of that one its number, day and total: what stands on
the paper, and nothing else. Codes are twelve random figures; whoever guesses is stopped.
"""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from fundinst.forms import ActForm
from fundinst.thai import to_arabic_digits
from members.client_address import client_address
from reports.certified_facts import standing_of
from reports.chain import whole_number_of
from reports.guessing import count_wrong, is_stopped
from reports.models import CertifiedReport


class CodeAddress:
    """A path converter: a code's twelve figures; anything else is no address of ours."""

    regex = "[0-9]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CodeForm(ActForm):
    """A code as it is printed: in groups or without, in Thai figures or Arabic."""

    code = forms.CharField(
        label="รหัสตรวจ",
        max_length=40,
        help_text="ตัวเลข 12 ตัว อยู่ท้ายรายงาน",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "กรุณาพิมพ์รหัสตรวจ"},
    )

    def clean_code(self) -> str:
        code = to_arabic_digits(self.cleaned_data["code"]).replace("-", "").replace(" ", "")
        if not (code.isascii() and code.isdigit() and len(code) == 12):
            raise forms.ValidationError(
                "รหัสตรวจเป็นตัวเลข 12 ตัว กรุณาดูที่ท้ายรายงานแล้วพิมพ์ใหม่", code="no_code"
            )
        return code


@login_not_required
@cache_control(private=True, no_store=True)
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code; an answer has an address of its own, as the QR code has."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("check_code", form.cleaned_data["code"])
    return render(request, "reports/check.html", {"form": form})


@login_not_required
@cache_control(private=True, no_store=True)
def check_code(request: HttpRequest, digits: str) -> HttpResponse:
    """What the report of that code is; of a code that no report has the page says so."""
    address, now = client_address(request), timezone.now()
    if is_stopped(address, now=now):
        return render(request, "reports/check_stopped.html", status=429)
    found = CertifiedReport.objects.filter(code=digits)
    report = found.select_related("returned", "institution").first()
    if report is None:
        count_wrong(address, now=now)
        return render(request, "reports/check.html", {"form": CodeForm(), "digits": digits})
    context = {
        "form": CodeForm(),
        "digits": digits,
        "report": report,
        "number": whole_number_of(report),
        "counts": standing_of(report).counts,
    }
    return render(request, "reports/check.html", context)
