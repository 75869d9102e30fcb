"""How late one loan is at a date: arithmetic of dates and counts only, without the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fundinst.days import day_in_words

DAYS_OF_A_YEARS_INTEREST = 366
"""Interest overdue a year or more (ป.พ.พ. ๖๕๕) is more than 365 days old; 366 is the least that no
leap year can bring back under a year."""

YEARLY_FROM_MONTHS = 12
YEARLY_FROM_DAYS = 330
"""A loan lent for about a year. Funds lend from July to the end of June, or to the meeting's day,
so the days between are often a few weeks short of 365."""


@dataclass(frozen=True, slots=True)
class LoanFigures:
    """What is known of a loan at a date; ``owed`` and ``interest_over_year`` in baht on that day.

    None is what nobody stated. Terms are those stated last: registers don't say since when.
    """

    owed: Decimal
    interest_over_year: Decimal = Decimal(0)
    due_on: date | None = None
    lent_on: date | None = None
    term_months: int | None = None
    missed_instalments: int | None = None

    @property
    def is_yearly(self) -> bool:
        """Whether it is paid once a year: by its fund's rule, or by the days it was lent for.

        Where neither is stated it is not taken for one: its days alone count.
        """
        if self.term_months is not None and self.term_months >= YEARLY_FROM_MONTHS:
            return True
        if self.lent_on is None or self.due_on is None:
            return False
        return (self.due_on - self.lent_on).days >= YEARLY_FROM_DAYS


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late a loan is: days overdue, instalments missed, yearly due dates missed.

    ``due_on`` is the day it is counted from; None is never guessed, and then the figures are the
    least that is known. ``is_known`` says whether anything at all speaks of lateness: without it
    the noughts mean "not known", not "nothing overdue". ``by_interest`` says that the days come
    from interest overdue a year or more, and not from a due date.
    """

    days: int = 0
    instalments: int = 0
    yearly_due_dates: int = 0
    due_on: date | None = None
    is_known: bool = True
    by_interest: bool = False

    @property
    def why(self) -> list[str]:
        """Why it counts as it does, in words for people, one line a reason."""
        said = []
        if self.due_on is None:
            said.append("ไม่รู้วันครบกำหนด")
        elif self.days == 0 or self.by_interest:
            said.append(f"ครบกำหนด {day_in_words(self.due_on)}")
        else:
            said.append(f"ครบกำหนด {day_in_words(self.due_on)} เลยมา {self.days:,} วัน")
        if self.by_interest:
            said.append(f"มีดอกเบี้ยค้างหนึ่งปีขึ้นไป จึงค้างอย่างน้อย {self.days:,} วัน")
        if self.yearly_due_dates:
            said.append(f"ชำระปีละครั้ง เลยกำหนดรายปี {self.yearly_due_dates} ครั้ง")
        if self.instalments:
            said.append(f"ค้างชำระ {self.instalments} งวด")
        return said


def lateness(loan: LoanFigures, on: date) -> Lateness:
    """How late the loan is on that day; a loan that owes nothing is late in nothing.

    - Days run from the day after the due date: on the due date itself nothing is overdue
      (ป.พ.พ. ๒๐๔: a debtor is in default when the day has passed).
    - A yearly loan misses its due date, and again each anniversary of it, while anything is owed:
      its fund collects once a year, and days alone would make every such debtor look alike.
    - Interest overdue a year or more says at least 366 days, whatever the due date says: a loan may
      be prolonged while its interest stays unpaid.
    - Interest overdue under a year says nothing here: registers write into the same column what has
      run since the last payment, late or not.
    - Missed instalments are the fund's own count and stand as stated; 0 says that it is not late.
    """
    if loan.owed <= 0:
        return Lateness(due_on=loan.due_on)
    past_due = max((on - loan.due_on).days, 0) if loan.due_on else 0
    least = DAYS_OF_A_YEARS_INTEREST if loan.interest_over_year > 0 else 0
    yearly = yearly_due_dates_missed(loan.due_on, on) if loan.due_on and loan.is_yearly else 0
    return Lateness(
        days=max(past_due, least),
        instalments=loan.missed_instalments or 0,
        yearly_due_dates=yearly,
        due_on=loan.due_on,
        is_known=bool(loan.due_on or least or loan.missed_instalments is not None),
        by_interest=least > past_due,
    )


def yearly_due_dates_missed(due_on: date, on: date) -> int:
    """How many of ``due_on`` and its anniversaries have passed before ``on``.

    A day counts as missed once it has passed. Where the year has no 29 February the anniversary is
    the 28th: a period of years ends on the last day of a month without the day (ป.พ.พ. ๑๙๓/๕).
    """
    years = on.year - due_on.year
    passed_this_year = _anniversary(due_on, on.year) < on
    return max(years + passed_this_year, 0)


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
