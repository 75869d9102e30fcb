"""Which fund shall hold the contract: what each goal points at and why; the committee's word."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.holder_choosing import choose_holder, chosen_holder, outlook_of
from consolidation.models import HolderChoice
from consolidation.selecting import select_household
from fundinst.errors import Refused
from members.counting_cash import count_cash
from members.models import AuditEntry
from tests.builders import (
    AS_OF,
    SIGNED,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_rule,
)
from tests.consolidation.test_guards import refused_by

pytestmark = pytest.mark.django_db
GROSS, NET, CHEAPEST = "least_gross", "least_net", "cheapest"


@pytest.fixture
def home(institution, village_fund, savings_group, treasurer):
    """Owes the village fund 6,000 and the savings group 4,000, and is selected."""
    return a_home(institution, village_fund, savings_group, treasurer, "50")


def a_home(institution, village_fund, savings_group, actor, number, *, most=6000, least=4000):
    home = make_household(institution, number)
    make_person(home, f"นายบ้าน {number}")
    make_loan(home, village_fund, most)
    make_loan(home, savings_group, least)
    select_household(home, on=AS_OF, actor=actor, document="1/2560")
    return home


def suggested(home):
    return {
        str(one.goal): one.option and one.option.fund.kind
        for one in outlook_of(home, on=SIGNED).suggestions
    }


def options(home):
    return {one.fund.kind: one for one in outlook_of(home, on=SIGNED).options}


def choose(home, fund, actor, *, goal=GROSS, reason="", seen=None):
    return choose_holder(
        home, goal=goal, fund=fund, reason=reason, seen=seen, on=SIGNED, actor=actor
    )


def refused(act, *args, **said):
    before = HolderChoice.objects.count()
    with pytest.raises(Refused) as stopped:
        act(*args, **said)
    assert HolderChoice.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def test_the_least_gross_moves_what_the_smaller_creditor_is_owed(home):
    assert suggested(home) == {GROSS: "village_fund", NET: "village_fund", CHEAPEST: None}
    found = options(home)
    assert [found[kind].to_pay for kind in ("village_fund", "savings_group", "kkj")] == [
        4000,
        6000,
        10_000,
    ]
    assert "กองทุนยังไม่ได้เขียนอัตราดอกเบี้ย" in outlook_of(home, on=SIGNED).suggestions[2].why


def test_the_cheapest_is_by_the_interest_of_the_whole_contract(home, village_fund, savings_group):
    make_rule(village_fund, rate_percent=6, day_count="30/360", term_months=36)
    make_rule(savings_group, rate_percent=9, day_count="30/360", term_months=12)
    found = options(home)
    assert [found[kind].interest for kind in ("village_fund", "savings_group")] == [1200, 900]
    assert suggested(home)[CHEAPEST] == "savings_group"


def unlawful(fund):
    """A rule whose contracts come above 15 % a year: flat, paid back every month."""
    return make_rule(fund, rate_percent=12, method="flat", due="monthly", term_months=24)


def test_a_fund_whose_contract_would_be_refused_is_neither_suggested_nor_chosen(
    client, home, village_fund, savings_group, treasurer
):
    unlawful(village_fund)
    found = options(home)["village_fund"]

    assert "เกินร้อยละ 15 ต่อปี" in found.why_not[0]
    assert suggested(home)[GROSS] == suggested(home)[NET] == "savings_group"
    because = {"goal": GROSS, "reason": "มติที่ประชุม"}
    assert refused(choose, home, village_fund, treasurer, **because) == ["holder_refused"]

    client.force_login(treasurer)
    page = client.get(f"/households/{home.pk}/holder/")
    assert "เลือกไม่ได้:" in page.content.decode()
    boxes = [box for box in page.content.decode().split("<input") if 'name="fund"' in box]
    assert not any(f'value="{village_fund.pk}"' in box for box in boxes)
    assert any(f'value="{savings_group.pk}"' in box for box in boxes)


def test_where_every_fund_s_contract_would_be_refused_none_is_suggested(
    client, home, institution, village_fund, treasurer
):
    for fund in institution.funds.exclude(kind="kkj"):
        unlawful(fund)

    assert [*suggested(home).values()] == [None, None, None]
    assert "nothing_suggested" in refused(choose, home, village_fund, treasurer, reason="มติ")
    client.force_login(treasurer)
    page = client.get(f"/households/{home.pk}/holder/")
    assert "ทำสัญญาตามระเบียบของกองทุนใดก็ไม่ได้" in page.content.decode()


def test_interest_free_money_is_not_offered_to_pay_other_funds_with(home, kkj):
    assert any("กข.คจ. มีข้อห้าม" in why for why in options(home)["kkj"].against)
    assert "kkj" not in suggested(home).values()


def test_interest_free_debt_that_comes_to_bear_interest_is_told(household, village_fund):
    make_rule(village_fund, rate_percent=6)
    notes = " ".join(options(household)["village_fund"].notes)
    assert "หนี้ กข.คจ. 5,700 บาท เดิมไม่มีดอกเบี้ย" in notes


def test_a_ceiling_excludes_a_fund_and_the_one_with_a_resolution_only_warns(
    home, village_fund, savings_group
):
    make_rule(village_fund, ceiling=8000)
    assert suggested(home)[GROSS] == "savings_group"
    assert "เกินวงเงิน 8,000 บาท" in options(home)["village_fund"].against[0]

    make_rule(village_fund, effective_on=date(2016, 1, 1), ceiling=8000, ceiling_resolved=20_000)
    assert suggested(home)[GROSS] == "village_fund"
    assert "เกินวงเงินปกติ 8,000 บาท ต้องมีมติที่ประชุม" in options(home)["village_fund"].notes


def test_where_every_fund_is_too_small_the_best_is_named_with_the_resolution_it_takes(
    home, village_fund, savings_group
):
    for fund in (village_fund, savings_group):
        make_rule(fund, ceiling=100)
    (first, *_rest) = outlook_of(home, on=SIGNED).suggestions
    assert first.option.fund == village_fund
    assert "ทุกกองทุนเกินวงเงิน ต้องมีมติที่ประชุม" in first.why


def test_a_fund_without_the_cash_gives_way_to_one_that_has_it(
    home, village_fund, savings_group, treasurer
):
    count_cash(village_fund, on=AS_OF, amount=Decimal(3999), actor=treasurer)
    count_cash(savings_group, on=AS_OF, amount=Decimal(9000), actor=treasurer)
    assert suggested(home)[GROSS] == "savings_group"
    assert options(home)["village_fund"].lacks_cash
    assert "มีเงินเหลือ 3,999 บาท ไม่พอจ่าย" in " ".join(options(home)["village_fund"].notes)


def test_the_least_net_counts_what_was_chosen_for_others(
    home, institution, village_fund, savings_group, treasurer
):
    other = a_home(institution, village_fund, savings_group, treasurer, "51")
    choose(other, village_fund, treasurer)
    assert suggested(home) == {GROSS: "village_fund", NET: "savings_group", CHEAPEST: None}


def test_the_least_net_counts_what_the_funds_owe_each_other_already(
    home, institution, village_fund, savings_group, treasurer
):
    make_contract(
        a_home(institution, village_fund, savings_group, treasurer, "52"), village_fund, treasurer
    )
    assert suggested(home)[NET] == "savings_group"


def test_the_committee_takes_what_is_suggested(home, village_fund, treasurer):
    choice = choose(home, village_fund, treasurer, seen=outlook_of(home, on=SIGNED).version)
    assert (choice.fund, choice.suggested, choice.goal) == (village_fund, village_fund, GROSS)
    assert chosen_holder(home) == choice
    entry = AuditEntry.objects.filter(household=home).latest("pk")
    assert entry.act == "holder_chosen"
    assert "เลือกกองทุนหมู่บ้าน" in entry.sentence.replace(" ", "")


def test_another_fund_takes_a_reason(home, savings_group, treasurer):
    assert refused(choose, home, savings_group, treasurer) == ["overruled_without_reason"]
    choice = choose(home, savings_group, treasurer, reason="ดูแลใกล้ชิดกว่า")
    assert (choice.suggested.kind, choice.reason) == ("village_fund", "ดูแลใกล้ชิดกว่า")


def test_told_twice_it_is_one_choice_and_another_word_is_a_further_one(
    home, village_fund, savings_group, treasurer
):
    first = choose(home, village_fund, treasurer)
    assert choose(home, village_fund, treasurer) == first
    choose(home, savings_group, treasurer, reason="ตามมติ")
    assert chosen_holder(home).fund == savings_group
    assert HolderChoice.objects.count() == 2


def test_what_moved_since_the_page_was_opened_is_refused(home, village_fund, treasurer):
    seen = outlook_of(home, on=SIGNED).version
    make_loan(home, village_fund, 900)
    assert refused(choose, home, village_fund, treasurer, seen=seen) == ["changed_meanwhile"]


def test_every_reason_is_told_at_once(home, other_institution, treasurer):
    stranger = other_institution.funds.first()
    assert refused(choose, home, stranger, treasurer, goal=CHEAPEST) == [
        "other_institution",
        "nothing_suggested",
    ]


def test_without_a_case_or_with_a_contract_nothing_is_chosen(
    home, household, village_fund, treasurer
):
    assert refused(choose, household, village_fund, treasurer) == ["no_case"]
    make_contract(home, village_fund, treasurer)
    assert "case_not_ready" in refused(choose, home, village_fund, treasurer)


def insert(**values):
    columns = {"case_id": "c.id", "goal": "'least_gross'", "suggested_id": "f.id"}
    columns |= {"fund_id": "f.id", "reason": "''", "actor_id": "u.id", **values}
    return f"""INSERT INTO consolidation_holderchoice ({", ".join(columns)})
        SELECT {", ".join(columns.values())} FROM consolidation_case c
          JOIN members_household h ON h.id = c.household_id
          JOIN members_fund f ON f.institution_id = h.institution_id AND f.kind = 'village_fund'
          CROSS JOIN (SELECT min(id) AS id FROM members_user) u"""


OTHER_FUND = (
    "(SELECT id FROM members_fund WHERE kind = 'kkj' AND institution_id = f.institution_id)"
)
FAR_FUND = "(SELECT min(id) FROM members_fund WHERE institution_id <> f.institution_id)"


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        (insert(goal="'prettiest'"), "holder_goal_is_known"),
        (insert(fund_id=OTHER_FUND), "holder_overruled_with_a_reason"),
        (insert(fund_id=FAR_FUND, reason="'x'"), "holder_choice_within_its_institution"),
        (insert(suggested_id=FAR_FUND, reason="'x'"), "holder_choice_within_its_institution"),
        ("UPDATE consolidation_holderchoice SET reason = 'x'", "holder_choice_append_only"),
        ("DELETE FROM consolidation_holderchoice", "holder_choice_append_only"),
    ],
)
def test_the_database_refuses_it_too(
    home, other_institution, village_fund, treasurer, statement, guard
):
    choose(home, village_fund, treasurer)
    assert refused_by(statement) == guard
