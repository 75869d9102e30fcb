"""When a claim on a loan is barred by time (อายุความ): arithmetic of dates only, no database.

Ten years for a loan (ป.พ.พ. ๑๙๓/๓๐); five for interest, and for principal that is paid by
instalments (๑๙๓/๓๓). An acknowledgment interrupts the time, and it runs anew (๑๙๓/๑๔, ๑๙๓/๑๕);
one in writing after the time was over gives two years more (๑๙๓/๓๕), a payment then gives none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from debts.day_count import months_after
from fundinst.days import day_in_words

YEARS, YEARS_OF_PARTS, YEARS_REVIVED = 10, 5, 2
"""Of a loan; of interest and of principal payable by instalments; of what was barred already and
then acknowledged in writing."""

UNKNOWN, WAITS, RUNS, NEAR, OVER = "unknown", "waits", "runs", "near", "over"
UNSURE = "unsure"
"""Of instalments: each has a time of its own, and nobody knows which was missed first."""
WORDS = {
    UNKNOWN: "นับอายุความไม่ได้",
    WAITS: "ยังไม่เริ่มนับ",
    RUNS: "ยังไม่ใกล้",
    NEAR: "ใกล้ขาดอายุความ",
    OVER: "ครบอายุความแล้ว",
    UNSURE: "บางงวดอาจครบอายุความแล้ว",
}
TONES = {
    UNKNOWN: "open",
    WAITS: "open",
    RUNS: "done",
    NEAR: "warning",
    OVER: "error",
    UNSURE: "warning",
}
ADVICE = {
    UNKNOWN: "ใส่วันที่กู้หรือวันครบกำหนดในรายละเอียดหนี้ แล้วระบบจะนับให้",
    NEAR: "ก่อนวันนั้น ให้ผู้กู้ลงชื่อในหนังสือรับสภาพหนี้ หรือชำระบางส่วน อายุความจะเริ่มนับใหม่",
    UNSURE: "ดูวันครบกำหนดของงวดแรกที่ค้าง แล้วให้ผู้กู้ลงชื่อในหนังสือรับสภาพหนี้ หรือชำระบางส่วน อายุความจะเริ่มนับใหม่",
    OVER: "หนี้ยังอยู่และผู้กู้ชำระเองได้ แต่ถ้าผู้กู้ยกอายุความขึ้นต่อสู้ จะฟ้องบังคับไม่ได้ "
    "ให้บอกครัวเรือนให้เข้าใจก่อนรวมหนี้ (ป.พ.พ. มาตรา ๑๙๓/๑๐, ๑๙๓/๒๘)",
}


@dataclass(frozen=True, slots=True)
class Said:
    """An acknowledgment of a loan: the day; how, in words; whether the debtor signed it."""

    on: date
    how: str
    in_writing: bool = True


@dataclass(frozen=True, slots=True)
class PrescriptionFacts:
    """What is known of a loan; amounts in baht. None is what nobody stated."""

    owed: Decimal
    interest: Decimal = Decimal(0)
    lent_on: date | None = None
    due_on: date | None = None
    by_instalments: bool = False
    acknowledged: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Prescription:
    """How the time runs for one part of a loan: ``of`` names it, ``last_day`` is when it ends."""

    of: str
    years: int
    clause: str
    state: str
    since: date | None = None
    since_why: str = ""
    last_day: date | None = None
    days_left: int = 0
    barred_on: date | None = None

    @property
    def is_pressing(self) -> bool:
        return self.state in (NEAR, OVER, UNSURE)

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def advice(self) -> str:
        return ADVICE.get(self.state, "")

    @property
    def sentence(self) -> str:
        """How it was counted, in words for people."""
        if self.since is None or self.last_day is None:
            return f"{self.of}: ไม่รู้วันที่กู้และวันครบกำหนด"
        if self.state == UNSURE:
            return (
                f"{self.of}: อายุความ {self.years} ปีนับแยกทีละงวดจากวันครบกำหนดของงวดนั้น "
                f"งวดที่ค้างก่อนครบก่อน งวดสุดท้ายจะครบ {day_in_words(self.last_day)}"
            )
        counted = f"{self.of}: นับจาก{self.since_why} {day_in_words(self.since)}"
        if self.barred_on:
            barred = f"{self.of}: ครบอายุความไปแล้วเมื่อ {day_in_words(self.barred_on)}"
            counted = f"{barred} แต่ผู้กู้รับสภาพเป็นหนังสือ {day_in_words(self.since)}"
        ends = f"{self.years} ปี วันที่ {day_in_words(self.last_day)}"
        if self.state == OVER:
            return f"{counted} ครบ {ends} เลยมา {-self.days_left:,} วันแล้ว"
        if self.state == WAITS:
            return f"{counted} ยังไม่ถึงวันนั้น อายุความ {self.years} ปียังไม่เริ่มนับ"
        return f"{counted} จะครบ {ends} อีก {self.days_left:,} วัน"


def prescriptions(facts: PrescriptionFacts, on: date) -> list[Prescription]:
    """How the time runs for the loan on that day: its principal, and its interest if any is owed.

    It runs from the due date, when the claim can be enforced (ป.พ.พ. ๑๙๓/๑๒), or from the day it
    was lent where no due date is known; anew from each acknowledgment while it ran. Where nothing
    is owed, nothing runs.
    """
    if facts.owed <= 0:
        return []
    return [*_parts(facts, on)]


def _parts(facts: PrescriptionFacts, on: date) -> Iterator[Prescription]:
    if facts.by_instalments:
        yield _of_instalments(facts, on)
    elif facts.owed > facts.interest:
        yield _runs("เงินต้น", YEARS, "ป.พ.พ. มาตรา ๑๙๓/๓๐", facts, on)
    if facts.interest > 0:
        yield _runs("ดอกเบี้ยค้าง", YEARS_OF_PARTS, "ป.พ.พ. มาตรา ๑๙๓/๓๓", facts, on)


def _of_instalments(facts: PrescriptionFacts, on: date) -> Prescription:
    """The first instalment was due after the day of lending, the last on the loan's due date.

    When even the last is barred, or not even what was due at once could be near it, that is said;
    between the two the books don't know which instalment was missed first.
    """
    of, clause = "เงินต้นที่ผ่อนเป็นงวด", "ป.พ.พ. มาตรา ๑๙๓/๓๓"
    last = _runs(of, YEARS_OF_PARTS, clause, facts, on)
    first = _runs(of, YEARS_OF_PARTS, clause, replace(facts, due_on=None), on)
    if facts.due_on is None or last.state in (UNKNOWN, OVER) or last.since == first.since:
        return last
    return first if first.state in (WAITS, RUNS) else replace(last, state=UNSURE)


def _runs(of: str, years: int, clause: str, facts: PrescriptionFacts, on: date) -> Prescription:
    since, why = (facts.due_on, "วันครบกำหนด") if facts.due_on else (facts.lent_on, "วันที่กู้")
    barred = None
    for said in sorted(facts.acknowledged, key=lambda said: said.on):
        if said.on > on or (since is not None and said.on <= since):
            continue
        last_day = months_after(since, 12 * years) if since else None
        if last_day is None or said.on <= last_day:
            since, why = said.on, said.how
        elif said.in_writing:
            since, why, barred = said.on, said.how, barred or last_day
            years, clause = YEARS_REVIVED, "ป.พ.พ. มาตรา ๑๙๓/๓๕"
    if since is None:
        return Prescription(of, years, clause, UNKNOWN)
    last_day = months_after(since, 12 * years)
    left, state = (last_day - on).days, _state(since, last_day, on)
    return Prescription(of, years, clause, state, since, why, last_day, left, barred)


def _state(since: date, last_day: date, on: date) -> str:
    if on < since:
        return WAITS
    if on > last_day:
        return OVER
    return NEAR if on >= months_after(last_day, -12) else RUNS
