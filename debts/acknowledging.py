"""Acts: a debtor acknowledged a loan, which interrupts its prescription; or it was a mistake."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from debts.confirmations import named
from debts.models import Acknowledgment, Loan
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User


@transaction.atomic(durable=True)
def acknowledge(
    loan: Loan, *, kind: str, on: date, paper: str, today: date, actor: User
) -> Acknowledgment:
    """Record that the debtor acknowledged the loan that day (รับสภาพหนี้, ป.พ.พ. ๑๙๓/๑๔).

    ``paper`` is the evidence. Told the same again it is that acknowledgment. It says nothing of the
    balance, so it may be recorded while the household's data is with the district. Raises Refused.
    """
    loan = _held(loan)
    paper = mask_ids(paper.strip())
    known: Acknowledgment | None = Acknowledgment.objects.filter(
        loan=loan, kind=kind, on=on, paper=paper, takes_back=None, taken_back_by=None
    ).first()
    if known:
        return known
    if refusals := [*_refusals_to_acknowledge(loan, kind, on, paper, today)]:
        raise Refused(refusals)

    said = Acknowledgment.objects.create(loan=loan, kind=kind, on=on, paper=paper, actor=actor)
    _write_down("loan_acknowledged", said, f"รับสภาพหนี้ {named(loan)}: {_in_words(said)}")
    return said


@transaction.atomic(durable=True)
def take_back_acknowledgment(said: Acknowledgment, *, reason: str, actor: User) -> Acknowledgment:
    """Say that an acknowledgment was written down by mistake, and why; both rows stay.

    Taken back before, it is that row. Raises Refused without a reason.
    """
    loan = _held(said.loan)
    known: Acknowledgment | None = Acknowledgment.objects.filter(takes_back=said).first()
    if known:
        return known
    reason = mask_ids(reason.strip())
    if not reason or len(reason) > 200:
        sentence = "กรุณาเขียนเหตุผลที่ถอนรายการ ไม่เกิน 200 ตัวอักษร"
        raise Refused([Refusal("reason_missing", "", sentence)])

    back = Acknowledgment.objects.create(
        loan=loan, kind=said.kind, on=said.on, paper=reason, takes_back=said, actor=actor
    )
    _write_down(
        "acknowledgment_taken_back",
        back,
        f"ถอนรายการรับสภาพหนี้ {named(loan)} ({_in_words(said)}) เพราะ {reason}",
    )
    return back


def _held(loan: Loan) -> Loan:
    Household.objects.locked().get(pk=loan.household_id)
    whole = Loan.objects.select_related("account__fund", "borrower", "household__institution")
    held: Loan = whole.get(pk=loan.pk)
    return held


def _in_words(said: Acknowledgment) -> str:
    return f"{said.get_kind_display()} เมื่อ {day_in_words(said.on)} หลักฐาน {said.paper}"


def _refusals_to_acknowledge(
    loan: Loan, kind: str, on: date, paper: str, today: date
) -> Iterator[Refusal]:
    yield from refusals_of_loan(loan)
    if kind not in Acknowledgment.Kind.values:
        yield Refusal("kind_unknown", "", "กรุณาเลือกว่าผู้กู้รับสภาพหนี้ด้วยวิธีใด")
    if not paper or len(paper) > 200:
        yield Refusal(
            "paper_missing",
            "ป.พ.พ. มาตรา ๑๙๓/๑๔",
            "กรุณาใส่หลักฐาน เช่น เลขที่หนังสือหรือใบเสร็จ ไม่เกิน 200 ตัวอักษร",
        )
    if on > today:
        yield Refusal("acknowledged_later", "", "วันที่รับสภาพหนี้ยังมาไม่ถึง")
    if loan.lent_on and on < loan.lent_on:
        day = day_in_words(loan.lent_on)
        yield Refusal("before_lent", "", f"วันที่รับสภาพหนี้ต้องไม่ก่อนวันที่กู้ {day}")


def refusals_of_loan(loan: Loan) -> Iterator[Refusal]:
    """Why there is nothing to acknowledge any more."""
    if loan.status != Loan.Status.OPEN:
        yield Refusal("loan_closed", "", f"{loan} {loan.get_status_display()} จึงไม่ต้องรับสภาพหนี้อีก")


def _write_down(act: str, said: Acknowledgment, sentence: str) -> None:
    household = said.loan.household
    record(
        act,
        said,
        sentence,
        actor=said.actor,
        institution=household.institution,
        household=household,
    )
