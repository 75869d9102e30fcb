"""Dashboards in a browser: no fault that axe knows, on a phone too, and read without scripts."""

import pytest
from django.db import transaction
from django.urls import reverse

from consolidation.stages import Stage
from tests.builders import make_household, make_institution, make_user
from tests.consolidation.repaid import FIRST, make_repayable, pay
from tests.consolidation.staged import make_at
from tests.test_accessible import faults_of, page, sign_in

__all__ = ["page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def village():
    institution = make_institution(moo=91, name="บ้านทดลอง")
    actor = make_user("committee", institution=institution)
    for stage in (Stage.TARGET, Stage.SUBMITTED):
        with transaction.atomic():
            make_at(stage, institution, actor)
    pay(make_repayable(institution.funds.first(), actor), FIRST, 5000)
    make_household(make_institution(moo=92, name="บ้านที่มีชื่อยาวมากเป็นพิเศษเพื่อทดลองหน้าจอ"))
    return institution, actor


def test_every_level_reads_its_figures_without_a_fault(page, client, village):
    institution, actor = village
    own = reverse("reports:dashboard", args=[institution.code])
    of_late, of_targets = (
        reverse("reports:figure", args=[institution.code, name]) for name in ("overdue", "targets")
    )
    empty = reverse("reports:figure", args=[institution.code, "waived"])
    above = {
        make_user("district", area="3312"): ["/"],
        make_user("province", area="33"): ["/", reverse("reports:dashboard", args=["3312"])],
        make_user("department"): ["/", reverse("reports:dashboards")],
    }
    for user, addresses in ({actor: [own, of_late, of_targets, empty]} | above).items():
        sign_in(page, client, user)
        assert faults_of(page, addresses) == {}


def test_a_number_is_reached_by_the_keyboard_alone(page, client, village):
    institution, _actor = village
    sign_in(page, client, make_user("district", area="3312"))
    page.goto("/")
    page.locator(".dashboard-places td a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/reports/progress/{institution.code}/targets/")

    assert page.locator("h1").inner_text() == "ครัวเรือนเป้าหมาย บ้านทดลอง"
    assert page.locator("tbody tr").count() == 3


def test_a_long_label_of_a_card_stays_within_a_narrow_phone(page, client, village):
    institution, actor = village
    fund = institution.funds.get(kind="savings_group")
    make_repayable(fund, actor)
    sign_in(page, client, actor)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("reports:figure", args=[institution.code, "holder-savings_group"]))

    assert page.locator("tbody tr").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320
