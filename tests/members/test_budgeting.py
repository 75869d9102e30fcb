from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from fundinst.errors import Refused
from members.budgeting import StatedLine, lines_version, remove_line, state_line, stated
from members.living import EVERY_MONTH
from members.models import AuditEntry, Expense, Income
from members.undoing import undo_entry
from members.versions import version_of

pytestmark = pytest.mark.django_db


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def line(what="ขายข้าว", amount=20000, months=(11, 12)) -> StatedLine:
    return StatedLine(what, Decimal(amount), tuple(months))


def add(household, actor, said=None, kind="income", seen=""):
    return state_line(household, kind, said or line(), line_id=None, seen=seen, actor=actor)


def correct(kept, said, actor, seen=None, kind="income"):
    seen = version_of(stated(kept).values) if seen is None else seen
    return state_line(kept.household, kind, said, line_id=kept.pk, seen=seen, actor=actor)


def test_income_and_living_expense_are_stated_with_their_months(household, treasurer):
    entry = add(household, treasurer)
    add(household, treasurer, line("อาหาร", 3500, EVERY_MONTH), kind="expense")

    income, expense = Income.objects.get(), Expense.objects.get()
    assert (income.source, income.amount, income.months) == ("ขายข้าว", 20000, [11, 12])
    assert (expense.purpose, expense.amount, expense.months) == ("อาหาร", 3500, [*EVERY_MONTH])
    assert entry.sentence == "บันทึกรายได้ ขายข้าว เดือนละ 20,000 บาท (พ.ย.–ธ.ค.)"


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_written(household, treasurer):
    with pytest.raises(Refused) as stopped:
        add(household, treasurer, line("", 0, ()))

    assert codes(stopped) == ["what_missing", "amount_missing", "months_missing"]
    assert (Income.objects.count(), AuditEntry.objects.filter(household=household).count()) == (
        0,
        0,
    )


def test_a_second_line_of_one_name_is_refused_but_the_same_press_twice_is_one(household, treasurer):
    opened_with = lines_version([])
    add(household, treasurer, seen=opened_with)
    again = add(household, treasurer, seen=opened_with)
    with pytest.raises(Refused) as stopped:
        add(household, treasurer, line(amount=5000), seen=lines_version([*Income.objects.all()]))

    assert (again, codes(stopped), Income.objects.count()) == (None, ["line_exists"], 1)


def test_a_line_is_corrected_and_taken_back(household, treasurer):
    add(household, treasurer)
    entry = correct(Income.objects.get(), line(amount=25000), treasurer)
    corrected = Income.objects.get().amount
    undo_entry(entry, actor=treasurer)

    assert entry.sentence == (
        "บันทึกรายได้ ขายข้าว เดือนละ 25,000 บาท (พ.ย.–ธ.ค.) แทน ขายข้าว เดือนละ 20,000 บาท (พ.ย.–ธ.ค.)"
    )
    assert (corrected, Income.objects.get().amount) == (25000, 20000)


def test_an_older_page_never_overwrites_a_line_or_takes_it_out(household, treasurer):
    add(household, treasurer)
    kept = Income.objects.get()
    opened_with = version_of(stated(kept).values)
    correct(kept, line(amount=25000), treasurer)

    with pytest.raises(Refused) as over:
        correct(kept, line(amount=30000), treasurer, opened_with)
    with pytest.raises(Refused) as out:
        remove_line(kept, seen=opened_with, actor=treasurer)

    assert (codes(over), codes(out)) == (["changed_meanwhile"], ["changed_meanwhile"])
    assert Income.objects.get().amount == 25000


def test_a_line_somebody_took_out_meanwhile_is_said_to_be_gone(household, treasurer):
    add(household, treasurer)
    kept = Income.objects.get()
    seen = version_of(stated(kept).values)
    remove_line(Income.objects.get(), seen=seen, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        correct(kept, line(amount=1), treasurer, seen)

    assert (codes(stopped), Income.objects.count()) == (["line_gone"], 0)


def test_an_added_line_is_taken_back_and_a_removed_one_comes_back(household, treasurer):
    added = add(household, treasurer)
    undo_entry(added, actor=treasurer)
    gone = Income.objects.count()
    add(household, treasurer)
    kept = Income.objects.get()
    removed = remove_line(kept, seen=version_of(stated(kept).values), actor=treasurer)
    undo_entry(removed, actor=treasurer)

    assert (gone, stated(Income.objects.get())) == (0, line())


def test_a_line_that_was_corrected_since_is_not_taken_back_by_the_first_entry(household, treasurer):
    added = add(household, treasurer)
    correct(Income.objects.get(), line(amount=25000), treasurer)

    with pytest.raises(Refused) as stopped:
        undo_entry(added, actor=treasurer)

    assert (codes(stopped), Income.objects.get().amount) == (["changed_since"], 25000)


@pytest.mark.parametrize(
    ("guard", "columns"),
    [
        ("income_is_money", {"amount": 0, "months": [1]}),
        ("income_in_real_months", {"amount": 1, "months": [13]}),
        ("income_in_real_months", {"amount": 1, "months": []}),
    ],
)
def test_the_database_takes_only_money_in_real_months(household, guard, columns):
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        Income.objects.create(household=household, source="x", **columns)
