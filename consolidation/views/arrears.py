"""Arrears and portfolio at risk of an institution's contracts on a day: a page, and a file."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from consolidation.exporting import FORMATS
from consolidation.portfolio import Portfolio, portfolio_of
from consolidation.portfolio_file import export_portfolio
from consolidation.portfolio_forms import PortfolioDayForm
from consolidation.views.files import file_of
from fundinst.days import day_in_words
from fundinst.thai import buddhist_year
from members.looking import looked_over, took_out
from members.models import Institution
from members.page_names import page_called

TITLE = "สรุปยอดค้างชำระ"


def arrears(request: HttpRequest, code: str) -> HttpResponse:
    """What is overdue on a day (?on=), by fund and by how long; today where none is asked."""
    institution, day, on = _asked(request, code)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    context = {
        "nav": "contracts",
        "institution": institution,
        "day": day,
        "on": on,
        "portfolio": portfolio_of(institution, on=on),
        "files": _files(institution, on),
    }
    return render(request, "consolidation/arrears.html", context)


def arrears_file(request: HttpRequest, code: str, file_format: str) -> HttpResponse:
    """Every running contract of the same day as xlsx or csv; that it was taken out is recorded."""
    if file_format not in FORMATS:
        raise Http404
    institution, _day, on = _asked(request, code)
    portfolio: Portfolio = portfolio_of(institution, on=on)
    exported = export_portfolio(portfolio, title=TITLE, actor=request.user, at=localtime())
    took_out(institution, actor=request.user, what=TITLE, rows=len(portfolio.all.held))
    return file_of(exported, file_format, name=f"{TITLE} {day_in_words(on)}")


def _asked(request: HttpRequest, code: str) -> tuple[Institution, PortfolioDayForm, date]:
    """The institution and the day: today, where what was typed can't be read (the form says so)."""
    institution = get_object_or_404(Institution.objects.visible_to(request.user), code=code)
    said = request.GET if "on" in request.GET else None
    day = PortfolioDayForm(said, initial={"on": localdate()})
    return institution, day, day.cleaned_data["on"] if day.is_valid() else localdate()


def _files(institution: Institution, on: date) -> list[dict[str, str]]:
    query = {"on": f"{on.day}/{on.month}/{buddhist_year(on)}"}
    return [
        {
            "url": reverse(
                "consolidation:arrears_file", args=[institution.code, kind], query=query
            ),
            "kind": name,
        }
        for kind, name in (("xlsx", "Excel"), ("csv", "CSV"))
    ]
