"""What households said of their debts on a cut-off date: read; the last word of a loan holds."""

from collections.abc import Iterable
from datetime import date

from debts.balances import Balance
from debts.models import Confirmation, JournalEntry, Loan
from fundinst.money import format_baht
from members.models import Institution


def last_words(loans: Iterable[int], *, cut_off: date) -> dict[int, Confirmation]:
    """What was said last of each of these loans (by primary key) as of that cut-off date."""
    said = Confirmation.objects.filter(loan__in=loans, cut_off=cut_off).select_related("actor")
    return {word.loan_id: word for word in said.order_by("pk")}


def disputed(loans: Iterable[int]) -> dict[int, Confirmation]:
    """Of these loans, those whose last word is a dispute, whatever the cut-off date.

    A later confirmation ends a dispute.
    """
    said = Confirmation.objects.filter(loan__in=loans).select_related("actor").order_by("pk")
    last = {word.loan_id: word for word in said}
    return {loan: word for loan, word in last.items() if is_disputed(word)}


def is_disputed(word: Confirmation | None) -> bool:
    """Whether the household's word on a loan is a dispute; nothing said is none."""
    return word is not None and word.outcome == Confirmation.Outcome.DISPUTED


def is_answered(word: Confirmation | None, balance: Balance) -> bool:
    """Whether the household has spoken of the loan, and of the amount that stands now."""
    return word is not None and (is_disputed(word) or word.amount == balance.total)


def usual_cut_off(institution: Institution, *, today: date) -> date:
    """The cut-off date that the institution works with: that of its last confirmations.

    Before the first, the last day of which its books know anything; never one to come.
    """
    said = Confirmation.objects.filter(loan__household__institution=institution)
    last: date | None = said.order_by("-pk").values_list("cut_off", flat=True).first()
    if last:
        return last
    entries = JournalEntry.objects.filter(loan__household__institution=institution, on__lte=today)
    known: date | None = entries.order_by("-on").values_list("on", flat=True).first()
    return known or today


def what_was_said(word: Confirmation) -> str:
    """A household's word on a loan in a sentence; its loan comes with fund and borrower."""
    if is_disputed(word):
        return f"ครัวเรือนโต้แย้ง {named(word.loan)} ว่า {word.reason}"
    return f"ครัวเรือนรับรองใหม่ {named(word.loan)} {format_baht(word.amount)} บาท"


def named(loan: Loan) -> str:
    """The loan as people tell it from the household's others: fund, number, borrower."""
    number = f" เลขที่ {loan.number}" if loan.number else ""
    return f"{loan.account.fund}{number} ชื่อ {loan.borrower}"
