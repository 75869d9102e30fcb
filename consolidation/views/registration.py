"""Sending households to the district: one page with every warning, one button for the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.models import Case, Registration, Submission
from consolidation.registering import ACT, submit_households
from consolidation.registration_checks import MAY_BE_SENT, Checked, check
from consolidation.registration_forms import CutOffForm, RegistrationForm
from consolidation.staleness import staleness_of
from consolidation.views.targets import find_institution
from debts.confirmations import usual_cut_off
from fundinst.errors import Refusal, Refused
from fundinst.paging import paged
from fundinst.thai import format_date
from members.access import require
from members.filters import InstitutionFilter
from members.models import Household, Institution
from members.notices import district_officers
from members.tables import InstitutionTable
from members.undoing import say_done

S = Case.Status
CONFIRM = "consolidation:confirm"
PEOPLE = "consolidation:people"
CRITERIA = "consolidation:criteria"
WHERE = {
    "no_consent": (CONFIRM, "บันทึกความยินยอม"),
    "not_confirmed": (CONFIRM, "รับรองหนี้"),
    "confirmed_other_amount": (CONFIRM, "รับรองใหม่"),
    "loan_disputed": (CONFIRM, "ดูข้อโต้แย้ง"),
    "no_house_number": ("consolidation:house", "ใส่บ้านเลขที่"),
    "same_name_twice": (PEOPLE, "ดูรายชื่อ"),
    "no_class": ("debts:classify", "จัดประเภท"),
    "criteria_not_met": (CRITERIA, "ดูเกณฑ์"),
    "criteria_unknown": (CRITERIA, "ตอบเกณฑ์"),
    "nothing_mended": ("consolidation:household", "ดูสิ่งที่ต้องแก้"),
}
"""Where each refusal and warning is mended, and what the link says."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said of a household, with the way to mend it where there is one."""

    sentence: str
    url: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A household on the check page."""

    checked: Checked
    refusals: Sequence[Note]
    warnings: Sequence[Note]
    is_ticked: bool


class RegistrationInstitutionTable(InstitutionTable):
    def address(self, institution: Institution) -> str:
        return reverse("consolidation:registration", args=[institution.code])


@permission_required(ACT, raise_exception=True)
def registration_home(request: HttpRequest) -> HttpResponse:
    """The only institution's check page; of several, a list to choose from."""
    within = Institution.objects.run_by(request.user).select_related(
        "village", "subdistrict__parent__parent"
    )
    first = [*within[:2]]
    if len(first) == 1:
        return registration(request, first[0].code)
    found = InstitutionFilter(request.GET, within)
    table = paged(RegistrationInstitutionTable(found.qs), request)
    context = {"nav": "households", "table": table, "q": request.GET.get("q", "")}
    return render(request, "consolidation/registration_home.html", context)


@permission_required(ACT, raise_exception=True)
def registration(request: HttpRequest, code: str) -> HttpResponse:
    """Every household that could be sent, with all that is said of it; POST sends those ticked."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    day_form, cut_off = cut_off_in(request, institution)
    form = RegistrationForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        sent = _send(request, institution, form)
        if sent:
            return redirect("consolidation:registration_sent", code, sent.pk)
    checked = check(_to_send(institution), cut_off=cut_off)
    lines = [_line(one, form, cut_off) for one in checked]
    ticked = [line for line in lines if line.is_ticked]
    context = {
        "nav": "households",
        "institution": institution,
        "day_form": day_form,
        "cut_off": cut_off,
        "on": written(cut_off),
        "form": form,
        "key": form.key_again(uuid4()),
        "lines": lines,
        "ready": [line for line in lines if line.checked.is_ready],
        "barred": [line for line in lines if not line.checked.is_ready],
        "ticked": ticked,
        "ticked_total": sum((line.checked.owed for line in ticked), Decimal(0)),
        **_waiting(institution),
    }
    return render(request, "consolidation/registration.html", context)


def cut_off_in(request: HttpRequest, institution: Institution) -> tuple[CutOffForm, date]:
    """The form of the cut-off date and the date itself, from the request or as is usual."""
    usual = usual_cut_off(institution, today=localdate())
    sent = request.POST if "on" in request.POST else request.GET
    form = CutOffForm(sent if "on" in sent else None, initial={"on": usual})
    return form, form.cleaned_data["on"] if form.is_valid() else usual


def written(cut_off: date) -> str:
    """The date as an address carries it: 30/6/2560."""
    return format_date(cut_off, style="slash", digits="arabic")


def _to_send(institution: Institution) -> list[Household]:
    """Selected, or returned to be mended, in the register's order."""
    cases = Case.objects.open().filter(status__in=MAY_BE_SENT)
    homes = institution.households.listed().filter(cases__in=cases)
    return [*homes.order_by("house_key", "pk")]


def _line(checked: Checked, form: RegistrationForm, cut_off: date) -> Line:
    pk = checked.household.pk
    ticked = str(pk) in form.chosen if form.is_bound else checked.is_clean
    return Line(
        checked=checked,
        refusals=[_note(refusal, checked.household, cut_off) for refusal in checked.refusals],
        warnings=[_note(warning, checked.household, cut_off) for warning in checked.warnings],
        is_ticked=checked.is_ready and ticked,
    )


def _note(refusal: Refusal, household: Household, cut_off: date) -> Note:
    said = refusal.sentence if refusal.code == "no_consent" else str(refusal)
    if refusal.code not in WHERE:
        return Note(said)
    name, verb = WHERE[refusal.code]
    query = {"on": written(cut_off), "next": "registration"} if name == CONFIRM else {}
    return Note(said, reverse(name, args=[household.pk], query=query), verb)


def _send(
    request: HttpRequest, institution: Institution, form: RegistrationForm
) -> Registration | None:
    chosen = form.cleaned_data
    try:
        sent = submit_households(
            institution,
            chosen["households"],
            cut_off=chosen["on"],
            key=chosen["key"],
            on=localdate(),
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        return None
    say_done(request, f"ส่งให้อำเภอแล้ว {len(chosen['households'])} ครัวเรือน กำลังรออำเภอตรวจ")
    return sent


def _waiting(institution: Institution) -> dict[str, object]:
    """How many wait for the district, and which of those on the way owe something else now."""
    cases = [
        *Case.objects.open()
        .filter(household__institution=institution, household__is_removed=False)
        .filter(status__in=[S.SUBMITTED, S.RETURNED, S.APPROVED])
        .select_related("household")
    ]
    moved = staleness_of(cases)
    return {
        "waiting": sum(case.status == S.SUBMITTED for case in cases),
        "approved": sum(case.status == S.APPROVED for case in cases),
        "stale": [(case, moved[case.pk]) for case in cases if moved[case.pk]],
    }


@permission_required(ACT, raise_exception=True)
def registration_sent(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """What was sent, where each household of it stands now, and what comes next."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    sent = get_object_or_404(
        Registration.objects.filter(institution=institution).select_related("actor"),
        pk=registration_id,
    )
    submissions = sent.submissions.select_related("case").prefetch_related("loans").order_by("pk")
    homes = Household.objects.filter(cases__submissions__registration=sent).with_head()
    by_pk = {home.pk: home for home in homes}
    rows = [(by_pk[one.case.household_id], one, _registered(one)) for one in submissions]
    context = {
        "nav": "households",
        "institution": institution,
        "sent": sent,
        "rows": rows,
        "total": sum((owed for _home, _one, owed in rows), Decimal(0)),
        "waiting": sum(one.case.status == S.SUBMITTED for _home, one, _owed in rows),
        "officers": [*district_officers(institution, on=localdate())],
    }
    return render(request, "consolidation/registration_sent.html", context)


def _registered(submission: Submission) -> Decimal:
    loans = [loan for loan in submission.loans.all() if not loan.is_disputed]
    return sum((loan.total for loan in loans), Decimal(0))
