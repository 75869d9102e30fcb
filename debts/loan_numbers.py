"""One number, one loan: no two loans of an account that are still owed bear the same number.

However it is written (``comparing.number_key``). The database asks the same at the end of every act
(``loan_number_once_an_account``); here it is said in words first. A number that is paid off may be
given again, as funds do year by year.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from debts.comparing import BookedLoan, PreviewRow, number_key
from debts.models import Loan
from debts.registers import UnreadableCell
from fundinst.errors import Refusal

NUMBER = "เลขที่สัญญา"
Place = tuple[int, str]
"""An account's pk, and what the spellings of a number share."""


def refusals_of_numbers(loans: Iterable[Loan], *, but: Collection[int] = ()) -> Iterator[Refusal]:
    """Which of these can't be owed again, because another loan bears their number by now.

    ``but`` are loans (by pk) that change with them: what they bear is no hindrance.
    """
    back = {loan.pk: loan for loan in loans if loan.number}
    accounts = {loan.account_id for loan in back.values()}
    others = Loan.objects.owing().filter(account__in=accounts).exclude(pk__in={*back, *but})
    bearers = {
        (other.account_id, number_key(other.number)): other
        for other in others.exclude(number="").select_related("borrower")
    }
    for loan in back.values():
        if other := bearers.get((loan.account_id, number_key(loan.number))):
            yield Refusal(
                "number_taken",
                "",
                f"เลขที่สัญญา {loan.number} ตอนนี้เป็นของ {other.borrower} ซึ่งยังค้างอยู่ ให้แก้เลขที่ของหนี้นั้นก่อน",
            )


def numbers_taken(
    rows: Sequence[PreviewRow], booked: Iterable[BookedLoan]
) -> Iterator[UnreadableCell]:
    """The rows of a register whose number another loan bears, in the books or in the file."""
    owed = [row for row in rows if row.account and row.debtor and row.row.total]
    named = {row.loan.pk for row in rows if row.loan}
    bearers: dict[Place, Loan] = {}
    for one in booked:
        if one.loan.pk not in named and one.loan.outstanding and one.loan.number:
            bearers[one.loan.account_id, number_key(one.loan.number)] = one.loan
    of_file: defaultdict[Place, list[PreviewRow]] = defaultdict(list)
    for row in owed:
        if key := number_key((row.loan.number if row.loan else "") or row.row.loan_number):
            of_file[row.account.pk, key].append(row)
    for place, same in of_file.items():
        if bearer := bearers.get(place):
            whose = f"{bearer.borrower} ซึ่งยังค้างอยู่ในบัญชีของกองทุน"
            yield from (_cell(row, whose) for row in same)
            continue
        first, *others = sorted(same, key=lambda row: row.loan is None)
        whose = f"{first.row.name} แถวที่ {first.row.row}"
        yield from (_cell(row, whose) for row in others)


def _cell(row: PreviewRow, whose: str) -> UnreadableCell:
    said = row.row
    reason = (
        f"เลขที่สัญญานี้เป็นของ {whose} ถ้าเป็นคนละสัญญาให้แก้เลขที่ในทะเบียนให้ต่างกัน "
        "ถ้าเป็นสัญญาเดียวกันให้รวมเป็นแถวเดียว"
    )
    return UnreadableCell(
        said.sheet, said.row, NUMBER, said.loan_number, reason, name=str(said.name)
    )
