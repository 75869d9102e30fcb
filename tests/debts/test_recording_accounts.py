"""Which account of which fund a register's rows are recorded in."""

import pytest

from debts.models import Loan
from fundinst.errors import Refused
from members.models import Fund
from tests.debts.drafts import HEADER, WIFE
from tests.debts.test_recording import draft_of, take_in
from tests.pages import texts

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


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("ทะเบียนลูกหนี้ กลุ่มออมทรัพย์เพื่อการผลิต บ้านทดลอง", "กลุ่มออมทรัพย์เพื่อการผลิต"),
        ("ทะเบียนลูกหนี้ กข. คจ. ปี 2560", "กข.คจ."),
        ("ทะเบียนลูกหนี้ กองทุนหมู่บ้าน", None),
        ("ทะเบียนลูกหนี้ กองทุนหมู่บ้าน (ไม่รวม กข.คจ.)", None),
        ("ทะเบียนลูกหนี้ บ้านทดลอง", None),
    ],
)
def test_a_title_that_names_another_fund_is_pointed_out(
    title, named, client, village_fund, savings_group, kkj, treasurer
):
    draft = draft_of(village_fund, f"{title},,\n{HEADER}{WIFE}", treasurer)
    client.force_login(treasurer)

    page = client.get(draft.get_absolute_url())

    assert page.context["titled_for"] == (Fund.objects.get(name=named) if named else None)
    assert texts(page, "h2").count("แฟ้มนี้อาจเป็นของกองทุนอื่น") == bool(named)
