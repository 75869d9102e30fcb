"""PostgreSQL goes away in the middle of a request: nothing typed is lost, nothing is done twice."""

from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from django.db import close_old_connections, connection
from django.test import Client

from consolidation.models import Receipt
from members.models import AuditEntry
from members.views.away import went_wrong
from tests.consolidation.repaying import FIRST, contract, make_repaid
from tests.members.sending import upload_of
from tests.pages import main_texts

__all__ = ["contract"]

pytestmark = pytest.mark.django_db(transaction=True)

DAY = "1/3/2566"
AWAY = "ระบบหยุดชั่วครู่"


@pytest.fixture
def signed_in(treasurer):
    client = Client(raise_request_exception=False)
    client.force_login(treasurer)
    return client


@pytest.fixture(autouse=True)
def _connected_again():
    yield
    close_old_connections()


def end_the_connection() -> None:
    """As an administrator would, from another one; the request after it finds it gone."""
    connection.ensure_connection()
    ours = connection.connection.info
    with psycopg.connect(ours.dsn, password=ours.password or None, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [ours.backend_pid])


@pytest.fixture
def other(contract, institution, village_fund, savings_group, treasurer):
    return make_repaid(institution, village_fund, savings_group, treasurer, "78")


@pytest.fixture
def dies_at(other):
    """PostgreSQL ends the connection that writes a receipt of this contract."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'"
        )
        cursor.execute(
            "CREATE TRIGGER dies BEFORE INSERT ON consolidation_receipt"
            f" FOR EACH ROW WHEN (NEW.contract_id = {other.pk}) EXECUTE FUNCTION die()"
        )

    def mend():
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS die() CASCADE")

    yield mend
    close_old_connections()
    mend()


def day_of(contract, other) -> dict[str, str]:
    typed = {"on": DAY, "step": "save", "sent_key": str(uuid4())}
    for one, amount in ((contract, "2000"), (other, "13767")):
        typed |= {f"amount-{one.pk}": amount, f"due-{one.pk}": "13767.00"}
    return typed


def given() -> list[tuple[Decimal, object]]:
    return [*Receipt.objects.order_by("number").values_list("amount", "on")]


def test_a_due_day_that_broke_off_is_sent_again_and_does_what_was_left(
    signed_in, institution, contract, other, dies_at
):
    address, typed = f"/receipts/of/{institution.code}/", day_of(contract, other)

    broken = signed_in.post(address, typed)
    close_old_connections()

    assert (broken.status_code, broken["Retry-After"]) == (503, "5")
    assert (main_texts(broken, "h1"), main_texts(broken, "button")) == ([AWAY], ["ส่งอีกครั้ง"])
    page = broken.content.decode()
    assert f'action="{address}"' in page
    fields = [f'name="{name}" value="{value}"' for name, value in typed.items()]
    assert [one for one in fields if one not in page] == []
    assert given() == [(2000, FIRST)]

    dies_at()
    answer = signed_in.post(address, typed)
    assert (answer.status_code, given()) == (302, [(2000, FIRST), (13767, FIRST)])
    again = signed_in.post(address, typed)
    assert (again.url, len(given())) == (answer.url, 2)
    assert AuditEntry.objects.filter(act="payment_received").count() == 2


def test_all_was_done_but_the_answer_was_lost(signed_in, institution, contract, other, treasurer):
    address, typed = f"/receipts/of/{institution.code}/", day_of(contract, other)
    typed[f"amount-{contract.pk}"] = "13767"
    signed_in.post(address, typed)

    again = signed_in.post(address, typed | {"sent_key": str(uuid4())}, follow=True)

    assert "ที่กรอกไว้บันทึกครบแล้วก่อนหน้านี้" in again.content.decode()
    assert len(given()) == 2


@pytest.mark.parametrize("address", ["/", "/households/", "/reports/", "/contracts/"])
def test_a_page_says_try_again_and_opens_when_the_database_is_back(signed_in, address):
    end_the_connection()

    away = signed_in.get(address)
    close_old_connections()

    assert (away.status_code, main_texts(away, "h1")) == (503, [AWAY])
    assert main_texts(away, "btn-primary") == ["ลองอีกครั้ง"]
    assert f'href="{address}"' in away.content.decode()
    assert "no-store" in away["Cache-Control"]
    assert signed_in.get(address).status_code == 200


def test_what_any_form_says_is_on_the_page_as_it_was_typed(signed_in, household):
    typed = {"title": 'นาง "ก" <b>', "given": "ทองใบ", "sent_key": str(uuid4())}
    end_the_connection()

    away = signed_in.post(f"/households/{household.pk}/people/new/?from=grid", typed)

    page = away.content.decode()
    assert (away.status_code, main_texts(away, "button")) == (503, ["ส่งอีกครั้ง"])
    assert 'value="นาง &quot;ก&quot; &lt;b&gt;"' in page and 'value="ทองใบ"' in page
    assert f'action="/households/{household.pk}/people/new/?from=grid"' in page


def test_neither_files_nor_passwords_are_laid_on_the_page(signed_in, savings_group):
    file = upload_of(savings_group.accounts.get(), "")
    end_the_connection()
    upload = signed_in.post("/registers/new/", file)
    close_old_connections()
    end_the_connection()
    sign_in = Client(raise_request_exception=False).post(
        "/sign-in/", {"username": "treasurer", "password": "ความลับมาก"}
    )

    for away in (upload, sign_in):
        assert (away.status_code, main_texts(away, "button")) == (503, [])
        assert "เลือกแฟ้มหรือใส่รหัสใหม่" in away.content.decode()
    assert "ความลับมาก" not in sign_in.content.decode()


def test_a_form_of_another_site_is_not_made_ours(treasurer):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(treasurer)
    end_the_connection()

    away = client.post("/households/new/", {"house_number": "77"})

    assert (away.status_code, main_texts(away, "button")) == (503, [])
    assert 'value="77"' not in away.content.decode()


def test_a_mistake_of_ours_is_still_a_mistake_of_ours(rf):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        answer = went_wrong(rf.get("/"))

    assert (answer.status_code, main_texts(answer, "h1")) == (500, ["ระบบขัดข้อง"])
