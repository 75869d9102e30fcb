"""What stands in the way of writing down that a household confirmed or disputed its debts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from debts.balances import Balance
from debts.confirmations import is_disputed, named
from debts.models import Confirmation
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from fundinst.thai import Unreadable, clean
from members.models import Household

LONGEST_REASON = 300
LONGEST_WITNESS = 200


def read_witnesses(witnesses: Sequence[str]) -> list[str]:
    """Their names as they are kept, without empty ones. Raises Refused for an unreadable one."""
    try:
        return [mask_ids(name) for name in map(clean, witnesses) if name]
    except Unreadable as unreadable:
        raise Refused([Refusal("witness_unreadable", "", f"ชื่อพยาน: {unreadable}")]) from unreadable


def refusals_of_day(
    household: Household, balances: Sequence[Balance], cut_off: date, signed_on: date
) -> Iterator[Refusal]:
    """Why nothing can be confirmed of that household and those days at all."""
    if household.is_removed:
        yield Refusal("household_removed", "", "ครัวเรือนนี้ถูกเอาออกจากทะเบียนแล้ว ไม่ต้องรับรองหนี้")
    if not balances:
        sentence = f"ณ {day_in_words(cut_off)} ครัวเรือนนี้ไม่มีหนี้ค้าง จึงไม่มีอะไรให้รับรอง ให้ใช้วันที่อื่น"
        yield Refusal("owes_nothing", "", sentence)
    if signed_on < cut_off:
        sentence = "วันที่ลงชื่อต้องไม่ก่อนวันที่ของยอดหนี้ ให้ตรวจวันที่ในเอกสาร"
        yield Refusal("signed_before_cut_off", "", sentence)


def refusals_of_sign(
    words: Sequence[Confirmation], sign: str, witnesses: Sequence[str]
) -> Iterator[Refusal]:
    """Why what stands under the paper is no signature, or no thumb mark that counts."""
    if all(map(is_disputed, words)):
        return
    if sign not in Confirmation.Sign.values:
        yield Refusal("sign_missing", "", "กรุณาเลือกว่าลงลายมือชื่อหรือพิมพ์ลายนิ้วมือ")
    names = read_witnesses(witnesses)
    if sign == Confirmation.Sign.THUMB and (len(names) < 2 or names[0] == names[1]):
        yield Refusal(
            "witnesses_missing",
            "ป.พ.พ. มาตรา ๙ วรรคสอง",
            "ลายนิ้วมือต้องมีพยานลงชื่อรับรอง 2 คนที่ไม่ใช่คนเดียวกัน ให้กรอกชื่อพยานทั้งสองคน",
        )
    if any(len(name) > LONGEST_WITNESS for name in names):
        yield Refusal("witness_long", "", f"ชื่อพยานยาวเกิน {LONGEST_WITNESS} ตัวอักษร กรุณาย่อ")


def refusals_of_disputes(
    balances: Sequence[Balance], disputes: Mapping[int, str]
) -> Iterator[Refusal]:
    """Why a dispute (by loan: what the household says) can't be written."""
    loans = {balance.loan.pk: balance.loan for balance in balances}
    for pk, reason in disputes.items():
        if pk not in loans:
            yield Refusal("loan_unknown", "", "หนี้ที่โต้แย้งไม่มียอด ณ วันนั้นแล้ว กรุณาเปิดหน้านี้ใหม่")
        elif not reason:
            yield Refusal(
                "dispute_reason_missing",
                "",
                f"{named(loans[pk])}: กรุณาเขียนว่าครัวเรือนโต้แย้งว่าอย่างไร",
            )
        elif len(reason) > LONGEST_REASON:
            sentence = f"{named(loans[pk])}: ข้อโต้แย้งยาวเกิน {LONGEST_REASON} ตัวอักษร กรุณาย่อ"
            yield Refusal("dispute_reason_long", "", sentence)


def refusals_of_seen(
    balances: Sequence[Balance], seen: Mapping[int, Decimal] | None
) -> Iterator[Refusal]:
    """What people signed is the amounts on their paper: others are shown to them first."""
    if seen is None:
        return
    now = {balance.loan.pk: balance for balance in balances}
    for pk, balance in now.items():
        if pk in seen and seen[pk] != balance.total:
            sentence = (
                f"{named(balance.loan)}: ยอดเปลี่ยนจาก {format_baht(seen[pk])} "
                f"เป็น {format_baht(balance.total)} บาทระหว่างที่ท่านเปิดหน้านี้ "
                "ให้ครัวเรือนดูยอดใหม่ก่อน แล้วกดบันทึกอีกครั้ง"
            )
            yield Refusal("balance_changed", "", sentence)
        elif pk not in seen:
            sentence = f"{named(balance.loan)}: เพิ่งบันทึกเข้ามา ให้ครัวเรือนดูด้วย แล้วกดบันทึกอีกครั้ง"
            yield Refusal("loan_added", "", sentence)
    if {*seen} - {*now}:
        sentence = "มีหนี้ที่ไม่มียอดในวันนั้นแล้ว ให้ดูรายการใหม่ แล้วกดบันทึกอีกครั้ง"
        yield Refusal("loan_gone", "", sentence)


def refusals_of_last(known: Mapping[int, Confirmation], last: int | None) -> Iterator[Refusal]:
    """Why somebody else's word of meanwhile (newer than ``last``) is looked at first."""
    newest = max(known.values(), key=lambda word: word.pk, default=None)
    if last is not None and newest is not None and newest.pk != last:
        yield Refusal(
            "confirmed_meanwhile",
            "",
            f"ระหว่างที่ท่านเปิดหน้านี้ {newest.actor} บันทึกการรับรองของครัวเรือนนี้แล้ว ดูผลในตาราง "
            "ถ้าจะใช้ของท่าน ให้กดบันทึกอีกครั้ง",
        )
