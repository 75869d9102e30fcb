from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from debts.models import JournalEntry, Loan, Register
from members.models import Household
from tests.debts.drafts import LODGER, MAN, WIFE, make_draft, make_recorded
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db

VILLAGE = settings.BASE_DIR / "fundinst/fixtures/demo_village"


def test_recording_takes_the_loans_into_the_books_and_says_so(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN, treasurer)
    client.force_login(treasurer)

    answer = client.post(f"/registers/{draft.pk}/record/", follow=True)

    assert answer.redirect_chain == [(f"/registers/{draft.pk}/", 302)]
    assert texts(answer, "notice-success") == ["บันทึกทะเบียนเข้าระบบแล้ว เลิกทำ"]
    assert texts(answer, "status") == ["บันทึกเข้าระบบแล้ว"]
    assert list(Loan.objects.values_list("borrower__full_name", "outstanding")) == [
        ("นางกองแก้ว ทดสอบไทย", Decimal("9800.00")),
        ("นายชาลี จำลองสุข", Decimal("13700.00")),
    ]


def test_pressed_twice_it_is_recorded_once(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + MAN, treasurer)
    client.force_login(treasurer)

    answers = [client.post(f"/registers/{draft.pk}/record/") for _ in range(2)]

    assert [(a.status_code, a["Location"]) for a in answers] == [
        (302, f"/registers/{draft.pk}/")
    ] * 2
    assert (Loan.objects.count(), JournalEntry.objects.count()) == (2, 2)


def test_a_doubt_stops_the_recording_and_nothing_is_written(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE + LODGER, treasurer)
    client.force_login(treasurer)

    answer = client.post(f"/registers/{draft.pk}/record/", follow=True)

    assert texts(answer, "notice-error") == ["ยังบันทึกเข้าระบบไม่ได้ ดูเหตุผลในหน้านี้"]
    assert main_texts(answer, "btn-primary") == ["ตัดสินรายการที่สงสัย (1)"]
    assert not Loan.objects.exists()
    assert not Household.objects.exists()


def test_a_discarded_file_keeps_nothing_and_can_not_be_recorded(client, treasurer, village_fund):
    draft = make_draft(village_fund, WIFE, treasurer)
    client.force_login(treasurer)

    answer = client.post(f"/registers/{draft.pk}/discard/", follow=True)
    assert texts(answer, "notice-success") == ["ทิ้งแฟ้มแล้ว ไม่ได้เก็บข้อมูลใดไว้ในระบบ"]
    draft.refresh_from_db()
    assert (draft.status, bytes(draft.content)) == ("discarded", b"")

    answer = client.post(f"/registers/{draft.pk}/record/", follow=True)
    assert texts(answer, "notice-error") == ["ยังบันทึกเข้าระบบไม่ได้ ดูเหตุผลในหน้านี้"]
    assert not Loan.objects.exists()


def test_a_recorded_register_can_not_be_thrown_away(client, treasurer, village_fund):
    recorded = make_recorded(village_fund, WIFE, treasurer)
    client.force_login(treasurer)

    answer = client.post(f"/registers/{recorded.pk}/discard/", follow=True)

    assert texts(answer, "notice-error") == ["ทะเบียนนี้บันทึกเข้าระบบแล้ว ทิ้งไม่ได้"]
    recorded.refresh_from_db()
    assert recorded.status == "recorded"


@pytest.mark.parametrize("act", ["record", "discard"])
def test_opening_an_acts_address_does_nothing_and_shows_the_register(
    client, treasurer, village_fund, act
):
    draft = make_draft(village_fund, WIFE, treasurer)
    client.force_login(treasurer)

    answer = client.get(f"/registers/{draft.pk}/{act}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/registers/{draft.pk}/")
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("page", ["", "doubts/", "record/", "discard/"])
def test_another_institutions_register_is_not_there(
    client, treasurer, outsider, other_district_officer, village_fund, page
):
    draft = make_draft(village_fund, WIFE + LODGER, treasurer)
    client.force_login(outsider)
    assert client.get(f"/registers/{draft.pk}/{page}").status_code == 404
    assert client.post(f"/registers/{draft.pk}/{page}", {"answer": "{}"}).status_code == 404

    client.force_login(other_district_officer)
    assert client.get(f"/registers/{draft.pk}/").status_code == 404

    draft.refresh_from_db()
    assert (draft.status, draft.choices) == ("draft", {})
    assert not Loan.objects.exists()


@pytest.mark.parametrize("page", ["doubts/", "record/", "discard/"])
def test_an_officer_may_look_and_not_act(client, treasurer, district_officer, village_fund, page):
    draft = make_draft(village_fund, WIFE, treasurer)
    client.force_login(district_officer)

    assert client.get(f"/registers/{draft.pk}/").status_code == 200
    assert client.post(f"/registers/{draft.pk}/{page}").status_code == 403
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_three_funds_files_come_in_through_the_pages(client, treasurer, institution):
    files = {
        "village_fund": "village_fund.xlsx",
        "savings_group": "savings_group.xlsx",
        "kkj": "kor_khor_khor_jor.csv",
    }
    client.force_login(treasurer)
    for kind, name in files.items():
        account = institution.funds.get(kind=kind).accounts.get()
        file = SimpleUploadedFile(name, (VILLAGE / name).read_bytes())
        typed = {"account": account.pk, "as_of": "30 มิ.ย. 2560", "file": file}
        page = client.post("/registers/new/", typed, follow=True)
        assert main_texts(page, "btn-primary") == ["บันทึกเข้าระบบ"]
        client.post(f"{page.redirect_chain[0][0]}record/")

    assert Register.objects.filter(status="recorded").count() == 3
    assert (Household.objects.count(), Loan.objects.count()) == (15, 36)
    assert Loan.objects.total() == Decimal(607200)
