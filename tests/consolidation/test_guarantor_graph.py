"""Who stands for whom over all funds of a village: sums, crossed guarantees, debtors who stand."""

import pytest

from consolidation.guaranteeing import release_guarantor
from consolidation.guarantor_graph import guarantor_graph
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.signed import stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(institution):
    """Three households of one person each."""
    names = ["นายหนึ่ง ใจดี", "นางสอง ใจงาม", "นายสาม ใจกว้าง"]
    return [
        make_person(make_household(institution, str(at)), name) for at, name in enumerate(names, 1)
    ]


def owe(person, fund, amount, *guarantors):
    loan = make_loan(person.household, fund, amount, borrower=person)
    for name in guarantors:
        loan.guarantors.create(name=name)
    return loan


def seen(institution):
    return [
        (node.name, node.total, node.households, node.owes, [*node.crossed])
        for node in guarantor_graph(institution).nodes
    ]


def test_one_person_is_found_under_every_spelling_of_the_name(
    institution, homes, village_fund, savings_group
):
    first, second, third = homes
    owe(first, village_fund, 4000, "นางสอง ใจงาม")
    owe(third, savings_group, 3000, "สอง  ใจงาม")
    linked = owe(third, village_fund, 1000)
    linked.guarantors.create(name="ชื่อเล่น", person=second)

    (node,) = guarantor_graph(institution).nodes
    assert (node.person, node.total, node.households) == (second, 8000, 2)
    assert [(one.borrower, one.fund, one.amount) for one in node.stands] == [
        ("นายหนึ่ง ใจดี", "กองทุนหมู่บ้าน", 4000),
        ("นายสาม ใจกว้าง", "กลุ่มออมทรัพย์เพื่อการผลิต", 3000),
        ("นายสาม ใจกว้าง", "กองทุนหมู่บ้าน", 1000),
    ]


def test_two_who_stand_for_each_other_are_flagged_and_a_chain_is_not(
    institution, homes, village_fund
):
    first, second, third = homes
    owe(first, village_fund, 4000, str(second))
    owe(second, village_fund, 3000, str(first), str(third))

    assert seen(institution) == [
        ("นางสอง ใจงาม", 4000, 1, 3000, ["นายหนึ่ง ใจดี"]),
        ("นายสาม ใจกว้าง", 3000, 1, 0, []),
        ("นายหนึ่ง ใจดี", 3000, 1, 4000, ["นางสอง ใจงาม"]),
    ]
    graph = guarantor_graph(institution)
    assert (graph.total, graph.crossed, graph.owing) == (10_000, 2, 2)


def test_households_cross_though_other_people_sign(institution, homes, village_fund):
    first, second, _third = homes
    wife = make_person(first.household, "นางภรรยา ใจดี")
    owe(first, village_fund, 4000, str(second))
    owe(second, village_fund, 3000, str(wife))

    assert [(name, crossed) for name, *_rest, crossed in seen(institution)] == [
        ("นางสอง ใจงาม", ["นางภรรยา ใจดี"]),
        ("นางภรรยา ใจดี", ["นางสอง ใจงาม"]),
    ]


def test_within_one_household_nothing_is_crossed(institution, homes, village_fund):
    first = homes[0]
    wife = make_person(first.household, "นางภรรยา ใจดี")
    owe(first, village_fund, 4000, str(wife))
    owe(wife, village_fund, 3000, str(first))

    assert [crossed for *_rest, crossed in seen(institution)] == [[], []]


def test_a_name_that_two_people_bear_is_nobody_of_the_register(institution, homes, village_fund):
    make_person(homes[2].household, "นางสาวสอง ใจงาม")
    owe(homes[0], village_fund, 4000, "นางสอง ใจงาม")

    (node,) = guarantor_graph(institution).nodes
    assert (node.name, node.person) == ("นางสอง ใจงาม", None)


def test_contracts_count_by_their_most_and_old_loans_no_more_once_merged(
    institution, household, homes, village_fund, treasurer
):
    household.loans.first().guarantors.create(name=str(homes[0]))
    assert [one[1] for one in seen(institution)] == [4400]

    contract = make_contract(household, village_fund, treasurer)
    assert seen(institution) == []
    stands = stand(contract, treasurer, most=9000, person=homes[0])
    assert [one[:2] for one in seen(institution)] == [("นายหนึ่ง ใจดี", 9000)]
    assert guarantor_graph(institution).nodes[0].stands[0].contract_id == contract.pk

    release_guarantor(stands, on=SIGNED, reason="มีคนใหม่", actor=treasurer)
    assert seen(institution) == []


def test_the_next_village_is_not_in_it(institution, homes, village_fund, other_institution):
    stranger = make_person(make_household(other_institution), str(homes[0]))
    fund = other_institution.funds.get(kind="village_fund")
    owe(stranger, fund, 4000, str(homes[1]))
    owe(homes[2], village_fund, 1000, str(homes[0]))

    assert [(name, owes) for name, _total, _homes, owes, _crossed in seen(institution)] == [
        ("นายหนึ่ง ใจดี", 0)
    ]
