"""A form that is sent twice is done once, whatever happens between."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from debts.models import Register
from members.budgeting import lines_version, stated
from members.models import AuditEntry, SentForm
from members.sent_forms import forget_sent_forms, held, sending_of
from members.sent_forms_middleware import SentFormMiddleware
from tests.builders import make_user
from tests.pages import main_texts

pytestmark = pytest.mark.django_db

ROWS = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายแดง แบบอย่าง,1,100\n".encode()
SAVED_BEFORE = "บันทึกไว้แล้วก่อนหน้านี้ เลิกทำ"


@pytest.fixture(autouse=True)
def middleware(settings):
    name = "members.sent_forms_middleware.SentFormMiddleware"
    if name not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]


@pytest.fixture
def key() -> str:
    return str(uuid4())


def upload_of(account, key: str, content: bytes = ROWS) -> dict:
    """A register: sent twice without a key, it would be two drafts."""
    file = SimpleUploadedFile("ทะเบียน.csv", content, "text/csv")
    return {"account": account.pk, "as_of": "30/6/2560", "file": file, "sent_key": key}


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


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def acts(act: str = "line_stated") -> int:
    return AuditEntry.objects.filter(act=act).count()


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


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_two_threads_is_one_act_and_two_equal_answers(account, key, treasurer):
    ready, answers = Barrier(2, timeout=10), []

    def press(client):
        ready.wait()
        answers.append(client.post("/registers/new/", upload_of(account, key)))
        connection.close()

    presses = [
        Thread(target=press, args=[signed_in(treasurer)], daemon=True) for _twice in range(2)
    ]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    where = Register.objects.get().get_absolute_url()
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, where)] * 2
    assert (acts("register_uploaded"), SentForm.objects.count()) == (1, 1)


def locks() -> int:
    """How many locks of the kind that sendings are held by are taken in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def request_of(rf, address, told, treasurer):
    request = rf.post(address, told)
    request.user = treasurer
    request.session = Client().session
    return request


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_hears_that_it_is_being_done(request_of):
    sending, holding, over = sending_of(request_of), Barrier(2, timeout=10), Barrier(2, timeout=10)

    def hold():
        with held(sending, wait=timedelta(seconds=1)):
            holding.wait()
            over.wait()
        connection.close()

    first = Thread(target=hold, daemon=True)
    first.start()
    holding.wait()
    middleware = SentFormMiddleware(lambda request: None, wait=timedelta(milliseconds=50))
    answer = middleware.process_view(request_of, lambda request: 1 / 0, (), {})
    over.wait()
    first.join()

    assert answer.status_code == 409
    assert main_texts(answer, "h1") == ["กำลังทำอยู่"]
    assert locks() == 0


@pytest.mark.django_db(transaction=True)
def test_a_view_that_breaks_lets_go_of_its_lock_and_keeps_nothing(request_of):
    middleware = SentFormMiddleware(lambda request: None)
    with pytest.raises(ZeroDivisionError):
        middleware.process_view(request_of, lambda request: 1 / 0, (), {})

    assert locks() == 0
    assert not SentForm.objects.exists()


def test_answers_are_forgotten_after_a_while_and_the_acts_are_not(address, told, treasurer):
    signed_in(treasurer).post(address, told)

    assert forget_sent_forms(before=timezone.now() - timedelta(days=7)) == 0
    assert forget_sent_forms(before=timezone.now()) == 1
    assert acts() == 1
