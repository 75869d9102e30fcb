"""One loan's terms: owed = waived + void + what comes into the contract, for any loan."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.loan_terms import INTEREST, LONGEST_REFERENCE, VOID_BY_LAW, LoanTerms, sums_of
from consolidation.merge_sums import PARTS, merge

OWED = {part: Decimal(100 * number) for number, part in enumerate(PARTS, 1)}


def test_what_is_not_waived_comes_over_and_only_principal_bears_interest():
    terms = LoanTerms(OWED, {"penalty": Decimal(50)})

    assert (terms.off_in_all, terms.left_in_all) == (50, 1450)
    assert (terms.left["principal"], terms.to_principal, terms.carried) == (100, 0, 1350)


def test_old_interest_that_was_agreed_to_bears_interest_and_no_more_than_is_left_of_it():
    assert LoanTerms(OWED, capitalised=Decimal(150)).to_principal == 150
    waived = {"interest_over_year": Decimal(120)}
    assert LoanTerms(OWED, waived, Decimal(150)).to_principal == 80


def test_void_interest_is_off_whatever_was_waived_of_it():
    terms = LoanTerms(OWED, {"interest_under_year": Decimal(10)}, interest_is_void=True)

    assert {part: terms.off[part] for part in INTEREST} == {part: OWED[part] for part in INTEREST}
    assert (terms.void, terms.waived_in_all) == (500, 0)


@pytest.mark.parametrize(
    ("paper", "is_void", "words"),
    [
        ("ข้อตกลง 1/2560", False, "ลดตาม ข้อตกลง 1/2560"),
        ("ข้อตกลง 1/2560", True, f"ลดตาม ข้อตกลง 1/2560 · {VOID_BY_LAW}"),
        ("", True, VOID_BY_LAW),
    ],
)
def test_a_waiver_says_what_it_rests_on(paper, is_void, words):
    waived = {"fee": Decimal(1)} if paper else {}
    assert LoanTerms(OWED, waived, interest_is_void=is_void, paper=paper).reference == words


def test_a_paper_with_a_long_name_leaves_room_for_the_law():
    terms = LoanTerms(OWED, {"fee": Decimal(1)}, interest_is_void=True, paper="ก" * 100)
    assert len(terms.reference) <= LONGEST_REFERENCE
    assert terms.reference.endswith(VOID_BY_LAW)


baht = st.decimals(0, 90_000, places=2)
amounts = st.fixed_dictionaries({part: baht for part in PARTS})
any_terms = st.builds(LoanTerms, amounts, amounts, baht, st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(any_terms, min_size=1, max_size=5))
def test_sums_are_whole_for_any_loans_and_the_same_as_the_contracts(terms):
    sums = sums_of(terms)
    merged = merge([one.as_old_loan(str(n), n % 2) for n, one in enumerate(terms)], 0)

    assert sums.owed == sums.waived + sums.void + sums.left
    assert min(sums.waived, sums.void, sums.principal, sums.capitalised, sums.carried) >= 0
    assert (sums.owed, sums.off) == (merged.before, merged.waived)
    assert (sums.bearing, sums.carried, sums.left) == (
        merged.bearing,
        merged.carried,
        merged.amount,
    )
