"""What the check page says of each household, and where each thing is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from consolidation.registration_checks import Checked, Common
from fundinst.errors import Refusal
from fundinst.thai import format_date
from members.models import Institution

CONFIRM = "consolidation:confirm"
PEOPLE = "consolidation:people"
CRITERIA = "consolidation:criteria"
WHERE = {
    "no_consent": (CONFIRM, "บันทึกความยินยอม"),
    "not_confirmed": (CONFIRM, "รับรองหนี้"),
    "confirmed_other_amount": (CONFIRM, "รับรองใหม่"),
    "loan_disputed": (CONFIRM, "ดูข้อโต้แย้ง"),
    "no_house_number": ("consolidation:house", "ใส่บ้านเลขที่"),
    "same_name_twice": (PEOPLE, "ดูรายชื่อ"),
    "no_class": ("debts:classify", "จัดประเภท"),
    "criteria_not_met": (CRITERIA, "ดูเกณฑ์"),
    "criteria_unknown": (CRITERIA, "ตอบเกณฑ์"),
    "nothing_mended": ("consolidation:household", "ดูสิ่งที่ต้องแก้"),
    "remarks_left": ("consolidation:household", "ดูสิ่งที่ต้องแก้"),
    "mended_on_other_day": ("consolidation:household", "ไปเลิกทำ"),
}
"""Where each refusal, warning and note is mended, and what the link says."""
OF_ALL = {
    "no_class": ("debts:classify_next", "จัดประเภททีละครัวเรือน"),
    "criteria_unknown": ("consolidation:targets", "ดูเกณฑ์และคำตอบ"),
}
"""The same for a note of most households of the list."""


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said of a household, with the ways to mend it where there are any."""

    sentence: str
    ways: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A household on the check page; ``notes`` are those that aren't said above the list."""

    checked: Checked
    refusals: Sequence[Note]
    warnings: Sequence[Note]
    notes: Sequence[Note]
    is_ticked: bool


def written(cut_off: date) -> str:
    """The date as an address carries it: 30/6/2560."""
    return format_date(cut_off, style="slash", digits="arabic")


def line_of(checked: Checked, cut_off: date, common: Sequence[Common], *, ticked: bool) -> Line:
    """The household's line; ``common`` are the notes that stand above the list."""
    above = {one.code for one in common}

    def written_out(said: Sequence[Refusal]) -> list[Note]:
        return [_note(one, checked, cut_off) for one in said if one.code not in above]

    return Line(
        checked=checked,
        refusals=written_out(checked.refusals),
        warnings=written_out(checked.warnings),
        notes=written_out(checked.notes),
        is_ticked=checked.is_ready and ticked,
    )


def _note(refusal: Refusal, checked: Checked, cut_off: date) -> Note:
    said = refusal.sentence if refusal.code == "no_consent" else str(refusal)
    return Note(said, [*_ways(refusal.code, checked, cut_off)])


def _ways(code: str, checked: Checked, cut_off: date) -> Iterator[tuple[str, str]]:
    household = checked.household
    if code in WHERE:
        name, verb = WHERE[code]
        query = {"on": written(cut_off), "next": "registration"} if name == CONFIRM else {}
        yield reverse(name, args=[household.pk], query=query), verb
    if code == "mended_on_other_day" and checked.later:
        query = {"on": written(checked.later.on)}
        place = [household.institution.code]
        day = format_date(checked.later.on, style="medium", digits="arabic")
        yield reverse("consolidation:registration", args=place, query=query), f"ใช้ยอด ณ {day}"


def way_of_all(common: Common, institution: Institution) -> tuple[str, str]:
    """Where most households of the list get what they lack, one after the other."""
    name, verb = OF_ALL[common.code]
    return reverse(name, args=[institution.code]), verb
