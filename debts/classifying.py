"""Acts: give a household its class, and take that back; who has which class, and who has none.

Which classes there are is the scheme's (``debts/schemes.py``); how late a household is, computed
(``debts/overdue.py``); what it can and will pay, the committee's judgement.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.timezone import localdate

from debts.models import Classification, Loan
from debts.overdue import Overdue, overdue_of, owed_on
from debts.schemes import scheme_on
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.thai import format_date
from members.audit import record
from members.holding import refusals_of_holding
from members.models import AuditEntry, Household, User
from members.models.households import HouseholdQuerySet
from members.undoing import undoes

LONGEST_REASON = 300


def standing(classifications: QuerySet[Classification]) -> QuerySet[Classification]:
    """Those that hold: neither withdrawn nor the row that withdraws another."""
    return classifications.filter(withdraws__isnull=True, withdrawn_by__isnull=True)


def class_on(household: Household, on: date) -> Classification | None:
    """The household's class on that day: the latest given as of it or before; None without one."""
    given = standing(Classification.objects.filter(household=household, on__lte=on))
    return given.select_related("actor", "scheme").order_by("on", "id").last()


def with_class(households: HouseholdQuerySet, on: date) -> HouseholdQuerySet:
    """Annotate what ``class_on`` says of each: ``class_code``, ``class_name``, ``overdue_name``.

    And ``classified_on``, its day. All are None where no class was given.
    """
    given = standing(Classification.objects.filter(household=OuterRef("pk"), on__lte=on))
    latest = given.order_by("-on", "-id")
    classed: HouseholdQuerySet = households.annotate(
        class_code=Subquery(latest.values("judged_class")[:1]),
        class_name=Subquery(latest.values("judged_name")[:1]),
        overdue_name=Subquery(latest.values("overdue_name")[:1]),
        classified_on=Subquery(latest.values("on")[:1]),
    )
    return classed


def owing(households: HouseholdQuerySet, on: date | None = None) -> HouseholdQuerySet:
    """Households in the register that owed a fund on that day; without a day, that owe now."""
    loans = Loan.objects.owing() if on is None else owed_on(on)
    return households.listed().filter(Exists(loans.filter(household=OuterRef("pk")).order_by()))


def unclassified(households: HouseholdQuerySet, on: date | None = None) -> HouseholdQuerySet:
    """Of these, the ones that owe and have no class on that day; without a day, now."""
    given = standing(Classification.objects.filter(household=OuterRef("pk")))
    if on is not None:
        given = given.filter(on__lte=on)
    return owing(households, on).filter(~Exists(given))


def refusals_to_classify(
    household: Household, overdue: Overdue, *, on: date, today: date
) -> Iterator[Refusal]:
    """Why a household can't be classified as of a day, whatever the committee judges."""
    if on > today:
        yield Refusal("still_to_come", "", "วันที่จัดประเภทยังมาไม่ถึง ให้ใช้วันนี้หรือวันก่อนหน้า")
    if household.is_removed:
        yield Refusal("household_removed", "", "ครัวเรือนนี้ถูกเอาออกจากทะเบียนแล้ว ไม่ต้องจัดประเภท")
    if not overdue.loans:
        day = format_date(on, style="medium", digits="arabic")
        sentence = f"ณ {day} ครัวเรือนนี้ไม่มีหนี้ค้างกับกองทุนใด จึงไม่ต้องจัดประเภท"
        yield Refusal("owes_nothing", "", sentence)


@transaction.atomic(durable=True)
def classify(
    household: Household,
    *,
    on: date,
    ability: str,
    willingness: str,
    reason: str,
    actor: User,
    seen: int | None = None,
) -> Classification:
    """Give the household its class as of a day (จัดประเภทลูกหนี้), in the words of its scheme then.

    ``seen`` is the class that the person looked at when they judged (its primary key, 0 for none):
    if somebody gave another since, nothing is written. Sent twice it is one classification.
    Raises Refused without a reason, for a day to come, for a household that owed nothing.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    overdue, before = overdue_of(household, on), class_on(household, on)
    reason = mask_ids(reason.strip())
    judged = {"on": on, "ability": ability, "willingness": willingness, "reason": reason}
    meanwhile = before if seen is not None and before and before.pk != seen else None
    if meanwhile and _is_the_same(meanwhile, judged, actor):
        return meanwhile
    refusals = [
        *refusals_of_holding(household.pk),
        *refusals_to_classify(household, overdue, on=on, today=localdate()),
        *_about_words(ability, willingness, reason),
        *([_given_meanwhile(meanwhile)] if meanwhile else []),
    ]
    if refusals:
        raise Refused(refusals)

    return _recorded(_written(household, overdue, judged, actor))


def _is_the_same(given: Classification, judged: dict[str, Any], actor: User) -> bool:
    return given.actor_id == actor.pk and all(
        getattr(given, field) == value for field, value in judged.items()
    )


def _given_meanwhile(given: Classification) -> Refusal:
    sentence = (
        f"ระหว่างที่ท่านเปิดหน้านี้ {given.actor} จัดประเภทครัวเรือนนี้เป็น “{given.judged_name}” แล้ว "
        "ดูเหตุผลในหน้านี้ ถ้ายังต้องการจัดใหม่ให้กดบันทึกอีกครั้ง"
    )
    return Refusal("classified_meanwhile", "", sentence)


def _about_words(ability: str, willingness: str, reason: str) -> Iterator[Refusal]:
    if ability not in Classification.Ability.values:
        yield Refusal("no_ability", "", "กรุณาเลือกความสามารถในการชำระ")
    if willingness not in Classification.Willingness.values:
        yield Refusal("no_willingness", "", "กรุณาเลือกความตั้งใจชำระ")
    if not reason:
        yield Refusal("no_reason", "", "กรุณาเลือกหรือเขียนเหตุผลที่จัดประเภทเช่นนี้")
    if len(reason) > LONGEST_REASON:
        sentence = f"เหตุผลยาวเกิน {LONGEST_REASON} ตัวอักษร ให้เขียนสั้นลง"
        yield Refusal("reason_too_long", "", sentence)


def _written(
    household: Household, overdue: Overdue, judged: dict[str, Any], actor: User
) -> Classification:
    scheme, version = scheme_on(household.institution, judged["on"])
    result = scheme.judged(judged["ability"], judged["willingness"])
    worst = overdue.worst if overdue.band else None  # of what can't be said there is no figure
    return Classification.objects.create(
        household=household,
        scheme=version,
        overdue_class=overdue.band.code if overdue.band else "",
        overdue_name=overdue.band.name if overdue.band else "",
        days_overdue=worst.lateness.days if worst else None,
        missed_due_dates=worst.lateness.yearly_due_dates if worst else None,
        worst_loan=worst.loan if worst else None,
        judged_class=result.code,
        judged_name=result.name,
        actor=actor,
        **judged,
    )


def _recorded(given: Classification) -> Classification:
    record(
        "classified",
        given,
        _sentence(given),
        actor=given.actor,
        institution=given.household.institution,
        household=given.household,
        before={"classification": given.pk},
    )
    return given


def _sentence(given: Classification) -> str:
    day = format_date(given.on, style="medium", digits="arabic")
    late = given.overdue_name or "ยังบอกไม่ได้ว่าค้างเท่าใด"
    sentence = (
        f"จัดประเภทลูกหนี้เป็น “{given.judged_name}” ณ {day} (การค้างชำระ: {late} · "
        f"{given.get_ability_display()} · {given.get_willingness_display()}) เหตุผล: {given.reason}"
    )
    return sentence[:500]


@undoes("classified")
def withdraw_classification(entry: AuditEntry, actor: User) -> None:
    """Take a classification back by a row that withdraws it; the class before it holds again.

    Inside the transaction of ``undo_entry``, which holds the household.
    """
    given = Classification.objects.get(pk=entry.before["classification"])
    if hasattr(given, "withdrawn_by"):
        raise Refused([Refusal("withdrawn_before", "", "การจัดประเภทนี้ถูกถอนไปแล้ว")])

    same = {
        field.attname: getattr(given, field.attname)
        for field in Classification._meta.concrete_fields
        if field.name not in ("id", "actor", "recorded_at", "withdraws")
    }
    Classification.objects.create(**same, actor=actor, withdraws=given)
