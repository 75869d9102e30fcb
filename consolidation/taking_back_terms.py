"""Act: take the last change of terms back (ยกเลิกการเปลี่ยนเงื่อนไข), where it was a mistake."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from consolidation.books import refusals_of_month
from consolidation.models import AgreedPlan, Contract
from consolidation.planning import as_new, rewrite
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Fund, Household, User
from members.versions import refusals_if_other, version_of


@transaction.atomic(durable=True)
def take_back_terms(
    contract: Contract, *, on: date, reason: str, actor: User, seen: str | None = None
) -> AgreedPlan:
    """Write the plan once more as it was before its terms were last changed; in force from ``on``.

    What was in force until then stays readable. ``seen`` is the ``plans_version`` that people
    looked at. Told twice, it is done once. Raises Refused once a receipt came under those terms.
    """
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    contract = Contract.objects.select_related("fund").get(pk=contract.pk)
    Fund.objects.select_for_update(no_key=True).get(pk=contract.fund_id)  # no month ends meanwhile
    reason = mask_ids(reason.strip())
    words = f"ยกเลิกการเปลี่ยนเงื่อนไข: {reason}"[:300]
    last = contract.plans.order_by("version").last()
    if last and (last.made_on, last.reason, last.actor_id) == (on, words, actor.pk):
        return last
    if refusals := [
        *refusals_if_other(seen, plans_version(contract)),
        *refusals_to_take_back(contract, on=on, reason=reason),
    ]:
        raise Refused(refusals)

    change = last_change(contract)
    assert change is not None  # or it would have been refused
    before = contract.plans.get(version=change.version - 1)
    rows = [as_new(row) for row in before.instalments.order_by("number")]
    plan = rewrite(before, rows, on=on, actor=actor, reason=words, receipt=before.receipt)
    record(
        "terms_taken_back",
        plan,
        f"ยกเลิกการเปลี่ยนเงื่อนไขเมื่อ {day_in_words(change.made_on)} ของสัญญาเลขที่ {contract}: {reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return plan


def last_change(contract: Contract) -> AgreedPlan | None:
    """The version that brought in the terms now in force; None while they are those of the signing.

    Terms name the days they are paid on, so two changes never have the same.
    """
    plans = [*contract.plans.order_by("version")]
    first = next((plan for plan in plans if plan.terms == plans[-1].terms), None)
    return first if first and first.version > 1 else None


def plans_version(contract: Contract) -> str:
    """The version of what people look at before they take terms back."""
    return version_of([contract.pk, contract.status, contract.plans.count()])


def refusals_to_take_back(contract: Contract, *, on: date, reason: str) -> Iterator[Refusal]:
    """Every reason why the terms stay as they are."""
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่ยกเลิกการเปลี่ยนเงื่อนไข")
    if contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status} ยกเลิกการเปลี่ยนเงื่อนไขไม่ได้แล้ว")
    change = last_change(contract)
    if change is None:
        yield Refusal("terms_unchanged", "", "สัญญานี้ใช้เงื่อนไขตามวันทำสัญญาอยู่แล้ว ไม่มีอะไรต้องยกเลิก")
        return
    if on < contract.plans.order_by("version").last().made_on:
        yield Refusal("before_change", "", "วันที่ยกเลิกต้องไม่ก่อนวันที่แผนฉบับล่าสุดเริ่มใช้ ให้แก้วันที่")
    since = contract.receipts.filter(reversal=None, recorded_at__gt=change.recorded_at)
    if numbers := ", ".join(map(str, since.order_by("pk"))):
        yield Refusal(
            "paid_since",
            "",
            f"รับชำระตามเงื่อนไขใหม่แล้ว (ใบเสร็จ {numbers}) ให้ยกเลิกใบเสร็จเหล่านี้ก่อน หรือตกลงเงื่อนไขใหม่อีกครั้ง",
        )
    yield from refusals_of_month(contract.fund, on)
