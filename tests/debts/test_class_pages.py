"""A household's class page, and going through all that have none."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from debts.class_forms import REASONS
from debts.classifying import class_on, classify
from debts.models import Classification
from members.models import AuditEntry, Household
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db

DAY = date(2017, 12, 31)
AT = {"on": "2017-12-31"}
SENT = {"ability": "limited", "willingness": "willing", "ready": REASONS[1], "own": "", "seen": "0"}


@pytest.fixture
def late(household, village_fund) -> Household:
    make_loan(household, village_fund, 1000, due_on=DAY - timedelta(92), number="กทบ. 9/2559")
    return household


@pytest.fixture
def neighbour(institution, kkj) -> Household:
    """The household of 40, which owes and is late in nothing."""
    home = make_household(institution, "40")
    make_person(home, "นายอุดม ทดลองชัย")
    make_loan(home, kkj, 800, due_on=date(2018, 6, 30))
    return home


def given_to(household, actor, *, on=DAY, **changed) -> Classification:
    judged = {"ability": "limited", "willingness": "willing", "reason": "รายได้ลดลง", **changed}
    return classify(household, on=on, actor=actor, **judged)


def address(household, **query) -> str:
    return reverse("debts:classify", args=[household.pk], query={**AT, **query})


def next_address(institution, **query) -> str:
    return reverse("debts:classify_next", args=[institution.code], query={**AT, **query})


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_says_how_late_each_loan_is_and_why(client, late, treasurer):
    client.force_login(treasurer)
    page = client.get(address(late))

    assert main_texts(page, "lead") == ["นางทองม้วน แบบอย่าง · บ้านเลขที่ 32/1 · ณ 31 ธ.ค. 2560"]
    assert main_texts(page, "h2")[0] == "การค้างชำระ: ค้างนาน"
    assert rows(page)[1:3] == [
        ["กองทุนหมู่บ้าน นางทองม้วน แบบอย่าง · สัญญา กทบ. ๕/๒๕๕๙", "4,400", "ไม่รู้วันครบกำหนด", "ไม่รู้"],
        [
            "กองทุนหมู่บ้าน นางทองม้วน แบบอย่าง · สัญญา กทบ. 9/2559",
            "1,000",
            "ครบกำหนด 30 ก.ย. 2560 เลยมา 92 วัน",
            "ค้างนาน หนักที่สุด",
        ],
    ]
    assert "ไม่รู้วันครบกำหนด 3 สัญญา จึงค้างอย่างน้อยเท่านี้" in main_texts(page, "measure")


def test_what_the_committee_judged_is_recorded_with_its_reason(client, late, treasurer):
    client.force_login(treasurer)
    sent = {**SENT, "own": " ข้าวเสียหาย "}
    answer = client.post(address(late), sent)

    given = Classification.objects.get()
    assert (answer.status_code, answer.url) == (302, address(late))
    assert (given.on, given.judged_name, given.overdue_name) == (DAY, "ช่วยได้", "ค้างนาน")
    assert given.reason == "รายได้ลดลงหรือไม่แน่นอน: ข้าวเสียหาย"
    assert messages_of(answer) == ["จัดประเภท นางทองม้วน แบบอย่าง เป็น “ช่วยได้” แล้ว"]
    page = client.get(answer.url)
    assert main_texts(page, "h2")[0] == "ประเภทที่จัดไว้: ช่วยได้"
    assert main_texts(page, "undo") == ["เลิกทำ"]


def test_the_undo_button_takes_it_back_and_the_history_says_so(client, late, treasurer):
    client.force_login(treasurer)
    client.post(address(late), SENT)
    entry = AuditEntry.objects.get(act="classified")

    client.post(reverse("members:undo", args=[entry.pk]), {"next": address(late)})

    assert class_on(late, DAY) is None
    page = client.get(address(late))
    assert main_texts(page, "timeline-what") == ["ช่วยได้ (ถอนแล้ว)"]
    assert main_texts(page, "h2")[0] == "การค้างชำระ: ค้างนาน"


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        (
            {"ability": "", "willingness": "", "ready": ""},
            [
                "ความสามารถในการชำระ: กรุณาเลือกความสามารถในการชำระ",
                "ความตั้งใจชำระ: กรุณาเลือกความตั้งใจชำระ",
                "เหตุผล: กรุณาเลือกหรือเขียนเหตุผล",
            ],
        ),
        (
            {"ready": "own"},
            ["เขียนเหตุผลเอง หรือเพิ่มรายละเอียด (ถ้ามี): กรุณาเขียนเหตุผล"],
        ),
        (
            {"own": "ก" * 290},
            ["เขียนเหตุผลเอง หรือเพิ่มรายละเอียด (ถ้ามี): เหตุผลรวมกันยาวเกิน 300 ตัวอักษร ให้เขียนสั้นลง"],
        ),
    ],
)
def test_everything_that_is_missing_is_said_and_what_was_typed_stays(
    changed, errors, client, late, treasurer
):
    client.force_login(treasurer)
    page = client.post(address(late), {**SENT, **changed})

    assert page.status_code == 200
    assert main_texts(page, "notice-error")[0].removeprefix("ยังบันทึกการจัดประเภทไม่ได้ ") == " ".join(
        errors
    )
    assert changed.get("own", "") in main(page)
    assert not Classification.objects.exists()


def test_who_judges_by_an_old_page_sees_what_was_given_and_may_go_on(client, late, treasurer):
    client.force_login(treasurer)
    first = given_to(late, treasurer)

    page = client.post(address(late), {**SENT, "ability": "able"})
    assert "จัดประเภทครัวเรือนนี้เป็น “ช่วยได้” แล้ว" in main_texts(page, "notice-error")[0]
    assert f'name="seen" value="{first.pk}"' in main(page)

    client.post(address(late), {**SENT, "ability": "able", "seen": first.pk})
    assert class_on(late, DAY).judged_name == "ดี"


def test_a_past_day_is_asked_for_in_thai_and_answered_as_of_then(client, late, treasurer):
    client.force_login(treasurer)
    given_to(late, treasurer, on=AS_OF, ability="able")
    given_to(late, treasurer, on=DAY)

    page = client.get(reverse("debts:classify", args=[late.pk], query={"on": "๑ ก.ค. ๒๕๖๐"}))
    assert main_texts(page, "h2")[0] == "ประเภทที่จัดไว้: ดี"
    wrong = client.get(reverse("debts:classify", args=[late.pk], query={"on": "31/2/2560"}))
    assert "ไม่มีวันที่ 31/2/2560 ในปฏิทิน" in main_texts(wrong, "invalid-feedback")[0]
    tomorrow = localdate() + timedelta(1)
    ahead = client.get(reverse("debts:classify", args=[late.pk], query={"on": tomorrow}))
    assert main_texts(ahead, "invalid-feedback") == ["วันที่นี้ยังมาไม่ถึง ให้พิมพ์วันที่ที่ผ่านมาแล้ว"]


def test_a_household_that_owes_nothing_is_told_so_and_has_no_form(client, institution, treasurer):
    client.force_login(treasurer)
    home = make_household(institution, "7")
    page = client.get(address(home))

    assert main_texts(page, "notice-body") == [
        "ยังจัดประเภทไม่ได้ เพราะ ณ 31 ธ.ค. 2560 ครัวเรือนนี้ไม่มีหนี้ค้างกับกองทุนใด จึงไม่ต้องจัดประเภท"
    ]
    assert 'id="class-form"' not in main(page)


def test_households_are_classed_one_after_the_other(
    client, institution, late, neighbour, treasurer
):
    client.force_login(treasurer)
    first = client.get(next_address(institution))
    assert first.url == address(late, one_by_one=1)
    page = client.get(first.url)
    assert main_texts(page, "steps-now") == ["เหลือ 2 จาก 2 ครัวเรือนที่ยังไม่ได้จัดประเภท"]
    assert main_texts(page, "action-bar") == ["ข้ามไปก่อน บันทึกและครัวเรือนถัดไป"]

    saved = client.post(first.url, SENT)
    assert saved.url == next_address(institution, after=late.pk)
    second = client.get(saved.url)
    assert second.url == address(neighbour, one_by_one=1)
    assert main_texts(client.get(second.url), "steps-now") == [
        "เหลือ 1 จาก 2 ครัวเรือนที่ยังไม่ได้จัดประเภท"
    ]

    last = client.get(client.post(second.url, SENT).url)
    summary = reverse("debts:class_summary", query={"institution": institution.code, **AT})
    assert (last.url, messages_of(last)[-1]) == (summary, "จัดประเภทครบทุกครัวเรือนที่มีหนี้แล้ว")


def test_who_is_skipped_stays_and_is_told_at_the_end(
    client, institution, late, neighbour, treasurer
):
    client.force_login(treasurer)
    skipped = client.get(next_address(institution, after=late.pk))
    assert skipped.url == address(neighbour, one_by_one=1)

    end = client.get(next_address(institution, after=neighbour.pk))
    assert messages_of(end) == ["ถึงครัวเรือนสุดท้ายแล้ว ยังเหลือที่ข้ามไว้ 2 ครัวเรือน"]
    assert client.get(next_address(institution, after="x")).url == address(late, one_by_one=1)
    assert client.get(next_address(institution, after="9" * 30)).url == address(late, one_by_one=1)


def test_an_officer_looks_and_does_not_judge(client, late, treasurer, district_officer):
    given_to(late, treasurer)
    client.force_login(district_officer)
    page = client.get(address(late))

    assert main_texts(page, "h2") == ["ประเภทที่จัดไว้: ช่วยได้", "การค้างชำระ: ค้างนาน"]
    assert 'id="class-form"' not in main(page)
    assert client.post(address(late), SENT).status_code == 403
    assert Classification.objects.count() == 1


def test_the_outsider_finds_nothing(client, institution, late, outsider):
    client.force_login(outsider)
    scheme = reverse("debts:class_scheme", args=[institution.code])
    for path in (address(late), next_address(institution), scheme):
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


def test_more_loans_are_not_more_queries_on_a_households_page(client, late, kkj, treasurer):
    client.force_login(treasurer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(late))
        return len(captured)

    client.get(address(late))  # the first look is written down
    before = queries()
    make_loan(late, kkj)
    make_loan(late, kkj)
    assert queries() == before
