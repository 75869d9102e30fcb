"""What a household's page tells of its history, and what of it can still be undone there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consolidation.merging import undo_merge
from consolidation.reviewing import return_for_mending
from consolidation.selecting import select_household
from consolidation.timeline import timeline
from debts.surveying import save_row
from debts.typed_rows import TypedRow
from members.householding import make_head
from tests.builders import AS_OF, SIGNED, make_contract
from tests.consolidation.registered import ready
from tests.consolidation.submitted import make_submission
from tests.debts.drafts import make_recorded
from tests.pages import main_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, treasurer, household):
    client.force_login(treasurer)
    return lambda of=household: client.get(f"/households/{of.pk}/")


@pytest.fixture
def contract(household, village_fund, treasurer):
    select_household(household, on=AS_OF, actor=treasurer, document="3/2560")
    return make_contract(household, village_fund, treasurer)


def happened(response):
    """The timeline's sentences, the latest first."""
    return [event.sentence for event in response.context["events"]]


def test_what_happened_is_told_with_who_when_and_the_paper(page, household, contract, treasurer):
    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    seen = page()

    assert happened(seen) == [
        "เลิกทำสัญญาเลขที่ กทบ. 1/2560: เลือกกองทุนผิด",
        "รวมหนี้ 3 รายการเป็นสัญญาเลขที่ กทบ. 1/2560 13,200 บาท ถือโดย กองทุนหมู่บ้าน"
        " ทำสัญญาก่อนอำเภอตรวจ เพราะ ทำสัญญาในวันอบรมของจังหวัด",
        "คัดเลือกเป็นครัวเรือนเป้าหมาย",
        "ยอดยกมาตามทะเบียน กข.คจ. ชื่อ นายบุญเลิศ แบบอย่าง 5,700 บาท",
        "ยอดยกมาตามทะเบียน กลุ่มออมทรัพย์เพื่อการผลิต ชื่อ นางทองม้วน แบบอย่าง 3,100 บาท",
        "ยอดยกมาตามทะเบียน กองทุนหมู่บ้าน ชื่อ นางทองม้วน แบบอย่าง 4,400 บาท",
    ]
    events = seen.context["events"]
    assert events[1].steps == ("อยู่ระหว่างเจรจา", "ตกลงแล้ว", "ทำสัญญาเดียวแล้ว")
    assert [(event.on, event.papers) for event in events[:3]] == [
        (SIGNED, ()),
        (SIGNED, (("เอกสาร", "มติที่ประชุม 3/2560"),)),
        (AS_OF, (("เอกสาร", "3/2560"),)),
    ]
    assert {event.who for event in events[:3]} == {treasurer}


def test_what_is_fresh_is_undone_from_the_timeline_and_stays_told(
    page, client, household, treasurer
):
    husband = household.persons.get(is_head=False)
    entry = make_head(husband, actor=treasurer)
    address = f"/households/{household.pk}/"

    offered = main_texts(page(), "undo")
    back = client.post(f"/undo/{entry.pk}/", {"next": address}, follow=True)

    told = "นายบุญเลิศ แบบอย่าง เป็นหัวหน้าครัวเรือน แทน นางทองม้วน แบบอย่าง"
    assert offered == [f"เลิกทำ {told}"]
    assert back.redirect_chain == [(address, 302)]
    assert happened(back)[:2] == [f"เลิกทำ: {told}", told]
    assert [event.undone for event in back.context["events"][:2]] == [False, True]
    assert main_texts(back, "undo") == []
    assert household.persons.get(is_head=True) != husband


def test_a_selection_is_not_offered_to_be_undone_once_its_case_went_on(
    page, household, treasurer, district_officer
):
    ready(household, treasurer)
    offered = [main_texts(page(), "undo")]
    submission = make_submission(household, treasurer)
    return_for_mending(
        submission, remarks=[], reason="ดูใหม่", step="debts", on=SIGNED, actor=district_officer
    )
    offered.append(main_texts(page(), "undo"))

    selecting = "เลิกทำ คัดเลือกเป็นครัวเรือนเป้าหมาย"
    assert [selecting in buttons for buttons in offered] == [True, False]


def test_after_ten_minutes_and_for_an_officer_nothing_is_undone_here(
    page, client, household, treasurer, district_officer
):
    entry = make_head(household.persons.get(is_head=False), actor=treasurer)
    in_time = entry.recorded_at + timedelta(minutes=9)
    late = entry.recorded_at + timedelta(minutes=10)

    client.force_login(district_officer)
    officers = main_texts(client.get(f"/households/{household.pk}/"), "undo")

    assert [timeline(household, now=moment)[0].undo for moment in (in_time, late)] == [
        entry.pk,
        None,
    ]
    assert officers == []


def test_a_row_of_the_grid_is_one_event_with_its_funds(page, household, village_fund, treasurer):
    account = village_fund.accounts.get()
    typed = TypedRow(
        key=uuid4(),
        window=uuid4(),
        household_id=None,
        house_number="40",
        name="นายกล้า ตัวแบบ",
        cells={account.pk: "5,000"},
        seen={},
    )
    saved = save_row(household.institution, typed, on=SIGNED, actor=treasurer)

    event = page(saved.entry.household).context["events"][0]

    assert event.sentence == "กรอกหนี้ของ นายกล้า ตัวแบบ บ้านเลขที่ 40 เพิ่ม 5,000 บาท"
    assert (event.on, event.papers) == (SIGNED, (("กองทุนหมู่บ้าน", "เพิ่ม 5,000 บาท"),))
    assert event.undo == saved.entry.pk


def test_a_long_history_is_folded_after_thirty(page, household, treasurer):
    persons = [*household.persons.all()]
    for turn in range(30):
        make_head(persons[1 - turn % 2], actor=treasurer)

    seen = page()

    assert (len(seen.context["events"]), len(seen.context["earlier"])) == (30, 3)
    assert main_texts(seen, "summary") == ["ก่อนหน้านี้อีก 3 รายการ"]


def test_the_first_register_of_a_typed_loan_is_an_import_with_the_way_to_take_it_back(
    page, institution, village_fund, treasurer
):
    typed = TypedRow(
        uuid4(), uuid4(), None, "5", "นางมี สุข", {village_fund.accounts.get().pk: "5000"}
    )
    save_row(institution, typed, on=AS_OF, actor=treasurer)
    register = make_recorded(village_fund, "5,นางมี สุข,,6000,,\n", treasurer)
    household = institution.households.get(house_number="5")

    seen = page(household)
    event = seen.context["events"][0]
    later = timeline(household, now=timezone.now() + timedelta(minutes=10))[0]

    assert event.sentence == "นำเข้าทะเบียน กองทุนหมู่บ้าน ชื่อ นางมี สุข เพิ่ม 1,000 บาท"
    assert (event.register, later.register) == (register.pk, None)
    assert f'href="/registers/{register.pk}/"' in seen.content.decode()
