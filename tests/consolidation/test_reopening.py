"""A payment that bounced after the contract was closed: the contract runs again, on a paper."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from consolidation.closing import close
from consolidation.guaranteeing import add_guarantor, release_guarantor
from consolidation.models import Case, Contract, ContractReopening
from consolidation.month_closing import close_month
from consolidation.past_repayment import ran_on
from consolidation.reopening import reopen
from consolidation.selecting import select_household
from consolidation.timeline import timeline
from members.models import AuditEntry
from reports.issuing import issue, issued_of
from reports.paper_kinds import BY_SLUG
from reports.voided import with_voided
from tests.builders import make_loan
from tests.consolidation.repaid import (
    FIRST,
    SECOND,
    THIRD,
    figures,
    make_repayable,
    pay,
    refused,
)

pytestmark = pytest.mark.django_db
BETWEEN, LATER = date(2020, 8, 15), date(2020, 9, 1)
WHY, PAPER = "ธนาคารแจ้งว่าโอนไม่สำเร็จ", "หนังสือธนาคาร 15/2563"


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


@pytest.fixture
def paid(contract):
    return [
        pay(contract, on, amount)
        for on, amount in ((FIRST, 11_800), (SECOND, 11_200), (THIRD, 10_600))
    ]


@pytest.fixture
def closed(contract, paid, treasurer):
    return close(contract, on=THIRD, actor=treasurer)


def opening(receipt, actor, on=LATER, reason=WHY, paper=PAPER):
    """The act; what was done before it, and itself, is committed each for itself."""

    def act():
        connection.check_constraints()
        reopening = reopen(receipt, on=on, reason=reason, paper=paper, actor=actor)
        connection.check_constraints()
        return reopening

    return act


def test_the_contract_runs_again_and_what_bounced_is_owed_again(contract, closed, paid, treasurer):
    reopening = opening(paid[2], treasurer)()

    contract.refresh_from_db()
    case = Case.objects.get(pk=contract.case_id)
    assert (contract.status, contract.closed_on, contract.closing_reason) == ("open", None, "")
    assert (case.status, case.closed_on) == (Case.Status.REDUCED, None)
    assert figures(contract, LATER)[:2] == (Decimal(10_600), Decimal(10_600))
    assert (reopening.closed_on, reopening.receipt) == (THIRD, paid[2])
    assert paid[2].reversal.reason == f"{WHY} ตามเอกสาร {PAPER}"
    said = [event.sentence for event in timeline(contract.household, now=now())]
    assert any(f"เปิดสัญญาเลขที่ {contract} อีกครั้ง" in one and PAPER in one for one in said)


def test_it_is_paid_and_closed_once_more(contract, closed, paid, treasurer):
    opening(paid[2], treasurer)()

    pay(contract, LATER, 10_600)
    assert close(contract, on=LATER, actor=treasurer).closed_on == LATER
    assert Case.objects.get(pk=contract.case_id).status == Case.Status.CLEARED


def test_of_the_days_between_it_is_still_said_that_the_contract_had_ended(
    contract, closed, paid, treasurer
):
    every = Contract.objects.all()
    assert [[*ran_on(every, day)] for day in (SECOND, BETWEEN)] == [[contract], []]

    opening(paid[2], treasurer)()

    days = (SECOND, BETWEEN, LATER)
    assert [[*ran_on(every, day)] for day in days] == [[contract], [], [contract]]


def test_told_twice_it_is_opened_once(closed, paid, treasurer):
    assert opening(paid[2], treasurer)() == opening(paid[2], treasurer)()
    assert AuditEntry.objects.filter(act="contract_reopened").count() == 1


def test_the_only_receipt_leaves_the_case_where_the_contract_left_it(contract, treasurer):
    receipt = pay(contract, FIRST, 33_600, "keep")
    close(contract, on=FIRST, actor=treasurer)

    opening(receipt, treasurer)()

    assert Case.objects.get(pk=contract.case_id).status == Case.Status.CONTRACTED


def test_who_was_free_because_it_was_paid_stands_again_and_nobody_else(contract, paid, treasurer):
    terms = {"most": Decimal(30_000), "until": date(2021, 7, 31), "actor": treasurer}
    stays = add_guarantor(contract, name="นายค้ำหนึ่ง ทดลอง", **terms)
    went = add_guarantor(contract, name="นางค้ำสอง ทดลอง", **terms)
    release_guarantor(went, on=SECOND, reason="เปลี่ยนคน", actor=treasurer)
    close(contract, on=THIRD, actor=treasurer)

    opening(paid[2], treasurer)()

    stays.refresh_from_db()
    went.refresh_from_db()
    assert (stays.released_on, stays.released_because) == (None, "")
    assert (went.released_on, went.released_because) == (SECOND, "เปลี่ยนคน")
    assert stays.name in AuditEntry.objects.get(act="contract_reopened").sentence


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"paper": ""}, "paper_missing"),
        ({"on": date(2020, 7, 30)}, "before_closing"),
    ],
)
def test_not_without_reason_paper_or_before_the_closing(closed, paid, treasurer, told, code):
    codes = refused(closed, opening(paid[2], treasurer, **told))

    assert codes[0] == code


def test_an_open_contract_is_not_opened(contract, paid, treasurer):
    assert refused(contract, opening(paid[2], treasurer)) == ["contract_not_closed"]


def test_not_in_a_closed_month(closed, paid, treasurer):
    close_month(closed.fund, LATER, on=date(2020, 10, 1), actor=treasurer, with_earlier=True)

    assert refused(closed, opening(paid[2], treasurer)) == ["month_closed"]


def test_not_once_the_household_is_on_another_road(closed, paid, treasurer):
    for fund in closed.household.institution.funds.all():
        make_loan(closed.household, fund, 700)
    select_household(closed.household, on=LATER, actor=treasurer, document="9/2563")

    assert refused(closed, opening(paid[2], treasurer)) == ["case_open"]


def test_the_closing_letter_that_was_handed_out_holds_no_more(closed, paid, treasurer):
    kind = BY_SLUG["closing-letter"]
    first = issue(kind, closed, on=THIRD, actor=treasurer)
    opening(paid[2], treasurer)()
    pay(closed, LATER, 10_600)
    again = close(Contract.objects.get(pk=closed.pk), on=LATER, actor=treasurer)
    second = issue(kind, again, on=LATER, actor=treasurer)

    assert [(one.pk, one.voided_on) for one in with_voided(issued_of(kind, closed))] == [
        (second.pk, None),
        (first.pk, LATER),
    ]


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


REOPENED = """
    INSERT INTO consolidation_contractreopening
           (contract_id, receipt_id, closed_on, "on", reason, paper, actor_id)
    SELECT c.id, {receipt}, c.closed_on, '2020-09-01', {reason}, 'ก', {actor}
      FROM consolidation_contract c WHERE c.id = {contract}"""


def broken(statement):
    with pytest.raises(IntegrityError) as stopped:
        sql(statement)
    return stopped.value.__cause__.diag.constraint_name


def test_the_database_holds_to_it_too(closed, paid, treasurer):
    row = {"receipt": paid[2].pk, "reason": "'ก'", "actor": treasurer.pk, "contract": closed.pk}
    ended = "UPDATE consolidation_contract SET status = 'open', closed_on = NULL WHERE id ="
    step = f"""
        INSERT INTO consolidation_transition
               (case_id, from_status, to_status, "on", reason, document, actor_id)
        SELECT {closed.case_id}, 'cleared', 'repaying', '2020-09-01', '', '', {treasurer.pk}"""

    assert broken(f"{ended} {closed.pk}") == "contract_ended_stands"
    assert broken(step) == "transition_from_cleared_by_a_reopening"
    assert broken(REOPENED.format(**row)) == "reopening_takes_its_receipt_back"
    assert broken(REOPENED.format(**{**row, "reason": "''"})) == "reopening_on_a_paper"


def test_the_database_opens_no_open_contract_and_keeps_what_was_written(
    contract, closed, paid, treasurer
):
    opening(paid[2], treasurer)()
    row = {"receipt": paid[1].pk, "reason": "'ก'", "actor": treasurer.pk, "contract": contract.pk}

    assert broken(REOPENED.format(**row).replace("c.closed_on", "'2020-08-01'")) == (
        "reopening_of_a_closed_contract"
    )
    assert broken("UPDATE consolidation_contractreopening SET paper = 'ข'") == (
        "reopening_append_only"
    )
    assert broken("DELETE FROM consolidation_contractreopening") == "reopening_append_only"


def test_the_page_asks_why_and_for_the_paper_and_says_what_follows(client, closed, paid, treasurer):
    client.force_login(treasurer)
    page = reverse("consolidation:contract_reopen", args=[paid[2].pk])
    assert page in client.get(reverse("consolidation:receipt", args=[paid[2].pk])).content.decode()

    connection.check_constraints()
    empty = client.post(page, {"reason": WHY}).content.decode()
    assert "กรุณาใส่เอกสารที่แสดงว่าเงินไม่เข้า" in empty
    done = client.post(page, {"reason": WHY, "paper": PAPER}, follow=True)

    assert ContractReopening.objects.get().contract == closed
    assert "อีกครั้งแล้ว" in done.content.decode()
    again = client.get(page).content.decode()
    assert "เปิดสัญญานี้อีกครั้งไม่ได้" in again


def test_the_letter_is_marked_on_its_pages(client, closed, paid, treasurer):
    issue(BY_SLUG["closing-letter"], closed, on=THIRD, actor=treasurer)
    opening(paid[2], treasurer)()
    client.force_login(treasurer)

    for page in (
        reverse("reports:paper", args=["closing-letter", closed.pk]),
        reverse("reports:household_papers", args=[closed.household_id]),
        reverse("reports:issued_papers", args=[closed.household.institution.code]),
    ):
        assert "ใช้ไม่ได้แล้ว" in client.get(page).content.decode()
