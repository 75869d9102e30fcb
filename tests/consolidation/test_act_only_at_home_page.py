"""Somebody on one committee who may look at another village as an officer acts only at home."""

import re

import pytest

from consolidation.models import Case, Contract
from members.models import Office
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db

HISTORY = ["ใครดูข้อมูลของครัวเรือนนี้", "การแก้ไขทุกช่อง"]
TYPED = {"on": "1/8/2560", "document": "1", "slip": "1", "reason": "ผิด", "step": "confirm"}


@pytest.fixture
def guest(client, outsider, institution):
    """On the committee of another district's village, and acting as officer of this one's."""
    office = Office.objects.create(
        user=outsider, role="district", area_id="3312", started_on=SIGNED.replace(year=2015)
    )
    client.force_login(outsider)
    client.post("/switch-office/", {"office": office.pk})
    client.get("/")  # where the switch says that it was done
    return client


@pytest.fixture
def contract(institution, village_fund, savings_group, treasurer):
    household = make_household(institution, "9")
    make_person(household, "นายกล้า ตัวแบบ")
    for fund in (village_fund, savings_group):
        make_loan(household, fund, 1000)
    return make_contract(household, village_fund, treasurer)


def test_every_act_elsewhere_is_refused_and_nothing_is_written(guest, household, contract):
    for address in (
        f"/households/{household.pk}/select/",
        f"/households/{household.pk}/merge/",
        f"/contracts/{contract.pk}/undo/",
        f"/transfers/{contract.transfers.get().pk}/pay/",
    ):
        assert guest.get(address).status_code == 403
        assert guest.post(address, TYPED).status_code == 403

    assert [case.household for case in Case.objects.all()] == [contract.household]
    assert Contract.objects.get().status == "open"
    assert contract.transfers.get().paid_on is None


def test_the_pages_show_what_is_there_and_offer_no_act(guest, household, contract):
    page = guest.get(f"/households/{household.pk}/")
    figures = ["ผ่อนไหวหรือไม่ ก่อนและหลังรวมหนี้", "ยอดปิดหนี้ในวันหนึ่ง", "กองทุนใดควรถือสัญญา"]
    tasks = ["ครัวเรือน", "ข้อมูลครัวเรือน", "หนี้ทุกกองทุน", "จัดประเภทลูกหนี้"]
    to_read = [*tasks, *figures, *HISTORY]
    assert (main_texts(page, "a"), main_texts(page, "btn")) == (to_read, [])
    shown = guest.get(contract.get_absolute_url())
    led_to = {*re.findall(r'href="(/[^"]+)"', main(shown))}
    assert len(led_to) > 3
    assert [way for way in led_to if guest.get(way).status_code not in (200, 302)] == []
    assert main_texts(shown, "btn") == []


def test_the_first_page_shows_the_work_of_the_office_acted_in(guest, outsider, household):
    watched = guest.get("/")
    home = outsider.offices.get(role="committee")
    guest.post("/switch-office/", {"office": home.pk})
    at_home = guest.get("/")

    assert main_texts(watched, "caption")[-1] == "ความก้าวหน้าแยกตามสถาบัน"
    assert main_texts(at_home, "caption") == []
    assert main_texts(at_home, "a")[-1] == "กรอกลูกหนี้"


def test_what_is_watched_is_not_there_while_one_acts_at_home(guest, outsider, household, contract):
    home = outsider.offices.get(role="committee")
    guest.post("/switch-office/", {"office": home.pk})

    for address in (f"/households/{household.pk}/", contract.get_absolute_url()):
        assert guest.get(address).status_code == 404
