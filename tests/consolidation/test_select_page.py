from datetime import date

import pytest

from consolidation.models import Case
from consolidation.selecting import select_household
from tests.builders import AS_OF, make_household
from tests.pages import main_texts

pytestmark = pytest.mark.django_db


def address(household):
    return f"/households/{household.pk}/select/"


def test_the_meeting_selects_the_household(client, treasurer, household):
    client.force_login(treasurer)

    answer = client.post(address(household), {"on": "๑ ก.ค. ๖๐", "document": "3/2560"}, follow=True)

    case = Case.objects.get()
    assert (case.household, case.status, case.opened_on) == (
        household,
        "selected",
        date(2017, 7, 1),
    )
    assert case.transitions.get().document == "3/2560"
    assert answer.redirect_chain == [(f"/households/{household.pk}/", 302)]
    assert main_texts(answer, "p")[0] == "คัดเลือกครัวเรือนนี้แล้ว ขั้นต่อไปคือขึ้นทะเบียน"
    assert f'href="/households/{household.pk}/merge/"' in answer.content.decode()


def test_a_day_that_is_none_is_said_and_what_was_typed_stays(client, treasurer, household):
    client.force_login(treasurer)

    answer = client.post(address(household), {"on": "32/7/2560", "document": "3/2560"})

    assert main_texts(answer, "h2") == ["ยังคัดเลือกไม่ได้", "ตามเกณฑ์คัดเลือก"]
    assert 'value="32/7/2560"' in answer.content.decode()
    assert 'value="3/2560"' in answer.content.decode()
    assert not Case.objects.exists()


def test_a_second_press_hears_that_it_is_selected_already(client, treasurer, household):
    select_household(household, on=AS_OF, actor=treasurer)
    client.force_login(treasurer)

    answer = client.post(address(household), {"on": "1/7/2560"})

    assert main_texts(answer, "li")[3:] == ["ครัวเรือนนี้คัดเลือกไว้แล้ว"]
    assert Case.objects.count() == 1


def test_the_reasons_stand_in_place_of_the_form(client, treasurer, institution):
    client.force_login(treasurer)

    page = client.get(address(make_household(institution, "9")))

    assert main_texts(page, "h2") == ["ยังคัดเลือกไม่ได้ เพราะ"]
    assert main_texts(page, "li")[3:] == ["ครัวเรือนนี้ไม่มีหนี้ค้าง จึงไม่มีอะไรให้รวม"]
    assert main_texts(page, "button") == []


def test_outsiders_find_nothing_and_officers_may_not(client, household, outsider, district_officer):
    client.force_login(outsider)
    assert client.post(address(household), {"on": "1/7/2560"}).status_code == 404

    client.force_login(district_officer)
    assert client.post(address(household), {"on": "1/7/2560"}).status_code == 403
    assert not Case.objects.exists()
