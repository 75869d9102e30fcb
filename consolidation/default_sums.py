"""When a guarantor must be told of a default, and what is lost when that comes late; pure.

ป.พ.พ. ๖๘๖: the creditor tells the guarantor in writing within sixty days from the default; told
later or never, the guarantor is free of interest, damages and costs that arise after these days.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from fundinst.thai import format_date

NOTICE_DAYS = 60
LAW = "ป.พ.พ. มาตรา ๖๘๖"
SOON = 14
"""From how many days before its end the task stands out."""


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """To tell a guarantor of the instalment that was missed on ``default_on``, as of a day."""

    default_on: date
    on: date
    sent_on: date | None = None

    @property
    def last_day(self) -> date:
        return self.default_on + timedelta(days=NOTICE_DAYS)

    @property
    def days_left(self) -> int:
        """Until the last day; negative after it."""
        return (self.last_day - self.on).days

    @property
    def is_told(self) -> bool:
        return self.sent_on is not None

    @property
    def is_late(self) -> bool:
        """Told after the last day, or not told and the day is over."""
        return (self.sent_on or self.on) > self.last_day

    @property
    def tone(self) -> str:
        if self.is_told:
            return "warning" if self.is_late else "done"
        if self.is_late:
            return "error"
        return "warning" if self.days_left <= SOON else "wait"

    @property
    def words(self) -> str:
        """What is to be done until when, or what was done."""
        day = _day(self.last_day)
        if self.sent_on:
            late = f" ช้ากว่ากำหนด ({day})" if self.is_late else ""
            return f"บอกกล่าวแล้ว {_day(self.sent_on)}{late}"
        if self.is_late:
            return f"เลยกำหนดบอกกล่าว ({day}) มา {-self.days_left:,} วัน"
        if self.days_left == 0:
            return "ต้องบอกกล่าวภายในวันนี้"
        return f"ต้องบอกกล่าวภายใน {day} เหลือ {self.days_left:,} วัน"

    @property
    def lost(self) -> str:
        """What the fund can't ask of the guarantor any more; empty while nothing is lost."""
        if not self.is_late:
            return ""
        return (
            f"ผู้ค้ำไม่ต้องรับผิดดอกเบี้ย ค่าเสียหาย และค่าใช้จ่ายของงวดนี้ที่เกิดหลัง {_day(self.last_day)} "
            "แต่ยังรับผิดเงินต้น"
        )


def _day(on: date) -> str:
    return format_date(on, style="medium", digits="arabic")
