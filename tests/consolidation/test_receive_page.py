"""Taking a payment in: typed, looked at, written."""

import pytest

from consolidation.models import AgreedPlan, Receipt
from consolidation.receiving import repayment_version
from tests.consolidation.repaying import FIRST, PAYER, SECOND, contract, pay
from tests.pages import facts, main_texts, rows

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

OVERPAID = {"amount": "20,000"}


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


@pytest.fixture
def send(signed_in, contract):
    """Press a button of the page; typed with Thai digits and commas."""

    def send(step, **typed):
        said = {
            "seen": repayment_version(contract),
            "on": "๑ มี.ค. ๒๕๖๖",
            "amount": "๕,๐๐๐",
            "payer": PAYER,
        }
        return signed_in.post(f"/contracts/{contract.pk}/receive/", {**said, **typed, "step": step})

    return send


def test_the_form_begins_with_what_is_due_and_the_borrower(signed_in, contract):
    page = signed_in.get(f"/contracts/{contract.pk}/receive/")

    assert facts(page) == {"ถึงกำหนดชำระแล้ว": "39,204 บาท", "ถ้าจะปิดสัญญาวันนี้": "39,204 บาท"}
    assert (page.context["form"]["amount"].value(), page.context["form"]["payer"].value()) == (
        "39,204",
        PAYER,
    )


def test_the_check_shows_where_each_baht_goes_and_writes_nothing(send):
    page = send("check")

    assert rows(page) == [
        ["งวด", "ครบกำหนด", "ดอกเบี้ย", "เงินต้น", "รวม (บาท)", "งวดนี้เหลือ"],
        ["งวดที่ 1", "1 มี.ค. 2566", "2,100", "2,900", "5,000", "8,767"],
        ["รวมทั้งหมด", "2,100", "2,900", "5,000", ""],
    ]
    assert page.context["check"].left == 34204
    assert not Receipt.objects.exists()


def test_saving_gives_a_receipt_and_leads_to_it(send, signed_in, treasurer):
    answer = send("save")

    receipt = Receipt.objects.get()
    assert (receipt.on, receipt.amount, receipt.payer, receipt.actor) == (
        FIRST,
        5000,
        PAYER,
        treasurer,
    )
    assert answer.url == f"/receipts/{receipt.pk}/"
    assert main_texts(signed_in.get(answer.url), "h1") == ["ใบเสร็จรับเงิน 1/2566"]


def test_the_same_form_sent_twice_gives_one_receipt(send):
    key = "0b0e6a1c-2d4f-4b8e-9c55-6b1f5a3d7e10"
    seen = {"seen": "", "sent_key": key}
    version = send("check").context["form"]["seen"].value()

    answers = [send("save", **seen | {"seen": version}) for _press in range(2)]

    assert answers[0].url == answers[1].url
    assert Receipt.objects.count() == 1


def test_an_overpayment_is_asked_about_with_what_follows_from_each_choice(send):
    page = send("check", **OVERPAID)

    assert main_texts(page, "choice") == [
        "ชำระงวดถัดไปล่วงหน้า งวดที่ 2 ครบกำหนด 1 มี.ค. 2567 6,233 บาท เหลืองวดนี้อีก 6,838 บาท",
        "ลดเงินต้นจากงวดสุดท้าย หมดหนี้เร็วขึ้น งวดถัดไป 1 มี.ค. 2567 ชำระ 12,696 บาท (เดิม 13,071 บาท) "
        "งวดสุดท้าย 1 มี.ค. 2568 (เดิม 1 มี.ค. 2568) เหลือ 2 งวด ดอกเบี้ยทั้งสัญญาลดลง 749 บาท",
        "ลดเงินต้นทุกงวดที่เหลือ ชำระงวดละน้อยลง งวดถัดไป 1 มี.ค. 2567 ชำระ 9,579 บาท (เดิม 13,071 บาท) "
        "งวดสุดท้าย 1 มี.ค. 2568 (เดิม 1 มี.ค. 2568) เหลือ 2 งวด ดอกเบี้ยทั้งสัญญาลดลง 562 บาท",
        "เก็บไว้เป็นเงินรับล่วงหน้า ตัดงวดที่ครบกำหนด 1 มี.ค. 2567 เมื่อถึงวันนั้น ดอกเบี้ยและแผนชำระเท่าเดิม",
        "คืนเงินให้ผู้ชำระ คืนเงิน 6,233 บาท คงรับไว้ 13,767 บาท",
    ]


def test_a_missed_choice_is_asked_again_with_everything_as_it_was_typed(send):
    page = send("save", **OVERPAID)

    assert page.context["form"].errors == {"rest": ["เลือกว่าจะทำอย่างไรกับส่วนที่เกิน"]}
    assert len(main_texts(page, "choice")) == 5
    assert page.context["form"]["amount"].value() == "20,000"
    assert not Receipt.objects.exists()


def test_what_was_chosen_is_what_the_check_foretold(send, signed_in, contract):
    answer = send("save", **OVERPAID, rest="lower")

    assert AgreedPlan.objects.filter(contract=contract).count() == 2
    assert rows(signed_in.get(answer.url))[1:] == [
        ["งวดที่ 1", "1 มี.ค. 2566", "2,100", "11,667", "13,767", "0"],
        ["งวดที่ 2", "คืนเงินต้นก่อนกำหนด", "0", "6,233", "6,233", "0"],
        ["รวมทั้งหมด", "2,100", "17,900", "20,000", ""],
    ]
    plan = rows(signed_in.get(contract.get_absolute_url()))
    assert [row[1:6] for row in plan[5:7]] == [
        ["1 มี.ค. 2567", "8,550", "1,029", "9,579", "0"],
        ["1 มี.ค. 2568", "8,550", "513", "9,063", "0"],
    ]


def test_giving_everything_back_needs_no_receipt(send):
    early = {"on": "1/4/2565", "amount": "100"}
    page = send("check", **early)
    refused = send("save", **early, rest="give_back")

    assert len(main_texts(page, "choice")) == 4
    assert [error.code for error in refused.context["form"].non_field_errors().as_data()] == [
        "nothing_kept"
    ]
    assert not Receipt.objects.exists()


def test_a_late_entry_shows_which_receipts_it_moves_before_and_after(send, contract, treasurer):
    later = pay(contract, SECOND, 6000, treasurer)

    (moved,) = send("check", amount="3000").context["check"].moved

    assert moved.receipt == later
    assert [(row.instalment.number, row.total) for row in moved.before.rows] == [(1, 6000)]
    assert [[*row.parts.values()] for row in moved.before.rows] == [[2100, 3900]]
    assert [[*row.parts.values()] for row in moved.after.rows] == [[6000]]


def test_what_somebody_else_wrote_meanwhile_is_shown_before_saving(send, contract, treasurer):
    seen = repayment_version(contract)
    pay(contract, FIRST, 1000, treasurer)

    page = send("save", seen=seen)

    assert [text[:41] for text in page.context["form"].non_field_errors()] == [
        "มีผู้บันทึกใบเสร็จหรือเปลี่ยนแผนของสัญญานี้ระหว่างที่ท่านทำ"[:41]
    ]
    assert page.context["form"]["seen"].value() == repayment_version(contract)
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"on": "28/2/2565"}, "before_contract"),
        ({"amount": "0"}, "amount_is_none"),
    ],
)
def test_what_can_not_be_taken_in_is_said_on_the_form_as_it_was_typed(send, typed, code):
    page = send("check", **typed)

    assert [error.code for error in page.context["form"].non_field_errors().as_data()] == [code]
    assert main_texts(page, "h1") == ["รับชำระเงิน สัญญา กทบ. 1/2565"]


def test_nobody_but_the_committee_takes_money_in(client, contract, outsider, district_officer):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        assert client.get(f"/contracts/{contract.pk}/receive/").status_code == status
        assert client.post(f"/contracts/{contract.pk}/receive/").status_code == status
