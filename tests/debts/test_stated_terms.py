"""Terms that a register states beside the balance: which register has the last word."""

from datetime import date

import pytest

from debts.drafting import preview_of, upload_register
from debts.models import Guarantor, Loan, Register
from debts.recording import import_register
from members.models import Household
from tests.builders import AS_OF, make_contract
from tests.debts.drafts import HEADER, WIFE, make_draft, make_recorded

pytestmark = pytest.mark.django_db

JULY = date(2017, 7, 31)
EXTENDED = WIFE.replace("31/3/2560", "31/3/2562")
GUARANTEED = "บ้านเลขที่,ชื่อ-สกุล,ยอดคงเหลือ,ผู้ค้ำประกัน\n24,นางกองแก้ว ทดสอบไทย,9000,{}\n"


def take_in(fund, text, treasurer, *, as_of=AS_OF):
    return import_register(
        fund.accounts.get(),
        file_name="ทะเบียน.csv",
        content=text.encode(),
        as_of=as_of,
        actor=treasurer,
    )


def test_an_older_register_does_not_take_back_the_due_date_of_a_newer(village_fund, treasurer):
    june = take_in(village_fund, HEADER + WIFE, treasurer)
    take_in(village_fund, HEADER + EXTENDED, treasurer, as_of=JULY)

    again = take_in(village_fund, HEADER + WIFE, treasurer)
    another = make_draft(village_fund, WIFE.replace("31/3/2560", "31/3/2561"), treasurer)

    assert (again, Register.objects.filter(status="recorded").count()) == (june, 2)
    assert preview_of(another).counts["same"] == 1
    assert Loan.objects.get().due_on == date(2019, 3, 31)


def test_the_same_file_again_does_not_take_back_the_correction_of_its_day(village_fund, treasurer):
    first = take_in(village_fund, HEADER + WIFE, treasurer)
    take_in(village_fund, HEADER + EXTENDED, treasurer)

    assert take_in(village_fund, HEADER + WIFE, treasurer) == first
    assert Loan.objects.get().due_on == date(2019, 3, 31)


def test_the_terms_of_a_merged_loan_stand(village_fund, savings_group, treasurer):
    make_recorded(village_fund, WIFE, treasurer)
    make_recorded(savings_group, WIFE, treasurer)
    household = Household.objects.get()
    make_contract(household, village_fund, treasurer)

    assert preview_of(make_draft(village_fund, EXTENDED, treasurer)).counts["same"] == 1


def test_a_guarantor_who_is_new_is_a_change_that_is_told(village_fund, treasurer):
    take_in(village_fund, GUARANTEED.format("นายหนึ่ง ทดสอบ"), treasurer)
    again = GUARANTEED.format("นายหนึ่ง ทดสอบ และ นายสอง ทดสอบ")
    draft = upload_register(
        village_fund.accounts.get(),
        file_name="ทะเบียน.csv",
        content=again.encode(),
        as_of=JULY,
        actor=treasurer,
    )

    (row,) = preview_of(draft).rows
    take_in(village_fund, again, treasurer, as_of=JULY)

    assert (row.outcome, row.notes) == ("changed", ("เพิ่มผู้ค้ำประกัน นายสอง ทดสอบ",))
    names = Guarantor.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["นายหนึ่ง ทดสอบ", "นายสอง ทดสอบ"]
