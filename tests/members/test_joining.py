"""Funds, accounts and dated rules that join later, and the way back of each."""

from datetime import date
from decimal import Decimal

import pytest

from fundinst.errors import Refused
from members.joining import add_account, add_fund, take_fund_out, write_rule
from members.models import AuditEntry, Fund, FundAccount, FundRule
from members.terms import StatedFund, Terms
from members.undoing import undo_entry
from tests.builders import make_household, make_loan

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)
TERMS = Terms(DAY, Decimal("7.5"), Decimal(30000), 12, 2, "มติ 2/2569")


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


def undo(act, actor):
    return undo_entry(AuditEntry.objects.filter(act=act).latest("pk"), actor=actor)


def test_a_fund_joins_at_the_end_with_a_code_and_an_abbreviation_of_its_own(institution, treasurer):
    second = add_fund(institution, StatedFund("kkj", "กข.คจ. กลุ่มสอง", (1, 2)), actor=treasurer)

    assert (second.code, second.position, second.abbreviation) == (
        f"{institution.code}-04",
        4,
        "กข.คจ.4",
    )
    assert [str(account) for account in second.accounts.all()] == ["บัญชี 1", "บัญชี 2"]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.sentence) == ("fund_added", "เพิ่มกองทุนสมาชิกกข.คจ. กลุ่มสอง")


def test_a_name_that_is_taken_is_refused_and_nothing_is_written(institution, treasurer):
    with pytest.raises(Refused) as stopped:
        add_fund(institution, StatedFund("other_fund", " กข.คจ. ", (0,)), actor=treasurer)

    assert codes(stopped) == ["fund_name_taken", "account_unknown"]
    assert Fund.objects.count() == 3


def test_a_second_account_is_added_once(village_fund, treasurer):
    first = add_account(village_fund, number=4, name="บัญชีประชารัฐ", actor=treasurer)
    again = add_account(village_fund, number=4, name="อื่น", actor=treasurer)

    assert (first, str(again)) == (again, "บัญชีประชารัฐ")
    assert [account.number for account in village_fund.accounts.all()] == [1, 4]


def test_an_account_that_has_no_number_of_an_account_is_refused(village_fund, treasurer):
    with pytest.raises(Refused) as stopped:
        add_account(village_fund, number=100, actor=treasurer)

    assert codes(stopped) == ["account_unknown"]


def test_a_rule_holds_from_its_day_on_and_the_one_before_until_then(village_fund, treasurer):
    old = write_rule(village_fund, Terms(date(2020, 1, 1), Decimal(6)), actor=treasurer)
    new = write_rule(village_fund, TERMS, actor=treasurer)

    assert [village_fund.rule_on(date(2025, 12, 31)), village_fund.rule_on(DAY)] == [old, new]
    assert (new.rate_percent, new.ceiling, new.term_months, new.guarantors, new.resolution) == (
        Decimal("7.5"),
        30000,
        12,
        2,
        "มติ 2/2569",
    )


@pytest.mark.parametrize(
    ("kind", "terms", "refused"),
    [
        ("village_fund", Terms(DAY), ["rule_says_nothing"]),
        ("village_fund", Terms(DAY, Decimal(15)), []),
        ("village_fund", Terms(DAY, Decimal("15.01")), ["rate_above_law"]),
        ("kkj", Terms(DAY, Decimal(0)), []),
        ("kkj", Terms(DAY, Decimal("0.01")), ["kkj_takes_no_interest"]),
        ("kkj", Terms(DAY, ceiling=Decimal(0)), ["ceiling_is_nothing"]),
        ("kkj", Terms(DAY, term_months=0), ["term_unknown"]),
        ("kkj", Terms(DAY, term_months=600, guarantors=20), []),
        ("kkj", Terms(DAY, term_months=601, guarantors=21), ["term_unknown", "guarantors_unknown"]),
    ],
)
def test_rules_stay_within_the_law_and_sense(kind, terms, refused, institution, treasurer):
    fund = institution.funds.get(kind=kind)
    said = []
    try:
        write_rule(fund, terms, actor=treasurer)
    except Refused as stopped:
        said = [refusal.code for refusal in stopped.refusals]

    assert said == refused
    assert fund.rules.count() == (0 if refused else 1)


def test_a_day_has_one_rule_which_is_corrected_while_nothing_was_made_under_it(
    village_fund, treasurer
):
    write_rule(village_fund, TERMS, actor=treasurer)

    corrected = write_rule(village_fund, Terms(DAY, Decimal(6)), actor=treasurer)

    assert village_fund.rules.get() == corrected
    assert (corrected.rate_percent, corrected.ceiling) == (6, None)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.sentence) == ("rule_corrected", "แก้ระเบียบของกองทุนหมู่บ้าน")


def test_a_rule_that_a_loan_was_made_under_is_not_corrected(institution, village_fund, treasurer):
    rule = write_rule(village_fund, TERMS, actor=treasurer)
    make_loan(make_household(institution, "1"), village_fund, rule=rule)

    with pytest.raises(Refused) as stopped:
        write_rule(village_fund, Terms(DAY, Decimal(6)), actor=treasurer)

    assert codes(stopped) == ["rule_once_a_day"]
    assert village_fund.rules.get().rate_percent == Decimal("7.5")


def test_each_addition_can_be_taken_back(institution, village_fund, treasurer):
    add_account(village_fund, number=4, actor=treasurer)
    undo("account_added", treasurer)
    write_rule(village_fund, TERMS, actor=treasurer)
    undo("rule_written", treasurer)
    add_fund(institution, StatedFund("womens_fund", terms=TERMS), actor=treasurer)
    undo("fund_added", treasurer)

    assert (Fund.objects.count(), FundAccount.objects.count(), FundRule.objects.count()) == (
        3,
        3,
        0,
    )


def test_what_has_a_loan_is_not_taken_back(institution, village_fund, treasurer):
    account = add_account(village_fund, number=4, actor=treasurer)
    rule = write_rule(village_fund, TERMS, actor=treasurer)
    make_loan(make_household(institution, "1"), account, rule=rule)

    for act in ("account_added", "rule_written"):
        with pytest.raises(Refused) as stopped:
            undo(act, treasurer)
        assert codes(stopped) == ["fund_in_use"]
    with pytest.raises(Refused) as stopped:
        take_fund_out(village_fund, actor=treasurer)
    assert codes(stopped) == ["fund_in_use"]
    assert [account.number for account in village_fund.accounts.all()] == [1, 4]
    assert village_fund.rules.count() == 1


def test_what_went_another_way_is_not_taken_back_a_second_time(institution, treasurer):
    fund = add_fund(institution, StatedFund("womens_fund"), actor=treasurer)
    take_fund_out(fund, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        undo("fund_added", treasurer)

    assert codes(stopped) == ["gone_already"]
