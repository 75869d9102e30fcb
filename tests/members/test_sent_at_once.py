"""A form that is sent twice at the same moment: real threads, PostgreSQL's own locks."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from debts.models import Register
from members.models import SentForm
from members.sent_forms import held, sending_of
from members.sent_forms_middleware import SentFormMiddleware
from tests.members.sending import acts, signed_in, upload_of
from tests.pages import main_texts

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_on_two_threads_is_one_act_and_two_equal_answers(savings_group, treasurer):
    account, key = savings_group.accounts.get(), str(uuid4())
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
def request_of(rf, treasurer):
    request = rf.post("/text-size/", {"step": "larger", "sent_key": str(uuid4())})
    request.user = treasurer
    request.session = Client().session
    return request


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


def test_a_view_that_breaks_lets_go_of_its_lock_and_keeps_nothing(request_of):
    middleware = SentFormMiddleware(lambda request: None)
    with pytest.raises(ZeroDivisionError):
        middleware.process_view(request_of, lambda request: 1 / 0, (), {})

    assert locks() == 0
    assert not SentForm.objects.exists()
