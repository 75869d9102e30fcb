"""A form that is sent twice is done once, whatever happens between."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from debts.models import Register
from members.budgeting import lines_version, stated
from members.models import AuditEntry, SentForm
from members.sent_forms import forget_sent_forms
from tests.builders import make_user
from tests.members.sending import ROWS, acts, signed_in, upload_of
from tests.pages import main_texts

pytestmark = pytest.mark.django_db

SAVED_BEFORE = "บันทึกไว้แล้วก่อนหน้านี้ เลิกทำ"


@pytest.fixture
def key() -> str:
    return str(uuid4())


@pytest.fixture
def account(savings_group):
    return savings_group.accounts.get()


@pytest.fixture
def told(key, household) -> dict[str, str]:
    """A line of income: an act with its way back."""
    line = {"what": "ขายข้าว", "amount": "3,500", "when": "every", "sent_key": key}
    return line | {"seen": lines_version([])}


@pytest.fixture
def address(household) -> str:
    return f"/households/{household.pk}/info/income/new/"


def test_the_same_form_sent_twice_is_done_once_and_answered_alike(account, key, treasurer):
    client = signed_in(treasurer)

    answers = [client.post("/registers/new/", upload_of(account, key)) for _twice in range(2)]

    where = Register.objects.get().get_absolute_url()
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, where)] * 2
    assert acts("register_uploaded") == 1


def test_who_is_answered_a_second_time_still_finds_the_undo_button(
    address, told, household, treasurer
):
    client = signed_in(treasurer)
    client.post(address, told)
    client.get("/")  # its own message has been read

    again = client.post(address, told)

    assert again["Location"] == f"/households/{household.pk}/info/"
    assert main_texts(client.get(again["Location"]), "notice-success") == [SAVED_BEFORE]


def test_the_same_page_with_something_else_typed_in_it_is_another_form(
    address, told, household, treasurer
):
    client = signed_in(treasurer)
    client.post(address, told)

    client.post(address, told | {"what": "รับจ้าง"})

    lines = household.incomes.order_by("pk")
    assert [stated(line).what for line in lines] == ["ขายข้าว", "รับจ้าง"]


def test_a_form_that_is_shown_again_with_its_faults_is_not_answered_from_memory(
    address, told, household, treasurer
):
    client = signed_in(treasurer)

    faulty = [client.post(address, told | {"amount": ""}) for _twice in range(2)]

    assert [answer.status_code for answer in faulty] == [200, 200]
    assert not SentForm.objects.exists()


def test_a_key_of_somebody_else_opens_nothing(account, institution, key, treasurer):
    signed_in(treasurer).post("/registers/new/", upload_of(account, key))
    colleague = make_user("committee", institution=institution)

    signed_in(colleague).post("/registers/new/", upload_of(account, key))

    drafts = Register.objects.order_by("pk")
    assert [draft.uploaded_by for draft in drafts] == [treasurer, colleague]


@pytest.mark.parametrize("bad", ["", "x", "00", "{}", "ก" * 400, "\0"])
def test_a_key_that_is_none_is_no_key(bad, address, told, household, treasurer):
    answer = signed_in(treasurer).post(address, told | {"sent_key": bad})

    assert answer.status_code == 302
    assert household.incomes.count() == 1
    assert not SentForm.objects.exists()


def test_a_server_that_died_before_it_answered_does_not_do_it_again(account, key, treasurer):
    client = signed_in(treasurer)
    client.post("/registers/new/", upload_of(account, key))
    SentForm.objects.all().delete()  # as if it had died after the act

    again = client.post("/registers/new/", upload_of(account, key))

    assert (again.status_code, again["Location"]) == (302, "/registers/new/")
    assert Register.objects.count() == acts("register_uploaded") == 1
    said = main_texts(client.get("/registers/new/"), "notice-body")
    assert said == ["บันทึกไว้แล้วก่อนหน้านี้"]


def test_what_was_done_without_an_entry_is_told_without_saying_that_it_was_saved(treasurer, key):
    client = signed_in(treasurer)
    for _twice in range(2):
        client.post("/text-size/", {"step": "larger", "next": "/households/", "sent_key": key})

    treasurer.refresh_from_db()
    assert treasurer.text_size == 110
    assert main_texts(client.get("/households/"), "notice-body") == [
        "แบบฟอร์มนี้ส่งไว้แล้วก่อนหน้านี้ ดูผลได้ในหน้านี้"
    ]


def test_what_was_undone_may_be_done_again_from_the_same_page(address, told, household, treasurer):
    client = signed_in(treasurer)
    client.post(address, told)
    client.post(f"/undo/{AuditEntry.objects.get(act='line_stated').pk}/")

    client.post(address, told)

    assert (household.incomes.count(), acts()) == (1, 2)


def test_an_upload_is_told_apart_by_what_is_in_the_file(account, key, treasurer):
    client = signed_in(treasurer)
    contents = [ROWS, ROWS, ROWS.replace(b"100", b"200")]

    answers = [
        client.post("/registers/new/", upload_of(account, key, content)) for content in contents
    ]

    where = [answer["Location"] for answer in answers]
    drafts = Register.objects.order_by("pk")
    assert [draft.total for draft in drafts] == [100, 200]
    assert where == [drafts[0].get_absolute_url()] * 2 + [drafts[1].get_absolute_url()]


def test_signing_out_is_never_answered_from_memory(treasurer, key):
    first, second = signed_in(treasurer), signed_in(treasurer)

    first.post("/sign-out/", {"sent_key": key})
    second.post("/sign-out/", {"sent_key": key})

    assert "_auth_user_id" not in second.session


def test_answers_are_forgotten_after_a_while_and_the_acts_are_not(address, told, treasurer):
    signed_in(treasurer).post(address, told)

    assert forget_sent_forms(before=timezone.now() - timedelta(days=7)) == 0
    assert forget_sent_forms(before=timezone.now()) == 1
    assert acts() == 1
