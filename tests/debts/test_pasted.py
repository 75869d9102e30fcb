"""A pasted block is taken back as one, and what was thrown away can be had again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from debts.dropping import drop_row
from debts.grid import accounts_of
from debts.models import Loan, SurveyRow
from debts.pasted import fresh_of, undo_paste
from debts.surveying import TypedRow, save_row
from fundinst.errors import Refused
from fundinst.names import split_name
from members.models import AuditEntry, Household
from members.registering import rename
from members.undoing import undo_entry
from tests.builders import AS_OF, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def paste(institution, treasurer):
    """Saves rows of one block, as the browser sends them; gives the block's name."""

    def save(*rows: tuple[str, str, str], name=None):
        name = name or uuid4()
        first, *_others = accounts_of(institution)
        for house, who, amount in rows:
            row = TypedRow(
                key=uuid4(),
                window=uuid4(),
                household_id=None,
                house_number=house,
                name=who,
                cells={first.pk: amount},
                paste=str(name),
            )
            save_row(institution, row, on=AS_OF, actor=treasurer)
        return name

    return save


THREE = (("1", "นายหนึ่ง ทดลอง", "100"), ("2", "นายสอง ทดลอง", "200"), ("3", "", "300"))


def listed(institution) -> list[str]:
    return [*institution.households.listed().values_list("house_number", flat=True)]


def owed() -> int:
    return sum(loan.outstanding for loan in Loan.objects.all())


def test_a_block_is_one_line_to_take_back_and_others_stay_by_themselves(
    institution, treasurer, paste
):
    paste(("9", "นายเก้า ทดลอง", "900"))
    name = paste(*THREE)

    fresh = fresh_of(institution, treasurer, now=timezone.now())

    assert [(one.sentence, one.rows, one.paste) for one in fresh] == [
        ("วาง 2 แถวจาก Excel", 2, str(name)),
        ("กรอกหนี้ของ นายเก้า ทดลอง บ้านเลขที่ 9 เพิ่ม 900 บาท", 1, ""),
    ]
    assert fresh_of(institution, treasurer, now=timezone.now() + timedelta(minutes=10)) == []
    assert (
        fresh_of(institution, make_user("committee", institution=institution), now=timezone.now())
        == []
    )


def test_taking_a_block_back_takes_what_could_not_be_saved_along_and_nothing_else(
    institution, treasurer, paste
):
    paste(("9", "นายเก้า ทดลอง", "900"))
    name = paste(*THREE)

    undone = undo_paste(institution, name, actor=treasurer, now=timezone.now())
    again = undo_paste(institution, name, actor=treasurer, now=timezone.now())

    assert (undone.rows, undone.reasons, again.rows, again.reasons) == (3, (), 0, ())
    assert (listed(institution), owed()) == (["9"], 900)
    assert not SurveyRow.objects.filter(state="wrong").exists()


def test_a_row_that_was_changed_since_stays_and_its_reason_names_it(institution, treasurer, paste):
    name = paste(*THREE[:2])
    rename(Household.objects.get(house_number="1").persons.get(), split_name("นายใหม่ ทดลอง"))

    undone = undo_paste(institution, name, actor=treasurer, now=timezone.now())

    assert undone.rows == 1
    assert undone.reasons == ("บ้านเลขที่ 1: ชื่อหรือบ้านเลขที่ถูกแก้อีกแล้ว จึงเลิกทำไม่ได้",)
    assert (listed(institution), owed()) == (["1"], 100)


def test_nobody_takes_back_what_another_pasted(institution, paste):
    name = paste(*THREE[:2])

    undone = undo_paste(
        institution,
        name,
        actor=make_user("committee", institution=institution),
        now=timezone.now(),
    )

    assert (undone.rows, len(listed(institution))) == (0, 2)


def test_what_was_thrown_away_comes_back_as_it_was_typed(institution, treasurer, paste):
    paste(THREE[2])
    survey = SurveyRow.objects.get()
    before = (survey.typed, survey.state)
    entry = drop_row(institution, survey.key, actor=treasurer)
    assert drop_row(institution, survey.key, actor=treasurer) is None
    undo_entry(entry, actor=treasurer)

    survey.refresh_from_db()
    assert (survey.typed, survey.state) == before


def test_what_was_thrown_away_does_not_come_back_over_a_newer_text(institution, treasurer, paste):
    paste(THREE[2])
    survey = SurveyRow.objects.get()
    entry = drop_row(institution, survey.key, actor=treasurer)
    SurveyRow.objects.filter(pk=survey.pk).update(typed={"cells": {}}, state="wrong")

    with pytest.raises(Refused) as stopped:
        undo_entry(entry, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["row_typed_again"]


def test_the_grid_offers_both_after_it_was_opened_anew(client, institution, treasurer, paste):
    name = paste(*THREE)
    client.force_login(treasurer)
    page = client.get(f"/grid/{institution.code}/").content.decode()
    sent = {"paste": str(name)}
    answer = client.post(f"/grid/{institution.code}/unpaste/", sent, follow=True)

    assert "วาง 2 แถวจาก Excel" in page
    assert "เลิกทำทั้ง 2 แถว" in page
    assert "เลิกทำแล้ว: วาง 3 แถว" in answer.content.decode()
    assert listed(institution) == []


def test_a_household_without_debts_is_written_down_as_added(institution, treasurer, paste):
    paste(("5", "นางห้า ทดลอง", ""))

    assert AuditEntry.objects.latest("pk").sentence.startswith("เพิ่มครัวเรือน นางห้า ทดลอง")
