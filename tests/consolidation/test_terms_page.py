"""Other terms: typed, compared with the old ones side by side, written, the old plan readable."""

import pytest
from django.utils.timezone import localdate

from consolidation.models import AgreedPlan, ContractGuarantor
from tests.consolidation.repaying import FIRST, LAST, SECOND, contract, pay
from tests.pages import main_texts, rows

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

TYPED = {"instalments": "๔", "due": "yearly", "reason": "น้ำท่วมนา", "paper": "บันทึก 3/2569"}


@pytest.fixture
def send(client, treasurer, contract):
    pay(contract, FIRST, 13767, treasurer)
    pay(contract, SECOND, 13071, treasurer)
    client.force_login(treasurer)

    def send(step, **typed):
        return client.post(f"/contracts/{contract.pk}/terms/", {**TYPED, **typed, "step": step})

    return send


def terms_of(page):
    return main_texts(page, "dd")


def test_the_check_shows_both_plans_side_by_side_and_writes_nothing(send):
    page = send("check")

    old, new = terms_of(page)[:4], terms_of(page)[4:]
    assert old == ["1 งวด", "1 มีนาคม 2568", "700 บาท", "12,366 บาท"]
    assert new[0] == "4 งวด"
    proposed = page.context["proposed"]
    assert proposed.more_words in main_texts(page, "status")
    assert AgreedPlan.objects.count() == 1
    assert main_texts(page, "btn-primary") == ["บันทึกเงื่อนไขใหม่"]


def test_saving_writes_what_was_shown_and_the_old_plan_stays_readable(send, client, contract):
    seen = send("check").context["form"]["seen"].value()

    answer = send("save", seen=seen)

    assert answer.url == contract.get_absolute_url()
    plan = contract.plans.get(version=2)
    assert (plan.made_on, plan.reason) == (localdate(), "น้ำท่วมนา ตามเอกสาร บันทึก 3/2569")
    page = client.get(answer.url)
    shown = [row[0] for row in rows(page)]
    first = shown.index("งวด") + 1
    assert shown[first : first + 6] == [f"งวดที่ {number}" for number in range(1, 7)]
    assert any("ฉบับที่ 1" in text for text in main_texts(page, "summary"))


def test_without_a_look_nothing_is_written(send):
    page = send("save", seen="")

    assert AgreedPlan.objects.count() == 1
    assert len(page.context["form"].non_field_errors()) == 1


def test_what_is_wrong_stands_on_the_page_and_nothing_is_lost(send):
    page = send("check", percent="7", instalments="3")

    codes = [error.code for error in page.context["form"].non_field_errors().as_data()]
    assert codes == ["rate_not_lower"]
    assert page.context["form"]["reason"].value() == "น้ำท่วมนา"
    assert main_texts(page, "btn-primary") == ["ดูแผนใหม่"]


def test_guarantors_are_named_where_time_is_extended_and_no_paper_is_there(
    send, contract, treasurer
):
    ContractGuarantor.objects.create(
        contract=contract, name="นายค้ำ แบบอย่าง", most=5000, until=LAST, actor=treasurer
    )

    assert "นายค้ำ แบบอย่าง" in main_texts(send("check"), "name")
    assert "นายค้ำ แบบอย่าง" not in main_texts(send("check", consent="หนังสือ 1"), "name")


def test_a_contract_that_is_paid_says_why_nothing_can_be_changed(send, contract, treasurer):
    pay(contract, LAST, 12366, treasurer)

    page = send("check")

    codes = [error.code for error in page.context["form"].non_field_errors().as_data()]
    assert codes == ["nothing_left"]


def test_a_change_that_was_a_mistake_is_taken_back_on_a_page_of_its_own(send, client, contract):
    assert "terms/back/" not in send("check").content.decode()
    send("save", seen=send("check").context["form"]["seen"].value())
    page = client.get(f"/contracts/{contract.pk}/terms/back/")
    assert "น้ำท่วมนา ตามเอกสาร บันทึก 3/2569" in page.content.decode()
    assert "terms/back/" in client.get(f"/contracts/{contract.pk}/terms/").content.decode()
    typed = {"reason": "พิมพ์จำนวนงวดผิด", "seen": page.context["form"]["seen"].value()}

    answer = client.post(f"/contracts/{contract.pk}/terms/back/", typed)

    assert answer.url == contract.get_absolute_url()
    assert contract.plans.get(version=3).instalments.count() == 3
    again = client.get(f"/contracts/{contract.pk}/terms/back/")
    assert [one.code for one in again.context["refusals"]] == ["terms_unchanged"]
