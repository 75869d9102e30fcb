"""Kept figures: what is written is counted again before it is read, by whomever it was written."""

import threading
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from consolidation.merging import undo_merge
from consolidation.practising import begin_practice
from consolidation.receiving import reverse
from consolidation.selecting import select_household
from members.guards_standing import guards_off
from reports import keeping_figures
from reports.asking import Asked
from reports.figures import figures_of, in_all
from reports.keeping_figures import AT_ONCE, count_again, freshen, keep_all, mark_all, off, read
from reports.models import FiguresChanged, PlaceFigures
from tests.builders import (
    SIGNED,
    make_contract,
    make_household,
    make_institution,
    make_loan,
    make_person,
    make_user,
)
from tests.consolidation.repaid import FIRST, make_repayable, pay

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def changed() -> set[int]:
    return {*FiguresChanged.objects.values_list("institution", flat=True)}


def kept(**place):
    return read(PlaceFigures.objects.get(**place).figures)


def fresh(area: str = "33") -> None:
    freshen(area, on=TODAY)
    assert not FiguresChanged.objects.exists()


def test_what_is_kept_is_what_counting_gives(institution, other_institution, treasurer):
    contract = make_repayable(institution.funds.first(), treasurer)
    pay(contract, FIRST, 5000)
    make_household(other_institution)
    fresh()

    both = [institution, other_institution]
    counted = figures_of(both, Asked(TODAY, TODAY, TODAY))
    assert [kept(institution=one) for one in both] == [counted[one.pk] for one in both]
    assert kept(area="3312") == counted[institution.pk]
    assert kept(area="33") == in_all(counted.values())
    assert counted[institution.pk].overdue > 0
    assert PlaceFigures.objects.get(area="33").institutions == 2


def test_every_act_that_moves_a_figure_says_so(household, institution, treasurer):
    fund = institution.funds.first()

    def told(act, *args, **options):
        fresh()
        done = act(*args, **options)
        assert changed() == {institution.pk}, act
        return done

    told(make_household, institution, "77")
    told(make_loan, household, fund, 10)
    case = told(select_household, household, on=SIGNED, actor=treasurer)
    contract = told(make_repayable, fund, treasurer)
    receipt = told(pay, contract, FIRST, 100)
    told(reverse, receipt, reason="ผิดราย", on=FIRST, actor=treasurer)
    other = told(make_contract, household, fund, treasurer)
    told(undo_merge, other, reason="ผิด", on=SIGNED, actor=treasurer)
    assert case.household == household
    fresh()
    assert off([institution], on=TODAY) == {}


def test_raw_sql_is_noticed_too_and_what_moves_no_figure_is_not(household, institution):
    fresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_household SET house_number = '9/9'")
        assert changed() == set()
        cursor.execute("UPDATE members_household SET is_removed = true")
    assert changed() == {institution.pk}


def test_many_rows_of_one_statement_are_one_row_an_institution(institution, other_institution):
    fresh()
    make = "INSERT INTO members_household (institution_id, house_number, house_key, is_removed)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = 'members_household'"
            " AND is_nullable = 'NO' AND column_default IS NULL"
            " AND is_generated = 'NEVER' AND is_identity = 'NO'"
        )
        needed = {name for (name,) in cursor.fetchall()}
        assert needed <= {"institution_id", "house_number", "house_key", "is_removed"}, needed
        cursor.execute(
            f"{make} SELECT i.id, n::text, n::text, false FROM members_institution i,"
            " generate_series(1, 50) n"
        )
    assert sorted(FiguresChanged.objects.values_list("institution", flat=True)) == sorted(
        [institution.pk, other_institution.pk]
    )


def test_what_is_practised_on_is_counted_nowhere(institution, treasurer):
    fresh()
    begin_practice(institution, on=TODAY, actor=treasurer)

    assert changed() == set()
    fresh("")
    assert PlaceFigures.objects.filter(institution__is_practice=True).count() == 0


def test_what_is_of_an_older_day_is_counted_again_for_today(institution, treasurer):
    contract = make_repayable(institution.funds.first(), treasurer)
    count_again([institution.pk], on=FIRST - timedelta(days=1))
    assert kept(area="33").overdue == 0

    fresh()
    assert kept(area="33").overdue > 0
    assert PlaceFigures.objects.get(area="33").counted_on == TODAY
    assert contract.plans.exists()


def test_only_what_lies_within_the_area_is_counted(institution, other_institution):
    freshen("3312", on=TODAY)

    assert changed() == {other_institution.pk}
    assert not PlaceFigures.objects.filter(area="3305").exists()


def test_a_page_counts_so_many_and_leaves_the_rest_to_the_worker(institution, other_institution):
    assert freshen("", on=TODAY, most=1) == 1
    assert len(changed()) == 1
    assert AT_ONCE > 1


def test_a_row_that_says_something_else_is_found(institution):
    fresh()
    row = PlaceFigures.objects.get(institution=institution)
    row.figures["targets"] = 7
    row.save(update_fields=["figures"])

    assert off([institution], on=TODAY) == {institution.code: ["targets"]}


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_counted_waits_for_the_next_count(monkeypatch):
    """A second household is committed after the count has begun; it isn't lost."""
    institution = make_institution(moo=91)
    make_household(institution, "1")
    counted, written = keeping_figures.counted_now, []

    def write_meanwhile(institutions, asked):
        if not written:
            written.append(True)
            thread = threading.Thread(target=_write, args=(institution,))
            thread.start()
            thread.join()
        return counted(institutions, asked)

    monkeypatch.setattr(keeping_figures, "counted_now", write_meanwhile)
    count_again([institution.pk], on=TODAY)
    assert kept(institution=institution).households == 1
    assert changed() == {institution.pk}

    fresh()
    assert kept(institution=institution).households == 2
    assert kept(area="3312").households == 2


def _write(institution) -> None:
    try:
        make_household(institution, "2")
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_many_who_write_and_count_at_once_lose_nothing():
    institutions = [make_institution(moo=moo, name=f"บ้าน {moo}") for moo in (91, 92, 93)]
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(6):
                make_household(institutions[(number + turn) % 3], f"{number}/{turn}")
                freshen("33", on=TODAY)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    fresh()
    assert kept(area="33").households == kept(area="3312").households == 24
    assert off(institutions, on=TODAY) == {}


def test_the_sums_are_of_the_satang(institution, treasurer):
    contract = make_repayable(institution.funds.first(), treasurer)
    pay(contract, FIRST, "100.25")
    fresh()

    assert kept(area="33").outstanding == kept(institution=institution).outstanding
    assert isinstance(kept(area="33").outstanding, Decimal)
    assert make_user("district", area="3312").offices_in_force
    assert make_person(make_household(institution)).pk


def test_the_worker_and_the_command_count_what_waits_and_check_it(institution, other_institution):
    assert keep_all(on=TODAY) == 2
    assert keep_all(on=TODAY) == 0

    assert mark_all() == 2
    call_command("keep_figures", "--all", stdout=(said := StringIO()))
    assert said.getvalue().strip() == "นับใหม่ 2 สถาบัน"
    PlaceFigures.objects.filter(institution=institution).update(figures={"targets": 3})
    with pytest.raises(SystemExit) as stopped:
        call_command("keep_figures", "--check", stdout=StringIO(), stderr=(why := StringIO()))
    assert stopped.value.code == 3
    assert f"{institution.code} ยอดที่เก็บไว้ไม่ตรง: targets" in why.getvalue()
    call_command("keep_figures", "--all", stdout=StringIO())
    call_command("keep_figures", "--check", stdout=(said := StringIO()))
    assert said.getvalue().strip() == "ยอดที่เก็บไว้ของ 2 สถาบันตรงกับที่นับใหม่"


def test_a_row_of_figures_is_of_one_place(institution):
    fresh()
    own = PlaceFigures.objects.get(institution=institution)
    for place in ({"area_id": "3312"}, {"institution_id": None}):
        with pytest.raises(IntegrityError) as stopped, transaction.atomic():
            PlaceFigures.objects.filter(pk=own.pk).update(**place)
        assert stopped.value.__cause__.diag.constraint_name == "kept_figures_of_one_place"


def test_a_trigger_that_is_switched_off_is_told(institution):
    with connection.cursor() as cursor:
        assert [*guards_off(cursor, ["reports"])] == []
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE consolidation_receipt DISABLE TRIGGER figures_changed_by_insert"
        )
        off_now = [(table, name) for _model, table, name in guards_off(cursor, ["reports"])]

    assert off_now == [("consolidation_receipt", "figures_changed_by_insert")]
