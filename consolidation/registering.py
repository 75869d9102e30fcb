"""Act: send a list of households to the district to be checked (ขึ้นทะเบียน)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from consolidation.cases import move
from consolidation.models import Case, Registration, Review, Submission, SubmittedLoan
from consolidation.notifying import submitted
from consolidation.registration_checks import Checked, check
from consolidation.review_rules import refusals_of_office
from consolidation.snapshot import content_of
from debts.confirmations import is_disputed
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.audit import record
from members.models import Household, Institution, User

ACT = "consolidation.add_registration"


@transaction.atomic(durable=True)
def submit_households(
    institution: Institution,
    households: Iterable[Household],
    *,
    cut_off: date,
    key: UUID,
    on: date,
    actor: User,
) -> Registration:
    """Send every one of these households to the district, or none of them.

    Each goes as it is in the books of the cut-off date: its next version, which answers the review
    that returned the one before. ``key`` is the form's own: the same key is the same registration,
    however often it is sent; with another list or another day it is refused. Raises Refused with
    every household's every reason.
    """
    _hold_key(key)
    wanted = sorted({household.pk for household in households})
    held = [*institution.households.filter(pk__in=wanted).order_by("pk").locked()]
    if before := Registration.objects.filter(key=key).first():
        return _the_same(before, institution, cut_off, wanted, actor)
    checked = check(held, cut_off=cut_off)
    if refusals := [
        *refusals_of_office(actor, [institution], ACT, on=on),
        *_refusals_of_list(wanted, held),
        *refusals_to_submit(checked),
    ]:
        raise Refused(refusals)

    registration = Registration.objects.create(
        institution=institution, key=key, cut_off=cut_off, actor=actor
    )
    _submit(registration, checked, on)
    _write_down(registration, checked)
    submitted(registration)
    return registration


def refusals_to_submit(checked: Sequence[Checked]) -> Iterator[Refusal]:
    """Every household's every reason, each with whom it is about."""
    for one in checked:
        for refusal in one.refusals:
            yield Refusal(refusal.code, refusal.clause, f"{one}: {refusal.sentence}")


def _hold_key(key: UUID) -> None:
    """Who sends the same form at the same moment waits: with other households they would not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"registration {key}"]
        )


def _the_same(
    before: Registration,
    institution: Institution,
    cut_off: date,
    wanted: Sequence[int],
    actor: User,
) -> Registration:
    """The registration that the form made before; not if it is another list of households now."""
    sent = before.submissions.values_list("case__household_id", flat=True)
    known = (before.institution_id, before.cut_off, before.actor_id)
    same = known == (institution.pk, cut_off, actor.pk)
    if same and sorted(sent) == [*wanted]:
        return before
    sentence = "แบบฟอร์มนี้ส่งไปแล้วครั้งหนึ่ง กรุณาเปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง"
    raise Refused([Refusal("form_used", "", sentence)])


def _refusals_of_list(wanted: Sequence[int], held: Sequence[Household]) -> Iterator[Refusal]:
    if not wanted:
        yield Refusal("nobody_chosen", "", "กรุณาเลือกอย่างน้อย 1 ครัวเรือน")
    if len(held) < len(wanted):
        yield Refusal("household_unknown", "", "บางครัวเรือนไม่อยู่ในสถาบันนี้แล้ว กรุณาเลือกใหม่")


def _submit(registration: Registration, checked: Sequence[Checked], on: date) -> None:
    contents = content_of([one.household for one in checked], cut_off=registration.cut_off)
    answers = _returned_by(checked)
    sent = Submission.objects.bulk_create(
        Submission(
            case=one.case,
            registration=registration,
            version=answers[one.household.pk][0] + 1,
            content=contents[one.household.pk],
            actor=registration.actor,
            answers=answers[one.household.pk][1],
        )
        for one in checked
    )
    pairs = [*zip(sent, checked, strict=True)]
    SubmittedLoan.objects.bulk_create(
        SubmittedLoan(
            submission=submission,
            loan=balance.loan,
            is_disputed=is_disputed(one.facts.words.get(balance.loan.pk)),
            **balance.components,
        )
        for submission, one in pairs
        for balance in one.facts.balances
    )
    for submission, one in pairs:
        _move(submission, one, on)


def _returned_by(checked: Sequence[Checked]) -> dict[int, tuple[int, Review | None]]:
    """By household: its last version (0 for none), and the review that asked to mend it."""
    cases = {one.case.pk: one.household.pk for one in checked if one.case}
    found: dict[int, tuple[int, Review | None]] = {home: (0, None) for home in cases.values()}
    for version in Submission.objects.filter(case__in=cases).order_by("version"):
        found[cases[version.case_id]] = version.version, None
    asked = (Review.Outcome.RETURNED, Review.Outcome.CORRECTION)
    reviews = Review.objects.filter(submission__case__in=cases).order_by("pk")
    last = {review.submission.case_id: review for review in reviews.select_related("submission")}
    for case, review in last.items():
        version, _none = found[cases[case]]
        if review.outcome in asked and review.submission.version == version:
            found[cases[case]] = version, review
    return found


def _move(submission: Submission, one: Checked, on: date) -> None:
    household, actor = one.household, submission.actor
    move(submission.case, Case.Status.SUBMITTED, on=on, actor=actor)
    again = f" แก้แล้วส่งใหม่ ฉบับที่ {submission.version}" if submission.version > 1 else ""
    record(
        "household_submitted",
        submission,
        f"ส่งให้อำเภอตรวจ{again} {len(one.registered)} สัญญา {format_baht(one.owed)} บาท "
        f"ยอด ณ {day_in_words(submission.registration.cut_off)}",
        actor=actor,
        institution=submission.registration.institution,
        household=household,
    )


def _write_down(registration: Registration, checked: Sequence[Checked]) -> None:
    owed = sum((one.owed for one in checked), Decimal(0))
    record(
        "households_submitted",
        registration,
        f"ส่งให้อำเภอตรวจ {len(checked)} ครัวเรือน {format_baht(owed)} บาท "
        f"ยอด ณ {day_in_words(registration.cut_off)}",
        actor=registration.actor,
        institution=registration.institution,
    )
