"""Two people on one village, without JavaScript: nobody's figure is overwritten unseen."""

import pytest

from debts.models import Loan
from tests.builders import make_household, make_loan, make_person, make_user
from tests.debts.grid_pages import Sheet, open_sheet, shown
from tests.pages import main_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(institution, client, treasurer):
    client.force_login(treasurer)
    return institution.code


@pytest.fixture
def accounts(institution):
    """The fields of the three money columns: a12, a13, a14."""
    funds = institution.funds.order_by("position")
    return [f"a{fund.accounts.get().pk}" for fund in funds]


def typed(accounts, *amounts):
    return dict(zip(accounts, amounts, strict=False))


def owed():
    return {
        (loan.household.house_number, loan.account.fund.kind): int(loan.outstanding)
        for loan in Loan.objects.owing().select_related("household", "account__fund")
    }


@pytest.fixture
def disputed(client, code, accounts, institution, treasurer, village_fund):
    """A page on which 5,000 became 4,000 while another person wrote 4,500."""
    house = make_household(institution, "9")
    make_person(house, "นายคู่ ทดสอบ")
    make_loan(house, village_fund, 5000)
    sheet = open_sheet(client, code)
    other = make_user("committee", institution=institution)
    client.force_login(other)
    theirs = open_sheet(client, code).type(0, **typed(accounts, "4500"))
    assert theirs.send(client, code).status_code == 302
    client.force_login(treasurer)
    return sheet.type(0, **typed(accounts, "4000"))


def test_an_older_figure_never_overwrites_a_newer_one_and_both_are_shown(client, code, disputed):
    page = disputed.send(client, code)

    assert page.status_code == 200
    assert owed() == {("9", "village_fund"): 4500}
    assert main_texts(page, "grid-conflict") == [
        "ท่านพิมพ์ 4,000 · ผู้ใช้ ทดสอบ บันทึก 4,500 ใช้ของฉัน ใช้ของเขา"
    ]
    assert [row[-1] for row in shown(page)] == ["มีคนแก้ไปก่อน"]


def test_saving_again_without_choosing_writes_nothing(client, code, disputed):
    page = Sheet(disputed.send(client, code)).send(client, code)

    assert page.status_code == 200
    assert len(main_texts(page, "grid-conflict")) == 1
    assert owed() == {("9", "village_fund"): 4500}


@pytest.mark.parametrize(("whose", "amount"), [("mine", 4000), ("theirs", 4500)])
def test_the_person_chooses_whose_figure_holds(whose, amount, client, code, accounts, disputed):
    sheet = Sheet(disputed.send(client, code))

    answer = sheet.send(client, code, choose=f"{sheet.keys[0]}:{accounts[0][1:]}:{whose}")

    assert answer.status_code == 302
    assert owed() == {("9", "village_fund"): amount}
    assert [row[-1] for row in shown(client.get(answer.url))] == ["บันทึกแล้ว"]


def test_what_another_person_changed_in_a_row_i_did_not_touch_stays(
    client, code, accounts, household, kkj, institution
):
    mine = open_sheet(client, code)
    theirs = open_sheet(client, code).type(0, **{accounts[2]: "5000"})
    assert theirs.send(client, code).status_code == 302
    mine.type(1, house_number="50", name="นายใหม่", **typed(accounts, "10"))

    assert mine.send(client, code).status_code == 302
    assert owed()["32/1", "kkj"] == 5000


def test_a_cell_i_did_not_touch_is_no_conflict_in_a_row_i_did(
    client, code, accounts, household, institution
):
    mine = open_sheet(client, code)
    client.force_login(make_user("committee", institution=institution))
    theirs = open_sheet(client, code).type(0, **{accounts[2]: "5000"}, name="นางทองม้วน ใหม่สกุล")
    assert theirs.send(client, code).status_code == 302

    answer = mine.type(0, house_number="32/2").send(client, code)

    assert answer.status_code == 302
    assert [row[:2] for row in shown(client.get(answer.url))] == [["32/2", "นางทองม้วน ใหม่สกุล"]]
    assert owed()["32/2", "kkj"] == 5000
