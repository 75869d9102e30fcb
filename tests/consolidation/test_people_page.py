from decimal import Decimal

import pytest

from members.budgeting import StatedLine, lines_version, state_line
from members.models import AuditEntry, Income
from tests.builders import make_household, make_person
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db

MANGO = {"name": "นางทองม้วน แบบอย่าง"}


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.fixture
def info(household):
    return f"/households/{household.pk}/info/"


@pytest.fixture
def wife(household):
    return household.persons.get(is_head=True)


def seen_on(client, address) -> str:
    return client.get(address).context["form"]["seen"].value()


def test_what_is_known_and_what_is_missing_stand_on_one_page(signed_in, info, household):
    page = signed_in.get(info)

    assert main_texts(page, "notice-body") == ["ยังขาด 3 อย่าง โทรศัพท์หรืออาชีพ รายได้ ค่าใช้จ่ายในครัวเรือน"]
    assert main_texts(page, "dd") == ["32/1", "แก้ไข บ้านเลขที่"]
    assert [row[:4] for row in rows(page)[1:]] == [
        ["นางทองม้วน แบบอย่างหัวหน้าครัวเรือน", "–", "–", "–"],
        ["นายบุญเลิศ แบบอย่าง", "–", "–", "–"],
    ]
    assert main_texts(page, "btn-primary") == ["กรอกโทรศัพท์หรืออาชีพ"]


def test_a_person_is_added_and_can_be_taken_back_from_the_message(signed_in, info, household):
    address = f"{info}people/new/"
    typed = {
        "name": "น.ส.ขวัญ แบบอย่าง",
        "phone": "๐๘๑๒๓๔๕๖๗๘",
        "occupation": "ทำนา",
        "national_id": "1234",
        "seen": seen_on(signed_in, address),
    }

    page = signed_in.post(address, typed, follow=True)

    assert page.redirect_chain == [(info, 302)]
    assert texts(page, "notice-success") == ["เพิ่มสมาชิก นางสาวขวัญ แบบอย่าง เลิกทำ"]
    assert rows(page)[2][:4] == [
        "นางสาวขวัญ แบบอย่าง",
        "081-234-5678",
        "ทำนา",
        "ลงท้ายด้วย••••1234",
    ]
    entry = AuditEntry.objects.get(act="person_added")
    back = signed_in.post(f"/undo/{entry.pk}/", {"next": info}, follow=True)
    assert (back.redirect_chain, household.persons.count()) == ([(info, 302)], 2)


def test_what_cannot_be_read_is_said_at_its_field_and_the_whole_id_is_not_shown_again(
    signed_in, info, household
):
    typed = {"name": "นางสาว", "phone": "12", "national_id": "1101700207020"}

    page = signed_in.post(f"{info}people/new/", typed)

    assert sorted(page.context["form"].errors) == ["name", "national_id", "phone"]
    assert "1101700207020" not in page.content.decode()
    assert household.persons.count() == 2


def test_a_name_that_the_house_has_is_refused_in_words(signed_in, info, household):
    address = f"{info}people/new/"
    typed = {"name": "นายบุญเลิศ แบบอย่าง", "seen": seen_on(signed_in, address)}

    page = signed_in.post(address, typed)

    assert main_texts(page, "notice-error") == [
        "ยังบันทึกไม่ได้ กรุณาแก้ตามนี้ บ้านนี้มี นายบุญเลิศ แบบอย่าง อยู่แล้ว "
        "ถ้าเป็นคนละคนที่ชื่อเหมือนกัน ให้เติมคำท้ายชื่อ เช่น นายบุญเลิศ แบบอย่าง (ลูก)"
    ]
    assert household.persons.count() == 2


def test_two_who_correct_one_person_see_both_values_and_choose(signed_in, info, wife):
    address = f"{info}people/{wife.pk}/"
    opened_with = seen_on(signed_in, address)
    signed_in.post(address, MANGO | {"phone": "0811111111", "seen": opened_with})
    mine = MANGO | {"phone": "0822222222", "seen": opened_with}

    page = signed_in.post(address, mine)
    between = wife.__class__.objects.get(pk=wife.pk).phone
    again = signed_in.post(address, mine | {"seen": page.context["form"]["seen"].value()})

    assert rows(page)[1:] == [["โทรศัพท์", "082-222-2222", "081-111-1111"]]
    assert main_texts(page, "btn")[-2:] == ["ใช้ที่บันทึกอยู่", "ใช้ที่ท่านพิมพ์"]
    said = main_texts(page, "mb-4")[0]
    assert "บันทึกล่าสุดโดย ท่านเอง ในอีกหน้าต่างหนึ่ง" in said
    assert said.endswith("กด “ใช้ที่ท่านพิมพ์” หรือ “ใช้ที่บันทึกอยู่” ข้างล่าง")
    assert (between, again.status_code) == ("081-111-1111", 302)
    wife.refresh_from_db()
    assert wife.phone == "082-222-2222"


def test_another_becomes_the_head_by_one_press(signed_in, info, household):
    husband = household.persons.get(is_head=False)
    address = f"{info}people/{husband.pk}/head/"

    assert signed_in.get(address).url == info
    page = signed_in.post(address, follow=True)

    assert texts(page, "notice-success") == [
        "นายบุญเลิศ แบบอย่าง เป็นหัวหน้าครัวเรือน แทน นางทองม้วน แบบอย่าง เลิกทำ"
    ]
    assert household.persons.get(is_head=True) == husband


def test_a_house_where_others_live_asks_whether_it_is_another_household(
    signed_in, info, institution, household
):
    make_person(make_household(institution, "9"), "นายกล้า ตัวแบบ")
    address = f"{info}house/"
    typed = {"house_number": "๙", "seen": seen_on(signed_in, address)}

    asked = signed_in.post(address, typed)
    done = signed_in.post(address, typed | {"apart": "on"})

    household.refresh_from_db()
    assert main_texts(asked, "form-check") == ["เป็นคนละครัวเรือนที่อยู่บ้านเดียวกัน"]
    assert (done.url, household.house_number) == (info, "9")


def test_a_house_may_be_said_to_have_no_number(signed_in, institution):
    household = make_household(institution)
    make_person(household)
    info = f"/households/{household.pk}/info/"
    before = main_texts(signed_in.get(info), "notice-body")

    signed_in.post(
        f"{info}house/", {"house_number": "-", "seen": seen_on(signed_in, f"{info}house/")}
    )
    page = signed_in.get(info)

    assert before == ["ยังขาด 4 อย่าง บ้านเลขที่ โทรศัพท์หรืออาชีพ รายได้ ค่าใช้จ่ายในครัวเรือน"]
    assert main_texts(page, "notice-body")[1:] == [
        "ยังขาด 3 อย่าง โทรศัพท์หรืออาชีพ รายได้ ค่าใช้จ่ายในครัวเรือน"
    ]


def test_an_officer_reads_the_information_and_may_change_none_of_it(
    client, district_officer, info, wife
):
    client.force_login(district_officer)

    page = client.get(info)

    assert main_texts(page, "a") == [
        *["ครัวเรือน", "บ้านเลขที่ 32/1"],
        *["ข้อมูลของหมู่บ้าน (จปฐ. กชช. 2ค)", "กลับไปหน้าครัวเรือน"],
    ]
    for address in ("people/new/", f"people/{wife.pk}/", "house/", "income/new/"):
        assert client.post(f"{info}{address}", MANGO).status_code == 403
    assert AuditEntry.objects.filter(household=wife.household).count() == 0


def test_to_an_outsider_nothing_of_it_is_there(client, outsider, info, wife, household):
    client.force_login(outsider)
    addresses = ["", "house/", "people/new/", f"people/{wife.pk}/", "expense/new/"]

    assert [client.get(f"{info}{address}").status_code for address in addresses] == [404] * 5


def test_more_people_and_lines_need_no_more_queries(
    signed_in, info, household, treasurer, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(40) as asked:
            signed_in.get(info)
        return len(asked.captured_queries)

    make_person(household, "นายหนึ่ง แบบอย่าง")
    _earn(household, treasurer, "ขายข้าว")
    signed_in.get(info)  # the first look is written down
    few = count()
    for name in ("นายสอง แบบอย่าง", "นายสาม แบบอย่าง"):
        make_person(household, name)
        _earn(household, treasurer, name)

    assert count() == few


def _earn(household, actor, what):
    seen = lines_version([*Income.objects.filter(household=household)])
    line = StatedLine(what, Decimal(1000), (1, 2))
    state_line(household, "income", line, line_id=None, seen=seen, actor=actor)
