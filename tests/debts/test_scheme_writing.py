"""Writing a version of the institution's scheme of classes."""

from datetime import date, timedelta

import pytest

from debts.classifying import classify
from debts.models import ClassScheme
from debts.scheme_writing import write_scheme
from debts.schemes import SHIPPED, definition_of, read_scheme, scheme_on
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2017, 7, 1), date(2018, 1, 1)
JUDGED = {"ability": "limited", "willingness": "willing", "reason": "รายได้ลดลง"}


def own(name: str) -> dict:
    definition = definition_of(SHIPPED)
    definition["results"][0]["name"] = name
    return definition


def refused(institution, effective_on, actor, definition=None) -> list[str]:
    with pytest.raises(Refused) as stopped:
        write_scheme(
            institution,
            effective_on=effective_on,
            definition=definition or own("ดีเยี่ยม"),
            actor=actor,
        )
    return [refusal.sentence for refusal in stopped.value.refusals]


def test_a_version_holds_from_its_day_until_the_next(institution, treasurer):
    write_scheme(institution, effective_on=SECOND, definition=own("สอง"), actor=treasurer)
    write_scheme(institution, effective_on=FIRST, definition=own("หนึ่ง"), actor=treasurer)

    days = [FIRST - timedelta(1), FIRST, SECOND - timedelta(1), SECOND]
    names = [scheme_on(institution, on)[0].results[0].name for on in days]
    assert names == ["ดี", "หนึ่ง", "หนึ่ง", "สอง"]
    entries = AuditEntry.objects.filter(act="class_scheme_written", institution=institution)
    assert [entry.sentence for entry in entries] == [
        "เขียนวิธีจัดประเภทลูกหนี้ ใช้ตั้งแต่ 1 ก.ค. 2560",
        "เขียนวิธีจัดประเภทลูกหนี้ ใช้ตั้งแต่ 1 ม.ค. 2561",
    ]


def test_the_same_version_sent_twice_is_one(institution, treasurer):
    said = {"effective_on": FIRST, "definition": own("หนึ่ง"), "actor": treasurer}

    assert write_scheme(institution, **said) == write_scheme(institution, **said)
    assert ClassScheme.objects.count() == 1


def test_what_is_written_can_be_read(institution, treasurer):
    version = write_scheme(institution, effective_on=FIRST, definition=own("ก"), actor=treasurer)

    version.refresh_from_db()
    assert definition_of(read_scheme(version.definition)) == version.definition == own("ก")
    assert version.written_by == treasurer


def test_a_day_has_one_version(institution, treasurer):
    write_scheme(institution, effective_on=FIRST, definition=own("หนึ่ง"), actor=treasurer)

    assert refused(institution, FIRST, treasurer) == [
        "มีวิธีจัดประเภทที่ใช้ตั้งแต่ 1 ก.ค. 2560 อยู่แล้ว ให้ใช้วันอื่น"
    ]
    assert ClassScheme.objects.get().definition == own("หนึ่ง")


def test_no_version_slips_under_classes_that_a_later_one_gave(household, treasurer):
    institution = household.institution
    write_scheme(institution, effective_on=SECOND, definition=own("สอง"), actor=treasurer)
    classify(household, on=SECOND + timedelta(30), actor=treasurer, **JUDGED)

    assert refused(institution, FIRST, treasurer) == [
        "จัดประเภทด้วยวิธีที่ใช้ตั้งแต่ 1 ม.ค. 2561 ไปแล้ว ครั้งสุดท้าย ณ 31 ม.ค. 2561 ให้เริ่มใช้วิธีใหม่หลังวันนั้น"
    ]
    write_scheme(institution, effective_on=date(2018, 2, 1), definition=own("สาม"), actor=treasurer)
    assert ClassScheme.objects.count() == 2


def test_a_class_that_was_withdrawn_stands_in_no_ones_way(household, treasurer):
    institution = household.institution
    write_scheme(institution, effective_on=SECOND, definition=own("สอง"), actor=treasurer)
    classify(household, on=SECOND, actor=treasurer, **JUDGED)
    undo_entry(AuditEntry.objects.get(act="classified"), actor=treasurer)

    write_scheme(institution, effective_on=FIRST, definition=own("หนึ่ง"), actor=treasurer)
    assert ClassScheme.objects.count() == 2


def test_classes_of_the_shipped_scheme_do_not_stop_the_first_version(household, treasurer):
    given = classify(household, on=SECOND, actor=treasurer, **JUDGED)
    write_scheme(household.institution, effective_on=AS_OF, definition=own("ก"), actor=treasurer)

    given.refresh_from_db()
    assert (given.scheme, given.judged_name) == (None, "ช่วยได้")


def test_every_reason_is_told_and_nothing_is_written(institution, treasurer):
    write_scheme(institution, effective_on=FIRST, definition=own("หนึ่ง"), actor=treasurer)
    faulty = own("")
    faulty["bands"][1]["from_days"] = 0

    assert refused(institution, FIRST, treasurer, faulty) == [
        "“เริ่มค้าง” วันที่ค้าง ต้องเป็นจำนวนเต็ม 1 ถึง 32,767",
        "กรุณากรอกชื่อผลการจัดประเภทรายการที่ 1",
        "มีวิธีจัดประเภทที่ใช้ตั้งแต่ 1 ก.ค. 2560 อยู่แล้ว ให้ใช้วันอื่น",
    ]
    assert ClassScheme.objects.count() == 1
