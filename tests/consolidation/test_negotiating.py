"""Rounds of negotiation: what may be offered, who agreed, and where the case stands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pghistory
import pytest
from django.utils.timezone import localdate

from consolidation.models import Case, NegotiationRound, Offer
from consolidation.negotiated import agreed_terms
from consolidation.negotiating import (
    agree_terms,
    fail_negotiation,
    hold_round,
    negotiation_stands,
)
from consolidation.practising import begin_practice
from consolidation.selecting import select_household
from debts.models import JournalEntry, RateDecision
from debts.rate_deciding import Decided, decide_rate
from fundinst.errors import Refused
from members.models import AuditEntry
from members.versions import version_of
from tests.builders import AS_OF, SIGNED, make_contract
from tests.consolidation.negotiated_homes import (
    MET,
    PAPER,
    PRESENT,
    agreed,
    loans_of,
    make_negotiable,
    meet,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(institution, treasurer, district_officer):
    return make_negotiable(institution, treasurer, district_officer)


def codes(act) -> list[str]:
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def status(home) -> str:
    return Case.objects.get(household=home).status


def test_a_round_keeps_who_said_what_on_which_paper_and_begins_the_negotiation(home, treasurer):
    held = meet(home, treasurer, agreed(penalty=450, interest_under_year=100, capitalised=200))

    offer = Offer.objects.get()
    assert (held.number, held.on, held.present, held.actor) == (1, MET, PRESENT, treasurer)
    assert (offer.loan, offer.answer) == (loans_of(home)[0], "agreed")
    assert (offer.agreed_by, offer.paper, offer.paper_on) == ("นางบุญมี ประธานกองทุน", PAPER, MET)
    assert {part: baht for part, baht in offer.waived.items() if baht} == {
        "penalty": Decimal(450),
        "interest_under_year": Decimal(100),
    }
    assert offer.last_entry == JournalEntry.objects.filter(loan=offer.loan).last()
    assert status(home) == "negotiating"
    told = AuditEntry.objects.get(act="round_held").sentence
    assert told.endswith("ลด 550 บาท ทบเป็นเงินต้น 200 บาท (ตกลง)")


def test_nothing_that_is_owed_changes_by_an_offer(home, treasurer):
    before = [loan.outstanding for loan in loans_of(home)]

    meet(home, treasurer, agreed(penalty=450), agreed(interest_under_year=250))

    assert [loan.outstanding for loan in loans_of(home)] == before
    assert not JournalEntry.objects.filter(kind="waiver").exists()


def test_every_reason_is_told_at_once_and_nothing_is_written(home, treasurer):
    wrong = said("agreed", 1200, interest_over_year=1, penalty="450.01", fee=-1)
    bare = replace(agreed(interest_under_year=250), agreed_by=" ", paper="", paper_on=None)
    early = date(2016, 1, 1)

    told = codes(lambda: meet(home, treasurer, wrong, bare, on=early, present=" "))

    assert told == [
        "round_too_early",
        "nobody_present",
        *["waived_too_much"] * 2,
        "capitalised_too_much",
        "nobody_agreed",
        "paper_missing",
        "paper_undated",
    ]
    assert not NegotiationRound.objects.exists()
    assert status(home) == "approved"


def test_interest_overdue_under_a_year_never_comes_to_the_principal(home, treasurer):
    _, young = loans_of(home)

    assert codes(lambda: meet(home, treasurer, None, agreed(1))) == ["capitalised_too_much"]
    assert young.interest_under_year == 250


def test_what_is_only_proposed_or_refused_needs_no_paper(home, treasurer):
    bare = replace(said("proposed", penalty=450), agreed_by="", paper="", paper_on=None)

    held = meet(home, treasurer, bare, replace(bare, answer="refused", waived={}))

    assert [offer.answer for offer in held.offers.order_by("pk")] == ["proposed", "refused"]


def test_a_loan_is_not_waived_away_whole(home, treasurer):
    whole = agreed(principal=5000, interest_under_year=250)

    assert codes(lambda: meet(home, treasurer, None, whole)) == ["nothing_left"]


def test_a_round_without_offers_or_of_somebody_elses_loan_is_none(
    home, household, treasurer, district_officer
):
    other = household.loans.first()

    assert codes(lambda: meet(home, treasurer)) == ["nothing_offered"]
    offers = {other.pk: agreed()}
    assert codes(
        lambda: hold_round(home, on=MET, present=PRESENT, offers=offers, actor=treasurer)
    ) == ["debt_unknown"]


def test_told_twice_it_is_one_round(home, treasurer):
    first = meet(home, treasurer, agreed(penalty=450))
    again = meet(home, treasurer, agreed(penalty=450))
    further = meet(home, treasurer, agreed(penalty=450), minutes="ขอดูอีกครั้ง")

    assert again == first
    assert (further.number, NegotiationRound.objects.count()) == (2, 2)


def test_a_page_that_was_opened_before_another_round_is_refused(home, treasurer):
    seen = version_of(negotiation_stands(home))
    meet(home, treasurer, agreed(penalty=450))

    assert codes(lambda: meet(home, treasurer, agreed(fee=50), seen=seen)) == ["changed_meanwhile"]
    now = version_of(negotiation_stands(home))
    assert meet(home, treasurer, agreed(fee=50), seen=now).number == 2


def test_all_have_agreed_when_every_loans_last_word_is_agreed(home, treasurer):
    meet(home, treasurer, agreed(penalty=450), said("refused"))
    assert codes(lambda: agree_terms(home, on=MET, actor=treasurer)) == ["offer_refused"]
    meet(home, treasurer, None, said("proposed"))
    assert codes(lambda: agree_terms(home, on=MET, actor=treasurer)) == ["offer_open"]
    meet(home, treasurer, None, agreed())

    assert agree_terms(home, on=MET, actor=treasurer).status == "agreed"
    assert agree_terms(home, on=MET, actor=treasurer).status == "agreed"
    assert AuditEntry.objects.filter(act="terms_agreed").count() == 1


def test_a_loan_nobody_spoke_of_is_not_agreed_on(home, treasurer):
    meet(home, treasurer, agreed(penalty=450))

    assert codes(lambda: agree_terms(home, on=MET, actor=treasurer)) == ["not_negotiated"]


def test_a_further_round_takes_an_agreement_back_to_the_table(home, treasurer):
    meet(home, treasurer, agreed(), agreed())
    agree_terms(home, on=MET, actor=treasurer)

    meet(home, treasurer, agreed(penalty=450))

    assert status(home) == "negotiating"


def test_where_no_agreement_was_reached_a_further_round_goes_on(home, treasurer):
    assert codes(lambda: fail_negotiation(home, reason="-", on=MET, actor=treasurer)) == [
        "not_negotiating"
    ]
    meet(home, treasurer, said("refused"))
    assert codes(lambda: fail_negotiation(home, reason=" ", on=MET, actor=treasurer)) == [
        "reason_missing"
    ]
    failed = fail_negotiation(home, reason="กองทุนไม่ลดเลย", on=MET, actor=treasurer)
    assert fail_negotiation(home, reason="อีกครั้ง", on=MET, actor=treasurer) == failed
    assert status(home) == "failed"

    meet(home, treasurer, agreed())

    assert status(home) == "negotiating"


def test_before_the_districts_review_nobody_negotiates_but_in_practice(household, treasurer):
    assert codes(lambda: meet(household, treasurer, agreed())) == ["no_case"]


def test_a_practice_household_negotiates_as_soon_as_it_is_selected(household, treasurer):
    select_household(household, on=AS_OF, actor=treasurer)
    assert codes(lambda: meet(household, treasurer, agreed())) == ["not_reviewed"]
    with pghistory.context(command="practice"):
        practice = begin_practice(household.institution, on=localdate(), actor=treasurer)
    home = next(one for one in practice.households.all() if one.loans.owing().count() > 1)
    if not Case.objects.open().filter(household=home).exists():
        select_household(home, on=localdate(), actor=treasurer, reason="ทดลอง")

    meet(home, treasurer, agreed(), on=localdate())

    assert status(home) == "negotiating"


def test_with_a_contract_there_is_nothing_to_negotiate(household, village_fund, treasurer):
    make_contract(household, village_fund, treasurer)

    told = codes(lambda: meet(household, treasurer, agreed(), on=SIGNED))

    assert told == ["contract_open"]


def test_void_interest_does_not_come_to_the_principal(institution, treasurer, district_officer):
    home = make_negotiable(institution, treasurer, district_officer, rate_percent=18, less=300)
    loan = loans_of(home)[0]

    assert codes(lambda: meet(home, treasurer, agreed(1200))) == ["void_interest_capitalised"]
    keep = RateDecision.Outcome.KEEP
    kept = Decided(keep, "นายอำเภอ", "คำนวณใหม่ร้อยละ 15", MET, "", Decimal(1500))
    decide_rate(loan, kept, actor=treasurer)
    assert meet(home, treasurer, agreed(1200)).number == 1


def test_what_is_agreed_is_told_loan_by_loan(home, treasurer):
    meet(home, treasurer, agreed(200, penalty=450), said("proposed", interest_under_year=250))
    village, savings = loans_of(home)

    found = agreed_terms(loans_of(home))

    first, second = found[village.pk], found[savings.pk]
    assert (first.off_in_all, first.to_principal, first.carried) == (450, 200, 1350)
    assert (first.agreed_by, first.paper, first.paper_on) == ("นางบุญมี ประธานกองทุน", PAPER, MET)
    assert (second.off_in_all, second.left_in_all, second.paper) == (0, 5250, "")
