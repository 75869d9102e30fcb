"""A contract that the district's approval doesn't cover: no, unless the meeting writes down why.

The road leads through the district (``consolidation/reviewing.py``); what it approved is what is
contracted. Before it has let the household pass, or once something else is owed than it let pass,
a contract needs a reason in writing and the meeting's resolution: what was agreed on paper before
has them. Who goes that way is seen: the reason stands in the audit entry, in the case's step and on
the contract's page, and the district is told (``consolidation/notifying.py``). A household that
lies with the district, or came back from it, isn't let through by any reason; nor is one that took
its consent back.
"""

from collections.abc import Iterator

from consolidation.cases import BEFORE_CONTRACT
from consolidation.models import Case, Contract, Review
from consolidation.staleness import Moved, moved_by, staleness_of
from fundinst.errors import Refusal
from fundinst.money import format_baht
from members.models import Household

S = Case.Status

LIFTED_BY_REASON = frozenset({"not_reviewed", "changed_since_review"})
"""The refusals that a written reason and the meeting's resolution lift; no other is."""

LONGEST_REASON = 300


def refusals_of_review(household: Household, at: str) -> Iterator[Refusal]:
    """Why the district's approval doesn't cover a contract made now; nothing where it does.

    ``at`` is the status of the open case. Where that is no place to make a contract from, another
    rule says so. Practice data has no district above it: nobody could ever let it pass.
    """
    if at not in BEFORE_CONTRACT or household.institution.is_practice:
        return
    case = Case.objects.open().filter(household=household).first()
    if case is None or not was_approved(case):
        yield Refusal(
            "not_reviewed",
            "",
            "อำเภอยังไม่ได้ตรวจให้ผ่าน ให้ขึ้นทะเบียนส่งอำเภอตรวจก่อน ตรวจผ่านแล้วจึงทำสัญญาได้",
        )
    elif moved := staleness_of([case])[case.pk]:
        yield Refusal(
            "changed_since_review",
            "",
            f"ยอดหนี้เปลี่ยนหลังอำเภอตรวจผ่าน {_in_words(moved)} "
            "ให้กด “ขอแก้ไข” ที่หน้าครัวเรือน แล้วส่งอำเภอตรวจใหม่",
        )


def was_approved(case: Case) -> bool:
    """Whether the last word on what was sent is the district's approval."""
    last = Review.objects.filter(submission__case=case).order_by("pk").last()
    return last is not None and last.outcome == Review.Outcome.APPROVED


def refusals_of_going_before(reason: str, resolution: str) -> Iterator[Refusal]:
    """Why these words don't let a contract be made before the district's review."""
    if not resolution.strip():
        yield Refusal("resolution_missing", "", "ทำสัญญาก่อนอำเภอตรวจต้องมีมติที่ประชุม กรุณาใส่เลขที่มติที่ประชุม")
    if len(reason) > LONGEST_REASON:
        sentence = f"เหตุผลยาวเกิน {LONGEST_REASON} ตัวอักษร กรุณาเขียนให้สั้นลง"
        yield Refusal("reason_long", "", sentence)


def what_was_done(contract: Contract) -> str:
    """In words, what a contract with a reason did: it came before the review, or changed it."""
    if contract.case_status_before in ("", S.SELECTED):
        return "ทำสัญญาก่อนอำเภอตรวจ"
    return "ทำสัญญาด้วยยอดที่เปลี่ยนหลังอำเภอตรวจ"


def reason_of(contract: Contract) -> str:
    """Why the contract was made before the district's review; empty where it wasn't.

    It stands on the case's step to the contract. A case takes that step once for every contract it
    came to (one that was undone counts), in their order.
    """
    earlier = Contract.objects.filter(case=contract.case_id, pk__lt=contract.pk).count()
    steps = contract.case.transitions.filter(to_status=S.CONTRACTED).order_by("pk")
    return next(iter(steps.values_list("reason", flat=True)[earlier : earlier + 1]), "")


def _in_words(moved: list[Moved]) -> str:
    by = moved_by(moved)
    if not by:
        return "โดยยอดรวมเท่าเดิม"
    return f"{'เพิ่ม' if by > 0 else 'ลด'} {format_baht(abs(by))} บาท"
