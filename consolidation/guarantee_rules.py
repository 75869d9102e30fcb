"""The rules of standing for a contract: what stands in the way, and what people should know.

A refusal stops the act; a warning is read before it is done, and is no wall.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.guarantor_graph import crossed_with, owed_by
from consolidation.models import Contract, ContractGuarantor
from consolidation.repayment import repayment_of
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import SATANG, format_baht
from fundinst.names import name_key, split_name
from fundinst.thai import Unreadable
from members.models import Person

LAW = "ป.พ.พ. มาตรา ๖๘๑"


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What somebody is to stand for: the most in baht, until a day."""

    name: str
    most: Decimal
    until: date
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class ToGuarantee:
    """What a contract asks of a guarantee: all still to be paid (baht), until its last day."""

    amount: Decimal
    last_due: date | None


def to_guarantee(contract: Contract) -> ToGuarantee:
    """By the plan in force, with its interest, less what was paid of it already.

    By the contract alone where no plan was kept.
    """
    repayment = repayment_of(contract, on=contract.opened_on)
    if repayment is None:
        return ToGuarantee(contract.amount, None)
    return ToGuarantee(repayment.owed_in_all, repayment.instalments[-1].due_on)


def key_of(name: str) -> str:
    """What two spellings of one person share; the text itself where it can't be read."""
    try:
        return name_key(split_name(name))
    except Unreadable:
        return name.strip().casefold()


def refusals_to_guarantee(contract: Contract, guarantee: Guarantee) -> Iterator[Refusal]:
    """Every reason why this can't be written down."""
    if contract.status != Contract.Status.OPEN:
        yield Refusal("contract_not_open", "", f"สัญญานี้{contract.get_status_display()} ไม่ต้องมีผู้ค้ำแล้ว")
    yield from refusals_of_signer(guarantee.name)
    yield from _refusals_of_whom(contract, guarantee)
    if guarantee.most <= 0 or guarantee.most != guarantee.most.quantize(SATANG):
        yield Refusal("most_is_none", LAW, "วงเงินที่ค้ำต้องมากกว่า 0 บาท ให้ใส่จำนวนเงินสูงสุดที่ค้ำ")
    if guarantee.until <= contract.opened_on:
        since = day_in_words(contract.opened_on)
        yield Refusal("until_too_early", LAW, f"วันสิ้นสุดการค้ำต้องหลังวันทำสัญญา ({since})")


def refusals_of_signer(name: str) -> Iterator[Refusal]:
    """Why this is no person's name."""
    try:
        split_name(name)
    except Unreadable as unreadable:
        yield Refusal("name_unreadable", "", str(unreadable))


def _refusals_of_whom(contract: Contract, guarantee: Guarantee) -> Iterator[Refusal]:
    person, key = guarantee.person, key_of(guarantee.name)
    if person == contract.borrower or key == key_of(str(contract.borrower)):
        yield Refusal("own_guarantor", "ป.พ.พ. มาตรา ๖๘๐", "ผู้กู้ค้ำประกันหนี้ของตัวเองไม่ได้ ให้ใส่ชื่อคนอื่น")
    if person and person.household.institution_id != contract.household.institution_id:
        yield Refusal("person_elsewhere", "", "คนนี้อยู่นอกทะเบียนของสถาบัน ให้พิมพ์ชื่อแทน")
    for known in contract.guarantors.filter(released_on=None):
        if key == key_of(known.name):
            yield Refusal(
                "guarantor_known",
                "",
                f"{known} ค้ำสัญญานี้อยู่แล้วไม่เกิน {format_baht(known.most)} บาท "
                "ถ้าจะเปลี่ยนวงเงินหรือวันที่ ให้บันทึกพ้นความรับผิดของรายการเดิมก่อน",
            )


def refusals_to_release(
    guarantor: ContractGuarantor, *, on: date, reason: str
) -> Iterator[Refusal]:
    """Why the guarantor can't be let go so."""
    if guarantor.released_on:
        since = day_in_words(guarantor.released_on)
        yield Refusal("released_already", "", f"{guarantor} พ้นความรับผิดไปแล้วเมื่อ {since}")
    if not reason:
        yield Refusal("release_unexplained", "", "ให้เขียนเหตุที่พ้นความรับผิด เช่น เปลี่ยนผู้ค้ำประกันใหม่")
    if on < guarantor.contract.opened_on:
        yield Refusal("released_too_early", "", "วันที่พ้นความรับผิดต้องไม่ก่อนวันทำสัญญา ให้แก้วันที่")


def warnings_to_guarantee(contract: Contract, guarantee: Guarantee) -> Iterator[Refusal]:
    """What the committee should know of a guarantee before it is taken."""
    asked = to_guarantee(contract)
    if guarantee.most > asked.amount:
        yield Refusal(
            "more_than_owed",
            LAW,
            f"วงเงินที่ค้ำ {format_baht(guarantee.most)} บาท มากกว่าที่ต้องชำระทั้งสัญญา "
            f"{format_baht(asked.amount)} บาท ผู้ค้ำรับผิดไม่เกินหนี้จริง",
        )
    if asked.last_due and guarantee.until < asked.last_due:
        yield Refusal(
            "until_before_last_due",
            LAW,
            f"ค้ำถึง {day_in_words(guarantee.until)} ก่อนงวดสุดท้าย {day_in_words(asked.last_due)} "
            "งวดหลังจากนั้นไม่มีคนค้ำ",
        )
    yield from _warnings_of_whom(contract, guarantee)


def warnings_of_name(guarantee: Guarantee) -> Iterator[Refusal]:
    """That the name was found in the register: whoever bears it may be somebody else.

    The code names the person, for another name asks anew.
    """
    if person := guarantee.person:
        yield Refusal(
            f"same_name_{person.pk}",
            "",
            f"ชื่อนี้ตรงกับ {person} {person.household} ในทะเบียนของสถาบัน "
            "ถ้าเป็นคนเดียวกัน บันทึกต่อได้เลย ถ้าเป็นคนละคน ให้ทำเครื่องหมาย “ไม่ใช่คนเดียวกัน”",
        )


def _warnings_of_whom(contract: Contract, guarantee: Guarantee) -> Iterator[Refusal]:
    institution = contract.household.institution
    key = key_of(guarantee.name)
    if guarantee.person and guarantee.person.household_id == contract.household_id:
        yield Refusal(
            "same_household",
            "",
            f"{guarantee.name} อยู่ครัวเรือนเดียวกับผู้กู้ ถ้าครัวเรือนลำบาก อาจชำระแทนไม่ได้",
        )
    if owed := owed_by(institution, key, guarantee.person):
        yield Refusal(
            "guarantor_owes",
            "",
            f"{guarantee.name} เป็นหนี้กองทุนอยู่เอง ตามสัญญา {format_baht(owed)} บาท",
        )
    for name in crossed_with(contract, key, guarantee.person):
        yield Refusal(
            "mutual_guarantee",
            "",
            f"ค้ำไขว้กัน: {name} ค้ำหนี้ของครัวเรือน {guarantee.name} อยู่ "
            "ถ้าบ้านหนึ่งชำระไม่ได้ อีกบ้านจะเดือดร้อนตาม",
        )


def warnings_of_number(contract: Contract) -> Iterator[Refusal]:
    """That fewer people stand for the contract than the holding fund's rules ask."""
    rule = contract.rule
    standing = contract.guarantors.filter(released_on=None).count()
    if rule and rule.guarantors and standing < rule.guarantors:
        yield Refusal(
            "too_few_guarantors",
            "ระเบียบกองทุน",
            f"ระเบียบของ{contract.fund}ให้มีผู้ค้ำประกัน {rule.guarantors} คน ตอนนี้มี {standing} คน",
        )
