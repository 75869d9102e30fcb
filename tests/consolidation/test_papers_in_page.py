"""The page of the legal route and its papers."""

import pytest
from django.urls import reverse

from consolidation.choosing_route import route_version
from consolidation.models import Case, DecidingPaper, RouteChoice
from debts.models import Guarantor
from tests.builders import make_contract
from tests.consolidation.papers import guaranteed, sign, sign_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, treasurer, household):
    client.force_login(treasurer)
    address = reverse("consolidation:papers_in", args=[household.pk])

    def ask(**sent):
        answer = client.post(address, sent, follow=True) if sent else client.get(address)
        return answer.content.decode()

    return ask


def paper(need, loan=0, guarantor=0, **more):
    said = {"signed_on": "20/7/2560", "signed_by": "นายลงชื่อ จริง", "number": "", "kind": need}
    return {"step": "paper", "need": f"{need}-{loan}-{guarantor}", **said, **more}


def test_a_household_with_nothing_to_record_is_told_so_in_a_sentence(page, household, treasurer):
    assert "ยังไม่ต้องเลือกวิธีและบันทึกเอกสาร" in page()

    guaranteed(household, treasurer)

    shown = page()
    assert "ไม่มีเอกสารที่ต้องบันทึกก่อน" in shown
    assert "ไปรวมหนี้เป็นสัญญาเดียว" in shown
    assert 'name="need"' not in shown


def test_each_route_stands_with_its_consequences_beside_it(page, household, treasurer):
    guaranteed(household, treasurer)

    shown = page()

    for words in ("แปลงหนี้ใหม่", "มาตรา ๓๔๙", "โอนสิทธิเรียกร้อง", "๓๐๓, ๓๐๖", "ผ่อนผัน", "มาตรา ๗๐๐"):
        assert words in shown


def test_a_route_is_chosen_with_a_reason_and_the_papers_follow(page, household, treasurer):
    guaranteed(household, treasurer)
    seen = route_version(Case.objects.get())

    assert "กรุณาเขียนเหตุผล" in page(step="route", route="transfer", reason="", seen=seen)
    shown = page(step="route", route="transfer", reason="ให้ผู้ค้ำอยู่ต่อ", seen=seen)

    assert RouteChoice.objects.get().route == "transfer"
    assert "เลือกวิธีโอนสิทธิเรียกร้องแล้ว" in shown
    assert shown.count('value="paper"') == 8  # deed and certificate of each loan, two borrowers
    assert "ยังไม่ได้เลือกกองทุนที่จะถือสัญญา" in shown
    assert "ไปรวมหนี้เป็นสัญญาเดียว" not in shown


def test_the_second_of_two_who_choose_sees_both_values(page, household, treasurer):
    guaranteed(household, treasurer)
    seen = route_version(Case.objects.get())
    page(step="route", route="transfer", reason="คนแรก", seen=seen)

    shown = page(step="route", route="easing", reason="คนที่สอง", seen=seen)

    assert "ค่าทั้งสอง" in shown
    assert RouteChoice.objects.count() == 1


def test_a_paper_is_recorded_by_one_press_of_what_is_filled_in(page, household, treasurer):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", route="easing")
    one = Guarantor.objects.get()
    assert 'value="นายค้ำ หนึ่ง"' in page()

    page(**paper("agreement"))
    shown = page(**paper("consent", one.loan_id, one.pk, kind="release"))

    assert [*DecidingPaper.objects.values_list("kind", "guarantor", "loan")] == [
        ("agreement", None, None),
        ("release", one.pk, one.loan_id),
    ]
    assert "ได้แล้ว 2 จาก 2" in shown
    assert "ไปรวมหนี้เป็นสัญญาเดียว" in shown


def test_what_is_missing_on_a_paper_is_said_at_its_own_form(page, household, treasurer):
    guaranteed(household, treasurer, route="easing")

    shown = page(**paper("agreement", signed_by="", signed_on="20/7/2599"))

    assert "กรุณาใส่ชื่อผู้ลงชื่อ" in shown
    assert "วันที่นี้ยังมาไม่ถึง" in shown
    assert not DecidingPaper.objects.exists()


def test_a_paper_recorded_by_mistake_is_cancelled_with_a_reason(page, household, treasurer):
    guaranteed(household, treasurer, route="easing")
    signed = sign(household, "agreement", treasurer)
    wrong = {"step": "cancel", "need": "agreement-0-0", "paper": signed.pk}

    assert "กรุณาเขียนเหตุผลที่ยกเลิก" in page(**wrong, reason="")
    shown = page(**wrong, reason="ลงชื่อไม่ครบ")

    signed.refresh_from_db()
    assert signed.cancelled_because == "ลงชื่อไม่ครบ"
    assert "เอกสารที่ยกเลิกแล้ว" in shown
    assert "ได้แล้ว 0 จาก 1" in shown


def test_after_the_contract_the_guarantors_fate_and_the_letters_due_are_shown(
    page, household, treasurer, savings_group
):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง")
    make_contract(household, savings_group, treasurer)
    one = Guarantor.objects.get()

    shown = page()
    assert "พ้นความรับผิดเพราะแปลงหนี้ใหม่" in shown
    assert "ยังต้องส่ง หนังสือปลดผู้ค้ำประกันเดิม" in shown
    assert 'value="route"' not in shown

    shown = page(**paper("release", one.loan_id, one.pk))
    assert "ยังต้องส่ง" not in shown
    assert "กองทุนปลดแล้วตามหนังสือวันที่ 20 ก.ค. 2560" in shown


def test_what_the_contract_rests_on_has_no_button_to_cancel_it(
    page, household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="transfer")
    sign_all(household, treasurer, into=savings_group)
    assert page().count('value="cancel"') == 6

    make_contract(household, savings_group, treasurer)

    assert page().count('value="cancel"') == 0


def test_another_villages_committee_finds_no_such_page(client, outsider, household):
    client.force_login(outsider)

    assert client.get(reverse("consolidation:papers_in", args=[household.pk])).status_code == 404


def test_a_household_with_many_guarantors_asks_the_database_no_oftener(
    client, household, treasurer, django_assert_max_num_queries
):
    client.force_login(treasurer)
    guaranteed(household, treasurer, *(f"นายค้ำ {n}" for n in range(8)), route="easing")
    address = reverse("consolidation:papers_in", args=[household.pk])
    client.get(address)

    with django_assert_max_num_queries(45):
        client.get(address)
