"""ลดหนี้: a household's case says that its debt is smaller as soon as, and as long as, it is."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse as address

from consolidation.closing import close
from consolidation.defaulting import mark_default, resume
from consolidation.models import Case
from consolidation.receiving import reverse
from tests.consolidation.repaid import FIRST, SECOND, THIRD, make_repayable, pay
from tests.consolidation.test_guards import refused_by
from tests.pages import main

pytestmark = pytest.mark.django_db

NEXT_DAY = FIRST + timedelta(days=1)


@pytest.fixture
def contract(savings_group, treasurer):
    """11,800 baht on 31 July 2018, of it 1,800 interest."""
    return make_repayable(savings_group, treasurer)


def status(contract):
    return Case.objects.get(pk=contract.case_id).status


def taken(contract):
    return [*contract.case.transitions.order_by("pk").values_list("to_status", "document")]


def test_what_pays_interest_alone_makes_no_debt_smaller(contract):
    pay(contract, FIRST, 1800)
    assert status(contract) == "repaying"

    receipt = pay(contract, FIRST, 1)
    assert status(contract) == "reduced"
    assert taken(contract)[-1] == ("reduced", f"ใบเสร็จ {receipt}")


def test_the_first_payment_begins_repayment_and_may_reduce_the_debt_at_once(contract):
    receipt = pay(contract, FIRST, 11_800)
    because = f"ใบเสร็จ {receipt}"

    assert taken(contract)[-2:] == [("repaying", because), ("reduced", because)]
    pay(contract, SECOND, 11_200)
    assert taken(contract)[-1] == ("reduced", because)


@pytest.mark.parametrize("rest", ["keep", "next_instalments", "lower", "shorter"])
def test_what_is_paid_before_it_is_due_reduces_it_too(contract, rest):
    pay(contract, FIRST - timedelta(days=200), 5000, rest)

    assert status(contract) == "reduced"


def test_taken_back_the_debt_is_whole_again(contract, treasurer):
    interest, principal = pay(contract, FIRST, 1800), pay(contract, FIRST, 10_000)
    said = {"on": NEXT_DAY, "reason": "เช็คไม่ผ่าน", "actor": treasurer}

    reverse(principal, **said)
    assert status(contract) == "repaying"
    reverse(interest, **said)
    assert status(contract) == "contracted"


def test_all_taken_back_at_once_it_is_where_the_contract_left_it(contract, treasurer):
    receipt = pay(contract, FIRST, 11_800)
    reverse(receipt, on=NEXT_DAY, reason="เช็คไม่ผ่าน", actor=treasurer)

    assert [step for step, _why in taken(contract)][-4:] == [
        "repaying",
        "reduced",
        "repaying",
        "contracted",
    ]


def test_who_comes_back_from_a_default_comes_back_with_the_debt_as_it_is(contract, treasurer):
    pay(contract, FIRST, 11_800)
    mark_default(contract, on=SECOND + timedelta(days=40), reason="ค้างงวด", actor=treasurer)
    pay(contract, SECOND + timedelta(days=41), 11_200)
    assert status(contract) == "defaulted"

    resume(contract, on=SECOND + timedelta(days=42), reason="จ่ายครบ", actor=treasurer)
    assert status(contract) == "reduced"


def test_paid_in_full_it_is_cleared_from_there(contract, treasurer):
    for on, amount in ((FIRST, 11_800), (SECOND, 11_200), (THIRD, 10_600)):
        pay(contract, on, amount)
    close(contract, on=THIRD, actor=treasurer)

    assert [step for step, _why in taken(contract)][-2:] == ["reduced", "cleared"]


def test_the_household_and_the_list_say_so(contract, client, treasurer):
    client.force_login(treasurer)
    home = contract.household
    page = address("consolidation:household", args=[home.pk])
    listed = address("consolidation:household_list")
    assert f"/households/{home.pk}/" not in main(client.get(listed, {"stage": "reduced"}))

    pay(contract, FIRST, 11_800)

    assert "ลดหนี้" in main(client.get(page))
    assert f"/households/{home.pk}/" in main(client.get(listed, {"stage": "reduced"}))


def test_the_database_takes_the_step_back_only_from_there(contract, treasurer):
    pay(contract, FIRST, 1800)
    connection.check_constraints()
    step = f"""
        INSERT INTO consolidation_transition
               (case_id, from_status, to_status, "on", reason, document, actor_id)
        VALUES ({contract.case_id}, 'repaying', 'agreed', '2018-08-01', '', '', {treasurer.pk})"""
    with transaction.atomic():
        assert refused_by(step) == "transition_is_a_step_of_the_road"
