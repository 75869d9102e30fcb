"""National IDs on pages: whole on the contract alone, and there the view is written down."""

import json
from urllib.parse import quote, unquote

import pytest

from debts.drafting import preview_of, upload_register
from debts.models import Loan, SurveyRow
from debts.recording import import_register
from fundinst.id_numbers import in_groups, masked
from members.models import AccessEntry, Person, SavedFilter
from members.national_ids import put_id
from tests.builders import AS_OF, make_contract, make_household, make_person
from tests.members.invented_ids import an_id
from tests.pages import facts, rows

pytestmark = pytest.mark.django_db

ID = an_id(7)
HIDDEN = masked(ID[-4:])
FORMS = (ID, in_groups(ID))


def told(text: str) -> list[str]:
    return [form for form in FORMS if form in unquote(text)]


def shows_it(answer) -> list[str]:
    return told(answer.content.decode())


@pytest.fixture
def wife(household) -> Person:
    wife = household.persons.get(is_head=True)
    put_id(wife, ID)
    wife.save()
    return wife


@pytest.fixture
def contract(household, wife, savings_group, treasurer):
    return make_contract(household, savings_group, treasurer, borrower=wife)


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.mark.parametrize("who", ["treasurer", "district_officer"])
def test_who_may_see_the_contract_sees_the_whole_id_and_it_is_written_down(
    who, client, contract, request
):
    client.force_login(request.getfixturevalue(who))

    page = client.get(contract.get_absolute_url())

    assert facts(page)["เลขประจำตัวประชาชน"] == in_groups(ID)
    look = AccessEntry.objects.get()
    assert (look.what, look.household, look.actor) == (
        f"สัญญาเลขที่ {contract} และเลขประจำตัวประชาชน",
        contract.household,
        request.getfixturevalue(who),
    )


def test_a_contract_of_somebody_without_an_id_says_nothing_of_one(signed_in, contract, wife):
    put_id(wife, "1234")
    wife.save()

    page = signed_in.get(contract.get_absolute_url())

    assert "เลขประจำตัวประชาชน" not in facts(page)
    assert AccessEntry.objects.get().what == f"สัญญาเลขที่ {contract}"


def test_a_contract_opens_also_where_no_key_opens_the_id(signed_in, contract, settings):
    settings.NATIONAL_ID_KEYS = ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="]

    page = signed_in.get(contract.get_absolute_url())

    assert facts(page)["เลขประจำตัวประชาชน"] == HIDDEN


def test_no_other_page_list_or_file_shows_more_than_its_end(signed_in, household, contract):
    info = f"/households/{household.pk}/info/"
    wife = contract.borrower

    for address in (
        f"/households/{household.pk}/",
        info,
        f"{info}people/{wife.pk}/",
        "/households/",
        "/households.csv",
        "/contracts/",
        "/contracts.csv",
        f"/reports/district-form/{household.institution.code}/",
    ):
        answer = signed_in.get(address)
        assert (address, answer.status_code, shows_it(answer)) == (address, 200, [])
    assert (
        signed_in.get(f"{info}people/{wife.pk}/").context["form"]["national_id"].value() == HIDDEN
    )
    assert rows(signed_in.get(info))[1][3] == f"ลงท้ายด้วย••••{ID[-4:]}"


def test_a_form_that_is_shown_again_repeats_no_id(signed_in, household, wife):
    address = f"/households/{household.pk}/info/people/{wife.pk}/"
    typed = {"name": str(wife), "phone": "12", "national_id": in_groups(ID), "seen": "old"}

    again = signed_in.post(address, typed)
    stale = signed_in.post(address, typed | {"phone": "", "occupation": "ทำนา"})

    assert (shows_it(again), shows_it(stale)) == ([], [])
    assert again.context["form"]["national_id"].value() == HIDDEN  # sent again, nothing is lost


def test_the_whole_id_finds_its_person_and_stays_neither_on_the_page_nor_in_the_address(
    signed_in, household, wife, institution
):
    make_person(make_household(institution, "9"), "นายกล้า ตัวแบบ")

    answer = signed_in.get(f"/households/?q={quote(in_groups(ID))}")
    assert (answer.status_code, told(answer.url)) == (302, [])
    page = signed_in.get(answer.url)
    typed = signed_in.get(f"/households/?q={ID}", headers={"HX-Request": "true"})

    assert [row[:2] for row in rows(page)[1:-1]] == [["32/1", "นางทองม้วน แบบอย่าง"]]
    assert (shows_it(page), shows_it(typed)) == ([], [])
    assert told(typed.headers["HX-Push-Url"]) == []
    missing = signed_in.get(f"/households/?q={an_id(8)}", follow=True)
    assert rows(missing)[1:-1] == []


def test_a_search_for_an_id_is_kept_without_it(signed_in, wife, treasurer):
    found = signed_in.get(f"/households/?q={ID}").url.partition("?")[2]
    signed_in.post(f"/filters/keep/households/?{found}", {"name": "รอเซ็น"})

    kept = SavedFilter.objects.get()
    assert (ID in kept.query, len(rows(signed_in.get(f"/households/?{kept.query}"))[1:-1])) == (
        False,
        1,
    )


@pytest.mark.parametrize("field", ["name", "occupation"])
def test_an_id_typed_where_it_is_not_asked_for_is_refused_in_words(
    field, signed_in, household, wife
):
    address = f"/households/{household.pk}/info/people/{wife.pk}/"
    typed = {"name": str(wife), "occupation": "ทำนา"}

    page = signed_in.post(address, typed | {field: f"{typed[field]} {ID}"})

    assert sorted(page.context["form"].errors) == [field]
    assert "เลขบัตรประชาชนปนอยู่" in str(page.context["form"].errors[field])


def test_a_row_of_the_grid_with_an_id_in_the_name_is_kept_without_it(signed_in, institution):
    address = f"/grid/{institution.code}/rows/"
    key = "4ad0a4ae-4b9c-4bb0-9c8c-2a4f6f0f2c11"
    typed = {"key": key, "window": key, "name": f"นายสมมุติ ทดสอบ {ID}", "house_number": "5"}

    signed_in.post(address, typed)

    survey = SurveyRow.objects.get()
    assert survey.typed["cells"]["name"] == f"นายสมมุติ ทดสอบ {HIDDEN}"
    assert told(json.dumps(survey.typed)) == []
    assert survey.typed["wrong"]["name"]["error"].startswith("ในช่องชื่อมีเลขบัตรประชาชนปนอยู่")


REGISTER = f"""ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ,ผู้ค้ำประกัน
นายดี สมมุติ,1,1000,นางค้ำ สมมุติ ({ID})
นายปน สมมุติ {in_groups(ID)},2,2000,
""".encode()


def test_a_registers_row_with_an_id_in_the_name_is_refused_and_the_others_come_in(
    institution, savings_group, treasurer
):
    account = savings_group.accounts.get()
    draft = upload_register(
        account, file_name="ทะเบียน.csv", content=REGISTER, as_of=AS_OF, actor=treasurer
    )

    (cell,) = preview_of(draft).unreadable
    assert (cell.row, cell.value, cell.name) == (3, f"นายปน สมมุติ {HIDDEN}", f"นายปน สมมุติ {HIDDEN}")
    assert cell.reason.startswith("ในช่องชื่อมีเลขบัตรประชาชนปนอยู่")
    good = REGISTER.replace(f" {in_groups(ID)}".encode(), b"")
    import_register(account, file_name="แก้.csv", content=good, as_of=AS_OF, actor=treasurer)
    loans = Loan.objects.order_by("pk").values_list("borrower__full_name", "guarantors__name")
    assert [*loans] == [("นายดี สมมุติ", "นางค้ำ สมมุติ"), ("นายปน สมมุติ", None)]
