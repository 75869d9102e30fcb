"""When a claim on a loan is barred by time (อายุความ): arithmetic of dates only, no database.

Ten years for a loan (ป.พ.พ. ๑๙๓/๓๐); five for interest, and for principal that is paid by
instalments (๑๙๓/๓๓). An acknowledgment interrupts the time, and it runs anew (๑๙๓/๑๔, ๑๙๓/๑๕).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from debts.day_count import months_after
from fundinst.days import day_in_words

YEARS, YEARS_OF_PARTS = 10, 5
"""Of a loan; of interest and of principal payable by instalments."""

UNKNOWN, WAITS, RUNS, NEAR, OVER = "unknown", "waits", "runs", "near", "over"
WORDS = {
    UNKNOWN: "นับอายุความไม่ได้",
    WAITS: "ยังไม่เริ่มนับ",
    RUNS: "ยังไม่ใกล้",
    NEAR: "ใกล้ขาดอายุความ",
    OVER: "ครบอายุความแล้ว",
}
TONES = {UNKNOWN: "open", WAITS: "open", RUNS: "done", NEAR: "warning", OVER: "error"}
ADVICE = {
    UNKNOWN: "ใส่วันที่กู้หรือวันครบกำหนดในรายละเอียดหนี้ แล้วระบบจะนับให้",
    NEAR: "ก่อนวันนั้น ให้ผู้กู้ลงชื่อในหนังสือรับสภาพหนี้ หรือชำระบางส่วน อายุความจะเริ่มนับใหม่",
    OVER: "หนี้ยังอยู่และผู้กู้ชำระเองได้ แต่ถ้าผู้กู้ยกอายุความขึ้นต่อสู้ จะฟ้องบังคับไม่ได้ "
    "ให้บอกครัวเรือนให้เข้าใจก่อนรวมหนี้ (ป.พ.พ. มาตรา ๑๙๓/๑๐, ๑๙๓/๒๘)",
}


@dataclass(frozen=True, slots=True)
class PrescriptionFacts:
    """What is known of a loan; amounts in baht. None is what nobody stated.

    ``acknowledged_on`` is when the debtor last acknowledged it, ``acknowledged_by`` how, in words.
    """

    owed: Decimal
    interest: Decimal = Decimal(0)
    lent_on: date | None = None
    due_on: date | None = None
    by_instalments: bool = False
    acknowledged_on: date | None = None
    acknowledged_by: str = ""


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

    @property
    def is_pressing(self) -> bool:
        return self.state in (NEAR, OVER)

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
        counted = f"{self.of}: นับจาก{self.since_why} {day_in_words(self.since)}"
        ends = f"{self.years} ปี วันที่ {day_in_words(self.last_day)}"
        if self.state == OVER:
            return f"{counted} ครบ {ends} เลยมา {-self.days_left:,} วันแล้ว"
        if self.state == WAITS:
            return f"{counted} ยังไม่ถึงวันนั้น อายุความ {self.years} ปียังไม่เริ่มนับ"
        return f"{counted} จะครบ {ends} อีก {self.days_left:,} วัน"


def prescriptions(facts: PrescriptionFacts, on: date) -> list[Prescription]:
    """How the time runs for the loan on that day: its principal, and its interest if any is owed.

    It runs from the due date, when the claim can be enforced (ป.พ.พ. ๑๙๓/๑๒), or from the day it
    was lent where no due date is known; from the last acknowledgment where that is later. Where
    nothing is owed, nothing runs.
    """
    if facts.owed <= 0:
        return []
    return [*_parts(facts, on)]


def _parts(facts: PrescriptionFacts, on: date) -> Iterator[Prescription]:
    if facts.by_instalments:
        yield _runs("เงินต้นที่ผ่อนเป็นงวด", YEARS_OF_PARTS, "ป.พ.พ. มาตรา ๑๙๓/๓๓", facts, on)
    elif facts.owed > facts.interest:
        yield _runs("เงินต้น", YEARS, "ป.พ.พ. มาตรา ๑๙๓/๓๐", facts, on)
    if facts.interest > 0:
        yield _runs("ดอกเบี้ยค้าง", YEARS_OF_PARTS, "ป.พ.พ. มาตรา ๑๙๓/๓๓", facts, on)


def _runs(of: str, years: int, clause: str, facts: PrescriptionFacts, on: date) -> Prescription:
    since, why = _since(facts)
    if since is None:
        return Prescription(of, years, clause, UNKNOWN)
    last_day = months_after(since, 12 * years)
    left = (last_day - on).days
    return Prescription(of, years, clause, _state(since, last_day, on), since, why, last_day, left)


def _since(facts: PrescriptionFacts) -> tuple[date | None, str]:
    begun, why = (facts.due_on, "วันครบกำหนด") if facts.due_on else (facts.lent_on, "วันที่กู้")
    said = facts.acknowledged_on
    if said and (begun is None or said > begun):
        return said, facts.acknowledged_by
    return begun, why


def _state(since: date, last_day: date, on: date) -> str:
    if on < since:
        return WAITS
    if on > last_day:
        return OVER
    return NEAR if on >= months_after(last_day, -12) else RUNS
