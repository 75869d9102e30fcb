"""Two people have the same page open: the classes, a register's doubts, the funds' own totals."""

from decimal import Decimal

import pytest

from debts.ledger_totals import state_ledger_total
from debts.models import ClassScheme, LedgerTotal
from tests.builders import AS_OF, make_household, make_loan, make_person, make_user
from tests.crawling import opened
from tests.debts.drafts import LODGER, make_draft
from tests.pages import main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(institution):
    return make_user("committee", institution=institution)


def both(answer) -> list[list[str]]:
    return [row for row in rows(answer) if len(row) == 3][1:]


def test_two_who_write_the_classes_see_what_the_other_wrote(
    client, institution, treasurer, colleague
):
    page = f"/classes/{institution.code}/scheme/?edit=1"
    client.force_login(treasurer)
    address, form = opened(client, page)
    client.force_login(colleague)
    theirs = {"result-0-name": "ของเขา", "effective_on": "1/9/2560"}
    their_address, their_form = opened(client, page)
    assert client.post(their_address, their_form | theirs).status_code == 302
    client.force_login(treasurer)
    mine = {"result-0-name": "ของฉัน", "effective_on": "1/10/2560"}

    answer = client.post(address, form | mine)

    assert ["ของฉัน", "ของเขา"] in [row[1:] for row in both(answer)]
    assert ClassScheme.objects.count() == 1
    seen = {"seen": answer.context["form"]["seen"].value()}
    assert client.post(address, form | mine | seen).status_code == 302


@pytest.fixture
def draft(institution, kkj, village_fund, treasurer):
    """Two lodgers of a house whose people are known: two doubts."""
    household = make_household(institution, "24")
    make_person(household, "นางกองแก้ว ทดสอบไทย")
    make_loan(household, kkj, 5700)
    other = LODGER.replace("สมคิด", "สมหมาย").replace("3/2559", "4/2559")
    return make_draft(village_fund, LODGER + other, treasurer)


def test_an_answer_goes_to_the_doubt_it_was_given_to(client, draft, treasurer, colleague):
    client.force_login(treasurer)
    address, form = opened(client, f"/registers/{draft.pk}/doubts/")
    client.force_login(colleague)
    again, same = opened(client, f"/registers/{draft.pk}/doubts/")

    client.post(address, form | {"answer": "{}"})
    client.post(again, same | {"answer": "{}"})

    draft.refresh_from_db()
    assert draft.choices == {"24|สมคิด อื่นสกุล": {}}


def test_two_who_answer_a_doubt_otherwise_see_both_answers(client, draft, treasurer, colleague):
    client.force_login(treasurer)
    address, form = opened(client, f"/registers/{draft.pk}/doubts/")
    client.post(address, form | {"answer": "{}"})
    client.force_login(colleague)
    household = draft.account.fund.institution.households.get()

    answer = client.post(address, form | {"answer": f'{{"household": {household.pk}}}'})

    assert both(answer) == [["แถวนี้คือใคร", "อีกคนหนึ่งของครัวเรือนนี้", "ไม่ใช่ทั้งหมด เป็นครัวเรือนใหม่"]]
    draft.refresh_from_db()
    assert [*draft.choices.values()] == [{}]


def test_a_total_that_was_left_alone_does_not_undo_a_colleagues(
    client, institution, kkj, village_fund, treasurer, colleague
):
    client.force_login(treasurer)
    address, form = opened(client, f"/grid/{institution.code}/?on=30/6/2560")
    state(village_fund, 5000, colleague)

    client.post(address, form | {box(kkj): "700", "totals": "1"})

    assert totals() == {"village_fund": Decimal(5000), "kkj": Decimal(700)}


def test_two_who_state_a_total_hear_of_each_other(
    client, institution, village_fund, treasurer, colleague
):
    client.force_login(treasurer)
    address, form = opened(client, f"/grid/{institution.code}/?on=30/6/2560")
    state(village_fund, 5000, colleague)
    mine = {box(village_fund): "6000", "totals": "1"}

    answer = client.post(address, form | mine)

    assert totals() == {"village_fund": Decimal(5000)}
    assert main_texts(answer, "grid-error") == [
        "มีคนบันทึกยอดนี้เป็น 5,000 บาทไปก่อนแล้ว ถ้าจะใช้ยอดที่ท่านพิมพ์ ให้กดบันทึกอีกครั้ง"
    ]
    seen = {
        name: value
        for name, value in opened(client, f"/grid/{institution.code}/?on=30/6/2560")[1].items()
        if name.startswith("total-") and name.endswith("-seen")
    }
    assert f'value="{seen[f"{box(village_fund)}-seen"][0]}"' in answer.content.decode()
    client.post(address, form | seen | mine)
    assert totals() == {"village_fund": Decimal(6000)}


def state(fund, total: int, actor) -> None:
    state_ledger_total(fund.accounts.get(), on=AS_OF, total=Decimal(total), actor=actor)


def box(fund) -> str:
    return f"total-{fund.accounts.get().pk}"


def totals() -> dict[str, Decimal]:
    stated = LedgerTotal.objects.select_related("account__fund")
    return {one.account.fund.kind: one.total for one in stated}
