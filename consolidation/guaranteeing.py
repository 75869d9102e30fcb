"""Acts: somebody stands for the one contract (ค้ำประกัน), and is free of it again."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from consolidation.guarantee_rules import Guarantee, refusals_to_guarantee, refusals_to_release
from consolidation.models import Contract, ContractGuarantor
from fundinst.days import day_in_words
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Household, Person, User


@transaction.atomic(durable=True)
def add_guarantor(
    contract: Contract,
    *,
    name: str,
    most: Decimal,
    until: date,
    person: Person | None = None,
    actor: User,
) -> ContractGuarantor:
    """Write down who stands for the contract, up to ``most`` baht and until a day (ป.พ.พ. ๖๘๑).

    ``person`` where it is somebody the institution knows, whose name it then is. Told twice, the
    guarantee is written once. Raises Refused, with every reason.
    """
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    contract = Contract.objects.select_related("fund", "borrower").get(pk=contract.pk)
    name = str(person) if person else mask_ids(" ".join(name.split()))[:200]
    guarantee = Guarantee(name, most, until, person)
    same = contract.guarantors.filter(
        name=name, most=most, until=until, person=person, released_on=None
    )
    if before := same.first():
        return before
    if refusals := [*refusals_to_guarantee(contract, guarantee)]:
        raise Refused(refusals)

    guarantor = ContractGuarantor.objects.create(
        contract=contract, name=name, person=person, most=most, until=until, actor=actor
    )
    record(
        "guarantor_added",
        guarantor,
        f"{name} ค้ำประกันสัญญาเลขที่ {contract} ไม่เกิน {format_baht(most)} บาท ถึง {day_in_words(until)}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return guarantor


@transaction.atomic(durable=True)
def release_guarantor(
    guarantor: ContractGuarantor, *, on: date, reason: str, actor: User
) -> ContractGuarantor:
    """Let a guarantor go (พ้นความรับผิด), with the reason. Told twice with it, it is done once."""
    household = (
        Household.objects.locked()
        .select_related("institution")
        .get(pk=guarantor.contract.household_id)
    )
    guarantor = ContractGuarantor.objects.select_related("contract__fund").get(pk=guarantor.pk)
    reason = mask_ids(reason.strip())[:300]
    if (guarantor.released_on, guarantor.released_because) == (on, reason):
        return guarantor
    if refusals := [*refusals_to_release(guarantor, on=on, reason=reason)]:
        raise Refused(refusals)

    _release(guarantor, on, reason)
    record(
        "guarantor_released",
        guarantor,
        f"{guarantor} พ้นความรับผิดตามสัญญาเลขที่ {guarantor.contract}: {reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return guarantor


def release_all(contract: Contract, *, on: date, because: str, actor: User) -> int:
    """Whoever stands for a contract that ends is free (ป.พ.พ. ๖๙๘); how many were.

    Inside the caller's transaction, which holds the household.
    """
    standing = [*contract.guarantors.filter(released_on=None)]
    for guarantor in standing:
        _release(guarantor, on, because[:300])
    if standing:
        household = contract.household
        names = ", ".join(map(str, standing))
        record(
            "guarantors_released",
            contract,
            f"ผู้ค้ำประกันสัญญาเลขที่ {contract} พ้นความรับผิดเพราะ{because}: {names}",
            actor=actor,
            institution=household.institution,
            household=household,
        )
    return len(standing)


def _release(guarantor: ContractGuarantor, on: date, reason: str) -> None:
    guarantor.released_on, guarantor.released_because = on, reason
    guarantor.save(update_fields=["released_on", "released_because"])
