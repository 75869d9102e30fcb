"""Acts: choose the legal route of a case; record that one of its papers is signed, or wasn't."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from consolidation.models import Case, DecidingPaper, RouteChoice
from consolidation.route_papers import OF_A_BALANCE, chosen_route, contract_of, route_of
from consolidation.routes import CONSENT, EASING, RELEASE, TOLD, route_named
from debts.models import Guarantor, JournalEntry, Loan
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User
from members.versions import refusals_if_other, version_of

K = DecidingPaper.Kind
OF_A_LOAN = {K.BALANCE, K.DEED, K.NOTICE}
OF_A_GUARANTOR = {K.CONSENT, K.RELEASE, K.TOLD}


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper as people hold it in their hands."""

    kind: str
    signed_on: date
    signed_by: str
    number: str = ""
    loan: int | None = None
    guarantor: int | None = None


def route_version(case: Case | None) -> str:
    """What the page of the routes was opened with."""
    chosen = chosen_route(case)
    return version_of(chosen.pk if chosen else None)


@transaction.atomic(durable=True)
def choose_route(
    household: Household, route: str, *, reason: str, actor: User, seen: str | None = None
) -> RouteChoice | None:
    """Choose by which legal route the old loans become the one contract (เลือกวิธีทางกฎหมาย).

    The route in force, chosen again, is that choice (None: novation, of which nobody wrote).
    Raises Refused without a case, after the contract, without a reason, or for an older page.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    case = Case.objects.open().filter(household=household).first()
    reason = mask_ids(reason.strip())
    if case and route == route_of(case):
        return chosen_route(case)
    refusals = [*_refusals_to_choose(case, route, reason, seen)]
    if refusals or case is None:
        raise Refused(refusals)

    chosen = RouteChoice.objects.create(case=case, route=route, reason=reason, actor=actor)
    record(
        "route_chosen",
        chosen,
        f"เลือกวิธีทางกฎหมาย: {chosen.get_route_display()} เพราะ {reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return chosen


def _refusals_to_choose(
    case: Case | None, route: str, reason: str, seen: str | None
) -> Iterator[Refusal]:
    yield from refusals_of_choosing(case)
    if route_named(route).code != route:
        yield Refusal("route_unknown", "", "กรุณาเลือกวิธีทางกฎหมายวิธีหนึ่ง")
    if not reason:
        yield Refusal("reason_missing", "", "กรุณาเขียนเหตุผลที่เลือกวิธีนี้")
    if len(reason) > 300:
        yield Refusal("reason_long", "", "เหตุผลยาวเกินไป กรุณาย่อให้ไม่เกิน 300 ตัวอักษร")
    yield from refusals_if_other(seen, route_version(case))


def refusals_of_choosing(case: Case | None) -> Iterator[Refusal]:
    """Why no route can be chosen, whichever it is."""
    if case is None:
        yield Refusal("no_case", "", "ยังไม่ได้คัดเลือกครัวเรือนนี้เป็นเป้าหมาย ให้คัดเลือกก่อน")
    elif contract := contract_of(case):
        yield Refusal(
            "route_stands",
            "",
            f"ทำสัญญาเลขที่ {contract} แล้ว จึงเปลี่ยนวิธีทางกฎหมายไม่ได้ ถ้าเลือกผิด ต้องเลิกทำสัญญาก่อน",
        )


@transaction.atomic(durable=True)
def paper_in(household: Household, paper: SignedPaper, *, on: date, actor: User) -> DecidingPaper:
    """Record a signed paper of the household's open case (บันทึกเอกสาร); ``on`` is today.

    Told the same again it is that paper. Raises Refused with every reason.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    case = Case.objects.open().filter(household=household).first()
    said: dict[str, Any] = {
        "kind": paper.kind,
        "loan_id": paper.loan,
        "guarantor_id": paper.guarantor,
        "number": mask_ids(paper.number.strip()),
        "signed_on": paper.signed_on,
        "signed_by": mask_ids(paper.signed_by.strip()),
    }
    valid = DecidingPaper.objects.filter(case=case, cancelled_on=None)
    known: DecidingPaper | None = valid.filter(**said).first() if case else None
    if known:
        return known
    refusals = [*_refusals_of_paper(household, case, paper, said, on)]
    if refusals or case is None:
        raise Refused(refusals)

    made = DecidingPaper.objects.create(case=case, actor=actor, last_entry=_balance(paper), **said)
    record(
        "paper_in",
        made,
        f"บันทึก{made} {_about(made)} ลงชื่อโดย {made.signed_by}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return made


def _balance(paper: SignedPaper) -> JournalEntry | None:
    """The last entry of the balance that the paper speaks of; none where it speaks of none."""
    if paper.kind not in OF_A_BALANCE:
        return None
    return JournalEntry.objects.filter(loan=paper.loan).order_by("pk").last()


def _about(paper: DecidingPaper) -> str:
    return str(paper.guarantor or paper.loan or "").strip()


def _refusals_of_paper(
    household: Household, case: Case | None, paper: SignedPaper, said: dict[str, Any], on: date
) -> Iterator[Refusal]:
    if case is None:
        yield Refusal("no_case", "", "ครัวเรือนนี้ไม่มีเรื่องที่ดำเนินการอยู่ จึงบันทึกเอกสารไม่ได้")
    if not said["signed_by"]:
        yield Refusal("signer_missing", "", "กรุณาใส่ชื่อผู้ลงชื่อในเอกสาร")
    if len(str(said["signed_by"])) > 200 or len(str(said["number"])) > 50:
        yield Refusal("words_long", "", "ชื่อผู้ลงชื่อหรือเลขที่เอกสารยาวเกินไป กรุณาย่อให้สั้นลง")
    if paper.signed_on > on:
        yield Refusal("signed_later", "", "วันที่ในเอกสารยังมาไม่ถึง")
    if not _is_of_something(household, paper):
        yield Refusal("paper_of_nothing", "", "ไม่พบหนี้หรือผู้ค้ำประกันของเอกสารนี้ กรุณาเปิดหน้านี้ใหม่")
    elif case and (other := _other_paper(case, paper)):
        yield Refusal(
            "paper_known",
            "",
            f"บันทึก{other} ไว้แล้ว ลงชื่อโดย {other.signed_by} ถ้าบันทึกผิด ให้ยกเลิกรายการนั้นก่อน",
        )


def _is_of_something(household: Household, paper: SignedPaper) -> bool:
    """Whether the paper's loan and guarantor are the household's, and such as its kind asks for."""
    if paper.kind not in K.values:
        return False
    loans = Loan.objects.filter(household=household)
    guarantors = Guarantor.objects.filter(loan__household=household)
    if paper.loan is not None and not loans.filter(pk=paper.loan).exists():
        return False
    if paper.kind in OF_A_GUARANTOR:
        return paper.guarantor is not None and guarantors.filter(pk=paper.guarantor).exists()
    return paper.guarantor is None and (paper.kind not in OF_A_LOAN or paper.loan is not None)


def _other_paper(case: Case, paper: SignedPaper) -> DecidingPaper | None:
    same = DecidingPaper.objects.filter(
        case=case,
        kind=paper.kind,
        loan=paper.loan,
        guarantor=paper.guarantor,
        cancelled_on=None,
    )
    return same.first()


@transaction.atomic(durable=True)
def cancel_paper(paper: DecidingPaper, *, reason: str, on: date, actor: User) -> DecidingPaper:
    """Say that a paper doesn't count, and why (ยกเลิกเอกสาร); it stays. Twice is once."""
    household = Household.objects.locked().select_related("institution")
    household = household.get(pk=paper.case.household_id)
    paper = DecidingPaper.objects.select_related("case", "loan", "guarantor").get(pk=paper.pk)
    if paper.cancelled_on:
        return paper
    reason = mask_ids(reason.strip())
    if refusals := [*refusals_to_cancel(paper), *_refusals_of_reason(reason)]:
        raise Refused(refusals)

    paper.cancelled_on, paper.cancelled_because = on, reason
    paper.save(update_fields=["cancelled_on", "cancelled_because"])
    record(
        "paper_cancelled",
        paper,
        f"ยกเลิก{paper} {_about(paper)} เพราะ {reason}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return paper


def refusals_to_cancel(paper: DecidingPaper) -> Iterator[Refusal]:
    """Why a paper can't be cancelled any more: the contract rests on it."""
    contract = contract_of(paper.case)
    due_after = {TOLD} if route_of(paper.case) == EASING else {TOLD, CONSENT, RELEASE}
    if contract and paper.kind not in due_after:
        yield Refusal(
            "paper_stands",
            "",
            f"สัญญาเลขที่ {contract} ทำขึ้นตามเอกสารนี้ จึงยกเลิกไม่ได้ ถ้าเอกสารผิด ต้องเลิกทำสัญญาก่อน",
        )


def _refusals_of_reason(reason: str) -> Iterator[Refusal]:
    if not reason or len(reason) > 300:
        yield Refusal("reason_missing", "", "กรุณาเขียนเหตุผลที่ยกเลิก ไม่เกิน 300 ตัวอักษร")
