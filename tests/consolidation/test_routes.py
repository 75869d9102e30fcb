"""Which papers each legal route asks for: by table, without a database."""

from datetime import date

import pytest

from consolidation.models import DecidingPaper, RouteChoice
from consolidation.routes import (
    EASING,
    NOVATION,
    ROUTES,
    TRANSFER,
    OldGuarantor,
    OldLoan,
    Waiver,
    papers_needed,
    route_named,
)

VILLAGE, SAVINGS = 1, 2
GUARDED = OldLoan(10, "กทบ.", VILLAGE, "กทบ.", "นางเอ", (OldGuarantor(7, "นายค้ำ"),), 1)
BARE = OldLoan(11, "ออมทรัพย์", SAVINGS, "ออมทรัพย์", "นายบี", (), 2)
AGREED = {10: Waiver("ข้อตกลง 1/2560", date(2017, 7, 1))}


def told(route, loans=(GUARDED, BARE), **facts):
    """Kinds, loan, guarantor, and whether it is only due once the contract is made."""
    needs = papers_needed(route, loans, **facts)
    return [(need.kinds, need.loan, need.guarantor, need.is_due_after) for need in needs]


WALL, AFTER = False, True


@pytest.mark.parametrize(
    ("route", "facts", "needs"),
    [
        (NOVATION, {"loans": (BARE,)}, []),
        (NOVATION, {}, [(("release",), 10, 7, AFTER)]),
        (
            NOVATION,
            {"waived": AGREED},
            [(("agreement",), 10, None, WALL), (("release",), 10, 7, AFTER)],
        ),
        (
            TRANSFER,
            {"holder": SAVINGS},
            [
                (("deed",), 10, None, WALL),
                (("balance",), 10, None, WALL),
                (("notice",), 10, None, WALL),
                (("consent", "release"), 10, 7, AFTER),
            ],
        ),
        (TRANSFER, {"loans": (BARE,), "holder": SAVINGS}, []),
        (
            TRANSFER,
            {"loans": (BARE,)},
            [
                (("deed",), 11, None, WALL),
                (("balance",), 11, None, WALL),
                (("notice",), 11, None, WALL),
            ],
        ),
        (
            EASING,
            {"waived": AGREED},
            [
                (("agreement",), 10, None, WALL),
                (("agreement",), None, None, WALL),
                (("consent", "release"), 10, 7, WALL),
                (("told",), 10, 7, AFTER),
            ],
        ),
    ],
)
def test_each_route_asks_for_its_own_papers(route, facts, needs):
    assert told(route, **facts) == needs


def test_a_guarantor_is_told_of_a_reduction_within_sixty_days_of_its_agreement():
    by = [need.by for need in papers_needed(EASING, [GUARDED], waived=AGREED) if need.is_due_after]
    by += [need.by for need in papers_needed(NOVATION, [GUARDED], waived=AGREED)][1:]

    assert by == [date(2017, 8, 30), date(2017, 8, 30)]


def test_the_paper_of_a_waiver_is_the_one_that_its_offer_names():
    needs = papers_needed(NOVATION, [GUARDED, BARE], waived=AGREED)

    assert [need.given for need in needs] == ["ข้อตกลง 1/2560", ""]


def test_an_agreement_of_the_whole_case_speaks_of_each_loan_but_not_the_other_way_round():
    of_loan, of_case, consent, _told = papers_needed(EASING, [GUARDED], waived=AGREED)

    assert of_loan.is_met_by("agreement", 10, None)
    assert of_loan.is_met_by("agreement", None, None)
    assert not of_loan.is_met_by("agreement", 11, None)
    assert of_case.is_met_by("agreement", None, None)
    assert not of_case.is_met_by("agreement", 10, None)
    assert consent.is_met_by("release", None, 7)
    assert not consent.is_met_by("consent", None, 8)


def test_each_borrower_is_told_of_the_transfer_and_a_notice_speaks_of_all_their_loans():
    second = OldLoan(12, "กข.คจ.", 3, "กข.คจ.", "นางเอ", (), 1)
    needs = papers_needed(TRANSFER, [GUARDED, BARE, second], holder=None)
    first, other = (need for need in needs if need.kind == "notice")

    assert [(need.loan, need.signer) for need in (first, other)] == [(10, "นางเอ"), (11, "นายบี")]
    assert first.is_met_by("notice", 12, None, 1)
    assert not first.is_met_by("notice", 11, None, 2)
    assert not first.is_met_by("notice", None, None)


def test_the_routes_and_papers_are_those_of_the_books():
    kinds = {
        kind
        for route in ROUTES
        for need in papers_needed(route.code, [GUARDED, BARE], waived=AGREED)
        for kind in need.kinds
    }

    assert [(route.code, route.name) for route in ROUTES] == RouteChoice.Route.choices
    assert kinds == {*DecidingPaper.Kind.values}
    assert route_named("").code == NOVATION
