"""The household's page: what it owes, the five tasks with the next one on top, its history."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate, now

from consolidation.breakdown import bar_parts, break_down
from consolidation.cases import case_in_words
from consolidation.correcting import ACT as CORRECT
from consolidation.locking import LOCKED
from consolidation.models import Case
from consolidation.old_guarantors import outcomes_of
from consolidation.restructured import restructured
from consolidation.returned import came_back
from consolidation.review_queue import versions_of
from consolidation.signing import has_signed
from consolidation.staleness import staleness_of
from consolidation.summary import summary_of
from consolidation.tasklist import DONE, LATER, TODO, Facts, Task, next_task, tasks_of
from consolidation.timeline import Event, timeline
from debts.interest_ages import aged_interest, by_age
from debts.models import Loan
from debts.prescriptions import advice_on, pressing_of
from members.householding import said_to_have_no_number
from members.looking import looked_at
from members.models import Household
from members.page_names import page_called

ACT = "consolidation.add_contract"
MAY_READ_LOOKS = "members.view_accessentry"
EVENTS_SHOWN = 30
TO_READ = {"ข้อมูลครัวเรือน", "หนี้ทุกกองทุน", "จัดประเภทลูกหนี้"}  # open to who may only look


def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """One household: what it owes and to whom, its contract, its history, and the next step."""
    household = find_household(request, household_id)
    loans = [*household.loans.select_related("account__fund", "borrower", "rule")]
    owing = [loan for loan in loans if loan.status == Loan.Status.OPEN and loan.outstanding]
    by_fund = break_down((loan.account.fund, loan.components) for loan in owing)
    facts = facts_of(household, owing)
    may_act = request.user.has_perm(ACT, household.institution)
    tasks = tasks_of(household, facts, on=localdate())
    context = {
        "nav": "households",
        "household": household,
        "persons": facts.persons,
        "summary": summary_of(household, facts),
        "by_fund": by_fund,
        "bar": bar_parts(by_fund),
        **_by_loan(owing),
        "closed": [loan for loan in loans if loan not in owing],
        "case": facts.case,
        "status": case_in_words(facts.case.status, facts.review) if facts.case else "",
        "moved": staleness_of([facts.case])[facts.case.pk] if facts.sent else [],
        "contract": facts.contract,
        "restructured": restructured(facts.contract) if facts.contract else None,
        **_at_the_district(request, household, facts),
        "old_guarantors": outcomes_of(household.loans.all()),
        **_prescribed(household),
        "today": localdate(),
        "may_act": may_act,
        "undo_next": request.get_full_path() if may_act else "",
        "may_read_looks": request.user.has_perm(MAY_READ_LOOKS, household.institution),
        "tasks": tasks if may_act else _to_read(tasks),
        "next_task": next_task(tasks),
        **_folded(timeline(household, now=now())),
    }
    return render(request, "consolidation/household.html", context)


def _by_loan(owing: Sequence[Loan]) -> dict[str, object]:
    """What is owed loan by loan, interest by its age today, and since when the books have it."""
    aged = aged_interest((loan for loan in owing if loan.interest_under_year), localdate())
    parts = (
        (loan, by_age(loan.components) if loan.pk in aged else loan.components) for loan in owing
    )
    said = [one.sentence(one.loan.interest_under_year) for one in aged.values()]
    return {"by_loan": break_down(parts), "aged": said}


def _prescribed(household: Household) -> dict[str, object]:
    """The loans that are nearly barred, or already, and what to do about them."""
    pressing = pressing_of(household, on=localdate())
    return {"pressing": pressing, "advice": advice_on(pressing)}


def _at_the_district(request: HttpRequest, household: Household, facts: Facts) -> dict[str, object]:
    """What was sent, version by version; what came back; whether it can be had back."""
    may_mend = request.user.has_perm(CORRECT, household.institution)
    versions = versions_of(facts.case) if facts.case and facts.sent else []
    return {
        "versions": versions,
        "back": came_back(household, facts.case, versions) if facts.case else None,
        "may_mend": may_mend,
        "may_correct": may_mend and facts.is_locked,
    }


def facts_of(household: Household, owing: Sequence[Loan]) -> Facts:
    """What the household's pages ask, one query each."""
    case = Case.objects.open().filter(household=household).first()
    sent = case.submissions.order_by("version").last() if case else None
    return Facts(
        persons=[*household.persons.all()],
        incomes=[*household.incomes.all()],
        expenses=[*household.expenses.all()],
        owing=owing,
        case=case,
        contract=household.contracts.open().select_related("fund", "borrower").first(),
        numberless=said_to_have_no_number(household),
        sent=sent,
        review=sent.reviews.order_by("pk").last() if sent else None,
        signed=has_signed(household, owing) if case and not sent else bool(sent),
        is_locked=bool(sent) and case is not None and case.status in LOCKED,
    )


def _folded(events: list[Event]) -> dict[str, list[Event]]:
    return {"events": events[:EVENTS_SHOWN], "earlier": events[EVENTS_SHOWN:]}


def _to_read(tasks: Sequence[Task]) -> list[Task]:
    """The same tasks in the same words for who may look and not act: no way into an act.

    Only what a committee "has to do" is told as not done.
    """
    contract = tasks[-1]
    readable = TO_READ | ({contract.label} if contract.state == DONE else set())
    return [
        replace(
            task,
            url=task.url if task.label in readable else "",
            word=task.word or ("ยังไม่ได้ทำ" if task.state == TODO else ""),
            state=LATER if task.state == TODO else task.state,
        )
        for task in tasks
    ]


def find_household(request: HttpRequest, household_id: int) -> Household:
    """The household, with its head's name, if the user may see it; else 404. Who looked is kept."""
    seen = Household.objects.visible_to(request.user).with_head().select_related("institution")
    household = get_object_or_404(seen, pk=household_id)
    looked_at(household, actor=request.user, what=page_called(request))
    return household
