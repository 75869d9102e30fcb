from datetime import date

import pytest

from consolidation.merging import undo_merge
from consolidation.models import Contract, Transfer
from consolidation.transferring import pay_transfer
from debts.models import Loan
from fundinst.id_numbers import in_groups, masked
from members.models import AuditEntry
from tests.builders import SIGNED, make_contract
from tests.members.invented_ids import an_id
from tests.pages import main_texts

pytestmark = pytest.mark.django_db
ID = an_id(1234)


@pytest.fixture
def contract(household, village_fund, treasurer):
    return make_contract(household, village_fund, treasurer)


@pytest.fixture
def transfer(contract, savings_group):
    return contract.transfers.get(to_fund=savings_group)


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def test_undoing_asks_for_a_reason_and_brings_the_old_debts_back(signed_in, contract, household):
    address = f"/contracts/{contract.pk}/undo/"

    asked = signed_in.post(address, {"reason": "  "})
    assert asked.context["form"].errors == {"reason": ["กรุณาเขียนเหตุที่เลิกทำสัญญา"]}
    assert Contract.objects.get().status == "open"

    answer = signed_in.post(address, {"reason": "เลือกกองทุนผิด"}, follow=True)

    contract.refresh_from_db()
    assert (contract.status, contract.closing_reason) == ("cancelled", "เลือกกองทุนผิด")
    assert Loan.objects.filter(household=household).owing().total() == 13200
    assert answer.redirect_chain == [(f"/households/{household.pk}/", 302)]
    assert main_texts(answer, "p")[0] == "เลิกทำสัญญาเลขที่ กทบ. 1/2560 แล้ว หนี้เดิมทุกรายการกลับมาเหมือนเดิม"
    assert f'href="/households/{household.pk}/select/"' in answer.content.decode()


def test_once_a_transfer_is_paid_the_undo_page_says_why_not(
    signed_in, contract, transfer, treasurer
):
    address = f"/contracts/{contract.pk}/undo/"
    pay_transfer(transfer, on=SIGNED, slip="12/60", actor=treasurer)

    page = signed_in.get(address)
    assert main_texts(page, "h2") == ["เลิกทำสัญญานี้ไม่ได้ เพราะ"]
    assert main_texts(page, "button") == []

    pressed = signed_in.post(address, {"reason": "เลือกกองทุนผิด"})
    assert [error.code for error in pressed.context["form"].non_field_errors().as_data()] == [
        "transfer_paid"
    ]
    assert Contract.objects.get().status == "open"


def test_a_transfer_is_noted_as_paid_with_its_day_and_slip(signed_in, transfer, treasurer):
    answer = signed_in.post(
        f"/transfers/{transfer.pk}/pay/", {"on": "๒ ส.ค. ๖๐", "slip": "12/60"}, follow=True
    )

    transfer.refresh_from_db()
    assert (transfer.paid_on, transfer.slip, transfer.paid_by) == (
        date(2017, 8, 2),
        "12/60",
        treasurer,
    )
    assert answer.redirect_chain == [(f"/contracts/{transfer.contract_id}/", 302)]
    assert main_texts(answer, "p")[0] == "บันทึกแล้วว่าโอนเงินให้กลุ่มออมทรัพย์เพื่อการผลิต"


def test_a_slip_is_kept_as_it_is_compared_without_a_national_id(transfer, treasurer):
    for written in (f" โอน {in_groups(ID)} ", f"โอน {ID}", f"โอน {ID}  "):
        paid = pay_transfer(transfer, on=SIGNED, slip=written, actor=treasurer)

    assert paid.slip == Transfer.objects.get(pk=transfer.pk).slip == f"โอน {masked(ID[-4:])}"
    assert AuditEntry.objects.filter(act="transfer_paid").count() == 1


def test_a_payment_needs_a_day_and_a_slip_and_the_contract_first(signed_in, transfer):
    address = f"/transfers/{transfer.pk}/pay/"

    empty = signed_in.post(address, {"on": "", "slip": ""})
    early = signed_in.post(address, {"on": "1/7/2560", "slip": "12/60"})

    assert empty.context["form"].errors == {
        "on": ["กรุณากรอกวันที่โอนเงิน"],
        "slip": ["กรุณากรอกเลขที่หลักฐานการโอน"],
    }
    assert early.context["form"].non_field_errors() == ["วันที่โอนต้องไม่ก่อนวันทำสัญญา"]
    assert not Transfer.objects.filter(paid_on__isnull=False).exists()


def test_a_transfer_that_is_paid_or_called_off_offers_no_form(
    signed_in, contract, transfer, kkj, treasurer
):
    pay_transfer(transfer, on=SIGNED, slip="12/60", actor=treasurer)
    page = signed_in.get(f"/transfers/{transfer.pk}/pay/")
    assert main_texts(page, "p") == ["บันทึกการโอนนี้ไว้แล้ว โอนเมื่อ 31 กรกฎาคม 2560 หลักฐาน 12/60"]
    assert main_texts(page, "button") == []


def test_a_transfer_of_an_undone_contract_need_not_be_paid(
    signed_in, contract, transfer, treasurer
):
    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    page = signed_in.get(f"/transfers/{transfer.pk}/pay/")

    assert main_texts(page, "p") == ["สัญญานี้เลิกทำแล้ว จึงไม่ต้องโอน"]
    assert main_texts(page, "button") == []


def test_outsiders_find_nothing_and_officers_may_not(
    client, contract, transfer, outsider, district_officer
):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        for address in (f"/contracts/{contract.pk}/undo/", f"/transfers/{transfer.pk}/pay/"):
            typed = {"reason": "ผิด", "on": "1/8/2560", "slip": "1"}
            assert client.get(address).status_code == status
            assert client.post(address, typed).status_code == status
    assert Contract.objects.get().status == "open"
