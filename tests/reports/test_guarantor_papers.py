"""Letters of guarantors: told of a default within 60 days, and their consent to more time."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from consolidation.changing_terms import Change, change_terms
from consolidation.defaults import default_of
from consolidation.guaranteeing import release_guarantor
from consolidation.guarantor_notices import tell_guarantor
from consolidation.planning import PlanWishes
from debts.models import Guarantor
from fundinst.errors import Refused
from reports.issuing import as_issued, issue, issued_of
from reports.keeping import file_of
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG
from reports.papers import paper_of
from tests.consolidation.papers import guaranteed
from tests.consolidation.repaid import FIRST, SECOND, make_repayable, pay
from tests.consolidation.signed import stand
from tests.pages import main_texts, texts
from tests.reports.papers import pages_by_pypdf, without_spaces

pytestmark = pytest.mark.django_db

NOTICE, CONSENT, OLD = (BY_SLUG[one] for one in ("default-notice", "time-consent", "old-consent"))
IN_TIME = date(2018, 8, 20)


@pytest.fixture
def guarantor(savings_group, treasurer):
    """Who stands for a contract whose first instalment was due on 31 July 2561."""
    return stand(make_repayable(savings_group, treasurer), treasurer)


def text_of(issued) -> str:
    return without_spaces("".join(pages_by_pypdf(file_of(issued))))


def says(text: str, *sentences: str) -> list[str]:
    return [one for one in sentences if without_spaces(one) not in text]


def refused(kind, subject, on=SECOND) -> list[str]:
    with pytest.raises(Refused) as stopped:
        paper_of(kind, subject, on)
    return [refusal.code for refusal in stopped.value.refusals]


def test_the_notice_says_what_was_missed_until_when_it_had_to_be_told_and_is_kept(
    guarantor, treasurer
):
    issued = issue(NOTICE, guarantor, on=IN_TIME, actor=treasurer)

    text = text_of(issued)
    assert (
        says(
            text,
            "หนังสือบอกกล่าวผู้ค้ำประกัน",
            "เรียน นายค้ำ มั่นคง",
            "ไม่เกิน ๕,๐๐๐.๐๐ บาท (ห้าพันบาทถ้วน)",
            "๓๑ ก.ค. ๒๕๖๑ ๒๙ ก.ย. ๒๕๖๑ ๑๑,๘๐๐.๐๐",
            "รวมที่ค้าง ๑๑,๘๐๐.๐๐ บาท",
            "ป.พ.พ. มาตรา ๖๘๖",
            "ท่านไม่ใช่ลูกหนี้ร่วม",
        )
        == []
    )
    assert "ท่านไม่ต้องรับผิดในดอกเบี้ย" not in text
    kept = file_of(issued)

    tell_guarantor(guarantor, [FIRST], sent_on=IN_TIME, proof="EMS TH1", actor=treasurer)
    pay(guarantor.contract, date(2018, 9, 1), 11_800)

    assert issue(NOTICE, guarantor, on=IN_TIME, actor=treasurer) == issued
    assert as_issued(NOTICE, guarantor, issued) is not None
    assert file_of(IssuedPaper.objects.get()) == kept


def test_the_notice_knows_just_what_its_builder_says(guarantor):
    facts = NOTICE.build(guarantor, date(2018, 9, 30)).facts

    assert {*facts.words} == NOTICE.known.words
    assert ({*facts.tables}, facts.holds) == (NOTICE.known.tables, NOTICE.known.conditions)


def test_a_late_notice_says_what_the_guarantor_is_free_of(guarantor, treasurer):
    text = text_of(issue(NOTICE, guarantor, on=date(2018, 9, 30), actor=treasurer))

    assert says(text, "ท่านไม่ต้องรับผิดในดอกเบี้ย ค่าสินไหมทดแทน และค่าภาระติดพัน") == []


def test_there_is_nothing_to_print_for_who_was_told_or_owes_nothing_yet(guarantor, treasurer):
    assert refused(NOTICE, guarantor, FIRST) == ["nothing_to_tell"]
    tell_guarantor(guarantor, [FIRST], sent_on=IN_TIME, proof="EMS TH1", actor=treasurer)

    assert refused(NOTICE, guarantor, date(2018, 9, 30)) == ["nothing_to_tell"]
    (row,) = paper_of(NOTICE, guarantor, date(2019, 8, 1)).blocks[3].table.rows
    assert [cell.text for cell in row] == ["๒", "๓๑ ก.ค. ๒๕๖๒", "๒๙ ก.ย. ๒๕๖๒", "๑๑,๒๐๐.๐๐"]


def test_the_task_shows_the_printed_letter_with_its_day_until_it_was_sent(
    client, guarantor, treasurer
):
    contract = guarantor.contract
    client.force_login(treasurer)
    page = f"/contracts/{contract.pk}/default/"
    paper = f"/reports/papers/default-notice/{guarantor.pk}/"
    assert f'href="{paper}"' in client.get(page).content.decode()
    issued = issue(NOTICE, guarantor, on=IN_TIME, actor=treasurer)

    first, second, _third = default_of(contract, on=localdate()).tasks
    assert (first.printed.on, first.printed.number) == (IN_TIME, "1/2561")
    assert (first.due.is_told, second.printed) == (False, None)
    notes = texts(client.get(page), "row-note")
    printed = "พิมพ์หนังสือเลขที่ 1/2561 เมื่อ 20 ส.ค. 2561 (PDF)"
    assert f"{printed} ส่งแล้วให้บันทึก" in notes
    assert f"/reports/issued/{issued.pk}.pdf" in client.get(page).content.decode()

    tell_guarantor(guarantor, [FIRST], sent_on=IN_TIME, proof="EMS TH1", actor=treasurer)

    seen = client.get(page)
    assert printed in texts(seen, "row-note")
    assert "บอกกล่าวแล้ว 20 ส.ค. 2561" in texts(seen, "status")


def test_the_consent_leaves_the_new_last_day_open_until_the_plan_says_it(guarantor, treasurer):
    before = issue(CONSENT, guarantor, on=FIRST, actor=treasurer)
    assert says(text_of(before), "จากเดิมงวดสุดท้ายวันที่ ๓๑ กรกฎาคม ๒๕๖๓ เป็นงวดสุดท้ายวันที่ ........") == []

    agreed = Change(PlanWishes(5, "yearly"), "น้ำท่วมนา", "บันทึก 3/2561", consent="หนังสือนี้")
    change_terms(guarantor.contract, agreed, on=FIRST, actor=treasurer)
    after = issue(CONSENT, guarantor, on=FIRST, actor=treasurer)

    assert (
        says(
            text_of(after),
            "จากเดิมงวดสุดท้ายวันที่ ๓๑ กรกฎาคม ๒๕๖๓",
            "เป็นงวดสุดท้ายวันที่ ๓๑ กรกฎาคม ๒๕๖๖",
            "ไม่ใช่ความยินยอมล่วงหน้า",
        )
        == []
    )
    assert [one.number for one in issued_of(CONSENT, guarantor)] == [2, 1]


def test_who_is_free_has_nothing_to_consent_to(guarantor, treasurer):
    release_guarantor(guarantor, on=FIRST, reason="เปลี่ยนผู้ค้ำ", actor=treasurer)
    guarantor.refresh_from_db()

    assert refused(CONSENT, guarantor) == ["guarantor_released"]


@pytest.mark.parametrize(
    ("route", "sentence"),
    [("transfer", "การค้ำประกันโอนตามไปด้วย (ป.พ.พ. มาตรา ๓๐๕)"), ("easing", "หนี้เดิมไม่ระงับ")],
)
def test_an_old_guarantor_consents_by_the_route_that_was_chosen(
    client, household, treasurer, route, sentence
):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", route=route)
    old = Guarantor.objects.get()

    text = text_of(issue(OLD, old, on=FIRST, actor=treasurer))

    assert {*OLD.build(old, FIRST).facts.words} == OLD.known.words
    assert says(text, "ข้าพเจ้า นายค้ำ หนึ่ง", sentence, "ป.พ.พ. มาตรา ๗๐๐") == []
    client.force_login(treasurer)
    page = client.get(f"/households/{household.pk}/papers-in/")
    assert f'href="/reports/papers/old-consent/{old.pk}/"' in page.content.decode()


def test_by_novation_the_old_debt_ends_and_nobody_consents(household, treasurer):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", route="novation")

    assert refused(OLD, Guarantor.objects.get()) == ["debt_ends"]


def test_the_letters_stand_among_the_households_papers(client, guarantor, treasurer):
    client.force_login(treasurer)
    household = guarantor.contract.household_id

    page = client.get(f"/reports/households/{household}/papers/")

    assert "การชำระหนี้" in main_texts(page, "h2")
    assert f"/reports/papers/default-notice/{guarantor.pk}/" in page.content.decode()
