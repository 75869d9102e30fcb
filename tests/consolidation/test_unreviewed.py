"""The contract comes after the district's approval, and is what was approved; or says why not."""

from datetime import date
from decimal import Decimal

import pytest

from consolidation.consenting import give_consent, take_back_consent
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import Contract
from consolidation.practising import begin_practice
from consolidation.reviewing import return_for_mending
from consolidation.rules import warnings_to_merge
from consolidation.selecting import select_household
from consolidation.unreviewed import reason_of, what_was_done
from debts.models import JournalEntry
from fundinst.errors import Refused
from members.models import AuditEntry, Notice
from tests.builders import AS_OF, BEFORE_REVIEW, SIGNED
from tests.consolidation.registered import SENT_ON, confirmed
from tests.consolidation.submitted import make_approved, make_submission

pytestmark = pytest.mark.django_db

WHY = BEFORE_REVIEW["unreviewed"]


def merge(household, into, actor, **terms):
    head = household.persons.get(is_head=True)
    return merge_debts(household, None, into=into, borrower=head, on=SIGNED, actor=actor, **terms)


def refused(*args, **terms) -> list[str]:
    with pytest.raises(Refused) as stopped:
        merge(*args, **terms)
    assert not Contract.objects.exists()
    return [refusal.code for refusal in stopped.value.refusals]


def more(household, actor, principal: int) -> None:
    loan = household.loans.earliest("pk")
    JournalEntry.objects.create(
        loan=loan, kind="survey", on=SENT_ON, principal=principal, actor=actor
    )


def test_a_household_that_the_district_has_not_let_pass_is_not_contracted(
    household, savings_group, treasurer
):
    assert refused(household, savings_group, treasurer, select=True) == ["not_reviewed"]
    select_household(household, on=AS_OF, actor=treasurer)
    assert refused(household, savings_group, treasurer) == ["not_reviewed"]


def test_once_it_is_approved_it_is_contracted_for_what_was_approved(
    household, savings_group, treasurer, district_officer
):
    make_approved(household, treasurer, district_officer)

    contract = merge(household, savings_group, treasurer)

    assert (contract.principal + contract.carried, reason_of(contract)) == (Decimal(13200), "")
    assert not Notice.objects.filter(key__startswith="contracted_unreviewed").exists()


def test_a_reason_without_the_meetings_resolution_or_of_blanks_is_none(
    household, savings_group, treasurer
):
    select_household(household, on=AS_OF, actor=treasurer)

    assert refused(household, savings_group, treasurer, unreviewed="รีบ") == ["resolution_missing"]
    blank = {"unreviewed": "  ", "resolution": "3/2560"}
    assert refused(household, savings_group, treasurer, **blank) == ["not_reviewed"]
    long = {"unreviewed": "ย" * 301, "resolution": "3/2560"}
    assert refused(household, savings_group, treasurer, **long) == ["reason_long"]


def test_with_a_reason_and_a_resolution_it_goes_on_and_everybody_can_read_why(
    household, savings_group, treasurer, district_officer, client
):
    contract = merge(household, savings_group, treasurer, select=True, **BEFORE_REVIEW)

    steps = contract.case.transitions.order_by("pk").values_list("to_status", "reason")
    assert [*steps][-3:] == [("negotiating", ""), ("agreed", ""), ("contracted", WHY)]
    entry = AuditEntry.objects.get(act="debts_merged")
    assert entry.sentence.endswith(f"ทำสัญญาก่อนอำเภอตรวจ เพราะ {WHY}")
    told = Notice.objects.get(user=district_officer)
    assert told.sentence.endswith(f"ทำสัญญาก่อนอำเภอตรวจ ครัวเรือนบ้านเลขที่ 32/1: {WHY}")
    client.force_login(district_officer)
    page = client.get(contract.get_absolute_url())
    assert page.context["unreviewed"] == f"ทำสัญญาก่อนอำเภอตรวจ เพราะ {WHY}"
    assert f"ทำสัญญาก่อนอำเภอตรวจ เพราะ {WHY}" in page.content.decode()


def test_what_changed_since_the_approval_is_refused_with_the_sum_unless_the_meeting_says_why(
    household, savings_group, treasurer, district_officer
):
    make_approved(household, treasurer, district_officer)
    more(household, treasurer, 777)

    with pytest.raises(Refused) as stopped:
        merge(household, savings_group, treasurer)
    contract = merge(household, savings_group, treasurer, **BEFORE_REVIEW)

    assert [(why.code, why.sentence) for why in stopped.value.refusals] == [
        (
            "changed_since_review",
            "ยอดหนี้เปลี่ยนหลังอำเภอตรวจผ่าน เพิ่ม 777 บาท ให้กด “ขอแก้ไข” ที่หน้าครัวเรือน แล้วส่งอำเภอตรวจใหม่",
        )
    ]
    assert what_was_done(contract) == "ทำสัญญาด้วยยอดที่เปลี่ยนหลังอำเภอตรวจ"
    assert Notice.objects.filter(
        user=district_officer, key=f"contracted_unreviewed:{contract.pk}"
    ).exists()


def test_a_loan_that_came_since_or_another_share_of_the_same_sum_is_a_change_too(
    household, village_fund, savings_group, treasurer, district_officer
):
    make_approved(household, treasurer, district_officer)
    first, second = household.loans.order_by("pk")[:2]
    for loan, principal in ((first, 100), (second, -100)):
        JournalEntry.objects.create(
            loan=loan, kind="survey", on=SENT_ON, principal=principal, actor=treasurer
        )

    assert refused(household, savings_group, treasurer) == ["changed_since_review"]


def test_a_consent_that_was_taken_back_is_lifted_by_no_reason(
    household, savings_group, treasurer, district_officer
):
    make_approved(household, treasurer, district_officer)
    take_back_consent(household, signed_on=SENT_ON, actor=treasurer)

    assert refused(household, savings_group, treasurer, **BEFORE_REVIEW) == ["consent_withdrawn"]
    give_consent(household, signed_on=date(2017, 7, 20), actor=treasurer)
    assert merge(household, savings_group, treasurer).case.status == "contracted"


def test_what_lies_with_the_district_or_came_back_is_lifted_by_no_reason(
    household, savings_group, treasurer, district_officer
):
    submission = make_submission(household, treasurer)
    assert refused(household, savings_group, treasurer, **BEFORE_REVIEW) == ["case_not_ready"]
    return_for_mending(
        submission, remarks=[], reason="ดูใหม่", step="debts", on=SIGNED, actor=district_officer
    )

    assert refused(household, savings_group, treasurer, **BEFORE_REVIEW) == ["case_not_ready"]


def test_each_contract_of_a_case_keeps_its_own_reason(
    household, savings_group, treasurer, district_officer
):
    make_approved(household, treasurer, district_officer)
    first = merge(household, savings_group, treasurer, **BEFORE_REVIEW)
    undo_merge(first, reason="ผิดกองทุน", on=SIGNED, actor=treasurer)
    more(household, treasurer, 5)
    second = merge(household, savings_group, treasurer, **BEFORE_REVIEW)

    # The first was what the district had let pass: its reason was of no account.
    assert [reason_of(first), reason_of(second)] == ["", WHY]


def test_a_practice_village_has_no_district_and_is_told_so(institution, treasurer):
    practice = begin_practice(institution, on=SIGNED, actor=treasurer)
    household = next(home for home in practice.households.all() if home.loans.count() > 1)
    into = practice.funds.first()

    told = warnings_to_merge(household, [*household.loans.all()], into=into, on=SIGNED)
    contract = merge(household, into, treasurer, select=True)

    assert "practice_unreviewed" in [warning.code for warning in told]
    assert reason_of(contract) == ""


def test_a_disputed_loan_that_is_left_out_is_no_change(
    household, kkj, savings_group, treasurer, district_officer
):
    make_approved(household, treasurer, district_officer)
    loan = household.loans.get(account__fund=kkj)
    confirmed(household, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    assert merge(household, savings_group, treasurer).parts.count() == 2
