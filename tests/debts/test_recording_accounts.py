"""Which account of which fund a register's rows are recorded in."""

import pytest

from debts.models import Loan
from fundinst.errors import Refused
from tests.debts.drafts import HEADER, WIFE
from tests.debts.test_recording import draft_of, take_in

pytestmark = pytest.mark.django_db


def test_rows_go_to_the_account_their_column_names(village_fund, treasurer):
    village_fund.accounts.create(number=4, name="บัญชี 4")
    text = "บ้านเลขที่,ชื่อ-สกุล,บัญชี,ยอดคงเหลือ\n24,นางกองแก้ว ทดสอบไทย,{},100\n"

    take_in(village_fund, text.format("บช.4"), treasurer)
    with pytest.raises(Refused) as stopped:
        take_in(village_fund, text.format("บช.7"), treasurer)

    assert Loan.objects.get().account.number == 4
    assert [refusal.code for refusal in stopped.value.refusals] == ["row_unreadable"]


def test_a_file_recorded_for_another_fund_is_pointed_out(
    client, village_fund, savings_group, treasurer
):
    take_in(village_fund, HEADER + WIFE, treasurer)
    draft = draft_of(savings_group, HEADER + WIFE, treasurer)
    client.force_login(treasurer)

    page = client.get(draft.get_absolute_url())

    assert str(page.context["elsewhere"].account.fund) == "กองทุนหมู่บ้าน"
    assert "แฟ้มนี้อาจเป็นของกองทุนอื่น" in page.content.decode()
