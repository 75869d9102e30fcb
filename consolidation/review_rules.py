"""Why a submission can't be approved, returned, or have its approval withdrawn.

The review page asks the same functions as the acts (``consolidation/reviewing.py``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from django.utils.timezone import localtime

from consolidation.books import refusals_of_period
from consolidation.cases import case_in_words
from consolidation.consenting import LAW, consents_of
from consolidation.models import Case, Contract, Review, Submission
from consolidation.staleness import Moved, last_sent, moved_by, said_since, staleness_of
from debts.confirmations import what_was_said
from debts.models import Confirmation
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import format_signed
from members.access import OFFICE_ENDED, still_may
from members.models import Household, Institution, Person, User
from members.versions import version_of

S = Case.Status

APPROVAL_STANDS = frozenset({S.APPROVED, S.NEGOTIATING, S.AGREED})
"""Approved and no contract signed yet: an approval can be withdrawn, the household corrected."""

STEPS = {
    "information": "ข้อมูลครัวเรือน",
    "debts": "หนี้ทุกกองทุน",
    "class": "จัดประเภทลูกหนี้",
    "registration": "ขึ้นทะเบียน",
}
"""The tasks of a household that a return may send it back to."""

STEP_OF_SECTION = {
    "sums": "debts",
    "loans": "debts",
    "household": "information",
    "persons": "information",
    "incomes": "information",
    "expenses": "information",
    "class": "class",
    "criteria": "registration",
    "minutes": "registration",
    "consent": "registration",
}
"""Which task mends a remark on a field of that section of the content."""

LONGEST_REASON = 300
_DECIDED: dict[str, str] = {
    Review.Outcome.APPROVED: "ให้ผ่านการตรวจไปแล้ว",
    Review.Outcome.RETURNED: "ส่งกลับแก้ไขไปแล้ว",
    Review.Outcome.WITHDRAWN: "ถอนการผ่านไปแล้ว",
    Review.Outcome.CORRECTION: "ขอนำกลับไปแก้ไขแล้ว",
}


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A submission and what its rules ask: read once for all the households of a list.

    ``last`` is the last decision on this version, ``submitters`` everybody who sent a version,
    ``movements`` are the loans on which something else is owed now than when it was sent, ``said``
    what the household has said of its loans since.
    """

    submission: Submission
    case: Case
    household: Household
    versions: int
    last: Review | None
    submitters: frozenset[int]
    movements: tuple[Moved, ...]
    said: tuple[Confirmation, ...]
    consents: bool
    head: str

    @property
    def moved(self) -> Decimal | None:
        """By how much what is owed moved since it was sent, in baht; None: it didn't."""
        return moved_by(self.movements)

    @property
    def version_of_changes(self) -> str:
        """What became of it since it was sent, loan by loan, as a version; "" for nothing.

        A sum would not do: what one loan lost and another won is a change that it doesn't show.
        """
        moved = [(one.loan.pk, one.now) for one in self.movements]
        said = [(word.loan_id, word.pk) for word in self.said]
        return version_of([sorted(moved, key=itemgetter(0)), sorted(said)]) if moved or said else ""

    @property
    def changes_in_words(self) -> list[str]:
        """The same for people: by how much in all, and what was said loan by loan."""
        by = [] if self.moved is None else [f"ยอดหนี้เปลี่ยนหลังส่ง {format_signed(self.moved)} บาท"]
        return [*by, *(f"หลังส่ง {words}" for words in self.said_in_words)]

    @property
    def said_in_words(self) -> list[str]:
        return [*map(what_was_said, self.said)]

    @property
    def status_in_words(self) -> str:
        """Where the household stands now; of an older version: not whose wish that was."""
        return case_in_words(self.case.status, self.last if self.is_last_version else None)

    @property
    def is_last_version(self) -> bool:
        return self.submission.version == self.versions

    @property
    def waits(self) -> bool:
        return self.case.status == S.SUBMITTED and self.is_last_version

    def was_decided(self, outcome: str, actor: User) -> Review | None:
        """The same reviewer's own decision of that kind, if it is the one that holds."""
        last = self.last if self.is_last_version else None
        mine = last and last.outcome == outcome and last.actor_id == actor.pk
        return last if mine else None

    def __str__(self) -> str:
        return f"{self.head} {self.household}".strip()


def under_review(submissions: Sequence[Submission]) -> list[UnderReview]:
    """What the rules ask of these submissions, in their order; in a constant number of queries."""
    cases = Case.objects.filter(pk__in={one.case_id for one in submissions})
    known = {case.pk: case for case in cases.select_related("household__institution")}
    sent: dict[int, list[tuple[int, int]]] = {pk: [] for pk in known}
    versions = Submission.objects.filter(case__in=known)
    for case_id, version, actor_id in versions.values_list("case_id", "version", "actor_id"):
        sent[case_id].append((version, actor_id))
    reviews = Review.objects.filter(submission__in=submissions).select_related("actor")
    last = {review.submission_id: review for review in reviews.order_by("pk")}
    homes = [case.household_id for case in known.values()]
    heads = dict(
        Person.objects.filter(household__in=homes, is_head=True).values_list(
            "household_id", "full_name"
        )
    )
    agreed = consents_of(homes)
    standing = last_sent(known.values())
    movements = staleness_of(known.values(), sent=standing)
    said = said_since(known.values(), sent=standing)
    return [
        UnderReview(
            submission=one,
            case=(case := known[one.case_id]),
            household=case.household,
            versions=max(version for version, _actor in sent[case.pk]),
            last=last.get(one.pk),
            submitters=frozenset(actor for _version, actor in sent[case.pk]),
            movements=(*movements[case.pk],),
            said=(*said[case.pk],),
            consents=case.household_id in agreed,
            head=heads.get(case.household_id, ""),
        )
        for one in submissions
    ]


def refusals_to_approve(
    one: UnderReview, actor: User, *, seen_stale: Mapping[int, str] | None = None
) -> Iterator[Refusal]:
    """Why it can't be approved. ``seen_stale``: by case, the changes that the reviewer has seen.

    As ``version_of_changes`` tells them.
    """
    yield from refusals_to_review(one, actor)
    if one.waits and not one.consents:
        yield Refusal(
            "consent_withdrawn",
            LAW,
            "ครัวเรือนถอนความยินยอมแล้ว ให้ส่งกลับแก้ไขที่ขั้นขึ้นทะเบียน",
        )
    changes = one.version_of_changes if one.waits else ""
    if changes and (seen_stale or {}).get(one.case.pk) != changes:
        yield Refusal(
            "stale_unseen",
            "",
            f"{' · '.join(one.changes_in_words)} ให้ดูสิ่งที่เปลี่ยน แล้วทำเครื่องหมายว่าดูแล้วก่อนให้ผ่าน",
        )


def refusals_to_review(one: UnderReview, actor: User) -> Iterator[Refusal]:
    """Why it can be neither approved nor returned; somebody else may have decided first."""
    if not one.is_last_version:
        yield _superseded(one)
    elif one.case.status != S.SUBMITTED:
        yield _not_waiting(one)
    yield from refusals_of_submitter(one, actor)


def refusals_to_withdraw(one: UnderReview, actor: User) -> Iterator[Refusal]:
    """Why the approval can't be withdrawn: it can until a contract is signed,
    or the province closes the period of its day."""
    if not one.is_last_version:
        yield _superseded(one)
    elif signed := refusal_of_end(one.case):
        yield signed
    elif one.case.status not in APPROVAL_STANDS:
        yield _not_approved(one)
    else:
        yield from refusals_of_approved_period(one.case)
    yield from refusals_of_submitter(one, actor)


def refusals_of_approved_period(case: Case) -> Iterator[Refusal]:
    """Why an approval stands for good: it was counted in a period that the province has closed."""
    approved = case.transitions.filter(to_status=S.APPROVED).order_by("pk").last()
    if approved and case.status in APPROVAL_STANDS:
        what = f"ครัวเรือนนี้ผ่านการตรวจเมื่อ {day_in_words(approved.on)} "
        yield from refusals_of_period(case.household.institution, approved.on, what)


def refusals_of_submitter(one: UnderReview, actor: User) -> Iterator[Refusal]:
    """Nobody reviews what they sent themselves, whatever offices they hold."""
    if actor.pk in one.submitters:
        yield Refusal(
            "reviewer_is_submitter",
            "",
            "ท่านเป็นผู้ส่งข้อมูลของครัวเรือนนี้ จึงตรวจเองไม่ได้ ให้เจ้าหน้าที่อำเภอคนอื่นตรวจ",
        )


def refusals_of_office(
    actor: User, institutions: Iterable[Institution], permission: str, *, on: date
) -> Iterator[Refusal]:
    """Why the actor has no office for this any more; one that is held stays until it is done."""
    if not still_may(actor, permission, institutions, on=on):
        yield OFFICE_ENDED


def refusals_of_reason(reason: str) -> Iterator[Refusal]:
    """Why the words given aren't a reason."""
    if not reason.strip():
        yield Refusal("reason_missing", "", "กรุณาเลือกหรือเขียนเหตุผล")
    if len(reason) > LONGEST_REASON:
        sentence = f"เหตุผลยาวเกิน {LONGEST_REASON} ตัวอักษร กรุณาเขียนให้สั้นลง"
        yield Refusal("reason_long", "", sentence)


def refusal_of_end(case: Case) -> Refusal | None:
    """Said where a contract is signed: what was approved stands for good."""
    contract = Contract.objects.open().filter(case=case).first()
    if contract is None:
        return None
    return Refusal(
        "contract_signed",
        "",
        f"ทำสัญญาเลขที่ {contract} แล้ว จึงเปลี่ยนผลการตรวจไม่ได้ ถ้าสัญญาผิดให้กรรมการเลิกทำสัญญาก่อน",
    )


def _superseded(one: UnderReview) -> Refusal:
    version = one.submission.version
    sentence = f"นี่คือฉบับที่ {version} มีฉบับที่ {one.versions} ส่งมาแล้ว ให้เปิดฉบับล่าสุด"
    return Refusal("not_the_last_version", "", sentence)


def _not_waiting(one: UnderReview) -> Refusal:
    if one.last:
        return Refusal("already_decided", "", decided(one.last))
    status = one.case.get_status_display()
    return Refusal("not_submitted", "", f"ครัวเรือนนี้อยู่ในขั้น “{status}” ไม่ได้รออำเภอตรวจแล้ว")


def _not_approved(one: UnderReview) -> Refusal:
    status = one.case.get_status_display()
    return Refusal("not_approved", "", f"ครัวเรือนนี้อยู่ในขั้น “{status}” ไม่มีผลการผ่านให้ถอน")


def decided(review: Review) -> str:
    """Who decided what, and when, in a sentence."""
    at = localtime(review.recorded_at)
    day = day_in_words(at.date())
    return f"{review.actor} {_DECIDED[review.outcome]}เมื่อ {day} เวลา {at:%H:%M} น. ดูผลได้ในหน้านี้"
