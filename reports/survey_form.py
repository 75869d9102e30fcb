"""The blank form of the survey (แบบสำรวจหนี้ครัวเรือน): to be written on at the house, typed in later.

Its columns are those of the debtor grid, in the same order: what was written on a line is typed
along a row. Balances alone; the rest of a loan is in the fund's own book.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string

from debts.grid import accounts_of
from fundinst.thai import to_thai_digits
from members.models import FundAccount, Institution
from reports.pdf import write_pdf

TO_NAME = ("", "", "")  # without member funds yet: columns that are named by hand
ROWS = 15  # what a sheet of A4 across holds, high enough to write on


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """An empty form: whose it is, one column a fund's account, so many lines to write on."""

    institution: str
    place: str
    columns: tuple[str, ...]
    rows: int = ROWS

    @property
    def numbers(self) -> list[str]:
        """The lines' numbers, in Thai digits."""
        return [to_thai_digits(str(number)) for number in range(1, self.rows + 1)]


def survey_form(institution: Institution) -> SurveyForm:
    """The form with the institution's member funds as its columns."""
    accounts = accounts_of(institution)
    several = {account.fund_id for account in accounts if account.number > 1}
    return SurveyForm(
        institution=to_thai_digits(str(institution)),
        place=to_thai_digits(institution.place),
        columns=tuple(to_thai_digits(_label(account, several)) for account in accounts) or TO_NAME,
    )


def _label(account: FundAccount, several: set[int]) -> str:
    """A fund with one account goes by its own name."""
    return f"{account.fund} {account}" if account.fund_id in several else str(account.fund)


def survey_form_pdf(form: SurveyForm) -> bytes:
    """The form on A4 paper, across. Raises Refused when a name can't be printed."""
    return write_pdf(render_to_string("reports/survey_form_print.html", {"form": form}))
