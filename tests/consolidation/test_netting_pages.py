"""The pages between the funds: what is owed, a batch from its opening to its slips, the account."""

from decimal import Decimal

import pytest
from django.urls import reverse

from consolidation.models import NettingBatch, NettingLine, PaymentSlip
from consolidation.netting import net_batch, open_batch
from members.models import AccessEntry, CashCount
from tests.consolidation.netted import NETTED_ON, batch_of, netted, owe, pays
from tests.pages import texts

pytestmark = pytest.mark.django_db

DAY = "31/8/2560"


@pytest.fixture
def owing(village_fund, savings_group, kkj, treasurer):
    pairs = [(village_fund, savings_group, 100), (savings_group, kkj, 60), (kkj, village_fund, 30)]
    return [owe(*pair, treasurer) for pair in pairs]


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def said(answer) -> str:
    """All that the page says, in one line."""
    return texts(answer, "body")[0]


def press(client, address, **typed):
    """What is typed, sent from the page as it stands now."""
    seen = client.get(address).context["form"].initial["seen"]
    return client.post(address, {"seen": seen, **typed})


def at(name, *args):
    return reverse(f"consolidation:{name}", args=args)


def test_what_the_funds_owe_each_other_leads_to_a_batch(owing, institution, signed_in):
    page = said(signed_in.get(at("netting_of", institution.code)))
    assert "ตอนนี้กองทุนค้างกันอยู่" in page
    assert "190 บาท" not in page and "190" in page

    answer = signed_in.post(at("netting_of", institution.code), {"on": DAY})

    batch = NettingBatch.objects.get()
    assert answer.url == at("netting", batch.pk)
    assert "ยังเปิดอยู่" in said(signed_in.get(at("netting_of", institution.code)))


def test_where_nothing_is_owed_the_page_says_why(institution, signed_in):
    page = said(signed_in.get(at("netting_of", institution.code)))

    assert "ไม่มีกองทุนใดค้างกัน" in page
    assert "เปิดใบหักล้าง" not in page


def test_a_second_batch_is_refused_in_words(owing, institution, signed_in, treasurer):
    open_batch(institution, on=NETTED_ON, actor=treasurer)

    page = said(signed_in.post(at("netting_of", institution.code), {"on": "1/9/2560"}))

    assert "ใบหักล้าง 1/2560 ยังเปิดอยู่" in page


def answer_of(batch, fund, **more):
    lines = batch.lines.filter(transfer__to_fund=fund)
    return {f"agreed-{line.pk}": "on" for line in lines} | {
        "by": "นางตอบ แทนกองทุน",
        "on": DAY,
        **more,
    }


def test_each_fund_answers_and_then_the_batch_is_netted(owing, institution, signed_in, treasurer):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)
    page = said(signed_in.get(at("netting", batch.pk)))
    assert "ยังไม่ตอบ 1 รายการ" in page and "หักล้างตามนี้" not in page
    for fund in institution.funds.all():
        address = at("netting_answer", batch.pk, fund.pk)
        assert press(signed_in, address, **answer_of(batch, fund)).url == at("netting", batch.pk)

    answer = signed_in.get(at("netting", batch.pk))
    assert "หักล้างตามนี้" in said(answer)
    signed_in.post(at("netting_net", batch.pk), {"seen": answer.context["seen"]})

    page = said(signed_in.get(at("netting", batch.pk)))
    assert "หักล้างแล้ว" in page and "เหลือโอนจริง 2 รายการ รวม 70 บาท" in page
    assert "นายโอน แบบอย่าง" in page
    assert AccessEntry.objects.filter(what="ใบหักล้างระหว่างกองทุน").exists()


def test_a_tick_taken_off_needs_its_reason_and_a_reason_no_tick(
    owing, institution, signed_in, treasurer, savings_group
):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)
    line = batch.lines.get(transfer__to_fund=savings_group)
    address = at("netting_answer", batch.pk, savings_group.pk)

    page = said(press(signed_in, address, by="นางตอบ", on=DAY))
    assert "ไม่ตกลงเพราะอะไร ให้เขียนเหตุผลสั้น ๆ" in page
    reason = {f"reason-{line.pk}": "ยอดไม่ตรง"}
    both = said(press(signed_in, address, **answer_of(batch, savings_group, **reason)))
    assert "ยังทำเครื่องหมายว่าตกลง" in both

    press(signed_in, address, by="นางตอบ", on=DAY, **reason)

    line.refresh_from_db()
    assert (line.answer, line.reason) == ("refused", "ยอดไม่ตรง")
    assert "ยอดไม่ตรง" in said(signed_in.get(at("netting", batch.pk)))


def test_an_older_page_nets_nothing(owing, institution, signed_in, treasurer):
    batch = batch_of(institution, treasurer)
    seen = signed_in.get(at("netting", batch.pk)).context["seen"]
    NettingLine.objects.filter(transfer=owing[0]).update(reason="อื่น", answer="refused")

    answer = signed_in.post(at("netting_net", batch.pk), {"seen": seen}, follow=True)

    batch.refresh_from_db()
    assert batch.status == "open"
    assert "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์" in said(answer)


def test_a_batch_is_cancelled_with_a_reason(owing, institution, signed_in, treasurer):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)
    assert "กรุณาเขียนเหตุที่ยกเลิก" in said(
        signed_in.post(at("netting_cancel", batch.pk), {"reason": ""})
    )

    signed_in.post(at("netting_cancel", batch.pk), {"reason": "ประชุมใหม่"})

    assert "ยกเลิกแล้ว เพราะ ประชุมใหม่" in said(signed_in.get(at("netting", batch.pk)))
    assert "ยกเลิกใบนี้ไม่ได้" in said(signed_in.get(at("netting_cancel", batch.pk)))


def test_a_slip_is_written_shown_and_taken_back(owing, institution, signed_in, treasurer):
    payment = netted(institution, treasurer).payments.first()
    form = signed_in.get(at("slip_new", payment.pk))
    assert "เหลือโอน" in said(form)
    typed = {"on": DAY, "amount": "๑๕", "paid_by": "นายจ่าย แบบอย่าง", "received_by": "นางรับ แบบอย่าง"}
    seen = {"seen": form.context["form"].initial["seen"]}

    answer = signed_in.post(at("slip_new", payment.pk), typed | seen)

    slip = PaymentSlip.objects.get()
    assert (answer.url, slip.amount) == (at("slip", slip.pk), 15)
    page = said(signed_in.get(answer.url))
    assert "หลังโอนครั้งนี้ เหลือ" in page and "25 บาท" in page
    again = signed_in.get(at("slip_new", payment.pk)).context["form"]
    assert again.initial["paid_by"] == "นายจ่าย แบบอย่าง"
    older = said(signed_in.post(at("slip_new", payment.pk), typed | seen))
    assert "ตรวจยอดที่เหลือข้างล่างอีกครั้ง" in older

    signed_in.post(at("slip_reverse", slip.pk), {"reason": "จำนวนผิด"})

    assert "เพราะ จำนวนผิด" in said(signed_in.get(at("slip", slip.pk)))
    assert "ยกเลิกใบนี้ไม่ได้" in said(signed_in.get(at("slip_reverse", slip.pk)))


def test_more_than_is_left_is_refused_in_words(owing, institution, signed_in, treasurer):
    payment = netted(institution, treasurer).payments.first()
    typed = {"on": DAY, "amount": "41", "paid_by": "ก", "received_by": "ข"}

    page = said(press(signed_in, at("slip_new", payment.pk), **typed))

    assert "อีก 40 บาท บันทึกการโอน 41 บาทไม่ได้" in page


def test_a_fund_without_the_cash_is_warned_before_netting(
    owing, institution, signed_in, treasurer, village_fund
):
    batch = batch_of(institution, treasurer)
    assert "ยังไม่ได้บันทึกว่ามีเงินเท่าไร" in said(signed_in.get(at("netting", batch.pk)))

    noted = {"amount": "50", "on": DAY, "source": "สมุดธนาคาร"}
    press(signed_in, reverse("members:fund_cash", args=[village_fund.pk]), **noted)

    assert CashCount.objects.get().amount == 50
    page = said(signed_in.get(at("netting", batch.pk)))
    assert "ต้องจ่ายกองทุนอื่นรวม 70 บาท แต่มีเงิน 50 บาท" in page and "ขาด 20 บาท" in page


def test_the_account_of_two_funds_says_every_movement_and_what_stands(
    owing, institution, signed_in, treasurer, village_fund, savings_group
):
    payment = netted(institution, treasurer).payments.first()
    slip = pays(payment, 15, actor=treasurer)
    between = (village_fund, payment.to_fund)
    address = at("fund_account", institution.code, *(fund.pk for fund in between))

    page = said(signed_in.get(address))

    assert f"ใบโอนเงิน {slip}" in page and "ใบหักล้าง 1/2560" in page
    assert "25 บาท" in page
    same = at("fund_account", institution.code, village_fund.pk, village_fund.pk)
    assert signed_in.get(same).status_code == 404


def test_an_officer_reads_and_changes_nothing(
    owing, institution, client, treasurer, district_officer
):
    batch = batch_of(institution, treasurer)
    client.force_login(district_officer)

    assert "หักล้างตามนี้" not in said(client.get(at("netting", batch.pk)))
    assert client.post(at("netting_of", institution.code), {"on": DAY}).status_code == 403
    net_batch(batch, actor=treasurer)
    assert "บันทึกการโอน" not in said(client.get(at("netting", batch.pk)))


def test_all_of_it_is_exact_to_the_satang(
    institution, signed_in, treasurer, village_fund, savings_group
):
    owe(village_fund, savings_group, Decimal("33.34"), treasurer)
    batch = netted(institution, treasurer)

    assert "33.34 บาท" in said(signed_in.get(at("netting", batch.pk)))


def test_answers_from_an_older_page_are_shown_again_and_then_hold(
    owing, institution, signed_in, treasurer, savings_group
):
    batch = open_batch(institution, on=NETTED_ON, actor=treasurer)
    address = at("netting_answer", batch.pk, savings_group.pk)

    answer = signed_in.post(address, answer_of(batch, savings_group, seen="older"))

    assert "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์" in said(answer)
    again = answer_of(batch, savings_group, seen=answer.context["form"]["seen"].value())
    assert signed_in.post(address, again).url == at("netting", batch.pk)


@pytest.mark.parametrize("name", ["slip_new", "slip", "slip_reverse"])
def test_whoever_looks_at_a_slip_is_written_down(name, owing, institution, signed_in, treasurer):
    payment = netted(institution, treasurer).payments.first()
    slip = pays(payment, 1, actor=treasurer)

    signed_in.get(at(name, payment.pk if name == "slip_new" else slip.pk))

    look = AccessEntry.objects.get(what="ใบโอนเงินระหว่างกองทุน")
    assert (look.institution, look.actor) == (institution, treasurer)


def test_more_that_moved_costs_the_page_no_more_queries(
    owing,
    institution,
    village_fund,
    savings_group,
    treasurer,
    signed_in,
    django_assert_max_num_queries,
):
    address = at("netting_of", institution.code)
    signed_in.get(address)
    with django_assert_max_num_queries(40) as few:
        signed_in.get(address)
    for amount in (10, 20, 30):
        owe(village_fund, savings_group, amount, treasurer)
        owe(savings_group, village_fund, amount, treasurer)
    with django_assert_max_num_queries(len(few)):
        signed_in.get(address)
