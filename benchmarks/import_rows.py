"""How long a register of 100,000 loans takes to be read and to come into the books; `make bench`.

The floor of the import: ``COPY`` into a staging table, then a statement for each of households,
people, loans and journal, with the same guards and history on. As in the product a worker has read
the file before. The same file again writes nothing. The floor of the preview (reading the file,
understanding it, finding the people) is calamine's reading of the same workbook.
"""

import os
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.db import connection, transaction
from python_calamine import load_workbook

from benchmarks.measuring import Figure, best_of, s, tell
from debts.drafting import beside_the_books, read_draft, read_for, upload_unread
from debts.models import JournalEntry, Loan
from debts.recording import import_register, record_register
from members.models import Fund
from tests.builders import make_institution, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
AS_OF = date(2017, 6, 30)
HEADER = "บ้านเลขที่,ชื่อ-สกุล,เลขที่สัญญา,เงินต้นคงเหลือ,ดอกเบี้ยค้าง,วันครบกำหนด\n"
FLOOR = """
    INSERT INTO members_household (institution_id, house_number, house_key, is_removed)
    SELECT {institution}, house, house, false FROM staged;
    INSERT INTO members_person (household_id, title, given, surname, full_name, name_key, sort_key,
        is_head, phone, occupation, national_id_tail, national_id_hash)
    SELECT h.id, 'นาย', given, 'สมมุติ', 'นาย' || given || ' สมมุติ', given || ' สมมุติ', given,
           true, '', '', '', ''
      FROM staged s JOIN members_household h
        ON h.institution_id = {institution} AND h.house_key = s.house;
    ANALYZE members_person; ANALYZE members_household;
    INSERT INTO debts_loan (account_id, household_id, borrower_id, number, due_on, principal,
        interest_over_year, interest_under_year, penalty, fee, status)
    SELECT {account}, h.id, p.id, s.number, s.due_on, 0, 0, 0, 0, 0, 'open'
      FROM staged s JOIN members_household h
        ON h.institution_id = {institution} AND h.house_key = s.house
      JOIN members_person p ON p.household_id = h.id;
    INSERT INTO debts_journalentry (loan_id, kind, "on", principal, interest_over_year,
        interest_under_year, penalty, fee, reference, actor_id)
    SELECT l.id, 'opening', '{as_of}', s.principal, 0, s.interest, 0, 0, '', {actor}
      FROM staged s JOIN debts_loan l ON l.account_id = {account} AND l.number = s.number;
"""


def rows(count: int) -> list[tuple[str, str, str, str, str]]:
    return [
        (f"{row}/1", f"ทดลอง{row}", f"กทบ. {row}/2559", str(1000 + row % 9000), "100")
        for row in range(1, count + 1)
    ]


def register(count: int) -> bytes:
    lines = [
        f"{house},นาย{given} สมมุติ,{number},{principal},{interest},31/3/2560\n"
        for house, given, number, principal, interest in rows(count)
    ]
    return (HEADER + "".join(lines)).encode()


def fund_of(moo: int) -> Fund:
    return make_institution(moo=moo, name=f"บ้านนำเข้า{moo}").funds.get(kind="village_fund")


def floor(fund: Fund, actor: int, count: int = ROWS) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE staged (house text, given text, number text,"
            " principal numeric, interest numeric, due_on date DEFAULT '2017-03-31') ON COMMIT DROP"
        )
        wanted = "COPY staged (house, given, number, principal, interest) FROM STDIN"
        with cursor.cursor.copy(wanted) as copy:
            for row in rows(count):
                copy.write_row(row)
        account = fund.accounts.get(number=1).pk
        cursor.execute("ANALYZE staged")
        cursor.execute(
            FLOOR.format(institution=fund.institution_id, account=account, as_of=AS_OF, actor=actor)
        )


def plan_anew() -> None:
    """As on a server that has been at work: it knows its tables, which were empty a moment ago."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DISCARD PLANS")


def test_import_rows():
    ours, plain = fund_of(71), fund_of(72)
    actor = make_user("committee", institution=ours.institution)
    content = register(ROWS)
    draft = upload_unread(
        ours.accounts.get(number=1), file_name="r.csv", content=content, as_of=AS_OF, actor=actor
    )
    read_draft(draft, actor=actor)
    floor(fund_of(73), actor.pk, 2000)
    plan_anew()
    (least,) = best_of(1, lambda: floor(plain, actor.pk))
    plan_anew()
    (took,) = best_of(1, lambda: record_register(draft, actor=actor))
    assert Loan.objects.count() == 2 * ROWS + 2000
    what = f"register of {ROWS:,} loans into the books"
    tell(Figure("import", what, s(took), s(least), took / least, 2))

    before = JournalEntry.objects.count()
    (again,) = best_of(1, lambda: import_again(ours, content, actor))
    assert JournalEntry.objects.count() == before
    tell(Figure("import", "the same file again: 0 rows written", s(again), s(least), again / least))


def test_preview_rows():
    fund = fund_of(71)
    account, actor = (
        fund.accounts.get(number=1),
        make_user("committee", institution=fund.institution),
    )
    content = workbook(ROWS // 5)
    draft = upload_unread(account, file_name="r.xlsx", content=content, as_of=AS_OF, actor=actor)

    def preview() -> None:
        beside_the_books(draft, read_for(account, file_name="r.xlsx", content=content, as_of=AS_OF))

    took, least = best_of(
        3, preview, lambda: load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    what = f"preview of {ROWS // 5:,} loans of an .xlsx, to calamine's reading"
    tell(Figure("import", what, s(took), s(least), took / least, 5))


def workbook(count: int) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        for line, (house, given, number, *amounts) in enumerate(rows(count), 1):
            sheet.write_row(line, 0, [house, f"นาย{given} สมมุติ", number, *map(int, amounts)])
            sheet.write_string(line, 5, "31/3/2560")
    return file.getvalue()


def import_again(fund: Fund, content: bytes, actor) -> None:
    account = fund.accounts.get(number=1)
    import_register(account, file_name="r.csv", content=content, as_of=AS_OF, actor=actor)
