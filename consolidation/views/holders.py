"""Which fund shall hold the contract? For one household, and for a whole village at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from consolidation.cases import BEFORE_CONTRACT
from consolidation.holder_choosing import Outlook, choose_holder, chosen_holder, outlook_of
from consolidation.holder_forms import HolderForm, VillageForm
from consolidation.holder_sums import Goal
from consolidation.models import Case, HolderChoice
from consolidation.views.household import ACT, find_household
from consolidation.views.targets import find_institution
from consolidation.village_holders import choose_for_village, village_outlook, way_of
from fundinst.errors import Refused
from members.access import require
from members.looking import looked_over
from members.models import Institution
from members.page_names import page_called


def holder(request: HttpRequest, household_id: int) -> HttpResponse:
    """The funds for one household, what each goal suggests, and the committee's choice."""
    household = find_household(request, household_id)
    if request.method == "POST":
        require(request.user, ACT, household.institution)
    outlook = outlook_of(household, on=localdate())
    last = chosen_holder(household)
    form = _form(request, outlook, last)
    if request.method == "POST" and form.is_valid() and (choice := _choose(request, outlook, form)):
        messages.success(request, f"เลือก{choice.fund}เป็นกองทุนที่ถือสัญญาแล้ว")
        return redirect("consolidation:holder", household.pk)
    case = Case.objects.open().filter(household=household).first()
    may_act = request.user.has_perm(ACT, household.institution)
    context = {
        "nav": "households",
        "household": household,
        "outlook": outlook,
        "last": last,
        "form": form,
        "goals": [*zip(form["goal"], outlook.suggestions, strict=False)],
        "funds": [*zip(form["fund"], outlook.options, strict=True)],
        "contract": household.contracts.open().select_related("fund").first(),
        "may_choose": may_act and bool(case) and case.status in BEFORE_CONTRACT,
        "may_act": may_act,
    }
    return render(request, "consolidation/holder.html", context)


def _form(request: HttpRequest, outlook: Outlook, last: HolderChoice | None) -> HolderForm:
    suggested = outlook.suggested(Goal.LEAST_GROSS)
    initial = {"goal": Goal.LEAST_GROSS, "fund": suggested, "seen": outlook.version}
    if last:
        initial |= {"goal": last.goal, "fund": last.fund, "reason": last.reason}
    funds = [option.fund for option in outlook.options]
    return HolderForm(request.POST or None, funds=funds, initial=initial)


def _choose(request: HttpRequest, outlook: Outlook, form: HolderForm) -> HolderChoice | None:
    said = form.cleaned_data
    try:
        return choose_holder(
            outlook.household,
            goal=said["goal"],
            fund=said["fund"],
            reason=said["reason"],
            seen=said["seen"],
            on=localdate(),
            actor=request.user,
        )
    except Refused as refused:
        form.show(refused)
        form.data = form.data.copy()
        form.data["seen"] = outlook.version  # what is shown now is what is confirmed next
        return None


def holders(request: HttpRequest, code: str) -> HttpResponse:
    """All households that wait for a holder; the goals beside each other; one press takes one."""
    institution = find_institution(request, code)
    if request.method == "POST":
        require(request.user, ACT, institution)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    outlook = village_outlook(institution, on=localdate())
    form = VillageForm(request.POST or None)
    if form.is_valid():
        return _take(request, institution, form)
    ways = [way_of(outlook, goal) for goal in Goal] if outlook.waiting else []
    wanted = request.GET.get("goal", Goal.LEAST_NET)
    way = next((one for one in ways if one.goal == wanted), ways[0] if ways else None)
    context = {
        "nav": "households",
        "institution": institution,
        "outlook": outlook,
        "ways": ways,
        "way": way,
        "seen": outlook.version,
        "without_cash_said": [h.fund for h in outlook.holders if h.cash.at_hand is None],
        "may_act": request.user.has_perm(ACT, institution),
    }
    return render(request, "consolidation/holders.html", context)


def _take(request: HttpRequest, institution: Institution, form: VillageForm) -> HttpResponse:
    """Take the proposals; where anything changed since they were looked at, show them anew."""
    said = form.cleaned_data
    outlook = village_outlook(institution, on=localdate())
    try:
        way = way_of(outlook, Goal(said["goal"]))
        choices = choose_for_village(
            institution, way, seen=said["seen"], on=localdate(), actor=request.user
        )
    except Refused:
        messages.warning(request, "ข้อมูลเปลี่ยนหลังจากที่ท่านดู กรุณาดูข้อเสนอใหม่ แล้วกดอีกครั้ง")
    else:
        number = len(choices)
        said_so = f"บันทึกกองทุนที่ถือสัญญาแล้ว {number} ครัวเรือน" if number else "เลือกตามนี้ไว้แล้วทุกครัวเรือน"
        messages.success(request, said_so)
    response = redirect("consolidation:holders", institution.code)
    response["Location"] += f"?goal={said['goal']}"
    return response
