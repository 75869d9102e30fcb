"""Schemes of classes: the shipped one as the reference says, what can be read and what not."""

from copy import deepcopy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debts.models import ClassScheme
from debts.schemes import SHIPPED, Band, Result, definition_of, read_scheme, scheme_on, schemes_on
from fundinst.errors import Refused
from tests.builders import AS_OF


def band(**figures):
    return SHIPPED.bands[SHIPPED.rank(**figures)].name


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "ปกติ"),
        (1, "เริ่มค้าง"),
        (90, "เริ่มค้าง"),
        (91, "ค้างนาน"),
        (365, "ค้างนาน"),
        (366, "ค้างเรื้อรัง"),
        (9999, "ค้างเรื้อรัง"),
    ],
)
def test_days_overdue_step_from_band_to_band_on_the_day(days, name):
    assert band(days=days) == name


@pytest.mark.parametrize(
    ("instalments", "name"),
    [(0, "ปกติ"), (1, "เริ่มค้าง"), (3, "เริ่มค้าง"), (4, "ค้างนาน"), (99, "ค้างนาน")],
)
def test_missed_instalments_step_from_band_to_band(instalments, name):
    assert band(instalments=instalments) == name


@pytest.mark.parametrize(
    ("dates", "name"), [(0, "ปกติ"), (1, "ค้างนาน"), (2, "ค้างเรื้อรัง"), (3, "ค้างเรื้อรัง")]
)
def test_missed_yearly_due_dates_step_from_band_to_band(dates, name):
    assert band(yearly_due_dates=dates) == name


def test_the_worst_measure_decides():
    assert band(days=1, instalments=4, yearly_due_dates=2) == "ค้างเรื้อรัง"
    assert band(days=91, instalments=1) == "ค้างนาน"


def test_the_shipped_judgements_are_the_references_nine():
    named = {
        (ability, willingness): SHIPPED.judged(ability, willingness).name
        for ability, willingness in SHIPPED.judgements
    }

    assert named == {
        ("able", "willing"): "ดี",
        ("able", "unsure"): "ต้องติดตาม",
        ("able", "unwilling"): "ต้องติดตาม",
        ("limited", "willing"): "ช่วยได้",
        ("limited", "unsure"): "ช่วยได้",
        ("limited", "unwilling"): "ต้องติดตาม",
        ("unable", "willing"): "ยาก",
        ("unable", "unsure"): "ยาก",
        ("unable", "unwilling"): "ยาก",
    }


def test_the_shipped_scheme_reads_as_it_is_written():
    assert read_scheme(definition_of(SHIPPED)) == SHIPPED


def changed(path, value):
    """The shipped definition with one thing changed."""
    definition = deepcopy(definition_of(SHIPPED))
    part = definition
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return definition


def reasons(definition) -> list[str]:
    with pytest.raises(Refused) as stopped:
        read_scheme(definition)
    return [refusal.sentence for refusal in stopped.value.refusals]


UNREADABLE = ["อ่านวิธีจัดประเภทไม่ได้ ให้กรอกใหม่ในหน้าวิธีจัดประเภท"]
FAULTS = [
    (("bands", 1, "name"), " ", ["กรุณากรอกชื่อประเภทตามการค้างรายการที่ 2"]),
    (("bands", 1, "name"), "ปกติ", ["ประเภทตามการค้างชื่อ “ปกติ” มีซ้ำ ให้ใช้ชื่อต่างกัน"]),
    (("bands", 1, "name"), "ก" * 101, ["ประเภทตามการค้างรายการที่ 2 ยาวเกิน 100 ตัวอักษร ให้เขียนสั้นลง"]),
    (
        ("bands", 1, "code"),
        "normal",
        ["รหัสประเภทตามการค้างว่างหรือซ้ำกัน ให้เปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง"],
    ),
    (
        ("bands", 0, "from_days"),
        1,
        [
            "“ปกติ” เป็นประเภทแรก คือไม่มีอะไรค้าง ต้องเว้นตัวเลขว่างไว้",
            "วันที่ค้าง ต้องมากขึ้นจากประเภทเบาไปประเภทหนัก ตอนนี้เป็น 1, 1, 91, 366",
        ],
    ),
    (
        ("bands", 2, "from_days"),
        366,
        ["วันที่ค้าง ต้องมากขึ้นจากประเภทเบาไปประเภทหนัก ตอนนี้เป็น 1, 366, 366"],
    ),
    (("bands", 3, "from_days"), 0.5, ["“ค้างเรื้อรัง” วันที่ค้าง ต้องเป็นจำนวนเต็ม 1 ถึง 32,767"]),
    (("bands", 3, "from_days"), True, ["“ค้างเรื้อรัง” วันที่ค้าง ต้องเป็นจำนวนเต็ม 1 ถึง 32,767"]),
    (
        ("bands", 1),
        {"code": "starting", "name": "เริ่มค้าง"},
        ["“เริ่มค้าง” ต้องมีตัวเลขอย่างน้อยหนึ่งช่อง ว่าเริ่มจากค้างเท่าใด"],
    ),
    (("bands",), [{"code": "a", "name": "ก"}], ["ประเภทตามการค้างต้องมี 2 ถึง 8 รายการ"]),
    (
        ("judgements", "able", "willing"),
        "nothing",
        ["กรุณาเลือกผลของ “มีความสามารถ” กับ “ตั้งใจชำระ”"],
    ),
    (
        ("judgements", "rich"),
        {},
        ["มีความสามารถหรือความตั้งใจที่ระบบไม่รู้จัก ให้กรอกตารางผลใหม่"],
    ),
    (("judgements", "able"), None, UNREADABLE),
    (("results", 0), "ดี", UNREADABLE),
    (("results", 0, "more"), 1, UNREADABLE),
    (("bands", 0, "name"), 5, UNREADABLE),
    (("more",), [], UNREADABLE),
]


@pytest.mark.parametrize(("path", "value", "sentences"), FAULTS)
def test_a_fault_in_a_definition_is_said_in_thai(path, value, sentences):
    assert reasons(changed(path, value)) == sentences


@pytest.mark.parametrize("definition", [None, [], "วิธี", {}, {"bands": []}])
def test_what_is_no_definition_at_all_is_refused_in_one_sentence(definition):
    assert reasons(definition) == UNREADABLE


def test_every_fault_is_said_at_once():
    definition = changed(("bands", 1, "name"), "")
    definition["results"] = []

    assert len(reasons(definition)) == 2 + 9


figures = st.fixed_dictionaries(
    {
        "days": st.integers(0, 1500),
        "instalments": st.integers(0, 50),
        "yearly_due_dates": st.integers(0, 10),
    }
)
rising = st.lists(st.integers(1, 1500), min_size=1, max_size=7, unique=True).map(sorted)


@given(first=figures, more=figures, steps=rising)
def test_more_of_any_measure_never_comes_to_a_milder_band(first, more, steps):
    bands = [Band("nothing", "ไม่ค้าง"), *(Band(str(n), str(n), from_days=n) for n in steps)]
    for scheme in (SHIPPED, read_scheme(changed(("bands",), [to_dict(one) for one in bands]))):
        worse = {measure: first[measure] + more[measure] for measure in first}
        assert scheme.rank(**worse) >= scheme.rank(**first)


def to_dict(one: Band) -> dict:
    return {"code": one.code, "name": one.name, "from_days": one.from_days}


@pytest.mark.django_db
def test_the_version_in_force_on_the_day_holds_and_before_it_the_shipped_one(
    institution, other_institution, treasurer
):
    own = changed(("results", 0), {"code": "good", "name": "ดีมาก", "meaning": ""})
    version = ClassScheme.objects.create(
        institution=institution, effective_on=AS_OF, definition=own, written_by=treasurer
    )
    ClassScheme.objects.create(
        institution=institution,
        effective_on=date(2018, 1, 1),
        definition=definition_of(SHIPPED),
        written_by=treasurer,
    )

    assert scheme_on(institution, date(2017, 6, 29)) == (SHIPPED, None)
    scheme, found = scheme_on(institution, date(2017, 12, 31))
    assert (found, scheme.results[0]) == (version, Result("good", "ดีมาก", ""))
    assert schemes_on([other_institution.pk], AS_OF) == {other_institution.pk: (SHIPPED, None)}
