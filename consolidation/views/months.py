"""A fund's months: what came in, closing one, and opening it again for the district's reason."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from consolidation.books import books_of, month_in_words
from consolidation.month_closing import (
    close_month,
    open_month_again,
    refusals_to_close_month,
    refusals_to_open_month,
)
from consolidation.month_forms import OpenMonthForm
from consolidation.month_sums import month_lines, month_of_receipts
from consolidation.views.contracts import ACT
from fundinst.errors import Refused
from fundinst.forms import ActForm
from members.access import require
from members.looking import looked_over
from members.models import Fund
from members.page_names import page_called

OPEN_AGAIN = "consolidation.add_review"
"""The district officers' own: a committee doesn't open again what it closed."""


def find_fund(request: HttpRequest, fund_id: int) -> Fund:
    """The fund, if the user may see it; else 404. The look is written down."""
    seen = Fund.objects.visible_to(request.user).select_related("institution")
    fund = get_object_or_404(seen, pk=fund_id)
    looked_over([fund.institution_id], actor=request.user, what=page_called(request))
    return fund


def months(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Every month of the fund's books, the latest first."""
    fund = find_fund(request, fund_id)
    lines = month_lines(fund, today=localdate())
    to_close = [one for one in reversed(lines) if one.is_over and not one.is_closed]
    context = {
        "nav": "contracts",
        "fund": fund,
        "lines": [one for one in lines if one.says_something or one in to_close[:1]],
        "to_close": to_close[0] if to_close else None,
        "last_to_close": to_close[-1] if len(to_close) > 1 else None,
        "may_act": request.user.has_perm(ACT, fund.institution),
    }
    return render(request, "consolidation/months.html", context)


def month(request: HttpRequest, fund_id: int, month: date) -> HttpResponse:
    """One month: its receipts and what they were for."""
    fund = find_fund(request, fund_id)
    books = books_of(fund)
    closed = month in books.closed or books.in_closed_period(month)
    why_not = [*refusals_to_close_month(books, month, on=localdate())]
    to_open = not [*refusals_to_open_month(books, month, reason="-")]
    lines = (one for one in month_lines(fund, today=localdate()) if one.month == month)
    context = {
        "nav": "contracts",
        "fund": fund,
        "month": month,
        "title": month_in_words(month),
        "found": month_of_receipts(fund, month),
        "line": next(lines, None),
        "may_close": not closed and not why_not and request.user.has_perm(ACT, fund.institution),
        "may_open": to_open and request.user.has_perm(OPEN_AGAIN, fund.institution),
    }
    return render(request, "consolidation/month.html", context)


@permission_required(ACT, raise_exception=True)
def month_close(request: HttpRequest, fund_id: int, month: date) -> HttpResponse:
    """Close the month and the open ones before it; which they are stands on the page."""
    fund = find_fund(request, fund_id)
    require(request.user, ACT, fund.institution)
    form, books, today = ActForm(request.POST), books_of(fund), localdate()
    if request.method == "POST" and form.is_valid():
        try:
            close_month(fund, month, on=today, actor=request.user, with_earlier=True)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"ปิดบัญชีถึงเดือน {month_in_words(month)} แล้ว")
            return redirect("consolidation:months", fund.pk)
    closed = month in books.closed
    refusals = [*refusals_to_close_month(books, month, on=today, with_earlier=True)]
    context = {
        "nav": "contracts",
        "fund": fund,
        "month": month,
        "title": month_in_words(month),
        "form": form,
        "closed": closed,
        "refusals": [] if closed else refusals,
        "months": [month_in_words(one) for one in books.open_until(month)],
    }
    return render(request, "consolidation/month_close.html", context)


@permission_required(OPEN_AGAIN, raise_exception=True)
def month_open(request: HttpRequest, fund_id: int, month: date) -> HttpResponse:
    """Open a closed month again, with the district's reason."""
    fund = find_fund(request, fund_id)
    require(request.user, OPEN_AGAIN, fund.institution)
    form = OpenMonthForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            open_month_again(fund, month, reason=reason, on=localdate(), actor=request.user)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"เปิดบัญชีเดือน {month_in_words(month)} อีกครั้งแล้ว")
            return redirect("consolidation:month", fund.pk, month)
    context = {
        "nav": "contracts",
        "fund": fund,
        "month": month,
        "title": month_in_words(month),
        "form": form,
        "refusals": [*refusals_to_open_month(books_of(fund), month, reason="-")],
    }
    return render(request, "consolidation/month_open.html", context)
