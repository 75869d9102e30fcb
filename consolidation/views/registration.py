"""Sending households to the district: one page with every warning, one button for the list."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from consolidation.cases import case_in_words
from consolidation.models import Case, Registration, Submission
from consolidation.registering import ACT, submit_households
from consolidation.registration_checks import (
    MAY_BE_SENT,
    check,
    common_notes,
)
from consolidation.registration_forms import CutOffForm, RegistrationForm
from consolidation.registration_lines import line_of, way_of_all, written
from consolidation.staleness import staleness_of
from consolidation.views.targets import find_institution
from debts.confirmations import usual_cut_off
from fundinst.errors import Refusal, Refused
from fundinst.paging import paged
from fundinst.thai import format_date
from members.access import require
from members.filters import InstitutionFilter
from members.looking import looked_over
from members.models import Household, Institution
from members.notices import district_officers
from members.page_names import page_called
from members.tables import InstitutionTable
from members.undoing import say_done

S = Case.Status
SENT_ALREADY = "sent_already"


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
    common = common_notes(checked)
    lines = [
        line_of(one, cut_off, common, ticked=form.ticks(one.household, is_clean=one.is_clean))
        for one in checked
    ]
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
        "common": [(one, way_of_all(one, institution)) for one in common],
        "ready": [line for line in lines if line.checked.is_ready],
        "barred": [line for line in lines if not line.checked.is_ready],
        "ticked": ticked,
        "ticked_total": sum((line.checked.owed for line in ticked), Decimal(0)),
        **_waiting(institution),
    }
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    return render(request, "consolidation/registration.html", context)


def cut_off_in(request: HttpRequest, institution: Institution) -> tuple[CutOffForm, date]:
    """The form of the cut-off date and the date itself, from the request or as is usual."""
    usual = usual_cut_off(institution, today=localdate())
    sent = request.POST if "on" in request.POST else request.GET
    form = CutOffForm(sent if "on" in sent else None, initial={"on": usual})
    return form, form.cleaned_data["on"] if form.is_valid() else usual


def _to_send(institution: Institution) -> list[Household]:
    """Selected, or returned to be mended, in the register's order."""
    cases = Case.objects.open().filter(status__in=MAY_BE_SENT)
    homes = institution.households.listed().filter(cases__in=cases)
    return [*homes.order_by("house_key", "pk")]


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
        if before := _sent_before(request, institution, refused, chosen["households"]):
            return before
        form.show(_in_few_words(refused))
        return None
    say_done(request, f"ส่งให้อำเภอแล้ว {len(chosen['households'])} ครัวเรือน กำลังรออำเภอตรวจ")
    return sent


def _sent_before(
    request: HttpRequest,
    institution: Institution,
    refused: Refused,
    households: Collection[Household],
) -> Registration | None:
    """The registration of a list that was sent from another window; said, and no mistake."""
    already = [refusal for refusal in refused.refusals if refusal.code == SENT_ALREADY]
    if len(already) < max(len(households), len(refused.refusals)):
        return None
    sent = Registration.objects.filter(institution=institution).select_related("actor")
    last = sent.filter(submissions__case__household__in=households).order_by("-pk").first()
    if last:
        at = localtime(last.recorded_at)
        day = format_date(at.date(), style="medium", digits="arabic")
        sentence = f"ส่งไปแล้วเมื่อ {day} เวลา {at:%H:%M} น. โดย {last.actor} ไม่ต้องส่งอีก"
        messages.info(request, sentence)
    return last


def _in_few_words(refused: Refused) -> Refused:
    """What stands in the way; that some of the list were sent before is one sentence."""
    others = [refusal for refusal in refused.refusals if refusal.code != SENT_ALREADY]
    if already := len(refused.refusals) - len(others):
        sentence = (
            f"{already} ครัวเรือนที่ติ๊กไว้ส่งไปแล้วจากหน้าต่างอื่น กำลังรออำเภอตรวจ "
            "ครัวเรือนที่เหลือยังไม่ได้ส่ง ดูรายการข้างล่าง แล้วกดส่งอีกครั้ง"
        )
        return Refused([Refusal(SENT_ALREADY, "", sentence), *others])
    return refused


def _waiting(institution: Institution) -> dict[str, object]:
    """How many wait for the district, and which of those on the way owe something else now."""
    cases = [
        *Case.objects.open()
        .filter(household__institution=institution, household__is_removed=False)
        .filter(status__in=[S.SUBMITTED, S.RETURNED, S.APPROVED])
        .select_related("household")
    ]
    moved = staleness_of(cases)
    stale = [case for case in cases if moved[case.pk]]
    homes = Household.objects.filter(cases__in=stale).with_head()
    names = {home.pk: f"{home.head_name or ''} {home}".strip() for home in homes}
    return {
        "waiting": sum(case.status == S.SUBMITTED for case in cases),
        "approved": sum(case.status == S.APPROVED for case in cases),
        "stale": [
            (case, names[case.household_id], moved[case.pk], case_in_words(case.status))
            for case in stale
        ],
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
    rows = [
        (by_pk[one.case.household_id], one, _registered(one), case_in_words(one.case.status))
        for one in submissions
    ]
    context = {
        "nav": "households",
        "institution": institution,
        "sent": sent,
        "rows": rows,
        "total": sum((owed for _home, _one, owed, _words in rows), Decimal(0)),
        "waiting": sum(one.case.status == S.SUBMITTED for _home, one, _owed, _words in rows),
        "officers": [*district_officers(institution, on=localdate())],
    }
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    return render(request, "consolidation/registration_sent.html", context)


def _registered(submission: Submission) -> Decimal:
    loans = [loan for loan in submission.loans.all() if not loan.is_disputed]
    return sum((loan.total for loan in loans), Decimal(0))
