"""Two people have the same page open: head, village figures, criteria."""

from datetime import date

import pytest

from consolidation.models import CriteriaSet
from members.models import VillageFigure
from tests.builders import make_person, make_user
from tests.crawling import opened, read
from tests.pages import main_texts, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(client, institution):
    """A colleague who opens the page later and saves first."""
    colleague = make_user("committee", institution=institution)

    def write(page: str, typed: dict, to: str = "") -> None:
        client.force_login(colleague)
        address, form = opened(client, page, to)
        assert client.post(address, form | typed).status_code == 302

    return write


def test_two_who_choose_a_head_hear_of_each_other(client, first, household, treasurer):
    page = f"/households/{household.pk}/info/"
    child = make_person(household, "นายลูก แบบอย่าง")
    husband = household.persons.get(full_name__contains="บุญเลิศ")
    client.force_login(treasurer)
    forms = read(page, client.get(page).content.decode()).forms
    mine = next(one for one in forms if one.action.endswith(f"/people/{child.pk}/head/"))
    first(page, {}, to="consolidation:head")  # the husband's button stands first

    answer = client.post(mine.action, mine.data)
    client.force_login(treasurer)
    answer = client.post(mine.action, mine.data, follow=True)

    husband.refresh_from_db()
    assert husband.is_head
    said = "มีคนตั้ง นายบุญเลิศ แบบอย่าง เป็นหัวหน้าครัวเรือนไปก่อนแล้ว"
    again = "ถ้าจะให้เป็น นายลูก แบบอย่าง กด “ตั้งเป็นหัวหน้า” อีกครั้ง"
    assert f"{said} {again}" in main_texts(answer, "notice-body")
    forms = read(page, client.get(page).content.decode()).forms
    mine = next(one for one in forms if one.action.endswith(f"/people/{child.pk}/head/"))
    client.post(mine.action, mine.data)
    child.refresh_from_db()
    assert child.is_head


def test_a_figure_that_was_corrected_is_not_taken_out_unseen(client, institution, treasurer):
    page = f"/village/{institution.code}/"
    figure = VillageFigure.objects.create(
        institution=institution, survey="jpt", year=2568, name="ครัวเรือน", value=120
    )
    client.force_login(treasurer)
    address, form = opened(client, page, "consolidation:figure_remove")
    VillageFigure.objects.filter(pk=figure.pk).update(value=125)

    answer = client.post(address, form, follow=True)

    said = "มีคนแก้เป็น ครัวเรือน 125 ไปก่อนแล้ว ถ้ายังจะเอาออก กด “เอาออก” อีกครั้ง"
    assert main_texts(answer, "notice-error") == [said]
    client.post(*opened(client, page, "consolidation:figure_remove"))
    assert not VillageFigure.objects.exists()


def test_two_who_write_criteria_see_what_the_other_wrote(client, first, institution, treasurer):
    page = f"/targets/{institution.code}/criteria/?edit=1"
    client.force_login(treasurer)
    address, form = opened(client, page)
    mine = {"sentence-0": "ของฉัน", "effective_on": "1/10/2560"}
    first(page, {"sentence-0": "ของเขา", "effective_on": "1/9/2560"})
    client.force_login(treasurer)

    answer = client.post(address, form | mine)

    assert [row for row in rows(answer) if len(row) == 3][1:] == [["เกณฑ์ข้อที่ 1", "ของฉัน", "ของเขา"]]
    seen = {"seen": answer.context["form"]["seen"].value()}
    assert client.post(address, form | mine | seen).status_code == 302
    written = CriteriaSet.objects.order_by("pk").values_list("effective_on", flat=True)
    assert [*written] == [date(2017, 9, 1), date(2017, 10, 1)]
