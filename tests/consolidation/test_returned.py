"""A household that came back is mended as of the day whose sums were sent, and on no other."""

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from consolidation.correcting import ask_for_correction
from consolidation.models import Case
from consolidation.registration_checks import check
from consolidation.reviewing import NewRemark, return_for_mending
from debts.models import JournalEntry
from members.householding import state_house_number
from members.versions import version_of
from tests.builders import AS_OF
from tests.consolidation.registered import confirmed, ready, send
from tests.consolidation.submitted import SENT
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db
LATER = date(2017, 8, 31)


@pytest.fixture
def returned(institution, household, savings_group, treasurer, district_officer):
    """Sent as of the cut-off date; the district finds a sum of the savings group wrong."""
    submission = send([ready(household, treasurer)], treasurer).submissions.get()
    loan = household.loans.order_by("pk").first()
    remark = NewRemark(f"loans.{loan.pk}.total", "หนี้ · ยอด", "ไม่ตรงกับทะเบียน")
    return_for_mending(
        submission, remarks=[remark], reason="", step="debts", on=SENT, actor=district_officer
    )
    return household


@pytest.fixture
def page(client, treasurer, returned):
    client.force_login(treasurer)
    return client.get(reverse("consolidation:household", args=[returned.pk]))


def links(response, path: str) -> list[str]:
    found = [part.split('"')[0] for part in main(response).split('href="')[1:]]
    return [link.replace("&amp;", "&") for link in found if link.startswith(path)]


def on_of(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("on", [])


def mend(household, by: int, *, on: date, actor) -> JournalEntry:
    """What the first loan comes to, mended as the grid of that day does it."""
    kind = "correction" if on == AS_OF else "survey"
    return JournalEntry.objects.create(
        loan=household.loans.order_by("pk").first(), kind=kind, on=on, principal=by, actor=actor
    )


def test_every_way_to_mend_a_sum_carries_the_cut_off_date(client, page, returned):
    grids = links(page, reverse("debts:grid", args=[returned.institution.code]))

    # The remark leads to the loan, the banner and the task to the household's row.
    assert [on_of(link) for link in grids] == [["2017-06-30"]] * 3
    assert "/accounts/" in grids[0]
    for link in grids:
        assert 'name="on" value="2017-06-30"' in client.get(link).content.decode()


def test_a_return_to_the_debts_and_a_correction_lead_to_the_same_day(
    client, household, treasurer, district_officer
):
    client.force_login(treasurer)
    submission = send([ready(household, treasurer)], treasurer).submissions.get()
    return_for_mending(
        submission, remarks=[], reason="ยอดหนี้ไม่ตรง", step="debts", on=SENT, actor=district_officer
    )
    grid = reverse("debts:grid", args=[household.institution.code])
    address = reverse("consolidation:household", args=[household.pk])
    assert [on_of(link) for link in links(client.get(address), grid)] == [["2017-06-30"]] * 3

    send([household], treasurer)
    ask_for_correction(Case.objects.get(), reason="พิมพ์ผิด", on=SENT, actor=treasurer)

    assert [on_of(link) for link in links(client.get(address), grid)] == [["2017-06-30"]] * 2


def test_a_household_that_was_never_sent_is_filled_in_as_of_today(client, household, treasurer):
    client.force_login(treasurer)
    answer = client.get(reverse("consolidation:household", args=[household.pk]))

    grid = reverse("debts:grid", args=[household.institution.code])
    assert {*map(str, map(on_of, links(answer, grid)))} == {"[]"}


def test_mended_at_the_cut_off_the_registered_sum_is_the_mended_one(returned, treasurer):
    mend(returned, -400, on=AS_OF, actor=treasurer)
    confirmed(returned, treasurer)

    (one,) = check([returned], cut_off=AS_OF)

    assert (one.owed, one.is_clean, one.later) == (Decimal(12800), True, None)


def test_mended_on_another_day_the_page_says_at_once_that_the_sum_is_the_old_one(
    client, page, returned, treasurer
):
    written = mend(returned, -400, on=LATER, actor=treasurer)
    registration = reverse("consolidation:registration", args=[returned.institution.code])

    answer = client.get(f"{registration}?on=30/6/2560")

    said = "แก้ไว้เป็นยอดของวันที่ 31 ส.ค. 2560 (ลด 400 บาท)"
    (told,) = [text for text in main_texts(answer, "before-sending") if said in text]
    assert "ยอดที่ขึ้นทะเบียนเป็นยอด ณ 30 มิ.ย. 2560 จึงยังไม่เปลี่ยน" in told
    assert f"{registration}?on=31/08/2560" in [
        link.replace("%2F", "/") for link in links(answer, registration)
    ]
    address = reverse("consolidation:household", args=[returned.pk])
    assert said in " ".join(main_texts(client.get(address), "notice-warning"))

    JournalEntry.objects.create(
        loan=written.loan,
        kind="reversal",
        on=LATER,
        principal=400,
        reverses=written,
        actor=treasurer,
    )
    assert said not in " ".join(
        main_texts(client.get(f"{registration}?on=30/6/2560"), "before-sending")
    )


def test_what_was_remarked_on_and_is_still_the_same_is_listed_before_it_is_sent_again(
    household, treasurer, district_officer
):
    submission = send([ready(household, treasurer)], treasurer).submissions.get()
    remarks = [
        NewRemark("household.house_number", "ครัวเรือน · บ้านเลขที่", "ไม่ตรงกับทะเบียนบ้าน"),
        NewRemark("household.village", "ครัวเรือน · หมู่บ้าน", "ตรวจ"),
    ]
    return_for_mending(
        submission, remarks=remarks, reason="", step="information", on=SENT, actor=district_officer
    )
    state_house_number(household, "9", seen=version_of("32/1"), actor=treasurer)

    household.refresh_from_db()
    (one,) = check([household], cut_off=AS_OF)

    assert [str(why) for why in one.warnings] == [
        "ข้อสังเกตของอำเภอที่ยังเหมือนเดิม 1 จาก 2 ช่อง: ครัวเรือน · หมู่บ้าน (ตรวจ)"
    ]


def test_registered_as_of_the_newer_day_nothing_has_to_be_said(returned, treasurer):
    mend(returned, -400, on=LATER, actor=treasurer)

    (one,) = check([returned], cut_off=LATER)

    assert "mended_on_other_day" not in [why.code for why in one.warnings]
    assert one.owed == Decimal(12800)
