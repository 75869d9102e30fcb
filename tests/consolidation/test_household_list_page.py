from urllib.parse import urlencode

import pytest
from django.db.models import F, Func, Value

from consolidation.selecting import select_household
from fundinst.names import LEFT_OUT, search_key
from members.models import Person
from tests.builders import (
    AS_OF,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_user,
)
from tests.pages import main_texts, rows

URL = "/households/"
HEADINGS = ["บ้านเลขที่", "หัวหน้าครัวเรือน", "กองทุนที่เป็นหนี้", "หนี้คงเหลือรวม (บาท)", "สถานะ"]
THREE_FUNDS = "กองทุนหมู่บ้าน · กลุ่มออมทรัพย์เพื่อการผลิต · กข.คจ."
TONGMUAN = ["32/1", "นางทองม้วน แบบอย่าง", THREE_FUNDS, "13,200", "มีหนี้หลายกองทุน"]
KLA = ["9", "นายกล้า ตัวแบบ", "กองทุนหมู่บ้าน", "700.50", "มีหนี้กองทุนเดียว"]
KENG = ["ไม่มี", "นางเก่ง ตัวแบบ", "ไม่มี", "0", "ไม่มีหนี้"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(institution, household, village_fund):
    """Beside 32/1: house 9 owes one fund, and a household without a house number owes nothing."""
    household.persons.filter(is_head=False).update(national_id_tail="4821")
    kla = make_household(institution, "9")
    make_person(kla, "นายกล้า ตัวแบบ")
    make_loan(kla, village_fund, 700, fee="0.50", number="กทบ. ๑๗/๒๕๕๙")
    make_person(make_household(institution), "นางเก่ง ตัวแบบ")
    return household


@pytest.fixture
def listed(client, treasurer, village):
    client.force_login(treasurer)

    def look(**query):
        return rows(client.get(f"{URL}?{urlencode(query)}"))[1:-1]

    return look


def test_households_stand_in_order_of_their_houses_with_what_they_owe(client, treasurer, village):
    client.force_login(treasurer)

    assert rows(client.get(URL)) == [
        [
            "เรียงตาม " + heading if heading in HEADINGS[:2] + HEADINGS[3:4] else heading
            for heading in HEADINGS
        ],
        KENG,
        KLA,
        TONGMUAN,
        ["รวม", "", "", "13,900.50", ""],
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ทองม้วน", [TONGMUAN]),
        ("นางสาวทองม้วน", [TONGMUAN]),
        ("แบบอย่าง  ทองม้วน", [TONGMUAN]),
        ("ทองมวน", [TONGMUAN]),
        ("ทองม้ วน", [TONGMUAN]),
        ("ทอง ม่วน", [TONGMUAN]),
        ("ทองม้่วน", [TONGMUAN]),
        ("ทองม้วนแบบอย่าง", [TONGMUAN]),
        ("นางทองมวนแบบอยาง", [TONGMUAN]),
        ("น.ส. ทองม้วน แบบ อย่าง", [TONGMUAN]),
        ("บุญเลิศ", [TONGMUAN]),
        ("บุญเลิศ์", [TONGMUAN]),
        ("ตัวแบบ", [KENG, KLA]),
        ("๓๒/๑", [TONGMUAN]),
        ("32", [TONGMUAN]),
        ("บ้านเลขที่ ๙", [KLA]),
        ("5/2559", [TONGMUAN]),
        ("กทบ.17/2559", [KLA]),
        ("4821", [TONGMUAN]),
        ("๔๘๒๑", [TONGMUAN]),
        ("482", []),
        ("้ ๆ.", []),
        ("%", []),
        ("ไม่มีใคร", []),
    ],
)
def test_a_household_is_found_by_anybody_in_it_its_house_or_a_number(listed, typed, found):
    assert listed(q=typed) == found


def test_the_database_leaves_out_the_same_marks_as_the_search(household):
    persons = Person.objects.filter(household=household)
    persons.filter(is_head=True).update(name_key="เพ็ญสุทธิ์ ก่ก้ก๊ก๋ก๎ฯ ศรีๆ ด.อ.")
    plain = Func(F("name_key"), Value(LEFT_OUT), Value(""), function="translate")

    for kept, left in persons.values_list("name_key", plain):
        assert left == search_key(kept)


def test_the_total_is_of_all_that_was_found_and_a_page_holds_fifty(
    client, treasurer, institution, village_fund
):
    for number in range(1, 53):
        make_loan(make_household(institution, str(number)), village_fund, 100)
    client.force_login(treasurer)

    page = client.get(f"{URL}?page=2&q=สมมุติ")

    assert [row[0] for row in rows(page)[1:]] == ["51", "52", "รวม"]
    assert rows(page)[-1][3] == "5,200"
    assert main_texts(page, "found-count") == ["พบ 52 ครัวเรือน"]


def test_the_list_narrows_by_fund_and_by_state(listed, kkj, village_fund):
    assert listed(fund=kkj.pk) == [TONGMUAN]
    assert listed(fund=village_fund.pk, state="one") == [KLA]
    assert listed(state="none") == [KENG]
    assert listed(fund="x", state="bogus", institution="1", sort="password") == [
        KENG,
        KLA,
        TONGMUAN,
    ]


def test_the_list_sorts_by_thai_name_and_by_debt(listed):
    assert listed(sort="head_name") == [KLA, KENG, TONGMUAN]
    assert listed(sort="-head_name") == [TONGMUAN, KENG, KLA]
    assert listed(sort="-owed") == [TONGMUAN, KLA, KENG]


def test_selected_and_contracted_households_say_so_and_owe_the_holder(
    listed, village, treasurer, savings_group
):
    select_household(village, on=AS_OF, actor=treasurer)
    assert listed(state="selected") == [[*TONGMUAN[:4], "คัดเลือกแล้ว"]]

    contract = make_contract(village, savings_group, treasurer)

    assert listed(state="contracted") == [
        ["32/1", "นางทองม้วน แบบอย่าง", "กลุ่มออมทรัพย์เพื่อการผลิต", "13,200", "ทำสัญญาแล้ว"]
    ]
    assert listed(q="กอพ. ๑/๒๕๖๐")[0][1] == listed(q=str(contract))[0][1] == "นางทองม้วน แบบอย่าง"
    assert listed(fund=savings_group.pk)[0][3] == "13,200"


def test_nothing_of_another_institution_is_listed_or_found(client, outsider, village):
    client.force_login(outsider)

    assert main_texts(client.get(URL), "h2") == ["ยังไม่มีครัวเรือน"]
    assert main_texts(client.get(f"{URL}?q=ทองม้วน"), "h2") == ["ไม่พบครัวเรือนที่ตรงกับที่ค้นหา"]


def test_who_sees_several_institutions_chooses_one_and_then_its_funds(
    client, department, village, institution, other_institution
):
    make_person(make_household(other_institution, "1"), "นายไกล นอกเขต")
    client.force_login(department)

    assert [row[2] for row in rows(client.get(URL))[1:]] == [
        "บ้านนอกเขต",
        "บ้านทดลอง",
        "บ้านทดลอง",
        "บ้านทดลอง",
    ]
    chosen = client.get(f"{URL}?institution={other_institution.pk}")
    assert [row[1] for row in rows(chosen)[1:-1]] == ["นายไกล นอกเขต"]
    of_one, of_all = ({**page.context["filter"].filters} for page in (chosen, client.get(URL)))
    assert [*of_one] == ["q", "institution", "fund", "state", "stage", "area"]
    assert [*of_all] == ["q", "institution", "state", "stage", "area"]


def test_a_household_taken_out_as_a_mistake_is_neither_listed_nor_counted(listed, village):
    village.institution.households.filter(house_number="9").update(is_removed=True)

    assert listed() == [KENG, TONGMUAN]
    assert listed(q="กล้า") == []


def test_while_somebody_types_the_address_follows_without_what_was_not_asked(
    client, treasurer, village
):
    client.force_login(treasurer)
    typed = urlencode({"q": "ทองมวน", "fund": "", "state": "bogus", "sort": "password"})

    answer = client.get(f"{URL}?{typed}", headers={"HX-Request": "true"})

    assert answer["HX-Push-Url"] == f"{URL}?{urlencode({'q': 'ทองมวน'})}"
    assert client.get(URL)["HX-Push-Url"] == URL
    assert main_texts(answer, "found-count") == ["พบ 1 ครัวเรือน"]
    assert main_texts(client.get(URL), "found-count") == ["ทั้งหมด 3 ครัวเรือน"]
    nobody = client.get(f"{URL}?q=ไม่มีใคร")
    assert main_texts(nobody, "found-count") == ["ไม่พบครัวเรือนที่ตรงกับที่ค้นหา"]


def test_an_empty_list_says_why_and_what_comes_next(client, treasurer, district_officer):
    client.force_login(treasurer)
    page = client.get(URL)
    assert main_texts(page, "h2") == ["ยังไม่มีครัวเรือน"]
    assert main_texts(page, "a") == ["นำเข้าทะเบียนลูกหนี้", "กรอกลูกหนี้"]

    client.force_login(make_user("district", area="3312"))
    assert main_texts(client.get(URL), "a") == []


def test_more_households_need_no_more_queries(
    client, treasurer, village, institution, django_assert_max_num_queries
):
    client.force_login(treasurer)
    client.get(URL)
    with django_assert_max_num_queries(30) as few:
        client.get(URL)
    for number in range(60, 63):
        make_person(make_household(institution, str(number)))
    with django_assert_max_num_queries(30) as more:
        client.get(URL)

    assert len(more.captured_queries) == len(few.captured_queries)


def test_above_an_institution_a_long_list_is_not_counted_whole_and_bears_no_total(
    client, department, village, other_institution, monkeypatch
):
    monkeypatch.setattr("fundinst.paging.MOST_COUNTED", 2)
    client.force_login(department)

    page = client.get(URL)

    assert main_texts(page, "found-count") == ["ทั้งหมด มากกว่า 2 ครัวเรือน"]
    assert "<tfoot" not in page.content.decode()


def test_of_very_many_institutions_an_area_is_chosen_first(
    client, institution, other_institution, province_officer, monkeypatch
):
    monkeypatch.setattr("consolidation.filters.MOST_OFFERED", 1)
    make_household(institution, "9")
    client.force_login(province_officer)

    def offered(**asked):
        found = client.get(URL, asked).context["filter"].form.fields["institution"]
        return [str(key) for key, _word in found.widget.choices]

    assert offered() == [""]
    assert offered(area="3312") == ["", str(institution.pk)]
    assert offered(institution=institution.pk) == ["", str(institution.pk)]
    assert offered(area="3312", institution=other_institution.pk) == [
        "",
        str(other_institution.pk),
        str(institution.pk),
    ]
    chosen = client.get(URL, {"institution": institution.pk})
    assert main_texts(chosen, "found-count") == ["พบ 1 ครัวเรือน"]


def test_a_page_of_many_institutions_is_found_before_it_is_filled(
    client, institution, other_institution, treasurer, province_officer
):
    for number in range(1, 61):
        make_household(institution if number % 2 else other_institution, str(number))
    client.force_login(province_officer)

    pages = [client.get(URL, {"page": page}).context["table"] for page in (1, 2)]

    shown = [row.record for table in pages for row in table.paginated_rows]
    ordered = sorted(shown, key=lambda one: (one.institution.code, one.house_key, one.pk))
    assert len({one.pk for one in shown}) == 60
    assert shown == ordered
    assert {one.standing for one in shown} == {"none"}
