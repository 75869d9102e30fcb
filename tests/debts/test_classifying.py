"""Giving a household its class: what is frozen, what is refused, and the way back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from debts.classifying import class_on, classify, owing, unclassified, with_class
from debts.models import Classification
from debts.scheme_writing import write_scheme
from debts.schemes import SHIPPED, definition_of
from fundinst.errors import Refused
from members.models import AuditEntry, Household
from members.undoing import undo_entry
from tests.builders import AS_OF, make_household, make_loan

pytestmark = pytest.mark.django_db

DAY = date(2017, 12, 31)
JUDGED = {"ability": "limited", "willingness": "willing", "reason": "ข้าวเสียหายจากน้ำท่วม"}


@pytest.fixture
def late(household, village_fund) -> Household:
    """The household of 32/1 with one more loan, 92 days overdue on DAY."""
    make_loan(household, village_fund, 1000, due_on=DAY - timedelta(92), number="กทบ. 9/2559")
    return household


def refused(household, actor, **changed) -> list[str]:
    with pytest.raises(Refused) as stopped:
        classify(household, actor=actor, **{"on": DAY, **JUDGED, **changed})
    return [refusal.sentence for refusal in stopped.value.refusals]


def test_the_class_is_frozen_as_the_scheme_has_it_on_the_day(late, treasurer):
    given = classify(late, on=DAY, actor=treasurer, **JUDGED)

    given.refresh_from_db()
    assert (given.on, given.ability, given.willingness) == (DAY, "limited", "willing")
    assert (given.overdue_class, given.overdue_name) == ("long", "ค้างนาน")
    assert (given.days_overdue, given.missed_due_dates) == (92, 0)
    assert given.worst_loan.number == "กทบ. 9/2559"
    assert (given.judged_class, given.judged_name) == ("helpable", "ช่วยได้")
    assert (given.reason, given.actor, given.scheme) == (JUDGED["reason"], treasurer, None)


def test_who_classified_and_why_stands_in_the_households_record(late, treasurer):
    given = classify(late, on=DAY, actor=treasurer, **JUDGED)

    entry = AuditEntry.objects.get(act="classified")
    assert (entry.household, entry.actor) == (late, treasurer)
    assert entry.before == {"classification": given.pk}
    assert entry.sentence == (
        "จัดประเภทลูกหนี้เป็น “ช่วยได้” ณ 31 ธ.ค. 2560 "
        "(การค้างชำระ: ค้างนาน · มีจำกัด · ตั้งใจชำระ) เหตุผล: ข้าวเสียหายจากน้ำท่วม"
    )


def test_where_no_due_date_is_known_no_band_is_written_down(household, treasurer):
    given = classify(household, on=DAY, actor=treasurer, **JUDGED)

    assert (given.overdue_class, given.overdue_name) == ("", "")
    assert (given.days_overdue, given.missed_due_dates, given.worst_loan) == (None, None, None)
    assert given.judged_name == "ช่วยได้"


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({"reason": "  "}, ["กรุณาเลือกหรือเขียนเหตุผลที่จัดประเภทเช่นนี้"]),
        ({"reason": "ก" * 301}, ["เหตุผลยาวเกิน 300 ตัวอักษร ให้เขียนสั้นลง"]),
        (
            {"ability": "rich", "willingness": ""},
            ["กรุณาเลือกความสามารถในการชำระ", "กรุณาเลือกความตั้งใจชำระ"],
        ),
        (
            {"on": AS_OF - timedelta(1)},
            ["ณ 29 มิ.ย. 2560 ครัวเรือนนี้ไม่มีหนี้ค้างกับกองทุนใด จึงไม่ต้องจัดประเภท"],
        ),
    ],
)
def test_a_class_without_what_it_rests_on_is_refused_and_nothing_is_written(
    changed, sentences, late, treasurer
):
    assert refused(late, treasurer, **changed) == sentences
    assert not Classification.objects.exists()
    assert not AuditEntry.objects.filter(act="classified").exists()


def test_a_day_to_come_is_refused(late, treasurer):
    tomorrow = localdate() + timedelta(1)

    assert refused(late, treasurer, on=tomorrow) == ["วันที่จัดประเภทยังมาไม่ถึง ให้ใช้วันนี้หรือวันก่อนหน้า"]
    assert classify(late, on=localdate(), actor=treasurer, **JUDGED).on == localdate()


def test_a_household_taken_out_of_the_register_is_refused(late, treasurer):
    Household.objects.update(is_removed=True)

    assert refused(late, treasurer) == ["ครัวเรือนนี้ถูกเอาออกจากทะเบียนแล้ว ไม่ต้องจัดประเภท"]


def test_a_past_day_has_the_class_it_had_then(late, treasurer):
    first = classify(late, on=AS_OF, actor=treasurer, **JUDGED)
    later = classify(late, on=DAY, actor=treasurer, **{**JUDGED, "ability": "able"})
    same_day = classify(late, on=DAY, actor=treasurer, **{**JUDGED, "ability": "unable"})
    between = classify(late, on=date(2017, 9, 1), actor=treasurer, **JUDGED)

    asked = [AS_OF - timedelta(1), AS_OF, date(2017, 9, 1), DAY - timedelta(1), DAY]
    assert [class_on(late, on) for on in asked] == [None, first, between, between, same_day]
    assert later.judged_name == "ดี"


def test_what_was_withdrawn_holds_no_more_and_the_class_before_it_does(late, treasurer):
    first = classify(late, on=AS_OF, actor=treasurer, **JUDGED)
    wrong = classify(late, on=DAY, actor=treasurer, **{**JUDGED, "ability": "unable"})

    undo_entry(AuditEntry.objects.filter(act="classified").first(), actor=treasurer)

    withdrawing = Classification.objects.get(withdraws=wrong)
    same = ("on", "ability", "judged_name", "overdue_name", "days_overdue", "worst_loan", "reason")
    assert [getattr(withdrawing, field) for field in same] == [
        getattr(wrong, field) for field in same
    ]
    assert class_on(late, DAY) == first
    assert AuditEntry.objects.get(act="classified_undone").household == late


def test_what_was_withdrawn_is_not_withdrawn_twice(late, treasurer):
    classify(late, on=DAY, actor=treasurer, **JUDGED)
    entry = AuditEntry.objects.get(act="classified")
    undo_entry(entry, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        undo_entry(entry, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["undone_before"]
    assert Classification.objects.count() == 2


def test_who_judged_by_an_old_page_hears_what_was_given_meanwhile(late, treasurer):
    first = classify(late, on=DAY, actor=treasurer, seen=0, **JUDGED)

    assert refused(late, treasurer, ability="able", seen=0) == [
        "ระหว่างที่ท่านเปิดหน้านี้ ผู้ใช้ ทดสอบ จัดประเภทครัวเรือนนี้เป็น “ช่วยได้” แล้ว "
        "ดูเหตุผลในหน้านี้ ถ้ายังต้องการจัดใหม่ให้กดบันทึกอีกครั้ง"
    ]
    again = classify(late, on=DAY, actor=treasurer, seen=first.pk, **{**JUDGED, "ability": "able"})
    assert class_on(late, DAY) == again


def test_a_classification_sent_twice_is_one(late, treasurer):
    first = classify(late, on=DAY, actor=treasurer, seen=0, **JUDGED)

    assert classify(late, on=DAY, actor=treasurer, seen=0, **JUDGED) == first
    assert Classification.objects.count() == 1
    assert AuditEntry.objects.filter(act="classified").count() == 1


def test_a_new_scheme_classes_from_its_day_on_and_what_was_classed_keeps_its_words(late, treasurer):
    own = definition_of(SHIPPED)
    own["bands"][2]["name"] = "ค้างเกินสามเดือน"
    own["results"][1]["name"] = "ควรช่วย"
    before = classify(late, on=DAY - timedelta(1), actor=treasurer, **JUDGED)
    version = write_scheme(late.institution, effective_on=DAY, definition=own, actor=treasurer)
    after = classify(late, on=DAY, actor=treasurer, **JUDGED)

    before.refresh_from_db()
    assert (before.overdue_name, before.judged_name, before.scheme) == ("ค้างนาน", "ช่วยได้", None)
    assert (after.overdue_name, after.judged_name) == ("ค้างเกินสามเดือน", "ควรช่วย")
    assert after.scheme == version


def test_lists_say_of_each_household_its_class_on_the_day(late, institution, kkj, treasurer):
    other = make_household(institution, "50")
    make_loan(other, kkj)
    classify(late, on=AS_OF, actor=treasurer, **{**JUDGED, "ability": "able"})
    classify(late, on=DAY, actor=treasurer, **JUDGED)

    def told(on) -> dict:
        columns = ("class_code", "class_name", "overdue_name", "classified_on")
        homes = with_class(Household.objects.all(), on)
        return {home.pk: tuple(getattr(home, column) for column in columns) for home in homes}

    nothing = (None, None, None, None)
    assert told(AS_OF) == {late.pk: ("good", "ดี", "", AS_OF), other.pk: nothing}
    assert told(DAY) == {late.pk: ("helpable", "ช่วยได้", "ค้างนาน", DAY), other.pk: nothing}
    assert told(AS_OF - timedelta(1)) == {late.pk: nothing, other.pk: nothing}


def test_who_owes_and_has_no_class_waits_for_one(late, institution, kkj, treasurer):
    owes_nothing = make_household(institution, "51")
    removed = make_household(institution, "52")
    make_loan(removed, kkj)
    Household.objects.filter(pk=removed.pk).update(is_removed=True)
    later = make_household(institution, "53")
    make_loan(later, kkj, on=DAY)
    homes = Household.objects.all()

    assert [*unclassified(homes)] == [*owing(homes)] == [late, later]
    assert [*unclassified(homes, AS_OF)] == [late]
    classify(late, on=DAY, actor=treasurer, **JUDGED)
    assert [*unclassified(homes)] == [*unclassified(homes, DAY)] == [later]
    assert [*unclassified(homes, AS_OF)] == [late]
    undo_entry(AuditEntry.objects.get(act="classified"), actor=treasurer)
    assert [*unclassified(homes)] == [late, later]
    assert owes_nothing not in homes.filter(pk__in=owing(homes, DAY))


def test_classes_of_many_households_are_one_query(late, institution, kkj):
    make_loan(make_household(institution, "50"), kkj)

    with CaptureQueriesContext(connection) as queries:
        assert len(with_class(unclassified(Household.objects.all(), DAY), DAY)) == 2
    assert len(queries) == 1
