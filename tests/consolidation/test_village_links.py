"""The pages of a whole village are found from the first page and from the list of households."""

import re

import pytest
from django.urls import reverse

from tests.builders import make_institution
from tests.pages import main, main_texts

pytestmark = pytest.mark.django_db


def links_of(answer) -> list[str]:
    """Where the links of the whole village lead, in their order."""
    part = main(answer).split('aria-label="เรื่องของทั้งหมู่บ้าน"')[1].split("</nav>")[0]
    return re.findall(r'href="([^"]+)"', part)


@pytest.mark.parametrize("page", ["/", "/households/"])
def test_the_committee_finds_everything_of_its_village(client, treasurer, household, page):
    code = household.institution.code
    client.force_login(treasurer)

    assert links_of(client.get(page)) == [
        reverse("consolidation:targets_home"),
        reverse("consolidation:registration_home"),
        reverse("reports:dashboard", args=[code]),
        reverse("debts:class_summary"),
        reverse("debts:nearly_barred", args=[code]),
        reverse("consolidation:holders", args=[code]),
        reverse("consolidation:netting_of", args=[code]),
        reverse("consolidation:arrears", args=[code]),
        reverse("consolidation:letter_list", args=[code]),
        reverse("consolidation:village", args=[code]),
        reverse("reports:survey_form_file", args=[code]),
    ]


def test_an_officer_of_several_chooses_the_village_there(client, district_officer, household):
    make_institution(name="บ้านสองหมู่")
    client.force_login(district_officer)

    assert links_of(client.get("/households/")) == [
        reverse("consolidation:targets_home"),
        reverse("debts:class_summary"),
    ]


def test_who_may_only_look_is_not_told_to_tick(client, district_officer, household):
    client.force_login(district_officer)
    page = client.get(f"/targets/{household.institution.code}/")

    assert main_texts(page, "p")[0] == "บ้านทดลอง · ดูว่าใครผ่านเกณฑ์ข้อใด และใครคัดเลือกแล้ว"
