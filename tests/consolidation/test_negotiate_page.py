"""The page of negotiation: what stands, what was said, and a further round by a plain form."""

from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from consolidation.models import Case, NegotiationRound, Offer
from consolidation.negotiating import agree_terms
from consolidation.negotiation_forms import choices_of
from debts.models import COMPONENTS, Loan
from fundinst.thai import format_date
from tests.builders import make_institution, make_user
from tests.consolidation.negotiated_homes import (
    MET,
    PAPER,
    PRESENT,
    agreed,
    contract_of,
    loans_of,
    make_negotiable,
    meet,
    said,
)
from tests.pages import facts, main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(institution, treasurer, district_officer, client):
    client.force_login(treasurer)
    return make_negotiable(institution, treasurer, district_officer)


def address(home):
    return f"/households/{home.pk}/negotiate/"


def typed(page, **changes):
    """The form as it came, with what somebody typed."""
    form = page.context["form"]
    came = {name: form[name].value() or "" for name in form.fields}
    return came | {"step": "round", "on": "20/7/2560", "present": PRESENT} | changes


def test_the_page_tells_what_is_owed_and_that_nothing_was_agreed_yet(client, home):
    page = client.get(address(home))

    table = rows(page)
    assert [row[-1] for row in table[1:3]] == ["ยังไม่ได้เจรจา"] * 2
    assert table[-1] == ["รวมทั้งหมด", "17,250", "0", "0", "2,250", "17,250", ""]
    assert not page.context["rounds"]


def test_a_round_is_written_down_by_a_plain_form(client, home):
    village, savings = loans_of(home)
    page = client.get(address(home))
    answers = {
        f"answer-{village.pk}": "agreed",
        f"choice-{village.pk}": "penalty",
        f"agreed_by-{village.pk}": "นางบุญมี",
        f"answer-{savings.pk}": "agreed",
        f"choice-{savings.pk}": "own",
        f"waived_interest_under_year-{savings.pk}": "๑๕๐",
        f"agreed_by-{savings.pk}": "นายสุข",
        f"paper-{savings.pk}": "หนังสือกลุ่มออมทรัพย์ 2/2560",
        "paper": PAPER,
        "paper_on": "20 ก.ค. 60",
    }

    answer = client.post(address(home), typed(page, **answers))

    assert (answer.status_code, answer["Location"]) == (302, address(home))
    first, second = Offer.objects.order_by("loan__account__fund__position")
    assert (first.waived_penalty, first.agreed_by, first.paper) == (450, "นางบุญมี", PAPER)
    assert (second.waived_interest_under_year, second.paper) == (150, "หนังสือกลุ่มออมทรัพย์ 2/2560")
    shown = client.get(address(home))
    assert rows(shown)[-1] == ["รวมทั้งหมด", "17,250", "600", "0", "1,650", "16,650", ""]
    assert "บันทึกว่าเจ้าหนี้ตกลงครบแล้ว" in shown.content.decode()


def test_the_next_round_begins_with_what_was_offered_last(client, home, treasurer):
    village, savings = loans_of(home)
    meet(home, treasurer, agreed(200, penalty=100), said("proposed", interest_under_year=250))

    form = client.get(address(home)).context["form"]

    assert form[f"choice-{village.pk}"].value() == "own"
    assert form[f"waived_penalty-{village.pk}"].value() == "100"
    assert form[f"capitalised-{village.pk}"].value() == "200"
    assert form[f"choice-{savings.pk}"].value() == "interest"
    assert form[f"agreed_by-{savings.pk}"].value() == "นางบุญมี ประธานกองทุน"
    assert form[f"answer-{savings.pk}"].value() in (None, "")


def test_what_is_wrong_is_said_and_nothing_that_was_typed_is_lost(client, home):
    village, savings = loans_of(home)
    page = client.get(address(home))
    wrong = {
        f"answer-{village.pk}": "agreed",
        f"waived_penalty-{village.pk}": "100",
        f"choice-{savings.pk}": "interest",
    }

    answer = client.post(address(home), typed(page, **wrong))

    form = answer.context["form"]
    assert form.errors[f"choice-{village.pk}"] == ["ท่านใส่จำนวนเงินไว้ ให้เลือก “กำหนดเอง”"]
    assert form.errors[f"answer-{savings.pk}"] == ["กรุณาเลือกผลของรอบนี้"]
    assert form[f"waived_penalty-{village.pk}"].value() == "100"
    assert not NegotiationRound.objects.exists()


def test_the_acts_own_rules_answer_on_the_page(client, home):
    village, _savings = loans_of(home)
    page = client.get(address(home))
    answers = {f"answer-{village.pk}": "agreed", f"choice-{village.pk}": "penalty"}

    answer = client.post(address(home), typed(page, **answers))

    codes = [error.code for error in answer.context["form"].non_field_errors().as_data()]
    assert codes == ["nobody_agreed", "paper_missing", "paper_undated"]


def test_a_page_that_grew_old_is_refused_once_and_shown_anew(client, home, treasurer):
    village, _savings = loans_of(home)
    page = client.get(address(home))
    meet(home, treasurer, said("refused"))
    bare = typed(page, **{f"answer-{village.pk}": "agreed"})

    old = client.post(address(home), bare)
    again = client.post(address(home), typed(old, **{f"answer-{village.pk}": "agreed"}))

    assert "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์" in old.content.decode()
    assert again.status_code == 302


def test_another_mistake_doesnt_make_an_older_page_a_new_one(client, home, treasurer):
    village, _savings = loans_of(home)
    page = client.get(address(home))
    meet(home, treasurer, said("refused"))

    mistaken = client.post(address(home), typed(page, on=""))
    sent = client.post(address(home), typed(mistaken, **{f"answer-{village.pk}": "agreed"}))

    assert "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์" in sent.content.decode()
    assert NegotiationRound.objects.count() == 1


def test_one_press_says_that_all_have_agreed_and_leads_to_the_contract(client, home, treasurer):
    meet(home, treasurer, agreed(penalty=450), agreed())

    client.post(address(home), {"step": "agree"})

    page = client.get(address(home))
    assert Case.objects.get(household=home).status == "agreed"
    assert f"/households/{home.pk}/merge/" in page.content.decode()


def test_that_no_agreement_was_reached_needs_its_reason(client, home, treasurer):
    meet(home, treasurer, said("refused"))

    asked = client.post(address(home), {"step": "fail", "reason": ""})
    done = client.post(address(home), {"step": "fail", "reason": "กองทุนไม่ลด"})

    assert asked.context["fail"].errors["reason"] == ["กรุณาเขียนว่าตกลงไม่ได้เพราะอะไร"]
    assert (done.status_code, Case.objects.get(household=home).status) == (302, "failed")


def test_the_households_page_leads_here_beside_its_next_step(client, home):
    page = client.get(f"/households/{home.pk}/")
    assert ("เจรจากับเจ้าหนี้", address(home)) in page.context["next_task"].ways
    assert page.context["next_task"].url == f"/households/{home.pk}/merge/"


def test_the_check_of_the_contract_shows_before_waived_and_after(client, home, treasurer):
    meet(home, treasurer, agreed(200, penalty=450, interest_over_year=1000), agreed())
    agree_terms(home, on=MET, actor=treasurer)
    into = loans_of(home)[1].account.fund
    chosen = {
        "loans": [loan.pk for loan in loans_of(home)],
        "into": into.pk,
        "borrower": home.persons.get().pk,
        "on": format_date(localdate(), digits="arabic"),
        "step": "check",
    }

    page = client.get(f"/households/{home.pk}/merge/", chosen)

    assert page.context["difference"] == 0
    said_ = " ".join(main_texts(page, "p"))
    assert "17,250" in said_ and "1,450" in said_ and "15,800" in said_
    assert "ส่วนที่ลดให้ ไม่เข้าสัญญา" in page.content.decode()


def test_who_may_not_negotiate(client, home, district_officer):
    client.force_login(district_officer)
    assert client.get(address(home)).status_code == 403
    outsider = make_user("committee", institution=make_institution("330502", name="บ้านอื่น"))
    client.force_login(outsider)
    assert client.get(address(home)).status_code == 404


def test_the_contracts_page_tells_what_was_waived_by_whom_on_which_paper(client, home, treasurer):
    meet(home, treasurer, agreed(penalty=450), agreed())
    contract = contract_of(home, treasurer)

    page = client.get(contract.get_absolute_url())
    household = client.get(f"/households/{home.pk}/")

    text = page.content.decode()
    assert "ลดให้" in text and "นางบุญมี ประธานกองทุน" in text and PAPER in text
    assert facts(household)
    assert "450 บาท" in household.content.decode()


@pytest.mark.parametrize(
    ("owed", "is_void", "offered"),
    [
        ({}, False, ["none", "own"]),
        ({"penalty": 50}, False, ["none", "penalty", "own"]),
        ({"interest_over_year": 90}, False, ["none", "interest", "own"]),
        ({"interest_under_year": 90}, True, ["none", "own"]),  # nothing to let go of
        ({"penalty": 50, "interest_under_year": 90}, False, ["none", "penalty", "interest", "own"]),
    ],
)
def test_only_what_the_loan_has_is_offered_to_be_let_go(owed, is_void, offered):
    loan = Loan(**{**dict.fromkeys(COMPONENTS, Decimal(0)), "principal": Decimal(1000), **owed})

    assert [choice for choice, _words in choices_of(loan, is_void=is_void)] == offered
