import pytest
from django.utils.timezone import localdate

from consolidation.holder_choosing import choose_holder, outlook_of
from consolidation.models import Contract, Transfer
from consolidation.proposal import propose
from consolidation.selecting import select_household
from debts.models import JournalEntry, Loan
from fundinst.thai import format_date
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person, make_rule
from tests.consolidation.submitted import make_approved
from tests.pages import facts, main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(household, treasurer, district_officer):
    """The household, which the district let pass."""
    make_approved(household, treasurer, district_officer)
    return household


@pytest.fixture
def address(passed, client, treasurer):
    client.force_login(treasurer)
    return f"/households/{passed.pk}/merge/"


def filled(household, fund, **changes):
    """The form as a person would have filled it in."""
    return {
        "loans": [loan.pk for loan in Loan.objects.filter(household=household)],
        "into": fund.pk,
        "borrower": household.persons.first().pk,
        "on": "๓๑ ก.ค. ๖๐",
        "resolution": "มติ 4/2560",
        **changes,
    }


def more(household, actor):
    """Somebody states one of the loans anew."""
    JournalEntry.objects.create(
        loan=household.loans.first(), kind="correction", on=AS_OF, principal=50000, actor=actor
    )


def ticked(response):
    """Names and values of what is chosen, typed or hidden in the page's form."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_every_loan_is_ticked_the_head_signs_and_each_fund_says_what_it_would_pay(
    client, address, passed, village_fund, savings_group, kkj
):
    page = client.get(address)

    loans = {loan.account.fund: loan for loan in Loan.objects.all()}
    assert ticked(page) == {
        "loans": [loans[fund].pk for fund in (village_fund, savings_group, kkj)],
        "into": None,
        "borrower": passed.persons.get(is_head=True).pk,
        "on": format_date(localdate(), style="medium", digits="arabic"),
        "resolution": None,
        "instalments": None,
        "due": None,
        "expected": None,
        "agreed": None,
        "planned": None,
    }
    moved = "หนี้ กข.คจ. 5,700 บาทเดิมไม่มีดอกเบี้ย ต้องบอกครัวเรือนว่าสัญญาใหม่อาจคิดดอกเบี้ย"
    kkj_holds = "เงิน กข.คจ. มีข้อห้ามใช้หนี้สินเดิม ให้ใส่มติหรือเหตุผลที่ให้ กข.คจ. ถือสัญญา (ระเบียบ กข.คจ.)"
    assert [
        (proposal.into, dict(proposal.payoffs), [str(warning) for warning in proposal.warnings])
        for _button, proposal in page.context["holders"]
    ] == [
        (village_fund, {savings_group: 3100, kkj: 5700}, [moved]),
        (savings_group, {village_fund: 4400, kkj: 5700}, [moved]),
        (kkj, {village_fund: 4400, savings_group: 3100}, [kkj_holds]),
    ]
    assert [str(warning) for warning in page.context["shared_warnings"]] == []


def test_a_fund_that_was_no_creditor_comes_last_and_is_warned_of(
    client, treasurer, district_officer, institution, village_fund, savings_group, kkj
):
    household = make_household(institution, "9")
    make_person(household, "นายกล้า ตัวแบบ")
    for fund in (savings_group, kkj):
        make_loan(household, fund, 1000)
    make_approved(household, treasurer, district_officer)
    client.force_login(treasurer)

    page = client.get(f"/households/{household.pk}/merge/")

    holders = [proposal for _button, proposal in page.context["holders"]]
    assert [proposal.into for proposal in holders] == [savings_group, kkj, village_fund]
    assert "holder_no_creditor" in [warning.code for warning in holders[-1].warnings]


def test_the_check_shows_before_and_after_and_writes_nothing(client, address, passed, village_fund):
    make_rule(village_fund, rate_percent=6)

    page = client.get(address, filled(passed, village_fund, step="check", resolution=""))

    assert main_texts(page, "h1") == ["ตรวจสัญญาก่อนยืนยัน"]
    assert rows(page) == [
        ["กองทุน", "เงินต้น", "ดอกเบี้ยค้างไม่ถึงหนึ่งปี", "รวม (บาท)"],
        ["กองทุนหมู่บ้าน", "4,100", "300", "4,400"],
        ["กลุ่มออมทรัพย์เพื่อการผลิต", "2,900", "200", "3,100"],
        ["กข.คจ.", "5,700", "0", "5,700"],
        ["รวมทั้งหมด", "12,700", "500", "13,200"],
        ["โอนให้", "จำนวนเงิน (บาท)"],
        ["กลุ่มออมทรัพย์เพื่อการผลิต", "3,100"],
        ["กข.คจ.", "5,700"],
        ["รวม", "8,800"],
        ["งวด", "ครบกำหนด", "เงินต้น", "ดอกเบี้ย", "ยกมา", "รวม (บาท)"],
        ["งวดที่ 1", "31 ก.ค. 2561", "12,700", "762", "500", "13,962"],
        ["รวมทั้งหมด", "12,700", "762", "500", "13,962"],
    ]
    assert facts(page) == {
        "กองทุนที่ถือสัญญา": "กองทุนหมู่บ้าน",
        "ผู้กู้ที่ลงชื่อ": "นางทองม้วน แบบอย่าง",
        "วันทำสัญญา": "31 กรกฎาคม 2560",
        "เงินต้น": "12,700 บาท คิดดอกเบี้ยร้อยละ 6 ต่อปี จากเงินต้นเท่านั้น",
        "ยอดยกมาที่ไม่คิดดอกเบี้ย": "500 บาท คือดอกเบี้ย ค่าปรับ และค่าธรรมเนียมที่ค้างมาจากหนี้เดิม "
        "ต้องจ่ายคืน แต่ไม่คิดดอกเบี้ยซ้อนอีก (ป.พ.พ. มาตรา 655)",
        "จำนวนเงินตามสัญญา": "13,200 บาท (หนึ่งหมื่นสามพันสองร้อยบาทถ้วน)",
        "จำนวนงวด": "1 งวด",
        "ครบกำหนด": "31 กรกฎาคม 2561",
        "ชำระงวดละ": "13,962 บาท",
        "ดอกเบี้ยทั้งสัญญา": "762 บาท",
        "ต้องชำระทั้งหมด": "13,962 บาท",
    }
    said = main_texts(page, "p")
    assert "หนี้เดิม 13,200 = สัญญาใหม่ 13,200" in said
    assert [warning.code for warning in page.context["proposal"].warnings] == [
        "interest_free_moved",
    ]
    assert page.context["needs_resolution"] is True
    assert not Contract.objects.exists()


def test_above_the_ceiling_the_check_asks_for_the_meetings_resolution(
    client, address, passed, village_fund
):
    make_rule(village_fund, rate_percent=6, ceiling=10000)
    over = "ยอด 13,200 บาท เกินวงเงิน 10,000 บาทของกองทุนหมู่บ้าน"

    page = client.get(address, filled(passed, village_fund, step="check", resolution=""))
    (said,) = page.context["form"].non_field_errors()
    assert said.startswith(f"{over} ทำได้เมื่อที่ประชุมมีมติ ให้ใส่เลขที่มติที่ประชุม")
    assert main_texts(page, "h1") != ["ตรวจสัญญาก่อนยืนยัน"]

    page = client.get(address, filled(passed, village_fund, step="check"))
    assert main_texts(page, "h1") == ["ตรวจสัญญาก่อนยืนยัน"]
    assert f"{over} ให้ใส่เลขที่มติที่ประชุม" in str(page.context["proposal"].warnings[0])


def test_nothing_typed_is_lost_between_the_steps(client, address, passed, kkj):
    typed = filled(passed, kkj)

    checked = client.get(address, {**typed, "step": "check"})
    back = client.get(address, {**typed, "step": "back"})

    expected = {**typed, "loans": [str(pk) for pk in typed["loans"]]}
    expected |= {"into": str(typed["into"]), "borrower": str(typed["borrower"])}
    planned = checked.context["planned"].version
    assert ticked(checked) == {
        **expected,
        "expected": "13200.00",
        "agreed": checked.context["proposal"].version,
        "instalments": "1",
        "due": "yearly",
        "planned": planned,
    }
    assert main_texts(back, "h1") == ["รวมหนี้เป็นสัญญาเดียว"]
    by_rule = {"instalments": None, "due": None, "planned": None, "agreed": None}
    assert ticked(back) == {**expected, **by_rule, "expected": None}
    assert back.context["form"].errors == {}


def test_a_balance_that_moved_between_the_check_and_the_press_is_shown_anew(
    client, household, village_fund, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)
    client.force_login(treasurer)
    address = f"/households/{household.pk}/merge/"
    terms = {"unreviewed": "วันอบรมของจังหวัด"}
    checked = client.get(address, filled(household, village_fund, step="check", **terms))
    seen = checked.context["form"]["expected"].value()
    more(household, treasurer)

    pressed = filled(household, village_fund, step="confirm", expected=seen, **terms)
    answer = client.post(address, pressed)

    assert answer.context["form"].non_field_errors() == [
        "ยอดหนี้เปลี่ยนจาก 13,200 เป็น 63,200 บาทหลังจากที่ท่านตรวจ กรุณาตรวจสัญญาใหม่"
    ]
    assert not Contract.objects.exists()


def test_what_moved_after_the_approval_is_said_with_the_way_to_correct_it(
    client, address, passed, village_fund, treasurer
):
    checked = client.get(address, filled(passed, village_fund, step="check"))
    more(passed, treasurer)

    pages = [
        client.get(address),
        client.post(address, filled(passed, village_fund, step="confirm")),
    ]

    assert main_texts(checked, "h1") == ["ตรวจสัญญาก่อนยืนยัน"]
    said = "ยอดหนี้เปลี่ยนหลังอำเภอตรวจผ่าน เพิ่ม 50,000 บาท ให้กด “ขอแก้ไข” ที่หน้าครัวเรือน แล้วส่งอำเภอตรวจใหม่"
    assert [said in main_texts(page, "p") for page in pages] == [True, True]
    assert [main_texts(page, "btn")[0] for page in pages] == ["ขอแก้ไข", "ขอแก้ไข"]
    assert not Contract.objects.exists()


def test_before_the_review_the_page_leads_to_registration_and_asks_why_the_meeting_goes_on(
    client, household, village_fund, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)
    client.force_login(treasurer)
    address = f"/households/{household.pk}/merge/"

    page = client.get(address)
    asked = client.get(address, filled(household, village_fund, step="check", resolution=""))
    reason = {"unreviewed": "วันอบรมของจังหวัด"}
    check = client.get(address, filled(household, village_fund, step="check", **reason))
    done = client.post(address, filled(household, village_fund, step="confirm", **reason))

    assert main_texts(page, "btn") == ["ไปขึ้นทะเบียน", "ตรวจสัญญา"]
    assert f'href="/registration/{household.institution.code}/"' in page.content.decode()
    assert "<details>" in page.content.decode()
    assert asked.context["form"].errors == {
        "unreviewed": ["กรุณาเขียนเหตุผลที่ทำสัญญาก่อนอำเภอตรวจ"],
        "resolution": ["กรุณาใส่เลขที่มติที่ประชุม"],
    }
    assert "<details open>" in asked.content.decode()
    assert facts(check)["ทำก่อนอำเภอตรวจ เพราะ"] == "วันอบรมของจังหวัด"
    assert done.url == Contract.objects.get().get_absolute_url()


def test_confirming_makes_the_contract_that_was_checked(client, address, passed, village_fund):
    loans = list(passed.loans.select_related("account__fund"))
    proposal = propose(passed, loans, into=village_fund, on=SIGNED)

    answer = client.post(address, filled(passed, village_fund, step="confirm"), follow=True)

    contract = Contract.objects.get()
    assert answer.redirect_chain == [(f"/contracts/{contract.pk}/", 302)]
    told = "ทำสัญญาเลขที่ กทบ. 1/2560 แล้ว หนี้เดิมปิดในบัญชีแล้ว มีผลเมื่อทุกฝ่ายลงชื่อ"
    assert main_texts(answer, "p")[0] == told
    assert (contract.principal, contract.carried, contract.amount, contract.opened_on) == (
        proposal.principal,
        proposal.carried,
        proposal.owed,
        SIGNED,
    )
    assert contract.resolution == "มติ 4/2560"
    assert tuple((x.to_fund, x.amount) for x in Transfer.objects.all()) == proposal.payoffs


def test_what_is_missing_is_asked_for_beside_its_field(client, address, passed, village_fund):
    answer = client.get(
        address, {"step": "check", "on": "31/13/60", "borrower": passed.persons.last().pk}
    )

    assert answer.context["form"].errors == {
        "loans": ["กรุณาเลือกหนี้ที่จะรวมอย่างน้อย 2 รายการ"],
        "into": ["กรุณาเลือกกองทุนที่จะถือสัญญา"],
        "on": ["ไม่มีวันที่ 31/13/60 ในปฏิทิน ให้พิมพ์ วัน เดือน ปี พ.ศ. เช่น 30/6/2560 หรือ 30 มิ.ย. 2560"],
    }
    assert ticked(answer)["on"] == "31/13/60"


def test_one_loan_alone_is_refused_at_the_check_by_the_acts_own_rule(
    client, address, passed, village_fund
):
    one = filled(passed, village_fund)["loans"][:1]

    answer = client.get(address, filled(passed, village_fund, step="check", loans=one))

    assert answer.context["form"].non_field_errors() == ["ต้องเลือกหนี้ที่จะรวมอย่างน้อย 2 รายการ"]


@pytest.mark.parametrize("field", ["loans", "into", "borrower"])
def test_a_forged_choice_of_another_institution_is_no_choice(
    client, address, passed, village_fund, other_institution, field
):
    stranger = make_household(other_institution, "1")
    fund = other_institution.funds.first()
    forged = {
        "loans": [make_loan(stranger, fund).pk, make_loan(stranger, fund).pk],
        "into": fund.pk,
        "borrower": stranger.persons.first().pk,
    }

    answer = client.post(
        address, filled(passed, village_fund, step="confirm", **{field: forged[field]})
    )

    assert list(answer.context["form"].errors) == [field]
    assert not Contract.objects.exists()


def test_a_household_that_is_not_selected_hears_why(client, treasurer, household):
    client.force_login(treasurer)

    page = client.get(f"/households/{household.pk}/merge/")

    assert main_texts(page, "h2") == ["ยังทำสัญญาไม่ได้ เพราะ"]
    assert main_texts(page, "li")[3:] == ["ยังไม่ได้คัดเลือกครัวเรือนนี้เป็นเป้าหมาย ให้คัดเลือกก่อน"]
    assert main_texts(page, "button") == []


def test_outsiders_find_nothing_and_officers_may_not(
    client, passed, village_fund, outsider, district_officer
):
    for user, status in ((outsider, 404), (district_officer, 403)):
        client.force_login(user)
        for ask in (client.get, client.post):
            answer = ask(
                f"/households/{passed.pk}/merge/", filled(passed, village_fund, step="confirm")
            )
            assert answer.status_code == status
    assert not Contract.objects.exists()


def test_what_the_committee_chose_is_marked_with_its_reason_and_another_may_still_be_taken(
    client, address, passed, village_fund, savings_group, treasurer
):
    outlook = outlook_of(passed, on=localdate())
    suggested = outlook.suggested("least_gross")
    other = village_fund if suggested != village_fund else savings_group
    choose_holder(
        passed, goal="least_gross", fund=other, reason="ใกล้บ้าน", on=localdate(), actor=treasurer
    )

    page = client.get(address)

    assert ticked(page)["into"] == other.pk
    day = format_date(localdate(), style="medium", digits="arabic")
    said = [text for text in main_texts(page, "p") if text.startswith("กรรมการ")]
    assert said == [f"กรรมการเลือก{other} ไว้เมื่อ {day} เพราะ ใกล้บ้าน"]
    content = page.content.decode()
    assert f'href="/households/{passed.pk}/afford/?into={other.pk}"' in content
    assert f'href="/households/{passed.pk}/holder/"' in content
    asked = {**filled(passed, suggested, resolution="มติ 4/2560"), "step": "check"}
    assert client.get(address, asked).context["chosen"]["into"] == suggested
