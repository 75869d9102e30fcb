"""Acts: a household consents to the use of its data (PDPA s. 19), or takes its consent back."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from consolidation.models import Consent
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Household, User

LAW = "พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. ๒๕๖๒ มาตรา ๑๙"

PURPOSE = (
    "ใช้ชื่อ ที่อยู่ โทรศัพท์ อาชีพ เลขประจำตัวประชาชนถ้ามี รายได้ ค่าใช้จ่าย "
    "และหนี้สินของครัวเรือนกับกองทุนในหมู่บ้าน "
    "เพื่อขึ้นทะเบียน รวมหนี้เป็นสัญญาเดียว และติดตามการชำระ โดยให้กรรมการสถาบัน กองทุนที่เป็นเจ้าหนี้ "
    "และสำนักงานพัฒนาชุมชนอำเภอและจังหวัดดูได้ ไม่เปิดเผยแก่ผู้อื่น และถอนความยินยอมได้ทุกเมื่อ"
)
"""What the household consents to, in the words of the paper it signs."""


def consents_of(households: Iterable[int]) -> dict[int, Consent]:
    """The consent in force of each of these households (by primary key); none taken back."""
    said = Consent.objects.filter(household__in=households).select_related("actor").order_by("pk")
    last = {one.household_id: one for one in said}
    return {household: one for household, one in last.items() if one.is_given}


@transaction.atomic
def give_consent(
    household: Household, *, signed_on: date, actor: User, purpose: str = PURPOSE
) -> Consent:
    """Record that the household signed its consent that day (ให้ความยินยอม).

    Told the same again it is that consent. Raises Refused for an unreadable purpose or a household
    that was taken out. An outer act may hold the transaction.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    purpose = mask_ids(purpose.strip())
    known = consents_of([household.pk]).get(household.pk)
    if known and (known.signed_on, known.purpose) == (signed_on, purpose):
        return known
    if refusals := [*_refusals_to_consent(household, purpose)]:
        raise Refused(refusals)

    consent = Consent.objects.create(
        household=household, purpose=purpose, signed_on=signed_on, actor=actor
    )
    _write_down(consent, f"ให้ความยินยอมใช้ข้อมูล ตามเอกสารวันที่ {day_in_words(consent.signed_on)}")
    return consent


@transaction.atomic(durable=True)
def take_back_consent(household: Household, *, signed_on: date, actor: User) -> Consent | None:
    """Record that the household took its consent back that day (ถอนความยินยอม, PDPA s. 19).

    What was done before stays lawful, and what was sent stays written. Nothing to take back: None.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    known = consents_of([household.pk]).get(household.pk)
    if known is None:
        return None
    if signed_on < known.signed_on:
        sentence = "วันที่ถอนความยินยอมต้องไม่ก่อนวันที่ให้ความยินยอม"
        raise Refused([Refusal("taken_back_before_given", "", sentence)])

    consent = Consent.objects.create(
        household=household,
        is_given=False,
        purpose=known.purpose,
        signed_on=signed_on,
        actor=actor,
    )
    _write_down(consent, f"ถอนความยินยอมใช้ข้อมูล ตามเอกสารวันที่ {day_in_words(signed_on)}")
    return consent


def _refusals_to_consent(household: Household, purpose: str) -> Iterator[Refusal]:
    if household.is_removed:
        yield Refusal("household_removed", "", "ครัวเรือนนี้ถูกเอาออกจากทะเบียนแล้ว")
    if not purpose or len(purpose) > 500:
        yield Refusal("purpose_missing", LAW, "กรุณาเขียนวัตถุประสงค์ไม่เกิน 500 ตัวอักษร")


def _write_down(consent: Consent, sentence: str) -> None:
    record(
        "consent_given" if consent.is_given else "consent_taken_back",
        consent,
        sentence,
        actor=consent.actor,
        institution=consent.household.institution,
        household=consent.household,
    )
