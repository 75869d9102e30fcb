"""Every change of one household's rows, and nothing of its neighbours'."""

import pghistory
import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from consolidation.consenting import give_consent
from debts.models import Confirmation
from fundinst.history import Chained
from members.audit import record
from members.history_reading import TOLD_ELSEWHERE, Change, changes_of, ways_to_household
from members.models import AuditEntry, Household
from tests.builders import AS_OF, make_household, make_loan, make_person
from tests.consolidation.registered import ready, send
from tests.pages import rows

pytestmark = pytest.mark.django_db

SENT_FROM = "/registration/33120691/"


@pytest.fixture
def neighbours(institution, village_fund, kkj, treasurer) -> tuple[Household, Household]:
    """Two households of one list, sent in one request; they owe 1,500 and 8,154 baht."""
    made = []
    for number, owed in (("1", "1000.00"), ("2", "7654")):
        home = make_household(institution, number)
        make_person(home, f"นางลำดับ ที่{number}")
        make_loan(home, village_fund, owed)
        make_loan(home, kkj, 500)
        made.append(ready(home, treasurer))
    with pghistory.context(user=treasurer.pk, url=SENT_FROM):
        send(made, treasurer)
    return made[0], made[1]


def changed_house(household) -> Change:
    """The latest of the household's own row; in a test all are of the same moment."""
    return next(change for change in changes_of(household) if change.what == "ครัวเรือน")


def test_of_a_list_sent_at_once_a_household_shows_its_own_line_and_the_lists_without_sums(
    neighbours,
):
    told = {sentence for change in changes_of(neighbours[0]) for sentence in change.why}

    assert [sentence for sentence in told if "8,154" in sentence or "9,654" in sentence] == []
    assert "ส่งให้อำเภอตรวจ 2 สัญญา 1,500 บาท ยอด ณ 30 มิ.ย. 2560" in told
    assert "ส่งให้อำเภอตรวจ 2 ครัวเรือน ยอด ณ 30 มิ.ย. 2560" in told


def test_the_page_says_on_which_page_and_why_in_the_words_that_people_know(
    client, neighbours, treasurer
):
    client.force_login(treasurer)
    shown = rows(client.get(reverse("members:changes", args=[neighbours[0].pk])))

    step = next(row for row in shown if row[0].startswith("เรื่องของครัวเรือน สถานะ"))
    assert "เป็น รออำเภอตรวจ" in step[0]
    assert step[3] == "ขึ้นทะเบียน"
    assert [row for row in shown if "/" in row[3] or "_" in row[3]] == []


def test_what_a_command_did_is_said_in_words(household):
    with pghistory.context(command="import_register"):
        Household.objects.filter(pk=household.pk).update(house_number="9")

    assert changed_house(household).who == "ผู้ดูแลระบบ นำเข้าทะเบียนลูกหนี้"


def test_confirmations_and_consent_stand_among_the_changes(neighbours, treasurer):
    said = [
        (change.what, change.who, {name: new for name, _old, new in change.fields})
        for change in changes_of(neighbours[0])
    ]

    words = [(who, fields) for what, who, fields in said if what == "การรับรองยอดหนี้"]
    loans = {str(word.loan) for word in Confirmation.objects.filter(loan__household=neighbours[0])}
    assert {fields["เงินกู้"] for _who, fields in words} == loans
    assert [(who, fields["ผล"]) for who, fields in words] == [(str(treasurer), "รับรองแล้ว")] * 2
    assert {*words[0][1]} == {
        "เงินกู้",
        "ยอด ณ วันที่",
        "ยอดที่แจ้งครัวเรือน (บาท)",
        "ผล",
        "ลงชื่อด้วย",
        "วันที่ในเอกสาร",
    }
    consents = [fields for what, _who, fields in said if what == "ความยินยอม"]
    assert [fields["ยินยอม"] for fields in consents] == ["ใช่"]


def test_what_is_written_once_has_the_act_that_wrote_it_as_its_reason(neighbours):
    changes = changes_of(neighbours[0])

    reasons = {change.what: change.why for change in changes}
    assert reasons["ความยินยอม"] == ("ให้ความยินยอมใช้ข้อมูล ตามเอกสารวันที่ 10 ก.ค. 2560",)
    sent = (
        "ส่งให้อำเภอตรวจ 2 สัญญา 1,500 บาท ยอด ณ 30 มิ.ย. 2560",
        "ส่งให้อำเภอตรวจ 2 ครัวเรือน ยอด ณ 30 มิ.ย. 2560",
    )
    assert (reasons["หนี้ที่ส่งอำเภอ"], reasons["ข้อมูลที่ส่งอำเภอ"]) == (sent, sent)
    pages = {change.where for change in changes if change.what == "หนี้ที่ส่งอำเภอ"}
    assert pages == {SENT_FROM}


def test_of_an_act_that_only_writes_rows_once_the_page_is_known_too(household, treasurer):
    with pghistory.context(user=treasurer.pk, url="/households/7/papers/"):
        give_consent(household, signed_on=AS_OF, actor=treasurer)

    consent = next(change for change in changes_of(household) if change.what == "ความยินยอม")
    assert consent.where == "/households/7/papers/"


def test_every_table_that_leads_to_one_household_is_read():
    kept = {
        model
        for app in ("members", "debts", "consolidation", "reports")
        for model in apps.get_app_config(app).get_models()
        if hasattr(model, "pgh_event_models") or issubclass(model, Chained)
    }
    leading = {model for model in kept if _leads_to_household(model)}

    assert {*ways_to_household()} == leading - {*TOLD_ELSEWHERE}
    assert len(leading) > 15


def _leads_to_household(model: type[models.Model]) -> bool:
    keys = [one for one in model._meta.fields if one.related_model and one.related_model != model]
    return model is Household or any(
        one.related_model is Household or (not one.null and _leads_to_household(one.related_model))
        for one in keys
    )


def test_an_act_in_another_request_is_not_its_reason(household, treasurer):
    with pghistory.context(user=treasurer.pk, url="/"):
        Household.objects.filter(pk=household.pk).update(house_number="9")
    with pghistory.context(user=treasurer.pk, url="/"):
        record("x", household, "อื่น", actor=treasurer, institution=household.institution)

    assert AuditEntry.objects.filter(act="x", household=None).count() == 1
    assert changed_house(household).why == ()
