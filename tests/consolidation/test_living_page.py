import pytest

from members.models import AuditEntry, Expense, Income
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.fixture
def info(household):
    return f"/households/{household.pk}/info/"


def typed(**said):
    return {"what": "ขายข้าว", "amount": "20,000", "when": "some", "months": ["11", "12"]} | said


def add(client, info, kind="income", **said):
    address = f"{info}{kind}/new/"
    seen = client.get(address).context["form"]["seen"].value()
    return client.post(address, typed(**said) | {"seen": seen}, follow=True)


def test_income_by_season_and_every_months_expense_give_the_year_in_words(signed_in, info):
    add(signed_in, info)
    add(signed_in, info, what="รับจ้าง", amount="๓,๐๐๐", when="every", months=[])
    page = add(signed_in, info, "expense", what="อาหาร", amount="3500", when="every", months=[])

    assert texts(page, "notice-success")[-1] == (
        "บันทึกค่าใช้จ่าย อาหาร เดือนละ 3,500 บาท (ทุกเดือน) เลิกทำ"
    )
    seen = rows(page)
    assert [row[:3] for row in seen[4:6]] == [
        ["ขายข้าว", "20,000", "พ.ย.–ธ.ค."],
        ["รับจ้าง", "3,000", "ทุกเดือน"],
    ]
    assert seen[-12:][0] == ["มกราคม", "3,000", "3,500", "ขาด 500"]
    assert seen[-1] == ["ธันวาคม", "23,000", "3,500", "19,500"]
    assert main_texts(page, "strong")[0].startswith("เดือนที่เหลือน้อยที่สุดคือมกราคม, กุมภาพันธ์")


def test_save_and_go_on_opens_an_empty_form_again(signed_in, info):
    page = add(signed_in, info, again="1")

    assert page.redirect_chain == [(f"{info}income/new/", 302)]
    assert texts(page, "notice-success") == ["บันทึกรายได้ ขายข้าว เดือนละ 20,000 บาท (พ.ย.–ธ.ค.) เลิกทำ"]
    assert page.context["form"]["what"].value() is None


def test_some_months_need_their_months_and_everything_is_said_at_once(signed_in, info):
    page = add(signed_in, info, what="", amount="มาก", months=[])

    assert {name: [*errors] for name, errors in page.context["form"].errors.items()} == {
        "what": ["กรุณากรอกรายได้จากอะไร"],
        "amount": ["อ่านจำนวนเงิน “มาก” ไม่ออก ให้พิมพ์เช่น 13,200 หรือ 13,200.50"],
        "months": ["กรุณาเลือกเดือนอย่างน้อยหนึ่งเดือน หรือเลือกทุกเดือน"],
    }
    assert Income.objects.count() == 0


def test_a_line_is_corrected_on_its_own_page(signed_in, info, household):
    add(signed_in, info)
    line = Income.objects.get()
    address = f"{info}income/{line.pk}/"
    form = signed_in.get(address).context["form"]
    opened = {name: form[name].value() for name in ("what", "amount", "when", "months")}

    signed_in.post(address, typed(amount="25000", seen=form["seen"].value()))

    assert opened == {"what": "ขายข้าว", "amount": "20,000", "when": "some", "months": [11, 12]}
    assert Income.objects.get().amount == 25000


def test_two_who_correct_one_line_see_both_and_choose(signed_in, info):
    add(signed_in, info)
    address = f"{info}income/{Income.objects.get().pk}/"
    seen = signed_in.get(address).context["form"]["seen"].value()
    signed_in.post(address, typed(amount="25000", seen=seen))

    page = signed_in.post(address, typed(amount="30000", months=["1"], seen=seen))

    assert rows(page)[1:] == [
        ["บาทต่อเดือน", "30,000", "25,000"],
        ["เดือน", "ม.ค.", "พ.ย.–ธ.ค."],
    ]
    assert Income.objects.get().amount == 25000
    signed_in.post(address, typed(amount="30000", seen=page.context["form"]["seen"].value()))
    assert Income.objects.get().amount == 30000


def test_a_line_is_taken_out_and_comes_back_by_its_undo_button(signed_in, info):
    page = add(signed_in, info, "expense", what="อาหาร")
    part = page.context["living"][1]["rows"][0]

    gone = signed_in.post(part["remove_url"], {"seen": part["version"]}, follow=True)
    twice = signed_in.post(part["remove_url"], {"seen": part["version"]})
    left = Expense.objects.count()
    entry = AuditEntry.objects.get(act="line_removed")
    signed_in.post(f"/undo/{entry.pk}/", {"next": info})

    assert texts(gone, "notice-success")[-1].startswith("เอาค่าใช้จ่ายออก: อาหาร")
    assert (left, twice.url, Expense.objects.get().purpose) == (0, info, "อาหาร")


def test_a_line_that_changed_meanwhile_is_shown_before_it_goes(signed_in, info):
    page = add(signed_in, info)
    part = page.context["living"][0]["rows"][0]
    signed_in.post(part["url"], typed(amount="25000", seen=part["version"]))

    shown = signed_in.post(part["remove_url"], {"seen": part["version"]})

    assert main_texts(shown, "h1") == ["ขายข้าว"]
    assert shown.context["form"]["amount"].value() == "25,000"
    assert Income.objects.count() == 1


def test_a_line_of_another_household_is_not_there(signed_in, info, institution):
    for number in ("999999", "0"):
        assert signed_in.get(f"{info}income/{number}/").status_code == 404
