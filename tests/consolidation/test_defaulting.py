"""A household breaks its plan: its guarantors are told in time, and it comes back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consolidation.closing import close
from consolidation.default_sums import NoticeDue
from consolidation.defaulting import mark_default, negotiate_anew, resume
from consolidation.defaults import default_of, defaults_within, notices_due
from consolidation.guaranteeing import release_guarantor
from consolidation.guarantor_notices import tell_guarantor
from consolidation.ledger import check_ledger
from consolidation.models import Case, Contract, GuarantorNotice
from consolidation.signing_contract import Part, Signer, sign
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.consolidation.repaid import FIRST, SECOND, THIRD, make_repayable, pay
from tests.consolidation.signed import stand

pytestmark = pytest.mark.django_db

LATER = FIRST + timedelta(days=20)
LAST_DAY = FIRST + timedelta(days=60)


@pytest.fixture
def contract(savings_group, treasurer):
    return make_repayable(savings_group, treasurer)


def codes(act):
    with pytest.raises(Refused) as stopped:
        act()
    return [refusal.code for refusal in stopped.value.refusals]


def status(contract):
    return Case.objects.get(pk=contract.case_id).status


def tell(guarantor, actor, *days, sent_on=LATER, proof="EMS TH123"):
    return tell_guarantor(guarantor, days or [FIRST], sent_on=sent_on, proof=proof, actor=actor)


@pytest.mark.parametrize(
    ("on", "sent_on", "tone", "words"),
    [
        (LATER, None, "wait", "ต้องบอกกล่าวภายใน 29 ก.ย. 2561 เหลือ 40 วัน"),
        (LAST_DAY - timedelta(days=14), None, "warning", "ต้องบอกกล่าวภายใน 29 ก.ย. 2561 เหลือ 14 วัน"),
        (LAST_DAY, None, "warning", "ต้องบอกกล่าวภายในวันนี้"),
        (LAST_DAY + timedelta(days=1), None, "error", "เลยกำหนดบอกกล่าว (29 ก.ย. 2561) มา 1 วัน"),
        (SECOND, LAST_DAY, "done", "บอกกล่าวแล้ว 29 ก.ย. 2561"),
        (
            SECOND,
            LAST_DAY + timedelta(days=1),
            "warning",
            "บอกกล่าวแล้ว 30 ก.ย. 2561 ช้ากว่ากำหนด (29 ก.ย. 2561)",
        ),
    ],
)
def test_sixty_days_run_from_the_day_that_was_missed(on, sent_on, tone, words):
    due = NoticeDue(FIRST, on, sent_on)

    assert (due.tone, due.words) == (tone, words)
    assert bool(due.lost) == due.is_late == (tone == "error" or "ช้ากว่า" in words)


def test_on_the_due_day_nothing_is_missed_and_the_day_after_it_is(contract, treasurer):
    stand(contract, treasurer)

    assert default_of(contract, on=FIRST) is None
    found = default_of(contract, on=FIRST + timedelta(days=1))
    assert (found.first_missed, found.days, found.amount) == (FIRST, 1, 11_800)
    assert [(str(one.guarantor), one.due.last_day) for one in found.tasks] == [
        ("นายค้ำ มั่นคง", LAST_DAY)
    ]


def test_each_missed_instalment_is_a_task_until_it_is_paid_or_told(contract, treasurer):
    first, second = stand(contract, treasurer), stand(contract, treasurer, "นางสอง ค้ำด้วย")
    on = SECOND + timedelta(days=5)

    assert len(default_of(contract, on=on).to_tell) == 4
    tell(first, treasurer, FIRST, SECOND, sent_on=on)
    assert [one.guarantor for one in default_of(contract, on=on).to_tell] == [second, second]
    pay(contract, on, 11_800)
    assert [one.due.default_on for one in default_of(contract, on=on).to_tell] == [SECOND]
    pay(contract, on, 11_200)
    assert default_of(contract, on=on) is None


def test_who_was_let_go_or_stood_for_a_shorter_time_is_not_told(contract, treasurer):
    gone = stand(contract, treasurer)
    release_guarantor(gone, on=FIRST, reason="เปลี่ยนคน", actor=treasurer)
    stand(contract, treasurer, "นายสั้น ค้ำปีเดียว", until=FIRST)

    found = default_of(contract, on=SECOND + timedelta(days=1))

    assert [(str(one.guarantor), one.due.default_on) for one in found.tasks] == [
        ("นายสั้น ค้ำปีเดียว", FIRST)
    ]


def test_who_came_to_stand_after_an_instalment_was_missed_is_not_told_of_that_one(
    contract, treasurer
):
    late = stand(contract, treasurer)
    on = SECOND + timedelta(days=1)
    told = [task.instalment.due_on for task in default_of(contract, on=on).tasks]
    assert told == [FIRST, SECOND]  # nobody wrote down when they signed

    sign(contract, [Signer(Part.GUARANTOR, late.name, guarantor=late)], on=LATER, actor=treasurer)

    default = default_of(contract, on=on)
    assert [task.instalment.due_on for task in default.tasks] == [SECOND]
    assert [one.due_on for one in default.overdue] == [FIRST, SECOND]


def test_the_villages_defaults_come_with_the_most_urgent_notice_first(
    institution, savings_group, treasurer
):
    old = make_repayable(savings_group, treasurer)
    new = make_repayable(savings_group, treasurer, on=date(2017, 8, 31))
    none = make_repayable(savings_group, treasurer)
    stand(old, treasurer)
    stand(new, treasurer)
    pay(none, FIRST, 11_800)
    on = date(2018, 10, 5)

    found = defaults_within(institution, on=on)

    assert [one.contract for one in found] == [new, old]
    assert [one.next_task.due.is_late for one in found] == [False, True]


def test_letters_that_are_left_are_counted_with_as_many_questions_for_many(
    contract, savings_group, treasurer
):
    def counted():
        with CaptureQueriesContext(connection) as asked:
            left = notices_due(Contract.objects.all(), on=LATER)
        return left, len(asked)

    stand(contract, treasurer)
    one, questions = counted()
    for _household in range(3):
        stand(make_repayable(savings_group, treasurer), treasurer)

    assert counted() == (4 * one, questions)
    assert one == len(default_of(contract, on=LATER).to_tell) > 0


def test_a_letter_is_written_once_with_its_proof(contract, treasurer):
    guarantor = stand(contract, treasurer)

    tell(guarantor, treasurer)
    assert tell(guarantor, treasurer) == []
    assert GuarantorNotice.objects.count() == 1
    assert AuditEntry.objects.get(act="guarantor_told").sentence == (
        f"บอกกล่าว นายค้ำ มั่นคง ว่าสัญญาเลขที่ {contract} ผิดนัดงวด 31 ก.ค. 2561 "
        "เมื่อ 20 ส.ค. 2561 หลักฐาน EMS TH123"
    )


def test_a_late_letter_is_taken_and_said_to_be_late(contract, treasurer):
    (notice,) = tell(stand(contract, treasurer), treasurer, sent_on=date(2018, 10, 1))

    assert notice.sent_on == date(2018, 10, 1)
    assert "ช้ากว่า 60 วัน 1 งวด" in AuditEntry.objects.get(act="guarantor_told").sentence


def test_a_letter_without_a_default_or_a_proof_is_refused(contract, treasurer):
    guarantor = stand(contract, treasurer)
    pay(contract, LATER, 11_800)

    assert codes(lambda: tell(guarantor, treasurer, proof=" ")) == [
        "notice_unproved",
        "not_in_default",
    ]
    assert codes(lambda: tell(guarantor, treasurer, SECOND)) == ["told_before_default"]
    release_guarantor(guarantor, on=LATER, reason="พอแล้ว", actor=treasurer)
    assert codes(
        lambda: tell_guarantor(guarantor, [], sent_on=LATER, proof="x", actor=treasurer)
    ) == ["guarantor_free", "no_default_chosen"]


def test_before_anything_is_overdue_nobody_is_in_default(contract, treasurer):
    early = codes(lambda: mark_default(contract, on=FIRST, reason="ช้า", actor=treasurer))

    assert early == ["nothing_overdue"]
    unexplained = codes(lambda: mark_default(contract, on=LATER, reason=" ", actor=treasurer))
    assert unexplained == ["default_unexplained"]
    assert status(contract) == "contracted"


def test_in_default_and_back_once_it_has_paid(contract, treasurer):
    pay(contract, FIRST, 100)
    for _twice in range(2):
        mark_default(contract, on=LATER, reason="ค้างงวดแรก", actor=treasurer)
    assert (status(contract), check_ledger()) == ("defaulted", [])
    pay(contract, LATER, 11_700)
    assert status(contract) == "defaulted"

    for _twice in range(2):
        resume(contract, on=LATER, reason="จ่ายครบงวดที่ค้าง", actor=treasurer)

    assert status(contract) == "reduced"
    kept = AuditEntry.objects.filter(act__in=["contract_defaulted", "contract_resumed"])
    assert kept.count() == 2


def test_called_in_default_by_mistake_before_any_receipt_it_is_where_it_was(contract, treasurer):
    mark_default(contract, on=LATER, reason="ลืมลงใบเสร็จ", actor=treasurer)
    resume(contract, on=LATER, reason="ที่จริงจ่ายแล้ว", actor=treasurer)

    assert status(contract) == "contracted"


@pytest.mark.parametrize("paid", [100, 0])
def test_talks_go_on_with_the_contract_as_it_is_and_end_on_it(contract, treasurer, paid):
    if paid:
        pay(contract, FIRST, paid)
    mark_default(contract, on=LATER, reason="ค้างงวดแรก", actor=treasurer)
    for _twice in range(2):
        negotiate_anew(contract, on=LATER, reason="ขอผ่อนยาวขึ้น", actor=treasurer)
    assert (status(contract), check_ledger()) == ("negotiating", [])
    pay(contract, LATER, 33_600 - paid, "next_instalments")
    assert codes(lambda: close(contract, on=THIRD, actor=treasurer)) == ["talks_go_on"]

    resume(contract, on=LATER, reason="ตกลงแผนเดิม", actor=treasurer)

    assert status(contract) == "reduced"  # what was received meanwhile counts


def test_without_a_default_there_is_nothing_to_talk_about_or_to_come_back_from(contract, treasurer):
    assert codes(lambda: negotiate_anew(contract, on=LATER, reason="", actor=treasurer)) == [
        "not_in_default",
        "talks_unexplained",
    ]
    assert resume(contract, on=LATER, reason="x", actor=treasurer).status == "contracted"


def test_a_contract_in_default_that_is_paid_is_ended(contract, treasurer):
    mark_default(contract, on=LATER, reason="ค้างงวดแรก", actor=treasurer)
    pay(contract, LATER, 33_600, "next_instalments")

    close(contract, on=THIRD, actor=treasurer)

    assert status(contract) == "cleared"
    assert codes(lambda: mark_default(contract, on=THIRD, reason="x", actor=treasurer)) == [
        "contract_not_open",
        "not_on_its_plan",
        "nothing_overdue",
    ]
