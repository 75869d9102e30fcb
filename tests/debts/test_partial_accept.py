"""The good rows of a register alone, if the user says so; the mended file brings the rest."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from debts.drafting import choose, preview_of, upload_register
from debts.leaving_out import Parting
from debts.mending import file_to_mend
from debts.models import JournalEntry, Loan, MatchDecision, Register
from debts.recording import record_register
from debts.registers.returning import returned_name
from fundinst.errors import Refused
from members.models import AuditEntry, Household, Person
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.debts.drafts import HEADER, LODGER, MAN, WIFE, make_draft, make_recorded
from tests.debts.register_files_made import xlsx

pytestmark = pytest.mark.django_db

BAD = MAN.replace("12600", "หมื่นสอง")
UNNUMBERED = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\n"


def codes(act):
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def test_the_good_rows_are_recorded_and_the_others_listed(village_fund, treasurer):
    draft = make_draft(village_fund, WIFE + BAD + LODGER, treasurer)

    register = record_register(draft, actor=treasurer, only_good=True, left_out_seen=2)

    assert list(Loan.objects.values_list("borrower__full_name", "outstanding")) == [
        ("นางกองแก้ว ทดสอบไทย", Decimal(9800))
    ]
    assert (register.status, register.rows, register.total) == ("recorded", 1, Decimal(9800))
    assert [(row["row"], row["name"], row["doubtful"]) for row in register.left_out] == [
        (3, "นายชาลี จำลองสุข", False),
        (4, "นายสมคิด อื่นสกุล", True),
    ]
    assert AuditEntry.objects.get(act="register_recorded").sentence == (
        "บันทึกทะเบียนลูกหนี้กองทุนหมู่บ้าน 1 แถว 9,800 บาท เว้น 2 แถว: แถว 3, แถว 4"
    )


def test_without_saying_so_nothing_is_recorded(village_fund, treasurer):
    draft = make_draft(village_fund, WIFE + BAD, treasurer)

    assert codes(lambda: record_register(draft, actor=treasurer)) == ["row_unreadable"]
    assert not Loan.objects.exists()


def test_rows_the_user_did_not_see_left_out_stop_it(village_fund, treasurer):
    draft = make_draft(village_fund, WIFE + BAD, treasurer)

    def act():
        record_register(draft, actor=treasurer, only_good=True, left_out_seen=3)

    assert codes(act) == ["left_out_changed"]
    assert not Loan.objects.exists()


def test_a_file_without_a_good_row_is_not_recorded(village_fund, treasurer):
    draft = make_draft(village_fund, BAD, treasurer)

    assert codes(lambda: record_register(draft, actor=treasurer, only_good=True)) == [
        "nothing_good"
    ]


def test_the_mended_file_changes_only_what_was_mended(village_fund, treasurer):
    """End to end, as the user has it: download, mend in the marked file, take in again."""
    rows = [line.split(",") for line in (HEADER + WIFE + BAD + LODGER).splitlines()]
    draft = upload_register(
        village_fund.accounts.get(),
        file_name="ทะเบียน.xlsx",
        content=xlsx(rows),
        as_of=AS_OF,
        actor=treasurer,
    )
    record_register(draft, actor=treasurer, only_good=True)
    first, wife = JournalEntry.objects.get(), Loan.objects.values().get()
    draft.refresh_from_db()
    book = openpyxl.load_workbook(BytesIO(file_to_mend(draft)))
    sheet = book.active
    assert [sheet.cell(row=row, column=7).value[:22] for row in (1, 3, 4)] == [
        "เหตุที่ยังบันทึกไม่ได้",
        "อ่านจำนวนเงิน “หมื่นสอ",
        "บ้านเลขที่นี้มีคนอื่นอ",
    ]
    sheet["D3"], sheet["A4"] = 12600, "44"
    mended = BytesIO()
    book.save(mended)

    again = upload_register(
        village_fund.accounts.get(),
        file_name=returned_name("ทะเบียน.xlsx"),
        content=mended.getvalue(),
        as_of=AS_OF,
        actor=treasurer,
    )
    assert preview_of(again).counts == {
        "new": 2,
        "changed": 0,
        "same": 1,
        "doubtful": 0,
        "unreadable": 0,
    }
    record_register(again, actor=treasurer)

    assert Loan.objects.values().get(pk=wife["id"]) == wife
    entries = JournalEntry.objects.exclude(pk=first.pk).values_list("register", "principal")
    assert list(entries) == [(again.pk, Decimal(12600)), (again.pk, Decimal(3000))]
    assert Register.objects.get(pk=again.pk).left_out == []


def test_a_loan_known_only_as_the_one_left_over_waits_for_the_persons_other_row(
    institution, village_fund, treasurer
):
    """100 and 200 without numbers: if 100's row can't be read, 250 may not be taken for 100."""
    household = make_household(institution, "24")
    make_person(household, "นางกองแก้ว ทดสอบไทย")
    make_loan(household, village_fund, 100)
    make_loan(household, village_fund, 200)
    make_recorded_rows = UNNUMBERED + (
        "นางกองแก้ว ทดสอบไทย,24,x\nนางกองแก้ว ทดสอบไทย,24,250\nนายชาลี จำลองสุข,31,70\n"
    )
    draft = upload_register(
        village_fund.accounts.get(),
        file_name="a.csv",
        content=make_recorded_rows.encode(),
        as_of=AS_OF,
        actor=treasurer,
    )

    register = record_register(draft, actor=treasurer, only_good=True)

    assert list(Loan.objects.order_by("pk").values_list("principal", flat=True)) == [100, 200, 70]
    assert [row["row"] for row in register.left_out] == [2, 3]
    assert register.left_out[1]["reason"].startswith("อีกแถวของคนเดียวกันยังบันทึกไม่ได้")


def test_a_loan_told_by_its_number_is_recorded_beside_an_unreadable_one(village_fund, treasurer):
    make_recorded(village_fund, WIFE + WIFE.replace("1/2559", "9/2559"), treasurer)
    text = WIFE.replace("9000", "x") + WIFE.replace("1/2559", "9/2559").replace("9000", "50")

    parting = Parting(preview_of(make_draft(village_fund, text, treasurer)))

    assert [(row.row.row, row.outcome) for row in parting.good] == [(3, "changed")]


def test_a_doubtful_row_may_be_the_other_loan_of_whom_it_may_be(
    institution, village_fund, treasurer
):
    household = make_household(institution, "24")
    make_person(household, "นางกองแก้ว ทดสอบไทย")
    make_loan(household, village_fund, 100)
    rows = UNNUMBERED + "นายสมคิด อื่นสกุล,24,120\nนางกองแก้ว ทดสอบไทย,24,500\n"
    draft = upload_register(
        village_fund.accounts.get(),
        file_name="a.csv",
        content=rows.encode(),
        as_of=AS_OF,
        actor=treasurer,
    )

    out = Parting(preview_of(draft)).left_out

    assert [(row.row, row.doubtful) for row in out] == [(2, True), (3, False)]


def test_an_answer_to_a_doubt_that_is_left_out_is_not_kept_for_later(village_fund, treasurer):
    draft = make_draft(village_fund, WIFE + BAD + LODGER, treasurer)
    choose(draft, "31|ชาลี จำลองสุข", answer={}, actor=treasurer)
    draft.refresh_from_db()

    record_register(draft, actor=treasurer, only_good=True)

    assert not MatchDecision.objects.exists()
    assert (Household.objects.count(), Person.objects.count()) == (1, 1)


def test_a_total_that_differs_must_have_been_seen(village_fund, treasurer):
    total = "รวม,,,21600,2900,\n"
    draft = make_draft(village_fund, WIFE + MAN + total, treasurer)

    assert codes(lambda: record_register(draft, actor=treasurer)) == ["total_differs"]
    assert codes(lambda: record_register(draft, actor=treasurer, difference_seen=Decimal(999))) == [
        "total_differs"
    ]
    assert not Loan.objects.exists()

    record_register(draft, actor=treasurer, difference_seen="1000.00")
    assert Loan.objects.count() == 2


def test_a_total_that_differs_because_of_rows_left_out_needs_no_tick_of_its_own(
    village_fund, treasurer
):
    total = "รวม,,,21600,1900,\n"
    unread = make_draft(village_fund, WIFE + BAD + total, treasurer)
    doubted = make_draft(village_fund, WIFE + LODGER + total, treasurer)

    record_register(unread, actor=treasurer, only_good=True)
    assert codes(lambda: record_register(doubted, actor=treasurer, only_good=True)) == [
        "total_differs"
    ]


def test_progress_is_told_of_the_rows_and_may_stop_it(village_fund, treasurer):
    lines = "".join(f"{n},นายคน{n} ทดสอบ,,100,,\n" for n in range(1, 1202))
    draft, told = make_draft(village_fund, lines, treasurer), []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == total:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        record_register(draft, actor=treasurer, progress=stop)

    assert (told[0], told[-1]) == ((0, 1201), (1201, 1201))
    assert told == sorted(told)
    assert not Loan.objects.exists()
