"""Acts: the committee's meeting selects households as targets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from consolidation.cases import SELECTION_UNDONE, move, open_case
from consolidation.criteria import NOT_MET, Finding, assess, criteria_on
from consolidation.models import Case
from consolidation.rules import refusals_to_select
from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import AuditEntry, Household, Institution, User
from members.undoing import undoes


@dataclass(frozen=True, slots=True)
class SelectedTargets:
    """What a meeting selected: the cases, and the entry to take it back by (None: no change)."""

    cases: Sequence[Case]
    entry: AuditEntry | None


@transaction.atomic(durable=True)
def select_household(
    household: Household, *, on: date, actor: User, document: str = "", reason: str = ""
) -> Case:
    """Open the household's case (คัดเลือกเป็นเป้าหมาย). ``document``: the meeting's minutes.

    Raises Refused when it has an open case, owes nothing, or misses a criterion without a reason.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    refusals = [*refusals_to_select(household)]
    findings = assess([household], criteria_on(household.institution, on))[household.pk]
    if refusals := refusals or [*_refusals_of_criteria(findings, reason)]:
        raise Refused(refusals)

    return _select(household, on=on, actor=actor, document=document, reason=reason)


def _select(household: Household, *, on: date, actor: User, document: str, reason: str) -> Case:
    case = open_case(household, on=on, actor=actor, document=document, reason=reason)
    record(
        "household_selected",
        case,
        "คัดเลือกเป็นครัวเรือนเป้าหมาย",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return case


@transaction.atomic(durable=True)
def select_households(
    institution: Institution,
    households: Iterable[Household],
    *,
    minutes_number: str,
    on: date,
    actor: User,
    reasons: Mapping[int, str] | None = None,
) -> SelectedTargets:
    """Select every one of these households by the minutes of one meeting, or none of them.

    ``reasons`` (by household) say why one that doesn't meet a required criterion is selected all
    the same. Pressed twice it is one selection: households that the same minutes selected already
    stay as they are. Raises Refused with every household's every reason.
    """
    wanted = sorted({household.pk for household in households})
    held = [*institution.households.filter(pk__in=wanted).with_head().order_by("pk").locked()]
    document = f"รายงานการประชุมครั้งที่ {minutes_number.strip()}"
    open_cases = {c.household_id: c for c in Case.objects.open().filter(household__in=held)}
    same = _selected_by(open_cases.values(), document, on)
    new = [household for household in held if household.pk not in same]
    reasons = reasons or {}
    refusals = [*_refusals_of_meeting(minutes_number, wanted, held)]
    refusals += _refusals_of_each(institution, new, on, reasons)
    if refusals:
        raise Refused(refusals)

    cases = [
        _select(h, on=on, actor=actor, document=document, reason=reasons.get(h.pk, "")) for h in new
    ]
    entry = _write_down(institution, cases, document, actor) if cases else None
    return SelectedTargets([*same.values(), *cases], entry)


def _selected_by(cases: Iterable[Case], document: str, on: date) -> dict[int, Case]:
    """Of these cases, those that this very meeting opened, by household."""
    opened = Case.objects.filter(
        pk__in=[case.pk for case in cases],
        status=Case.Status.SELECTED,
        transitions__from_status="",
        transitions__document=document,
        transitions__on=on,
    )
    return {case.household_id: case for case in opened}


def _refusals_of_meeting(
    minutes_number: str, wanted: Sequence[int], held: Sequence[Household]
) -> Iterator[Refusal]:
    if not minutes_number.strip():
        yield Refusal("minutes_missing", "", "กรุณาใส่ครั้งที่ของรายงานการประชุม เช่น 3/2560")
    if len(minutes_number) > 50:
        yield Refusal("minutes_long", "", "เลขที่รายงานการประชุมยาวเกินไป กรุณาใส่เช่น 3/2560")
    if not wanted:
        yield Refusal("nobody_chosen", "", "กรุณาเลือกอย่างน้อย 1 ครัวเรือน")
    if len(held) < len(wanted):
        yield Refusal("household_unknown", "", "บางครัวเรือนไม่อยู่ในสถาบันนี้แล้ว กรุณาเลือกใหม่")


def _refusals_of_each(
    institution: Institution,
    households: Sequence[Household],
    on: date,
    reasons: Mapping[int, str],
) -> Iterator[Refusal]:
    findings = assess(households, criteria_on(institution, on))
    for household in households:
        who = f"{getattr(household, 'head_name', None) or ''} {household}".strip()
        for refusal in refusals_to_select(household):
            yield Refusal(refusal.code, refusal.clause, f"{who}: {refusal.sentence}")
        for refusal in _refusals_of_criteria(findings[household.pk], reasons.get(household.pk, "")):
            yield Refusal(refusal.code, refusal.clause, f"{who}: {refusal.sentence}")


def _refusals_of_criteria(findings: Sequence[Finding], reason: str) -> Iterator[Refusal]:
    """A household that misses a required criterion is selected for a reason that somebody gives."""
    unmet = [f.criterion.sentence for f in findings if f.state == NOT_MET and f.criterion.required]
    if unmet and not reason.strip():
        sentence = f"ไม่ผ่านเกณฑ์ {' และ '.join(unmet)} กรุณาบอกเหตุผลที่ยังคัดเลือก"
        yield Refusal("criteria_not_met", "", sentence)


def _write_down(
    institution: Institution, cases: Sequence[Case], document: str, actor: User
) -> AuditEntry:
    return record(
        "households_selected",
        institution,
        f"คัดเลือกครัวเรือนเป้าหมาย {len(cases)} ครัวเรือน ตาม{document}",
        actor=actor,
        institution=institution,
        before={"cases": [case.pk for case in cases]},
    )


@undoes("household_selected")
def take_back_selection(entry: AuditEntry, actor: User) -> None:
    """Withdraw the case again; the household can be selected anew."""
    _withdraw([int(entry.subject.partition(":")[2])], actor)


@undoes("households_selected")
def take_back_selections(entry: AuditEntry, actor: User) -> None:
    """Withdraw every case of the meeting that stands where the meeting put it, or none of them."""
    _withdraw(entry.before["cases"], actor)


def _withdraw(pks: Sequence[int], actor: User) -> None:
    homes = Household.objects.filter(cases__in=pks).order_by("pk").locked()
    held = [home.pk for home in homes]  # in the order everybody holds them
    stand = Case.objects.filter(pk__in=pks, household__in=held).select_related("household")
    cases = [*stand.order_by("pk")]
    moved = [
        Refusal("case_moved", "", f"{case.household} อยู่ในขั้น “{case.get_status_display()}” แล้ว")
        for case in cases
        if case.status not in (Case.Status.SELECTED, Case.Status.WITHDRAWN)
    ]
    if moved:
        raise Refused(moved)
    for case in cases:
        if case.status == Case.Status.SELECTED:
            move(
                case, Case.Status.WITHDRAWN, on=case.opened_on, actor=actor, reason=SELECTION_UNDONE
            )
