"""Who did what with a register, and that its file is read before anything is held."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debts.drafting import choose, discard_register, preview_of
from debts.models import Loan, Register
from debts.recording import import_register, record_register
from fundinst.errors import Refused
from members.models import AuditEntry, Household, Institution
from tests.builders import AS_OF, make_institution
from tests.debts.drafts import HEADER, LODGER, MAN, WIFE, make_draft, make_recorded


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


@pytest.mark.django_db
def test_every_act_on_a_draft_is_written_down_with_who_did_it(village_fund, treasurer):
    make_recorded(village_fund, WIFE, treasurer)
    draft = make_draft(village_fund, LODGER, treasurer)
    choose(draft, "24|สมคิด อื่นสกุล", answer={}, actor=treasurer)
    discard_register(draft, actor=treasurer)
    discard_register(draft, actor=treasurer)

    entries = AuditEntry.objects.filter(actor=treasurer).order_by("pk")
    assert list(entries.values_list("act", "sentence")) == [
        ("register_uploaded", "นำเข้าแฟ้มทะเบียนลูกหนี้กองทุนหมู่บ้าน"),
        ("register_recorded", "บันทึกทะเบียนลูกหนี้กองทุนหมู่บ้าน 1 แถว 9,800 บาท"),
        ("register_uploaded", "นำเข้าแฟ้มทะเบียนลูกหนี้กองทุนหมู่บ้าน"),
        ("doubt_answered", "ตัดสินรายการที่ไม่แน่ใจในทะเบียนกองทุนหมู่บ้าน สมคิด อื่นสกุล 24"),
        ("register_discarded", "ทิ้งแฟ้มทะเบียนลูกหนี้กองทุนหมู่บ้าน"),
    ]


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_held(village_fund, treasurer):
    draft = make_draft(village_fund, WIFE, treasurer)
    Register.objects.update(content=b"?")

    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(Refused),
    ):
        record_register(draft, actor=treasurer)

    assert [query["sql"] for query in queries if " FOR " in query["sql"]] == []


@pytest.mark.django_db
def test_a_file_that_is_not_the_one_uploaded_is_refused(village_fund, treasurer):
    draft = make_draft(village_fund, WIFE, treasurer)
    Register.objects.update(content=(HEADER + MAN).encode())

    with pytest.raises(Refused) as stopped:
        record_register(draft, actor=treasurer)

    assert codes(stopped) == ["register_changed"]
    assert not Loan.objects.exists()


@pytest.mark.django_db
def test_a_discarded_draft_says_so_when_it_is_recorded(village_fund, treasurer):
    discarded = discard_register(make_draft(village_fund, WIFE, treasurer), actor=treasurer)

    with pytest.raises(Refused) as stopped:
        record_register(discarded, actor=treasurer)

    assert codes(stopped) == ["register_discarded"]


@pytest.mark.django_db
def test_houses_of_several_villages_of_a_tambon_are_not_taken_for_one(treasurer):
    tambon = make_institution("331206", name="ตำบลทดลอง")
    with connection.cursor() as cursor:  # an institution keeps its village: the guard looks away
        cursor.execute("SET session_replication_role = replica")
        Institution.objects.filter(pk=tambon.pk).update(village=None)
        cursor.execute("RESET session_replication_role")
    tambon.refresh_from_db()
    fund = tambon.funds.get(kind="village_fund")
    rows = WIFE.replace("24,", "12 ม.3,") + MAN.replace("31,", "12 หมู่ที่ ๔,") + LODGER

    preview = preview_of(make_draft(fund, rows, treasurer))

    assert [(cell.row, cell.value) for cell in preview.unreadable] == [(2, "12 ม.3"), (3, "12 ม.4")]
    assert [cell.reason for cell in preview.unreadable[:1]] == [
        "สถาบันระดับตำบลยังแยกบ้านเลขที่เดียวกันของคนละหมู่ไม่ได้ ให้ตั้งสถาบันของแต่ละหมู่บ้าน แล้วนำเข้าทะเบียนแยกตามหมู่"
    ]


@pytest.mark.django_db
def test_in_a_village_a_stated_moo_is_nothing_to_ask_about(village_fund, treasurer):
    preview = preview_of(make_draft(village_fund, WIFE.replace("24,", "24 ม.3,"), treasurer))

    assert (preview.counts["new"], preview.unreadable) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_a_file_imported_four_times_at_once_is_one_register(village_fund, treasurer):
    gate, made = threading.Barrier(4), []

    def take_in():
        gate.wait()
        try:
            register = import_register(
                village_fund.accounts.get(),
                file_name="ทะเบียน.csv",
                content=(HEADER + WIFE + MAN).encode(),
                as_of=AS_OF,
                actor=treasurer,
            )
            made.append(register.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [Register.objects.get().pk] * 4
    assert (Household.objects.count(), Loan.objects.count()) == (2, 2)
