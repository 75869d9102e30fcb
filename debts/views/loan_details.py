"""What a cell of the grid is made of: a household's loans of one account, each with its paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from debts.grid_forms import day_of
from debts.loan_forms import LoanForm
from debts.models import Loan
from debts.stated_loans import seen_in, seen_of
from debts.stating import state_loan
from debts.views.grid import MAY_TYPE, find_institution, grid_url
from fundinst.errors import Refused
from members.access import require
from members.holding import held_among
from members.looking import looked_at
from members.models import AuditEntry, FundAccount, Household
from members.sent_forms import answers_repeats_itself
from members.undoing import say_done


@dataclass(slots=True)
class Paper:
    """One loan's form on the page; ``name`` is สัญญาที่ 1, ``seen`` what the form was opened on."""

    name: str
    form: LoanForm
    seen: str = ""

    @property
    def key(self) -> str:
        return self.form.prefix


@answers_repeats_itself
def loan_details(
    request: HttpRequest, code: str, household_id: int, account_id: int
) -> HttpResponse:
    """The loans of a cell, open and closed; POST writes those in which something was typed."""
    institution = find_institution(request, code)
    households = institution.households.visible_to(request.user).with_head()
    household = get_object_or_404(households.select_related("institution"), pk=household_id)
    accounts = FundAccount.objects.filter(fund__institution=institution)
    account = get_object_or_404(accounts.select_related("fund"), pk=account_id)
    looked_at(household, actor=request.user, what=f"หนี้ใน{account.fund}")
    if request.method != "POST":
        return _page(request, household, account, _papers(request, household, account))
    require(request.user, MAY_TYPE, institution)
    papers = _papers(request, household, account)
    valid = all([paper.form.is_valid() for paper in papers])
    if "add" in request.POST or not valid or not _save(request, household, account, papers):
        return _page(request, household, account, papers)
    if _is_fetched(request):
        return HttpResponse(status=204, headers={"X-Saved": "1"})
    return redirect(f"{grid_url(request, institution)}#household-{household.pk}")


def _is_fetched(request: HttpRequest) -> bool:
    """Whether the drawer asks, which wants the form alone, without a page around it."""
    return "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "fetch"


def _papers(request: HttpRequest, household: Household, account: FundAccount) -> list[Paper]:
    """A form for each open loan, and one more when there is none or one more is asked for."""
    loans = Loan.objects.filter(household=household, account=account).prefetch_related("guarantors")
    sent = request.POST if request.method == "POST" else None
    still = Q(status=Loan.Status.OPEN) | Q(pk__in=_loans_in(sent.getlist("loan") if sent else []))
    open_loans = [*loans.filter(still).order_by("pk")]
    keys: dict[str, Loan | None] = {f"loan-{loan.pk}": loan for loan in open_loans}
    keys |= {f"new-{number}": None for number in range(_how_many_new(request, any(loans)))}
    persons = [*household.persons.all()]
    papers = []
    for place, (key, loan) in enumerate(keys.items(), start=1):
        data = sent if sent and key in sent.getlist("loan") else None
        may_be_empty = loan is None and (len(keys) > 1 or "add" in (sent or ()))
        form = LoanForm(
            data,
            loan=loan,
            persons=persons,
            prefix=key,
            empty_permitted=may_be_empty,
        )
        seen = sent.get(f"{key}-seen", "") if data else _seen(household, account, loan)
        papers.append(Paper(f"สัญญาที่ {place}", form, seen))
    return papers


def _seen(household: Household, account: FundAccount, loan: Loan | None) -> str:
    return seen_of(loan) if loan else seen_in(household, account)


def _loans_in(keys: Sequence[str]) -> list[int]:
    """The loans whose forms were sent, even if they were closed meanwhile: the act says so."""
    return [*filter(None, (_number(key.removeprefix("loan-")) for key in keys))]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _how_many_new(request: HttpRequest, has_loans: bool) -> int:
    if request.method != "POST":
        return int("add" in request.GET or not has_loans)
    sent = [key for key in request.POST.getlist("loan")[:50] if key.startswith("new-")]
    return len(sent) + ("add" in request.POST)


def _save(
    request: HttpRequest, household: Household, account: FundAccount, papers: Sequence[Paper]
) -> bool:
    """Write every loan in which something was typed; what is refused says so in its form."""
    on, _why = day_of(request.POST, today=localdate())
    saved, made = True, "0"
    for paper in papers:
        if not paper.form.has_changed():
            continue
        is_new = paper.form.loan is None
        try:
            loan = state_loan(
                household,
                account,
                paper.form.loan,
                paper.form.stated,
                on=on,
                actor=request.user,
                # A second new one of this form knows of the first: two may be alike.
                seen=max(paper.seen, made, key=_number) if is_new else paper.seen,
            )
        except Refused as refused:
            saved = False
            _show(paper, refused, _seen(household, account, paper.form.loan))
        else:
            made = str(loan.pk) if is_new else made
            _say_stated(request, loan)
    return saved


def _show(paper: Paper, refused: Refused, seen: str) -> None:
    """``seen``: what the form is of when it is sent again, now that the refusal was read."""
    paper.form.show(refused)
    if "changed_meanwhile" in [refusal.code for refusal in refused.refusals]:
        if paper.form.loan:
            paper.form.tell_what_changed()
        paper.seen = seen


def _say_stated(request: HttpRequest, loan: Loan) -> None:
    if not _is_fetched(request):
        acts = AuditEntry.objects.filter(act="loan_stated", subject=f"{Loan._meta.label}:{loan.pk}")
        entry = acts.latest("pk")
        say_done(request, entry.sentence, entry)


def _page(
    request: HttpRequest, household: Household, account: FundAccount, papers: Sequence[Paper]
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    on, _why = day_of(asked, today=localdate())
    loans = Loan.objects.filter(household=household, account=account).select_related("borrower")
    context: dict[str, Any] = {
        "household": household,
        "institution": household.institution,
        "account": account,
        "papers": papers,
        "on": on,
        "open": loans.filter(status=Loan.Status.OPEN).prefetch_related("guarantors"),
        "closed": loans.exclude(status=Loan.Status.OPEN),
        "is_fetched": _is_fetched(request),
        "may_type": request.user.has_perm(MAY_TYPE, household.institution)
        and (request.method == "POST" or not held_among([household.pk])),
        "nav": "households",
    }
    name = "loan_details_form" if _is_fetched(request) else "loan_details"
    return render(request, f"debts/{name}.html", context)
