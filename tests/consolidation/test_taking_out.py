"""A household that was typed by mistake goes out of the register, while nothing depends on it."""

import pytest

from consolidation.selecting import select_household
from consolidation.taking_out import take_household_out
from fundinst.errors import Refused
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF, make_household, make_person
from tests.pages import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(institution):
    household = make_household(institution, "23")
    make_person(household, "นางผิด ทดลอง")
    return household


def test_it_is_out_of_the_lists_told_twice_and_comes_back_by_undo(empty, institution, treasurer):
    listed = institution.households.listed().filter(pk=empty.pk)
    entry = take_household_out(empty, actor=treasurer)
    again = take_household_out(empty, actor=treasurer)
    gone = not listed.exists()
    undo_entry(entry, actor=treasurer)

    assert entry.sentence == "เอาออกจากทะเบียนเพราะพิมพ์ผิด: นางผิด ทดลอง บ้านเลขที่ 23"
    assert (again, gone, listed.exists()) == (None, True, True)


def test_a_household_that_owes_or_was_selected_stays_and_says_why(household, treasurer):
    select_household(household, on=AS_OF, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        take_household_out(household, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == [
        "household_owes",
        "household_has_a_case",
    ]
    household.refresh_from_db()
    assert not household.is_removed


def test_the_page_offers_it_only_where_it_can_be_done(client, empty, household, treasurer):
    client.force_login(treasurer)
    offered = texts(client.get(f"/households/{empty.pk}/info/"), "btn-secondary")
    not_offered = texts(client.get(f"/households/{household.pk}/info/"), "btn-secondary")
    answer = client.post(f"/households/{empty.pk}/info/out/", follow=True)
    refused = client.post(f"/households/{household.pk}/info/out/", follow=True)

    assert "เอาครัวเรือนนี้ออกจากทะเบียน" in offered
    assert "เอาครัวเรือนนี้ออกจากทะเบียน" not in not_offered
    assert texts(answer, "notice-success")[0].startswith("เอาออกจากทะเบียนเพราะพิมพ์ผิด")
    assert texts(refused, "notice-error")[0].startswith("ยังมีหนี้ในระบบ")
    assert AuditEntry.objects.filter(act="household_taken_out").count() == 1
