"""What households sign before they are sent: their debts, their consent; one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from consolidation.consenting import PURPOSE, consents_of, take_back_consent
from consolidation.models import Case
from consolidation.registering import ACT
from consolidation.registration_checks import MAY_BE_SENT, Checked, check
from consolidation.registration_forms import ConsentBackForm, PapersForm
from consolidation.signing import Papers, take_down
from consolidation.views.household import find_household
from consolidation.views.registration import cut_off_in, written
from consolidation.views.targets import find_institution
from debts.balances import balances_on
from debts.confirmations import last_words
from debts.void_interest import Counted, counted
from fundinst.errors import Refused
from members.access import require
from members.looking import printed
from members.models import Household, Institution
from members.undoing import say_done

ONE_BY_ONE, REGISTRATION = "one_by_one", "registration"
CARRIED = ("signed_on", "sign")
"""What is the same on the next paper, if people sign on one evening."""
SPOKEN_BY_PAPER = {"no_consent", "not_confirmed", "confirmed_other_amount"}


@permission_required(ACT, raise_exception=True)
def confirm(request: HttpRequest, household_id: int) -> HttpResponse:
    """What stands on the paper that the household signed, as of the cut-off date ``?on=``.

    With ?next=one_by_one the next household follows, and the page says how many are left.
    """
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    day_form, cut_off = cut_off_in(request, household.institution)
    following = request.POST.get("next") or request.GET.get("next", "")
    form = _form(request, household, cut_off)
    if request.method == "POST" and form.is_valid():
        if _taken_down(request, household, form, cut_off):
            return redirect(_onwards(household, following, cut_off, _carried(form.data)))
        form = _shown_again(request, household, cut_off, form)
    case = Case.objects.open().filter(household=household).first()
    context = {
        "nav": "households",
        "household": household,
        "day_form": day_form,
        "cut_off": cut_off,
        "form": form,
        "counted": form.counted,
        "consent": consents_of([household.pk]).get(household.pk),
        "purpose": PURPOSE,
        "case": case if case and case.status not in MAY_BE_SENT else None,
        "next": following,
        "on": written(cut_off),
        "back": _onwards(household, following, cut_off, _carried(request.GET)),
        **(_progress(household.institution, cut_off) if following == ONE_BY_ONE else {}),
    }
    return render(request, "consolidation/confirm.html", context)


def _form(request: HttpRequest, household: Household, cut_off: date) -> PapersForm:
    balances = balances_on([household], cut_off)[household.pk]
    words = last_words([balance.loan.pk for balance in balances], cut_off=cut_off)
    return PapersForm(
        request.POST if request.method == "POST" else None,
        initial={} if words else _carried(request.GET),
        balances=balances,
        words=words,
        has_consent=household.pk in consents_of([household.pk]),
    )


def _carried(data: Mapping[str, str]) -> dict[str, str]:
    """The paper's date and kind of signature: those of the next paper of the same evening too."""
    return {name: data[name] for name in CARRIED if data.get(name)}


def _shown_again(
    request: HttpRequest, household: Household, cut_off: date, refused: PapersForm
) -> PapersForm:
    """The form with what was typed, on the balances as they are now, and why it was refused."""
    form = _form(request, household, cut_off)
    form.is_valid()
    for error in refused.non_field_errors().as_data():
        form.add_error(None, error)
    return form


def _taken_down(
    request: HttpRequest, household: Household, form: PapersForm, cut_off: date
) -> bool:
    said = form.cleaned_data
    papers = Papers(
        cut_off=cut_off,
        signed_on=said["signed_on"],
        sign=said.get("sign", ""),
        witnesses=[said.get("witness_1", ""), said.get("witness_2", "")],
        disputed=form.disputed(),
        seen=form.seen(),
        last=form.last(),
        owes=bool(form.balances),
        consents=said.get("consents", False),
    )
    try:
        take_down(household, papers, actor=request.user)
    except Refused as refused:
        form.show(refused)
        return False
    who = household.head_name or household
    say_done(request, f"บันทึกเอกสารที่ {who} ลงชื่อแล้ว ถ้าบันทึกผิด ให้เปิดหน้าเดิมแล้วบันทึกใหม่")
    if "consents" in form.fields and not papers.consents:
        sentence = f"{who} ยังไม่ได้ให้ความยินยอมใช้ข้อมูล จึงยังส่งอำเภอไม่ได้ ให้ลงชื่อในหนังสือยินยอมก่อน"
        messages.warning(request, sentence)
    return True


def _onwards(
    household: Household, following: str, cut_off: date, carried: Mapping[str, str]
) -> str:
    code, query = household.institution.code, {"on": written(cut_off)}
    if following == ONE_BY_ONE:
        query |= {"after": str(household.pk), **carried}
        return reverse("consolidation:confirm_next", args=[code], query=query)
    if following == REGISTRATION:
        return reverse("consolidation:registration", args=[code], query=query)
    return reverse("consolidation:household", args=[household.pk])


def _to_sign(institution: Institution, cut_off: date) -> list[Checked]:
    cases = Case.objects.open().filter(status__in=MAY_BE_SENT)
    homes = institution.households.listed().filter(cases__in=cases)
    return check([*homes.order_by("house_key", "pk")], cut_off=cut_off)


def _lacks_paper(one: Checked) -> bool:
    return bool(SPOKEN_BY_PAPER & {refusal.code for refusal in one.refusals})


def _progress(institution: Institution, cut_off: date) -> dict[str, Any]:
    every = _to_sign(institution, cut_off)
    left = sum(map(_lacks_paper, every))
    return {"left": left, "all": len(every), "signed": len(every) - left}


@permission_required(ACT, raise_exception=True)
def confirm_next(request: HttpRequest, code: str) -> HttpResponse:
    """On to the first household whose papers are missing; ?after= goes on from one of them."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    _form, cut_off = cut_off_in(request, institution)
    every = _to_sign(institution, cut_off)
    missing = [one for one in every if _lacks_paper(one)]
    following = [one for one in _after(every, request.GET.get("after", "")) if _lacks_paper(one)]
    query = {"on": written(cut_off)}
    if following:
        home = following[0].household.pk
        query |= {"next": ONE_BY_ONE, **_carried(request.GET)}
        return redirect(reverse("consolidation:confirm", args=[home], query=query))
    if missing:
        messages.info(request, f"ถึงครัวเรือนสุดท้ายแล้ว ยังเหลือที่ข้ามไว้ {len(missing)} ครัวเรือน")
    else:
        messages.success(request, "บันทึกเอกสารครบทุกครัวเรือนแล้ว ตรวจอีกครั้งแล้วส่งให้อำเภอ")
    return redirect(reverse("consolidation:registration", args=[code], query=query))


def _after(every: Sequence[Checked], number: str) -> Sequence[Checked]:
    """Those that follow a household in the register's order; all, where the number is none."""
    places = [place for place, one in enumerate(every) if str(one.household.pk) == number]
    return every[places[0] + 1 :] if places else every


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two papers of one household: its debts to confirm, and its consent."""

    checked: Checked

    @property
    def counted(self) -> Counted:
        """What it owes, and what of it nobody is asked to acknowledge."""
        return counted(self.checked.facts.balances)

    @property
    def borrowers(self) -> list[str]:
        """Who signs: every borrower once."""
        names = (str(balance.loan.borrower) for balance in self.checked.facts.balances)
        return [*dict.fromkeys(names)] or [self.checked.head]


@permission_required(ACT, raise_exception=True)
def papers(request: HttpRequest, household_id: int) -> HttpResponse:
    """The papers of one household, for printing."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    _form, cut_off = cut_off_in(request, household.institution)
    back = reverse("consolidation:confirm", args=[household.pk], query={"on": written(cut_off)})
    checked = check([household], cut_off=cut_off)
    return _print(request, household.institution, checked, cut_off, back)


@permission_required(ACT, raise_exception=True)
def registration_papers(request: HttpRequest, code: str) -> HttpResponse:
    """The papers of every household that hasn't signed yet, one after the other, for printing."""
    institution = find_institution(request, code)
    require(request.user, ACT, institution)
    _form, cut_off = cut_off_in(request, institution)
    back = reverse("consolidation:registration", args=[code], query={"on": written(cut_off)})
    missing = [one for one in _to_sign(institution, cut_off) if _lacks_paper(one)]
    return _print(request, institution, missing, cut_off, back)


def _print(
    request: HttpRequest,
    institution: Institution,
    checked: Sequence[Checked],
    cut_off: date,
    back: str,
) -> HttpResponse:
    for one in checked:
        printed(one.household, actor=request.user, what="ใบรับรองหนี้และหนังสือให้ความยินยอม")
    context = {
        "nav": "households",
        "institution": institution,
        "sheets": [Sheet(one) for one in checked],
        "cut_off": cut_off,
        "purpose": PURPOSE,
        "back": back,
    }
    return render(request, "consolidation/registration_papers.html", context)


@permission_required(ACT, raise_exception=True)
def consent_back(request: HttpRequest, household_id: int) -> HttpResponse:
    """The household takes its consent back, by a paper of a day."""
    household = find_household(request, household_id)
    require(request.user, ACT, household.institution)
    form = ConsentBackForm(request.POST or None)
    if form.is_valid():
        try:
            take_back_consent(
                household, signed_on=form.cleaned_data["signed_on"], actor=request.user
            )
        except Refused as refused:
            form.show(refused)
        else:
            say_done(request, "บันทึกการถอนความยินยอมแล้ว ครัวเรือนนี้ส่งให้อำเภอไม่ได้จนกว่าจะยินยอมใหม่")
            return redirect("consolidation:household", household.pk)
    context = {
        "nav": "households",
        "household": household,
        "form": form,
        "consent": consents_of([household.pk]).get(household.pk),
    }
    return render(request, "consolidation/registration_consent_back.html", context)
