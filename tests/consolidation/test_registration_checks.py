"""What stops a household from being sent, what it is warned of, and what is only information."""

from decimal import Decimal

import pytest

from consolidation.consenting import take_back_consent
from consolidation.registration_checks import check, common_notes
from consolidation.selecting import select_household
from debts.classifying import classify
from debts.models import JournalEntry
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.consolidation.registered import SIGNED_ON, confirmed, ready, send

pytestmark = pytest.mark.django_db


def said(household, cut_off=AS_OF) -> tuple[list[str], list[str]]:
    (one,) = check([household], cut_off=cut_off)
    return [why.code for why in one.refusals], [why.code for why in one.warnings]


@pytest.fixture
def classified(household, treasurer):
    """Ready, and in a class; of two criteria nothing is known, as of every household at first."""
    ready(household, treasurer)
    classify(
        household,
        on=AS_OF,
        ability="able",
        willingness="willing",
        reason="ขายข้าวได้ทุกปี",
        actor=treasurer,
    )
    return household


def notes(household) -> list[str]:
    (one,) = check([household], cut_off=AS_OF)
    return [note.code for note in one.notes]


def test_a_household_that_signed_both_papers_may_be_sent(classified):
    (one,) = check([classified], cut_off=AS_OF)

    assert said(classified) == ([], [])
    assert (one.owed, one.disputed, one.head) == (Decimal(13200), 0, "นางทองม้วน แบบอย่าง")
    assert (one.is_ready, one.is_clean) == (True, True)


def test_what_a_household_that_was_only_selected_lacks_is_all_said(household, treasurer):
    select_household(household, on=AS_OF, actor=treasurer)

    assert said(household) == (["no_consent", "not_confirmed"], [])
    assert notes(household) == ["no_class", "criteria_unknown"]


def test_a_household_that_was_not_selected_or_is_there_already_cannot_be_sent(
    classified, institution, treasurer
):
    other = make_household(institution, "9")
    send([classified], treasurer)

    assert said(other)[0] == ["not_selected", "no_consent"]
    assert said(classified)[0] == ["sent_already"]


def test_another_cut_off_date_needs_another_confirmation(classified):
    assert said(classified, SIGNED_ON)[0] == ["not_confirmed"]


def test_a_balance_that_is_not_the_confirmed_one_any_more_has_to_be_confirmed_anew(
    classified, treasurer
):
    loan = classified.loans.first()
    JournalEntry.objects.create(
        loan=loan, kind="correction", on=AS_OF, principal=-100, actor=treasurer
    )

    (one,) = check([classified], cut_off=AS_OF)

    assert [why.code for why in one.refusals] == ["confirmed_other_amount"]
    assert "รับรองยอด 4,400 บาท แต่ยอดตอนนี้ 4,300 บาท" in one.refusals[0].sentence
    confirmed(classified, treasurer)
    assert said(classified)[0] == []


def test_a_dispute_is_a_warning_and_its_loan_is_not_counted(classified, treasurer):
    loan = classified.loans.last()
    confirmed(classified, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    (one,) = check([classified], cut_off=AS_OF)

    assert said(classified) == ([], ["loan_disputed"])
    assert (one.owed, one.disputed, len(one.registered)) == (7500, 5700, 2)


def test_who_disputes_everything_registers_nothing_and_the_page_says_so(classified, treasurer):
    every = dict.fromkeys(classified.loans.values_list("pk", flat=True), "ไม่ได้กู้")
    confirmed(classified, treasurer, disputed=every)

    assert said(classified)[1] == ["total_zero", *["loan_disputed"] * 3]


def test_a_consent_that_was_taken_back_stops_the_sending(classified, treasurer):
    take_back_consent(classified, signed_on=SIGNED_ON, actor=treasurer)

    assert said(classified)[0] == ["no_consent"]


def test_a_house_without_number_a_rate_above_the_law_and_a_name_twice_are_warned_of(
    classified, institution, treasurer
):
    classified.house_number = ""
    classified.save(update_fields=["house_number"])
    classified.loans.filter(number="").update(rate_percent=Decimal("15.0001"))
    make_person(make_household(institution, "7"), "นาง ทองม้วน แบบอย่าง")
    removed = make_household(institution, "8")
    make_person(removed, "นายบุญเลิศ แบบอย่าง")
    removed.is_removed = True
    removed.save(update_fields=["is_removed"])

    refusals, warnings = said(classified)

    assert (refusals, warnings) == (
        [],
        ["no_house_number", "rate_above_law", "rate_above_law", "same_name_twice"],
    )


def test_the_lawful_rate_itself_is_no_warning(classified):
    classified.loans.update(rate_percent=Decimal(15))

    assert said(classified)[1] == []


def test_no_class_and_criteria_not_asked_are_information_and_bar_nobody(classified):
    assert notes(classified) == ["criteria_unknown"]
    (one,) = check([classified], cut_off=AS_OF)
    assert one.is_clean


def test_a_note_of_most_households_is_said_once_and_of_a_few_at_each(
    institution, village_fund, savings_group, treasurer, classified
):
    homes = [make_household(institution, str(number)) for number in range(1, 4)]
    checked = check([classified, *homes], cut_off=AS_OF)

    said_of = [(one.code, one.count, one.is_of_all) for one in common_notes(checked)]

    assert said_of == [("no_class", 3, False), ("criteria_unknown", 4, True)]
    assert common_notes(checked[:2]) == []


def test_many_households_ask_no_more_than_one(
    institution, village_fund, savings_group, treasurer, django_assert_max_num_queries
):
    homes = [make_household(institution, str(number)) for number in range(1, 5)]
    for home in homes:
        make_loan(home, village_fund)
        make_loan(home, savings_group)
        ready(home, treasurer)

    with django_assert_max_num_queries(18) as one:
        check(homes[:1], cut_off=AS_OF)
    with django_assert_max_num_queries(18) as all_of_them:
        check(homes, cut_off=AS_OF)

    assert len(one) == len(all_of_them)
