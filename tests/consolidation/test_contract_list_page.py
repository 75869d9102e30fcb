from urllib.parse import urlencode

import pytest

from consolidation.merging import undo_merge
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.signed import sign_all
from tests.pages import main_texts, rows

pytestmark = pytest.mark.django_db

FIRST = [
    "กทบ. 1/2560 31 ก.ค. 2560",
    "นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1",
    "กองทุนหมู่บ้าน",
    "13,200",
    "รอโอนเงิน 2 รายการ รอลงชื่ออีก 7 คน",
]
SECOND = [
    "กอพ. 1/2560 31 ก.ค. 2560",
    "นายกล้า ตัวแบบ ไม่มีบ้านเลขที่",
    "กลุ่มออมทรัพย์เพื่อการผลิต",
    "5,000",
    "มีผลอยู่ รอลงชื่ออีก 5 คน",
]


def merge(household, fund, actor):
    return make_contract(household, fund, actor)


@pytest.fixture
def contracts(institution, household, village_fund, savings_group, treasurer):
    kla = make_household(institution)
    make_person(kla, "นายกล้า ตัวแบบ")
    for amount in (2000, 3000):
        make_loan(kla, savings_group, amount)
    return [merge(household, village_fund, treasurer), merge(kla, savings_group, treasurer)]


@pytest.fixture
def listed(client, treasurer, contracts):
    client.force_login(treasurer)

    def look(**query):
        return rows(client.get(f"/contracts/?{urlencode(query)}"))[1:]

    return look


def test_contracts_stand_with_their_state_and_the_total_in_force(listed):
    assert listed() == [SECOND, FIRST, ["รวมที่ไม่ยกเลิก", "", "", "18,200", ""]]
    assert listed(sort="amount")[:2] == [SECOND, FIRST]
    assert listed(sort="-amount")[:2] == [FIRST, SECOND]


def test_a_contract_that_everybody_signed_waits_for_nobody(listed, contracts, treasurer):
    sign_all(contracts[1], treasurer)

    assert listed()[0] == [*SECOND[:4], "มีผลอยู่"]
    assert listed(unsigned="true")[:-1] == [FIRST]


def test_a_cancelled_contract_stays_in_the_list_but_not_in_the_total(listed, contracts, treasurer):
    undo_merge(contracts[0], reason="ผิดกองทุน", on=SIGNED, actor=treasurer)

    assert listed()[1:] == [
        [*FIRST[:4], "ยกเลิกแล้ว"],
        ["รวมที่ไม่ยกเลิก", "", "", "5,000", ""],
    ]
    assert listed(status="cancelled")[-1][3] == "0"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "กทบ 1/2560"}, [FIRST]),
        ({"q": "."}, []),
        ({"q": "กทบ. ๑/๒๕๖๐"}, [FIRST]),
        ({"q": "1/2560"}, [SECOND, FIRST]),
        ({"q": "นางบุญเลิศ"}, [FIRST]),
        ({"q": "32"}, [FIRST]),
        ({"unpaid": "true"}, [FIRST]),
        ({"unsigned": "true"}, [SECOND, FIRST]),
        ({"status": "open"}, [SECOND, FIRST]),
        ({"status": "closed"}, []),
        ({"status": "bogus"}, [SECOND, FIRST]),
    ],
)
def test_the_list_is_searched_and_narrowed(listed, query, found):
    assert listed(**query)[:-1] == found


def test_the_list_narrows_by_the_fund_that_holds(listed, savings_group):
    assert listed(fund=savings_group.pk) == [
        SECOND,
        ["รวมที่ไม่ยกเลิก", "", "", "5,000", ""],
    ]


def test_an_empty_list_says_why_and_leads_to_the_households(client, treasurer, institution):
    client.force_login(treasurer)

    page = client.get("/contracts/")

    assert main_texts(page, "h2") == ["ยังไม่มีสัญญา"]
    assert main_texts(page, "a") == ["ดูครัวเรือน"]


def test_nothing_of_another_institution_is_listed_or_found(client, outsider, contracts):
    client.force_login(outsider)

    assert main_texts(client.get("/contracts/"), "h2") == ["ยังไม่มีสัญญา"]
    assert main_texts(client.get("/contracts/?q=1/2560"), "h2") == ["ไม่พบสัญญาที่ตรงกับที่ค้นหา"]


def test_more_contracts_need_no_more_queries(
    listed, institution, savings_group, treasurer, django_assert_max_num_queries
):
    listed()
    with django_assert_max_num_queries(30) as few:
        listed()
    for number in range(3):
        further = make_household(institution, str(number + 1))
        make_loan(further, savings_group)
        make_loan(further, savings_group)
        merge(further, savings_group, treasurer)
    with django_assert_max_num_queries(30) as more:
        assert len(listed()) == 6

    assert len(more.captured_queries) == len(few.captured_queries)


@pytest.fixture
def officers(client, province_officer, other_institution, contracts):
    """The list as the province sees it: of two districts, one without a contract."""
    client.force_login(province_officer)

    def look(**query):
        return client.get(f"/contracts/?{urlencode(query)}")

    return look


def test_above_an_institution_the_newest_stands_first_and_no_total(officers, institution):
    of_all, of_one = officers(), officers(institution=institution.pk)

    assert [row[0] for row in rows(of_all)[1:]] == [SECOND[0], FIRST[0]]
    assert institution.name in rows(of_all)[1][1]
    assert rows(officers(sort="amount"))[-1][3] == FIRST[3]
    assert rows(of_one)[-1] == ["รวมที่ไม่ยกเลิก", "", "", "18,200", ""]


def test_a_page_of_many_institutions_is_found_without_summing_what_is_in_sight(
    officers, django_assert_max_num_queries
):
    officers()
    with django_assert_max_num_queries(30) as asked:
        officers()

    assert [one["sql"] for one in asked.captured_queries if 'SUM("consolid' in one["sql"]] == []


def test_an_area_is_chosen_before_its_institutions(officers, institution, monkeypatch):
    monkeypatch.setattr("consolidation.filters.MOST_OFFERED", 1)

    def offered(**asked):
        choices = officers(**asked).context["filter"].form.fields["institution"].widget.choices
        return [key for key, _name in choices]

    assert offered() == [""]
    assert offered(area="3312") == ["", institution.pk]
    assert [row[0] for row in rows(officers(area="3312"))[1:]] == [SECOND[0], FIRST[0]]
    assert main_texts(officers(area="3305"), "h2") == ["ไม่พบสัญญาที่ตรงกับที่ค้นหา"]
