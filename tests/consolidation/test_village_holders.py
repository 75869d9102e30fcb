"""A village's holders at once: goal beside goal, one press for all, the committee's word stands."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.holder_choosing import choose_holder, chosen_holder
from consolidation.holder_sums import Goal
from consolidation.models import HolderChoice
from consolidation.reviewing import approve
from consolidation.village_holders import choose_for_village, village_outlook, way_of
from fundinst.errors import Refused
from members.models import AuditEntry, Household
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person, make_rule
from tests.consolidation.registered import SENT_ON, ready, send
from tests.pages import main, rows, texts

pytestmark = pytest.mark.django_db


def a_home(institution, funds, number, *amounts):
    home = make_household(institution, number)
    make_person(home, f"นายบ้าน {number}")
    for fund, amount in zip(funds, amounts, strict=True):
        make_loan(home, fund, amount)
    return home


@pytest.fixture
def village(institution, village_fund, savings_group, treasurer, district_officer):
    """Two households that owe 6,000 and 4,000 to the same two funds, approved by the district."""
    homes = [
        a_home(institution, (village_fund, savings_group), number, 6000, 4000)
        for number in ("60", "61")
    ]
    for home in homes:
        ready(home, treasurer)
    approve(send(homes, treasurer).submissions.all(), on=SENT_ON, actor=district_officer)
    return homes


def look(institution):
    return village_outlook(institution, on=SIGNED)


def take(institution, goal, actor, *, seen=None, way=None):
    outlook = look(institution)
    way = way or way_of(outlook, goal)
    return choose_for_village(
        institution, way, seen=seen or outlook.version, on=SIGNED, actor=actor
    )


def holders_of(homes):
    return [chosen_holder(home) and chosen_holder(home).fund.kind for home in homes]


def test_the_goals_stand_beside_each_other_with_what_each_moves(institution, village):
    ways = {goal: way_of(look(institution), goal) for goal in (Goal.LEAST_GROSS, Goal.LEAST_NET)}
    assert [(way.gross, way.net) for way in ways.values()] == [(8000, 8000), (10_000, 2000)]
    assert all(way.best.is_proven for way in ways.values())


def test_only_households_that_wait_for_their_contract_are_chosen_for(
    institution, village, household, village_fund, treasurer
):
    assert [one.household for one in look(institution).waiting] == village
    make_contract(village[0], village_fund, treasurer)
    assert [one.household for one in look(institution).waiting] == village[1:]


def test_one_press_chooses_for_every_household(institution, village, treasurer):
    choices = take(institution, Goal.LEAST_GROSS, treasurer)
    assert [choice.fund.kind for choice in choices] == ["village_fund", "village_fund"]
    assert holders_of(village) == ["village_fund", "village_fund"]
    assert AuditEntry.objects.filter(act="holders_chosen").count() == 1
    assert AuditEntry.objects.filter(act="holder_chosen").count() == 2


def test_pressed_twice_it_is_done_once(institution, village, treasurer):
    outlook = look(institution)
    way = way_of(outlook, Goal.LEAST_GROSS)
    take(institution, Goal.LEAST_GROSS, treasurer, way=way)
    assert take(institution, Goal.LEAST_GROSS, treasurer, way=way, seen=outlook.version) == []
    assert HolderChoice.objects.count() == 2


def test_what_the_committee_decided_otherwise_stands(
    institution, village, savings_group, treasurer
):
    choose_holder(
        village[0],
        goal="least_gross",
        fund=savings_group,
        reason="ตามมติ 5/2560",
        on=SIGNED,
        actor=treasurer,
    )
    (choice,) = take(institution, Goal.LEAST_NET, treasurer)
    assert choice.case.household == village[1]
    assert holders_of(village) == ["savings_group", "village_fund"]
    assert chosen_holder(village[0]).reason == "ตามมติ 5/2560"


def test_what_moved_since_it_was_looked_at_chooses_for_nobody(
    institution, village, village_fund, treasurer
):
    outlook = look(institution)
    way = way_of(outlook, Goal.LEAST_GROSS)
    make_rule(village_fund, ceiling=8000)
    with pytest.raises(Refused) as stopped:
        take(institution, Goal.LEAST_GROSS, treasurer, way=way, seen=outlook.version)
    assert [one.code for one in stopped.value.refusals] == ["changed_meanwhile"]
    assert HolderChoice.objects.count() == 0


def test_a_fund_that_has_not_said_its_rate_is_no_cheaper_than_one_that_has(
    institution, village, savings_group
):
    make_rule(savings_group, rate_percent=15)
    way = way_of(look(institution), Goal.CHEAPEST)
    assert {option.fund for _one, option in way.chosen} == {savings_group}


def unlawful(fund):
    """A rule whose contracts come above 15 % a year: flat, paid back every month."""
    return make_rule(fund, rate_percent=12, method="flat", due="monthly", term_months=24)


@pytest.mark.parametrize("goal", [*Goal])
def test_no_goal_proposes_a_fund_whose_contract_would_be_refused(
    institution, village, village_fund, savings_group, goal
):
    unlawful(village_fund)
    way = way_of(look(institution), goal)
    assert {option.fund for _one, option in way.chosen} == {savings_group}


def test_what_the_committee_decided_gives_way_where_the_contract_would_be_refused(
    institution, village, village_fund, savings_group, treasurer
):
    said = {"goal": "least_gross", "reason": "ตามมติ 5/2560", "on": SIGNED, "actor": treasurer}
    choose_holder(village[0], fund=savings_group, **said)
    unlawful(savings_group)

    way = way_of(look(institution), Goal.LEAST_GROSS)
    assert {option.fund for _one, option in way.chosen} == {village_fund}


def test_households_that_no_fund_can_hold_are_named_apart(client, institution, village, treasurer):
    for fund in institution.funds.exclude(kind="kkj"):
        unlawful(fund)
    outlook = look(institution)
    assert (outlook.waiting, [one.household for one in outlook.stuck]) == ((), village)

    client.force_login(treasurer)
    page = client.get(f"/holders/of/{institution.code}/")
    assert "ยังไม่มีกองทุนใดถือสัญญาของครัวเรือนเหล่านี้ได้" in main(page)
    assert "ใช้ข้อเสนอนี้ทุกครัวเรือน" not in main(page)


def test_the_outlook_asks_as_few_questions_of_many_households_as_of_two(
    institution, village, village_fund, savings_group, treasurer, district_officer
):
    with CaptureQueriesContext(connection) as of_two:
        look(institution)
    more = [
        a_home(institution, (village_fund, savings_group), number, 100, 200)
        for number in ("62", "63", "64")
    ]
    for home in more:
        ready(home, treasurer)
    approve(send(more, treasurer).submissions.all(), on=SENT_ON, actor=district_officer)
    with CaptureQueriesContext(connection) as of_five:
        assert len(look(institution).waiting) == 5
    assert len(of_five) == len(of_two)


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def test_the_page_shows_each_household_and_one_press_takes_it(signed_in, institution, village):
    address = f"/holders/of/{institution.code}/"
    page = signed_in.get(address, {"goal": "least_gross"})
    assert [row[2].split()[0] for row in rows(page)[-2:]] == ["กองทุนหมู่บ้าน", "กองทุนหมู่บ้าน"]
    assert "ยังไม่รู้ว่ากองทุนเหล่านี้มีเงินเท่าใด" in main(page)

    sent = {"goal": "least_gross", "seen": page.context["seen"]}
    page = signed_in.post(address, sent, follow=True)
    assert page.redirect_chain == [(f"{address}?goal=least_gross", 302)]
    assert texts(page, "notice-success") == ["บันทึกกองทุนที่ถือสัญญาแล้ว 2 ครัวเรือน"]
    assert holders_of(village) == ["village_fund", "village_fund"]


def test_a_page_that_is_older_than_the_books_takes_nothing(signed_in, institution, village):
    address = f"/holders/of/{institution.code}/"
    page = signed_in.post(address, {"goal": "least_gross", "seen": "old"}, follow=True)
    assert "กรุณาดูข้อเสนอใหม่" in main(page)
    assert HolderChoice.objects.count() == 0


def test_one_household_can_be_overruled_with_a_reason(signed_in, village, savings_group):
    address = f"/households/{village[0].pk}/holder/"
    page = signed_in.get(address)
    sent = {"goal": "least_gross", "fund": savings_group.pk}
    sent["seen"] = page.context["form"]["seen"].value()

    page = signed_in.post(address, sent)
    assert "กรุณาเขียนเหตุผลของกรรมการ" in main(page)
    page = signed_in.post(address, sent | {"reason": "ใกล้บ้าน"}, follow=True)
    assert texts(page, "notice-success") == ["เลือกกลุ่มออมทรัพย์เพื่อการผลิตเป็นกองทุนที่ถือสัญญาแล้ว"]
    assert chosen_holder(village[0]).reason == "ใกล้บ้าน"


def test_an_officer_reads_and_does_not_choose(client, district_officer, institution, village):
    client.force_login(district_officer)
    page = client.get(f"/holders/of/{institution.code}/")
    assert "ใช้ข้อเสนอนี้ทุกครัวเรือน" not in main(page)
    page = client.get(f"/households/{village[0].pk}/holder/")
    assert "บันทึกกองทุนที่เลือก" not in main(page)
    assert client.post(f"/holders/of/{institution.code}/", {"goal": "least_net"}).status_code == 403


def test_a_village_where_nobody_waits_says_what_comes_first(signed_in, institution):
    page = signed_in.get(f"/holders/of/{institution.code}/")
    assert "ยังไม่มีครัวเรือนที่รอเลือกกองทุน" in main(page)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_choose_for_each_household_once(institution, village, treasurer):
    outlook = look(institution)
    way = way_of(outlook, Goal.LEAST_GROSS)
    said, start = [], threading.Barrier(2)

    def press():
        start.wait()
        try:
            said.append(
                len(take(institution, Goal.LEAST_GROSS, treasurer, way=way, seen=outlook.version))
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == [0, 2]
    assert HolderChoice.objects.count() == Household.objects.filter(cases__isnull=False).count()
