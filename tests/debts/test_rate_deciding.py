"""Interest above the lawful rate: nothing, until a named person decides otherwise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from debts.models import JournalEntry, Loan, RateDecision
from debts.rate_deciding import (
    Decided,
    decide_rate,
    lawful_part,
    refusals_of_lapsed,
    with_void_interest,
)
from debts.settling import mirror
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import make_household, make_institution, make_loan, make_user

pytestmark = pytest.mark.django_db

DAY = date(2017, 7, 20)
KEEP = Decided("keep", "นายสมชาย ประธานสถาบัน", "คำนวณใหม่ร้อยละ 15", DAY, "มติ 4/2560", Decimal(90))
VOID = Decided("void", "นายสมชาย ประธานสถาบัน", "ไม่คิด", DAY)


@pytest.fixture
def loan(institution, village_fund):
    home = make_household(institution, "55")
    loan = make_loan(home, village_fund, 1000, interest_under_year=108, rate_percent=18)
    return corrected(loan, -18)


def corrected(loan, interest):
    """Its interest moved by so many baht, by an entry."""
    actor = loan.entries.get(kind="opening").actor
    moved = {"interest_under_year": interest, "on": DAY, "actor": actor}
    JournalEntry.objects.create(loan=loan, kind="correction", **moved)
    loan.refresh_from_db()
    return loan


def codes(act) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def test_above_fifteen_per_cent_interest_is_void_until_it_is_kept(loan, treasurer):
    assert with_void_interest([loan]) == {loan.pk}

    decide_rate(loan, KEEP, actor=treasurer)
    assert with_void_interest([loan]) == set()

    decide_rate(loan, VOID, actor=treasurer)
    assert with_void_interest([loan]) == {loan.pk}


@pytest.mark.parametrize(
    ("rate", "above"), [(None, False), (15, False), ("15.0001", True), (18, True)]
)
def test_fifteen_per_cent_itself_is_lawful(rate, above):
    loan = Loan(rate_percent=Decimal(rate) if rate is not None else None)
    assert loan.is_above_law is above


def test_no_loan_above_the_law_no_question_to_the_database(household, django_assert_num_queries):
    loans = [*household.loans.all()]
    with django_assert_num_queries(0):
        assert with_void_interest(loans) == set()


def test_what_was_decided_is_kept_with_name_reason_and_paper(loan, treasurer):
    decision = decide_rate(loan, KEEP, actor=treasurer)
    again = decide_rate(loan, KEEP, actor=treasurer)

    assert again == decision
    assert (decision.decided_by, decision.paper, decision.actor) == (
        KEEP.decided_by,
        "มติ 4/2560",
        treasurer,
    )
    entry = AuditEntry.objects.get(act="rate_decided")
    assert "คงดอกเบี้ยตามที่คำนวณใหม่ 90 บาท ตัดสินใจโดย นายสมชาย ประธานสถาบัน" in entry.sentence
    loan.refresh_from_db()
    assert loan.interest_under_year == 90


def test_every_reason_is_told_at_once(household, treasurer):
    lawful = household.loans.first()
    bare = Decided("perhaps", " ", "", DAY)

    assert codes(lambda: decide_rate(lawful, bare, actor=treasurer)) == [
        "rate_lawful",
        "outcome_unknown",
        "nobody_decided",
        "reason_missing",
    ]
    assert not RateDecision.objects.exists()


@pytest.mark.parametrize(
    ("kept", "moved", "code"),
    [
        (None, 0, "interest_missing"),
        (Decimal(0), 0, "interest_missing"),
        (Decimal("90.01"), 0, "interest_above_law"),
        (Decimal(108), 18, "interest_above_law"),
        (Decimal(80), 0, "interest_not_corrected"),
        (Decimal(90), 18, "interest_not_corrected"),
    ],
)
def test_only_a_lawful_sum_that_stands_in_the_books_is_kept(loan, treasurer, kept, moved, code):
    if moved:
        corrected(loan, moved)

    assert codes(lambda: decide_rate(loan, replace(KEEP, interest=kept), actor=treasurer)) == [code]
    assert with_void_interest([loan]) == {loan.pk}


def test_when_the_books_change_again_nothing_is_decided_any_more(loan, treasurer):
    decide_rate(loan, KEEP, actor=treasurer)
    assert [*refusals_of_lapsed([loan])] == []

    corrected(loan, -10)

    assert with_void_interest([loan]) == {loan.pk}
    assert [one.code for one in refusals_of_lapsed([loan])] == ["rate_decision_lapsed"]
    decide_rate(loan, replace(KEEP, interest=Decimal(80)), actor=treasurer)
    assert with_void_interest([loan]) == set()


def test_the_page_asks_for_the_name_and_writes_the_decision(client, loan, treasurer):
    client.force_login(treasurer)
    address = f"/loans/{loan.pk}/rate/"

    shown = client.get(address)
    asked = client.post(address, {"outcome": "keep", "on": "20/7/2560"})
    done = client.post(
        address,
        {
            "outcome": "keep",
            "interest": "๙๐",
            "on": "20/7/2560",
            "decided_by": "นายสมชาย",
            "reason": "คำนวณใหม่",
        },
    )

    assert "นับดอกเบี้ยเป็นศูนย์ จนกว่าจะมีผู้ตัดสินใจ" in shown.content.decode()
    assert {*asked.context["form"].errors} == {"decided_by", "reason"}
    assert (done.status_code, done["Location"]) == (302, address)
    assert RateDecision.objects.get().outcome == "keep"
    details = f"/grid/{loan.household.institution.code}/households/{loan.household_id}"
    page = client.get(f"{details}/accounts/{loan.account_id}/")
    assert address in page.content.decode()


def test_a_loan_of_another_village_is_not_there(client, loan, district_officer):
    other = make_user("committee", institution=make_institution("330502", name="บ้านอื่น"))
    client.force_login(other)
    assert client.get(f"/loans/{loan.pk}/rate/").status_code == 404
    client.force_login(district_officer)
    assert client.get(f"/loans/{loan.pk}/rate/").status_code == 403


def test_interest_that_was_typed_by_mistake_and_undone_lifts_no_limit(
    institution, village_fund, treasurer
):
    loan = make_loan(
        make_household(institution), village_fund, 1000, interest_under_year=500, rate_percent=30
    )
    corrected(loan, 49_500)
    mirror([loan.entries.get(kind="correction")], reference="พิมพ์ผิด", actor=treasurer)
    loan.refresh_from_db()

    assert lawful_part(loan) == 250
    too_much = replace(KEEP, interest=Decimal(500))
    assert codes(lambda: decide_rate(loan, too_much, actor=treasurer)) == ["interest_above_law"]
