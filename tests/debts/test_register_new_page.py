from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from debts.models import Register
from debts.registers.refusals import MOST_BYTES
from tests.builders import AS_OF, make_user
from tests.debts.drafts import HEADER, WIFE, make_draft
from tests.pages import main_texts, texts

pytestmark = pytest.mark.django_db

URL = "/registers/new/"


def sent(fund, content=HEADER + WIFE, name="ทะเบียน.csv", **typed):
    account = fund.accounts.get(number=1)
    return {
        "account": account.pk,
        "as_of": "๓๐ มิ.ย. ๒๕๖๐",
        "file": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content),
        **typed,
    }


def test_the_form_offers_the_accounts_of_the_users_own_institution(
    client, treasurer, other_institution
):
    client.force_login(treasurer)
    answer = client.get(URL)

    assert [str(label) for _, label in answer.context["form"].fields["account"].choices] == [
        "กองทุนหมู่บ้าน บัญชี 1",
        "กลุ่มออมทรัพย์เพื่อการผลิต บัญชี 1",
        "กข.คจ. บัญชี 1",
    ]
    assert main_texts(answer, "btn-primary") == ["อ่านแฟ้มให้ดูก่อน"]


def test_the_day_of_the_register_before_is_offered_again(client, treasurer, village_fund, kkj):
    make_draft(kkj, WIFE, treasurer)
    client.force_login(treasurer)
    answer = client.get(URL, {"account": village_fund.accounts.get().pk})

    assert answer.context["form"]["as_of"].value() == "30 มิ.ย. 2560"
    assert answer.context["form"]["account"].value() == str(village_fund.accounts.get().pk)


def test_a_good_file_becomes_a_draft_that_opens(client, treasurer, village_fund):
    client.force_login(treasurer)
    answer = client.post(URL, sent(village_fund))

    register = Register.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/registers/{register.pk}/")
    assert (register.account.fund, register.as_of) == (village_fund, AS_OF)
    assert (register.status, register.file_name) == ("draft", "ทะเบียน.csv")
    assert (register.uploaded_by, register.rows) == (treasurer, 1)


def test_a_refused_file_leaves_no_register_and_what_was_typed_stays(
    client, treasurer, village_fund
):
    client.force_login(treasurer)
    answer = client.post(URL, sent(village_fund, "ไม่ใช่ทะเบียน\n"))

    assert answer.context["form"].non_field_errors() == [
        "ไม่พบหัวตารางทะเบียนลูกหนี้ในแฟ้ม “ทะเบียน.csv” ต้องมีคอลัมน์ชื่อ (เช่น ชื่อ-สกุล) "
        "และคอลัมน์ยอดหนี้ (เช่น เงินต้นคงเหลือ) ในแถวหัวตารางเดียวกัน ไม่พบคำที่เป็นหัวคอลัมน์เลย"
    ]
    assert answer.context["form"]["as_of"].value() == "๓๐ มิ.ย. ๒๕๖๐"
    assert answer.context["form"]["account"].value() == str(village_fund.accounts.get().pk)
    assert "เบราว์เซอร์ไม่จำแฟ้มที่เลือกไว้ กรุณาเลือกแฟ้มอีกครั้ง ระบบไม่ได้เก็บแฟ้มเดิม" in texts(answer, "measure")
    assert not Register.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("ทะเบียน.csv", b"", "แฟ้ม “ทะเบียน.csv” ว่างเปล่า ไม่มีข้อมูล ให้เลือกแฟ้มทะเบียนลูกหนี้ใหม่"),
        (
            "ทะเบียน.csv",
            b"0" * (MOST_BYTES + 5),
            "แฟ้ม “ทะเบียน.csv” ใหญ่เกิน 10 MB ให้ลบรูปภาพหรือแผ่นงานที่ไม่ใช่ทะเบียนลูกหนี้ออกก่อน",
        ),
    ],
)
def test_an_empty_and_a_huge_file_are_refused_in_words(
    client, treasurer, village_fund, name, content, sentence
):
    client.force_login(treasurer)
    answer = client.post(URL, sent(village_fund, content, name))

    assert answer.context["form"].non_field_errors() == [sentence]
    assert not Register.objects.exists()


def test_nothing_filled_in_asks_for_each_of_the_three(client, treasurer):
    client.force_login(treasurer)

    assert client.post(URL, {"as_of": " "}).context["form"].errors == {
        "account": ["กรุณาเลือกกองทุน"],
        "as_of": ["กรุณากรอกข้อมูล ณ วันที่"],
        "file": ["กรุณาเลือกแฟ้ม"],
    }


def test_a_day_that_has_not_come_is_refused(client, treasurer, village_fund):
    client.force_login(treasurer)
    answer = client.post(URL, sent(village_fund, as_of="30/6/2599"))

    assert answer.context["form"].errors == {"as_of": ["วันที่นี้ยังมาไม่ถึง ให้พิมพ์วันที่ที่ผ่านมาแล้ว"]}
    assert not Register.objects.exists()


def test_a_fund_of_another_institution_is_no_choice_and_nothing_is_written(
    client, treasurer, other_institution
):
    client.force_login(treasurer)
    theirs = other_institution.funds.get(kind="village_fund")
    answer = client.post(URL, sent(theirs))

    assert answer.context["form"].errors == {"account": ["ไม่มีกองทุนนี้ในสถาบันของท่าน กรุณาเลือกใหม่"]}
    assert not Register.objects.exists()


def test_a_person_on_two_committees_chooses_from_the_funds_of_the_one_acted_in(
    client, treasurer, institution, other_institution
):
    other = treasurer.offices.create(
        role="committee", institution=other_institution, started_on=date(2015, 1, 1)
    )
    client.force_login(treasurer)
    offered = []
    for _office in range(2):
        accounts = client.get(URL).context["form"].fields["account"].queryset
        offered.append({account.fund.institution for account in accounts})
        client.post("/switch-office/", {"office": other.pk})

    assert offered == [{institution}, {other_institution}]


@pytest.mark.parametrize("role", ["district", "province", "department"])
def test_who_may_only_look_may_not_upload(client, institution, village_fund, role):
    area = {"district": "3312", "province": "33"}.get(role, "")
    client.force_login(make_user(role, area=area))

    assert client.get(URL).status_code == 403
    assert client.post(URL, sent(village_fund)).status_code == 403
    assert not Register.objects.exists()
