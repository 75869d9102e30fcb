"""The scheme's page: what holds, since when, and writing a further version in a plain form."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from debts.models import ClassScheme
from debts.scheme_writing import write_scheme
from debts.schemes import SHIPPED, definition_of, read_scheme
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db

DAY = date(2017, 10, 1)


@pytest.fixture
def page(institution) -> str:
    return reverse("debts:class_scheme", args=[institution.code])


def sent(**changed) -> dict:
    """The shipped scheme as its form sends it."""
    data = {"effective_on": "1/10/2560"}
    definition = definition_of(SHIPPED)
    for kind, rows_of in (("band", "bands"), ("result", "results")):
        for place, row in enumerate(definition[rows_of]):
            for column, value in row.items():
                data[f"{kind}-{place}-{column}"] = "" if value is None else str(value)
    data |= {"band-4-code": "own_1", "result-4-code": "own_2"}
    for ability, row in definition["judgements"].items():
        for willingness, code in row.items():
            data[f"judgement-{ability}-{willingness}"] = code
    return {**data, **changed}


def test_the_shipped_scheme_is_shown_in_figures_and_words(client, page, treasurer):
    client.force_login(treasurer)
    shown = client.get(page)

    assert main_texts(shown, "lead") == ["บ้านทดลอง · แบบที่มากับระบบ สถาบันยังไม่ได้เขียนเอง"]
    assert rows(shown)[1:] == [
        ["ปกติ ไม่มีอะไรค้าง", "–", "–", "–"],
        ["เริ่มค้าง", "1", "1", "–"],
        ["ค้างนาน", "91", "4", "1"],
        ["ค้างเรื้อรัง", "366", "–", "2"],
    ]
    assert main_texts(shown, "dd")[1] == "มีจำกัด + ตั้งใจชำระ · มีจำกัด + ไม่แน่ใจ"
    assert main_texts(shown, "action-bar") == ["เขียนฉบับใหม่จากฉบับนี้"]


def test_the_form_sent_back_as_it_came_writes_the_same_scheme(client, page, treasurer):
    client.force_login(treasurer)
    answer = client.post(page, sent())

    version = ClassScheme.objects.get()
    assert (version.effective_on, version.written_by) == (DAY, treasurer)
    assert read_scheme(version.definition) == SHIPPED
    assert answer.url == f"{page}?on=2017-10-01"
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "บันทึกวิธีจัดประเภทแล้ว การจัดประเภทที่ทำไปก่อนคงเดิม"
    ]
    assert main_texts(client.get(answer.url), "lead") == ["บ้านทดลอง · ใช้ตั้งแต่ 1 ต.ค. 2560"]


def test_rows_can_be_added_renamed_and_left_out_in_thai_digits(client, page, treasurer):
    client.force_login(treasurer)
    changes = {
        "band-2-from_days": "๑๘๑",
        "band-4-name": "สูญ",
        "band-4-from_days": "1,000",
        "result-0-name": "ดีมาก",
        "result-4-name": "รอดู",
        "judgement-able-unsure": "own_2",
    }
    client.post(page, sent(**changes))

    scheme = read_scheme(ClassScheme.objects.get().definition)
    assert [(band.code, band.name, band.from_days) for band in scheme.bands[2:]] == [
        ("long", "ค้างนาน", 181),
        ("chronic", "ค้างเรื้อรัง", 366),
        ("own_1", "สูญ", 1000),
    ]
    assert [result.name for result in scheme.results] == [
        "ดีมาก",
        "ช่วยได้",
        "ต้องติดตาม",
        "ยาก",
        "รอดู",
    ]
    assert scheme.judged("able", "unsure").name == "รอดู"


def test_a_row_left_empty_is_no_class(client, page, treasurer):
    client.force_login(treasurer)
    emptied = {f"band-3-{column}": "" for column in ("name", "from_days", "from_yearly_due_dates")}
    client.post(page, sent(**emptied))

    assert [band["name"] for band in ClassScheme.objects.get().definition["bands"]] == [
        "ปกติ",
        "เริ่มค้าง",
        "ค้างนาน",
    ]


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"band-1-from_days": "เก้าสิบ"}, "ค้างตั้งแต่ (วัน) รายการที่ 2: ให้พิมพ์เป็นจำนวนเต็ม เช่น 90"),
        ({"effective_on": ""}, "ใช้ตั้งแต่วันที่: กรุณากรอกใช้ตั้งแต่วันที่"),
        (
            {"band-1-name": "", "judgement-able-willing": "own_2"},
            "กรุณากรอกชื่อประเภทตามการค้างรายการที่ 2 กรุณาเลือกผลของ “มีความสามารถ” กับ “ตั้งใจชำระ”",
        ),
        ({"judgement-able-willing": "bogus"}, "มีความสามารถ · ตั้งใจชำระ: กรุณาเลือกผลจากรายการ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(changed, errors, client, page, treasurer):
    client.force_login(treasurer)
    shown = client.post(page, sent(**changed))

    assert main_texts(shown, "notice-error") == [f"ยังบันทึกวิธีจัดประเภทไม่ได้ {errors}"]
    assert not ClassScheme.objects.exists()


def test_what_was_typed_stays_in_its_cell(client, page, treasurer):
    client.force_login(treasurer)
    shown = client.post(page, sent(**{"band-1-from_days": "เก้าสิบ", "result-0-name": "ดีมาก"}))

    assert 'value="เก้าสิบ"' in main(shown)
    assert "ดีมาก" in main_texts(shown, "option")


def test_a_day_that_has_a_version_is_refused_in_words(client, page, institution, treasurer):
    write_scheme(institution, effective_on=DAY, definition=definition_of(SHIPPED), actor=treasurer)
    client.force_login(treasurer)
    shown = client.post(page, sent(**{"result-0-name": "ดีเยี่ยม"}))

    assert main_texts(shown, "notice-error") == [
        "ยังบันทึกวิธีจัดประเภทไม่ได้ มีวิธีจัดประเภทที่ใช้ตั้งแต่ 1 ต.ค. 2560 อยู่แล้ว ให้ใช้วันอื่น"
    ]
    assert ClassScheme.objects.count() == 1


def test_the_form_begins_with_the_version_in_force_on_the_day_asked(
    client, page, institution, treasurer
):
    own = definition_of(SHIPPED)
    own["results"][0]["name"] = "ดีมาก"
    write_scheme(institution, effective_on=DAY, definition=own, actor=treasurer)
    client.force_login(treasurer)

    then, before = (
        client.get(f"{page}?edit=1&on=2017-10-01"),
        client.get(f"{page}?edit=1&on=2017-09-30"),
    )
    assert ('value="ดีมาก"' in main(then), 'value="ดีมาก"' in main(before)) == (True, False)


def test_an_officer_reads_the_scheme_and_does_not_write_it(client, page, district_officer):
    client.force_login(district_officer)

    assert main_texts(client.get(page), "action-bar") == []
    assert client.get(f"{page}?edit=1").status_code == 403
    assert client.post(page, sent()).status_code == 403
    assert not ClassScheme.objects.exists()
