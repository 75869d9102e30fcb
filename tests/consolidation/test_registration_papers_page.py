"""What a household signed is taken down: debts and consent, one household after another."""

import pytest
from django.conf import settings

from consolidation.models import Consent
from consolidation.selecting import select_household
from debts.models import Confirmation, JournalEntry
from members.models import AccessEntry
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.consolidation.registered import SIGNED_ON, confirmed, ready
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def selected(client, household, treasurer):
    client.force_login(treasurer)
    select_household(household, on=AS_OF, actor=treasurer)
    return household


@pytest.fixture
def second(institution, village_fund, savings_group, selected, treasurer):
    home = make_household(institution, "40")
    make_person(home, "นายเอก สมมุติ")
    make_loan(home, village_fund, 1000)
    make_loan(home, savings_group, 2000)
    select_household(home, on=AS_OF, actor=treasurer)
    return home


def address(home, **query) -> str:
    asked = "&".join(f"{name}={value}" for name, value in {"on": "30/6/2560", **query}.items())
    return f"/households/{home.pk}/confirm/?{asked}"


def paper(home, **written) -> dict:
    """The page's form as it is opened, with what stands on the paper typed in."""
    loans = [*home.loans.all()]
    return {
        "on": "30/6/2560",
        "seen": "0",
        "sign": "signature",
        "signed_on": "10/7/2560",
        "consents": "on",
        **{f"seen-{loan.pk}": loan.outstanding for loan in loans},
        **{f"outcome-{loan.pk}": "confirmed" for loan in loans},
        **written,
    }


def test_both_papers_are_taken_down_with_one_press(client, selected):
    answer = client.post(address(selected), paper(selected))

    assert answer.url == f"/households/{selected.pk}/"
    assert Confirmation.objects.filter(outcome="confirmed", signed_on=SIGNED_ON).count() == 3
    assert Consent.objects.get().signed_on == SIGNED_ON


def test_the_next_household_opens_by_itself_until_all_have_signed(
    client, selected, second, institution
):
    following = f"/registration/{institution.code}/confirm/next/?on=30/6/2560"
    first = client.get(following, follow=True)
    said = main_texts(first, "steps-now")
    after = client.post(address(selected), paper(selected, next="one_by_one"), follow=True)
    last = client.post(address(second), paper(second, next="one_by_one"), follow=True)

    assert said == ["เหลือ 2 จาก 2 ครัวเรือนที่ยังขาดเอกสาร"]
    assert first.context["household"] == selected
    assert after.context["household"] == second
    assert last.redirect_chain[-1][0].startswith(f"/registration/{institution.code}/?")
    assert "บันทึกเอกสารครบทุกครัวเรือนแล้ว" in main(last)


def test_a_household_that_was_skipped_is_said_at_the_end(client, selected, second, institution):
    skipped = f"/registration/{institution.code}/confirm/next/?on=30/6/2560&after={second.pk}"

    page = client.get(skipped, follow=True)

    assert "ยังเหลือที่ข้ามไว้ 2 ครัวเรือน" in main(page)


def test_a_disputed_loan_keeps_what_the_household_says(client, selected):
    loan = selected.loans.first()
    said = {f"outcome-{loan.pk}": "disputed", f"reason-{loan.pk}": "จ่ายไปแล้ว 2,000 บาท"}

    client.post(address(selected), paper(selected, **said))
    page = client.get(address(selected))

    assert loan.confirmations.get().reason == "จ่ายไปแล้ว 2,000 บาท"
    assert "บันทึกไว้: โต้แย้งยอด 4,400 บาท “จ่ายไปแล้ว 2,000 บาท”" in main_texts(page, "soft")[0]


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_written(client, selected):
    loan = selected.loans.first()
    wrong = {f"outcome-{loan.pk}": "disputed", "sign": "", "signed_on": ""}

    page = client.post(address(selected), paper(selected, **wrong))

    assert {*page.context["form"].errors} == {"sign", "signed_on", f"reason-{loan.pk}"}
    assert (Confirmation.objects.count(), Consent.objects.count()) == (0, 0)


def test_a_thumb_mark_without_two_witnesses_is_refused_with_the_law(client, selected):
    page = client.post(address(selected), paper(selected, sign="thumb", witness_1="นายพยาน หนึ่ง"))

    assert "(ป.พ.พ. มาตรา ๙ วรรคสอง)" in main_texts(page, "notice-error")[0]
    assert (Confirmation.objects.count(), Consent.objects.count()) == (0, 0)


def test_all_that_is_wrong_with_a_thumb_mark_and_the_rest_is_said_at_once(client, selected):
    loan = selected.loans.first()
    wrong = {f"outcome-{loan.pk}": "disputed", "sign": "thumb", "signed_on": ""}

    page = client.post(address(selected), paper(selected, **wrong))

    assert {*page.context["form"].errors} == {"witness_1", "signed_on", f"reason-{loan.pk}"}


def test_a_consent_that_is_not_ticked_is_missed_in_words_when_the_rest_is_saved(client, selected):
    page = client.post(address(selected), paper(selected, consents=""), follow=True)

    head = selected.persons.get(is_head=True)
    assert f"{head} ยังไม่ได้ให้ความยินยอมใช้ข้อมูล จึงยังส่งอำเภอไม่ได้" in page.content.decode()
    assert (Confirmation.objects.count(), Consent.objects.count()) == (3, 0)


def test_day_and_kind_of_signature_are_those_of_the_next_paper_of_the_evening(
    client, selected, second, institution
):
    signed = paper(
        selected, next="one_by_one", sign="thumb", witness_1="นายพยาน หนึ่ง", witness_2="นางพยาน สอง"
    )
    form = client.post(address(selected), signed, follow=True).context["form"]

    assert (form["signed_on"].value(), form["sign"].value()) == ("10/7/2560", "thumb")
    assert form["witness_1"].value() in (None, "")


def test_what_the_household_signed_before_is_not_carried_over(client, selected):
    client.post(address(selected), paper(selected))

    form = client.get(address(selected, signed_on="1/8/2560", sign="thumb")).context["form"]

    assert (form["signed_on"].value(), form["sign"].value()) == ("10 ก.ค. 2560", "signature")


def test_a_balance_that_moved_meanwhile_is_shown_anew_and_confirmed_by_the_second_press(
    client, selected, treasurer
):
    opened = paper(selected)
    loan = selected.loans.first()
    JournalEntry.objects.create(
        loan=loan, kind="correction", on=AS_OF, principal=-100, actor=treasurer
    )

    page = client.post(address(selected), opened)
    told = main_texts(page, "notice-error")[0]
    again = client.post(address(selected), opened | {f"seen-{loan.pk}": "4300.00"})

    assert "ยอดเปลี่ยนจาก 4,400 เป็น 4,300 บาท" in told
    assert f'name="seen-{loan.pk}" value="4300.00"' in main(page)
    assert again.status_code == 302
    assert loan.confirmations.get().amount == 4300


def test_who_is_second_sees_what_a_colleague_wrote_and_chooses(client, selected, treasurer):
    opened = paper(selected)
    loan = selected.loans.first()
    confirmed(selected, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    page = client.post(address(selected), opened)
    again = client.post(address(selected), opened | {"seen": page.context["form"].known})

    assert "บันทึกการรับรองของครัวเรือนนี้แล้ว" in main_texts(page, "notice-error")[0]
    assert "โต้แย้งยอด 4,400 บาท “จ่ายแล้ว”" in main(page)
    assert again.status_code == 302
    assert [word.outcome for word in loan.confirmations.all()] == ["disputed", "confirmed"]


@pytest.mark.parametrize("name", ["seen-x", "seen-99999", "seen"])
@pytest.mark.parametrize("value", ["NaN", "1e999999", "๑-x", "9" * 5000])
def test_forged_hidden_fields_break_nothing(name, value, client, selected):
    page = client.post(address(selected), paper(selected, **{name: value}))

    assert page.status_code == (200 if name == "seen-99999" else 302)


def test_a_household_that_owed_nothing_that_day_can_still_consent(client, selected):
    early = address(selected).replace("30/6/2560", "1/1/2560")
    page = client.get(early)
    answer = client.post(
        early, {"on": "1/1/2560", "consents": "on", "signed_on": "10/7/2560", "seen": "0"}
    )

    assert "ไม่มีหนี้ค้าง จึงไม่มียอดให้รับรอง" in main(page)
    assert answer.status_code == 302
    assert (Consent.objects.count(), Confirmation.objects.count()) == (1, 0)


def test_a_consent_is_taken_back_by_a_paper_of_a_day(client, household, treasurer):
    client.force_login(treasurer)
    ready(household, treasurer)
    way = f"/households/{household.pk}/consent/back/"

    early = client.post(way, {"signed_on": "1/7/2560"})
    client.post(way, {"signed_on": "1/8/2560"})
    page = client.get(way)

    assert "ต้องไม่ก่อนวันที่ให้ความยินยอม" in main_texts(early, "notice-error")[0]
    assert [one.is_given for one in Consent.objects.all()] == [True, False]
    assert main_texts(page, "h2") == ["ครัวเรือนนี้ยังไม่มีความยินยอม"]


def test_the_printed_papers_say_each_amount_in_digits_and_words_with_lines_to_sign(
    client, selected, treasurer
):
    page = client.get(f"/households/{selected.pk}/papers/?on=30/6/2560")
    debts, consent = main_texts(page, "paper")

    assert "๔,๔๐๐.๐๐" in debts
    assert "สี่พันสี่ร้อยบาทถ้วน" in debts
    assert "รวม (หนึ่งหมื่นสามพันสองร้อยบาทถ้วน) ๑๓,๒๐๐.๐๐" in debts
    assert debts.count("ลงชื่อ ") >= 5  # two borrowers, two witnesses, who took it down
    assert "ยินยอมให้สถาบันการจัดการเงินทุนชุมชนบ้านทดลองใช้ชื่อ ที่อยู่" in consent
    assert AccessEntry.objects.get(kind="printed").household == selected


def test_the_papers_of_all_who_have_not_signed_are_printed_together(
    client, selected, second, institution, treasurer
):
    confirmed(selected, treasurer)
    before = client.get(f"/registration/{institution.code}/papers/?on=30/6/2560")
    for home in (selected, second):
        client.post(address(home), paper(home))
    after = client.get(f"/registration/{institution.code}/papers/?on=30/6/2560")

    assert len(main_texts(before, "paper")) == 4
    assert main_texts(after, "h2") == ["ไม่มีเอกสารที่ต้องพิมพ์"]


def test_the_papers_have_a_place_for_the_thumb_mark_of_each_who_signs(client, selected):
    page = client.get(f"/households/{selected.pk}/papers/?on=30/6/2560")

    # Two borrowers on the debts' paper, the household's head on the consent.
    assert main_texts(page, "thumb") == ["ลายพิมพ์นิ้วมือ (ถ้าลงชื่อไม่ได้)"] * 3


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_telephone_a_paper_is_read_without_pushing_it_aside(
    chromium, live_server, client, selected
):
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 360, "height": 640})
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/households/{selected.pk}/papers/?on=30/6/2560")

    cut = "[...document.querySelectorAll('main *')].filter((one) => "
    cut += "one.getBoundingClientRect().right > innerWidth + 1).length"
    assert page.evaluate(cut) == 0
    heading = page.locator(".paper-table td.number").nth(1)
    label = heading.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert label == '"ดอกเบี้ยและอื่น\u00a0ๆ"'
    context.close()
