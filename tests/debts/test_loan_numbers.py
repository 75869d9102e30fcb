"""Which loan a row is, where its number is spelt otherwise or is another one."""

from datetime import date

import pytest

from debts.comparing import number_key
from debts.drafting import preview_of, upload_register
from debts.models import Loan
from members.models import Household
from tests.builders import make_contract
from tests.debts.drafts import WIFE, make_draft, make_recorded

pytestmark = pytest.mark.django_db

DECEMBER = date(2017, 12, 31)
SPELLINGS = [
    "กทบ. ๑/๒๕๕๙", "กทบ.1/2559", "กทบ 1/2559", "กทบ. 01/2559", "กทบ. 1 / 2559", "กทบ.๐๑/๒๕๕๙",
]  # fmt: skip
MERGED_BEFORE = (
    "หนี้เดิมของคนนี้ในกองทุนนี้รวมเป็นสัญญาเดียวแล้ว ถ้าแถวนี้คือหนี้เดิมให้ตัดออกจากทะเบียน "
    "ถ้าเป็นหนี้ที่กู้ใหม่หลังรวมหนี้ให้ใส่เลขที่สัญญาและวันที่กู้"
)
LENT_AFTER_THE_MERGE = (
    "บ้านเลขที่,ชื่อ-สกุล,เลขที่สัญญา,วันที่กู้,เงินต้นคงเหลือ\n24,นางกองแก้ว ทดสอบไทย,กทบ. 9/2560,1/9/2560,9000\n"
)


def counts(draft):
    return {outcome: number for outcome, number in preview_of(draft).counts.items() if number}


def reasons(draft):
    return [cell.reason for cell in preview_of(draft).unreadable]


def merge(fund, other, treasurer, first, second):
    make_recorded(fund, first, treasurer)
    make_recorded(other, second, treasurer)
    household = Household.objects.get()
    make_contract(household, fund, treasurer)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_of_a_loan_number_is_the_same_loan(spelling, village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)

    again = make_draft(village_fund, WIFE.replace("กทบ. 1/2559", spelling), treasurer)
    later = make_recorded(
        village_fund,
        WIFE.replace("กทบ. 1/2559", spelling).replace("9000", "8000"),
        treasurer,
        as_of=DECEMBER,
    )

    assert (counts(again), later.status) == ({"same": 1}, "recorded")
    assert Loan.objects.values_list("number", "principal").get() == ("กทบ. 1/2559", 8000)


def test_numbers_that_differ_have_keys_that_differ():
    numbers = ["กทบ. 1/2559", "กทบ. 10/2559", "กทบ. 1/2560", "กพส. 1/2559", "1 2559", "12559", ""]

    assert len({number_key(number) for number in numbers}) == len(numbers)


@pytest.mark.parametrize(
    "row",
    [
        WIFE.replace("1/2559", "7/2559").replace("31/3/2560", ""),
        WIFE.replace("1/2559", "7/2559").replace("9000", "8500"),
    ],
    ids=["balance", "due date"],
)
def test_another_number_with_the_same_balance_or_due_date_is_asked_about(
    row, village_fund, treasurer
):
    make_recorded(village_fund, WIFE, treasurer)

    assert reasons(make_draft(village_fund, row, treasurer)) == [
        "เลขที่สัญญาไม่ตรงกับ กทบ. 1/2559 ที่มียอดหรือวันครบกำหนดเท่ากัน "
        "ถ้าเป็นสัญญาเดียวกันให้แก้เลขที่ในทะเบียนให้ตรงกัน "
        "ถ้าเป็นหนี้ใหม่ให้เพิ่มแถวของสัญญา กทบ. 1/2559 ไว้ในทะเบียนด้วย (ชำระหมดแล้วให้ใส่ยอด 0)"
    ]


def test_another_number_beside_the_old_loans_own_row_is_a_new_loan(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)
    paid, renewed = WIFE.replace("9000,800", "0,0"), WIFE.replace("1/2559", "7/2559")

    make_recorded(village_fund, paid + renewed, treasurer, as_of=DECEMBER)
    alone = make_draft(village_fund, renewed, treasurer, as_of=date(2018, 1, 31))

    assert list(Loan.objects.values_list("number", "outstanding").order_by("pk")) == [
        ("กทบ. 1/2559", 0),
        ("กทบ. 7/2559", 9800),
    ]
    assert counts(alone) == {"same": 1}


def test_another_number_balance_and_due_date_is_a_new_loan(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)
    other = "24,นางกองแก้ว ทดสอบไทย,กทบ. 7/2559,5000,0,31/3/2562\n"

    assert counts(make_draft(village_fund, other, treasurer)) == {"new": 1}


def test_a_merged_loan_that_comes_back_with_a_number_is_refused(
    village_fund, savings_group, treasurer
):
    unnumbered = WIFE.replace("กทบ. 1/2559", "")
    merge(village_fund, savings_group, treasurer, unnumbered, unnumbered)

    back = make_draft(village_fund, WIFE, treasurer, as_of=DECEMBER)

    assert reasons(back) == [MERGED_BEFORE]


@pytest.mark.parametrize(
    ("number", "balance", "due", "expected"),
    [
        ("กทบ. 9/2559", "9000,800", "", {"unreadable": 1}),
        ("กทบ. 9/2559", "100,0", "31/3/2560", {"unreadable": 1}),
        ("กทบ. 9/2560", "100,0", "31/3/2562", {"new": 1}),
    ],
    ids=["balance", "due date", "nothing"],
)
def test_a_merged_loan_is_known_by_its_closing_balance_or_due_date(
    number, balance, due, expected, village_fund, savings_group, treasurer
):
    merge(village_fund, savings_group, treasurer, WIFE, WIFE)
    row = f"24,นางกองแก้ว ทดสอบไทย,{number},{balance},{due}\n"

    assert counts(make_draft(village_fund, row, treasurer, as_of=DECEMBER)) == expected


def test_a_loan_lent_after_the_merge_is_a_new_one(village_fund, savings_group, treasurer):
    unnumbered = WIFE.replace("กทบ. 1/2559", "")
    merge(village_fund, savings_group, treasurer, unnumbered, unnumbered)

    lent = upload_register(
        village_fund.accounts.get(),
        file_name="ทะเบียน.csv",
        content=LENT_AFTER_THE_MERGE.encode(),
        as_of=DECEMBER,
        actor=treasurer,
    )

    assert counts(lent) == {"new": 1}
