"""A receipt entered late: what it changes is seen first; what it shows overcharged is a task."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.charging import Charge, Kind
from consolidation.models import Receipt
from consolidation.overcharging import overcharged_contracts
from consolidation.receiving import repayment_version, reverse
from fundinst.money import round_to_satang
from members.seating import seat_on_committee
from tests.builders import AS_OF, make_rule
from tests.consolidation.repaying import FIRST, PAYER, make_repaid, pay
from tests.pages import main_texts

pytestmark = pytest.mark.django_db

LATE, EARLY = date(2023, 5, 10), date(2023, 2, 10)
DAYS = (LATE - FIRST).days


def by_hand(principal):
    """Default interest of 7.3 % a year until the late day, to the satang."""
    return round_to_satang(Decimal(principal) * DAYS * Decimal("7.3") / 36500)


TOOK, LAWFUL = by_hand(11_667), by_hand(10_767)
"""On all principal of the first instalment; and on what 3,000 baht paid before it leave of it."""


@pytest.fixture
def contract(institution, village_fund, savings_group, treasurer):
    """13,767 baht fell due on 1 March 2566, 11,667 of it principal; late costs 7.3 percent."""
    make_rule(village_fund, rate_percent=6, term_months=36, default_percent="7.3")
    return make_repaid(institution, village_fund, savings_group, treasurer)


@pytest.fixture
def charged(contract, treasurer):
    """A receipt of 10 May that took default interest of the whole instalment."""
    charge = Charge(Kind.DEFAULT_INTEREST, TOOK, FIRST)
    return pay(contract, LATE, 5000, treasurer, charges=[charge])


@pytest.fixture
def send(client, treasurer, contract):
    client.force_login(treasurer)

    def send(step, **typed):
        said = {"on": "10/2/2566", "amount": "3,000", "payer": PAYER}
        said |= {"seen": repayment_version(contract), **typed, "step": step}
        return client.post(f"/contracts/{contract.pk}/receive/", said)

    return send


def test_a_choice_that_moves_later_receipts_is_shown_before_it_is_saved(send, charged):
    asked = send("check")
    assert (asked.context["check"].moved, asked.context["overcharged"]) == ((), ())

    page = send("save", rest="keep")

    assert Receipt.objects.count() == 1
    assert len(page.context["form"].non_field_errors()) == 1
    (moved,) = page.context["check"].moved
    assert moved.receipt == charged
    (too_much,) = page.context["overcharged"]
    assert (too_much.charged, too_much.lawful) == (TOOK, LAWFUL)
    assert page.context["form"]["shown_rest"].value() == "keep"
    assert page.context["form"]["rest"].value() == "keep"

    send("save", rest="keep", shown_rest="keep")
    assert Receipt.objects.count() == 2


def test_another_choice_than_the_one_shown_is_shown_too_where_it_differs(send, charged):
    page = send("save", rest="next_instalments", shown_rest="give_back")

    assert Receipt.objects.count() == 1
    assert page.context["check"].rest == "next_instalments"


def test_where_nothing_moves_no_further_press_is_asked(send):
    assert send("save", rest="keep").status_code == 302
    assert Receipt.objects.get().on == EARLY


def test_what_stands_overcharged_is_on_the_contract_and_among_the_tasks(
    client, contract, charged, treasurer, institution
):
    seat_on_committee(institution, position="chair", name="นายนำ", on=AS_OF, actor=treasurer)
    client.force_login(treasurer)
    assert client.get("/").context["work"].overcharged == 0

    pay(contract, EARLY, 3000, treasurer, rest="keep")

    page = client.get(contract.get_absolute_url())
    too_much = TOOK - LAWFUL
    assert f"เรียกเก็บนอกแผนไว้เกิน ต้องคืน {too_much} บาท" in main_texts(page, "h2")
    assert f"/receipts/{charged.pk}/" in page.content.decode()
    home = client.get("/")
    assert home.context["work"].overcharged == 1
    assert 'href="/contracts/?overcharged=true"' in home.content.decode()
    listed = client.get("/contracts/?overcharged=true")
    assert contract.get_absolute_url() in listed.content.decode()
    (found,) = overcharged_contracts(type(contract).objects.all(), on=LATE)
    assert (found.contract, found.total) == (contract, too_much)


def test_taking_back_and_receiving_anew_ends_the_task(client, contract, charged, treasurer, send):
    pay(contract, EARLY, 3000, treasurer, rest="keep")
    reverse(charged, on=date(2023, 5, 11), reason="เก็บเกิน", actor=treasurer)

    send(
        "save",
        on="10/5/2566",
        amount="5,000",
        **{f"default_interest-{FIRST}": str(LAWFUL)},
        charged=str(LAWFUL),
    )

    assert [one.charged for one in Receipt.objects.order_by("pk")] == [TOOK, 0, LAWFUL]
    assert overcharged_contracts(type(contract).objects.all(), on=LATE) == []
    assert "overcharged=true" not in client.get("/").content.decode()


def test_closing_says_what_is_to_be_given_back(client, contract, charged, treasurer):
    pay(contract, EARLY, 3000, treasurer, rest="keep")
    client.force_login(treasurer)

    page = client.get(f"/contracts/{contract.pk}/close/")

    assert "overcharged" in [one.code for one in page.context["warnings"]]


def test_receipts_read_in_the_order_of_their_days_do_not_contradict_each_other(
    client, contract, treasurer
):
    later = pay(contract, LATE, 5000, treasurer)
    client.force_login(treasurer)
    whole, page = 39_204, f"/receipts/{later.pk}/"
    assert client.get(page).context["moved"] is None

    early = pay(contract, EARLY, 3000, treasurer, rest="keep")

    assert client.get(f"/receipts/{early.pk}/").context["left"] == whole - 3000
    seen = client.get(page)
    assert seen.context["left"] == whole - 5000  # as it was issued
    moved = seen.context["moved"]
    assert (moved.late, moved.undone, moved.left) == ((early,), (), whole - 8000)
    assert [[*row.parts.values()] for row in moved.now.rows] == [[5000]]
    assert "หลังออกใบเสร็จนี้ เงินย้ายไปตัดชำระที่อื่น" in main_texts(seen, "h2")
    assert f'href="/receipts/{early.pk}/"' in seen.content.decode()


def test_a_receipt_says_what_one_that_was_taken_back_since_left_to_it(client, contract, treasurer):
    first = pay(contract, EARLY, 3000, treasurer, rest="keep")
    later = pay(contract, LATE, 5000, treasurer)
    reverse(first, on=LATE, reason="ลงผิดสัญญา", actor=treasurer)
    client.force_login(treasurer)

    moved = client.get(f"/receipts/{later.pk}/").context["moved"]

    assert (moved.late, moved.undone) == ((), (first,))
    assert client.get(f"/receipts/{first.pk}/").context["moved"] is None


def test_a_change_of_the_plan_moves_no_receipt_of_before_it(client, contract, treasurer):
    first = pay(contract, FIRST, 13_767, treasurer)
    pay(contract, LATE, 6000, treasurer, rest="lower")
    client.force_login(treasurer)

    assert client.get(f"/receipts/{first.pk}/").context["moved"] is None


def test_the_list_of_a_due_day_says_what_would_be_overcharged(
    client, contract, charged, treasurer, institution
):
    client.force_login(treasurer)
    typed = {"on": "1/3/2566", "step": "check"}
    typed |= {f"amount-{contract.pk}": "3000", f"due-{contract.pk}": "13767.00"}

    page = client.post(f"/receipts/of/{institution.code}/", typed)

    ((_one, _amount, found),) = page.context["checked"]
    assert [one.too_much for one in found.overcharged] == [TOOK - LAWFUL]
    assert f"จะเกิน {TOOK - LAWFUL} บาท" in page.content.decode()
