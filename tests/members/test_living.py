from decimal import Decimal

import pytest

from fundinst.thai import Unreadable
from members.living import EVERY_MONTH, by_month, in_words, months_in_words
from members.models import Expense, Income
from members.phones import read_phone


def income(amount, months=EVERY_MONTH):
    return Income(source="x", amount=Decimal(amount), months=[*months])


def expense(amount, months=EVERY_MONTH):
    return Expense(purpose="x", amount=Decimal(amount), months=[*months])


def test_each_month_has_its_own_income_expense_and_rest():
    months = by_month([income(3000), income(20000, [11, 12])], [expense(2500), expense(900, [5])])

    assert [month.number for month in months] == [*EVERY_MONTH]
    assert [(months[i].income, months[i].expense, months[i].left) for i in (0, 4, 10)] == [
        (3000, 2500, 500),
        (3000, 3400, -400),
        (23000, 2500, 20500),
    ]
    assert sum(month.left for month in months) == 12 * 500 + 2 * 20000 - 900


def test_nothing_stated_is_nothing_in_every_month():
    assert {(month.income, month.expense, month.left) for month in by_month([], [])} == {(0, 0, 0)}


@pytest.mark.parametrize(
    ("incomes", "expenses", "sentence"),
    [
        ([income(3000)], [expense(2500)], "ทุกเดือนเท่ากัน เหลือ 500 บาท"),
        ([income(3000)], [expense(3000)], "ทุกเดือนเท่ากัน ไม่เหลือเงิน"),
        (
            [income(3000)],
            [expense(2500), expense(900, [5])],
            "เดือนที่เหลือน้อยที่สุดคือพฤษภาคม ขาด 400 บาท",
        ),
        (
            [income(3000)],
            [expense("99.50", [3, 4, 5])],
            "เดือนที่เหลือน้อยที่สุดคือมีนาคม, เมษายน และพฤษภาคม เหลือ 2,900.50 บาท",
        ),
    ],
)
def test_the_hardest_months_are_said_in_words(incomes, expenses, sentence):
    assert in_words(by_month(incomes, expenses)) == sentence


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (EVERY_MONTH, "ทุกเดือน"),
        ([4], "เม.ย."),
        ([1, 2, 3, 11], "ม.ค.–มี.ค., พ.ย."),
        ([12, 1], "ม.ค., ธ.ค."),
    ],
)
def test_months_are_said_in_runs(months, words):
    assert months_in_words(months) == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("๐๘๑-๒๓๔-๕๖๗๘", "081-234-5678"),
        ("0612345678", "061-234-5678"),
        ("+66 81 234 5678", "081-234-5678"),
        ("(045) 123 456", "045-123-456"),
        ("02 123 4567", "02-123-4567"),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_is_read_in_any_writing(typed, kept):
    assert read_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12345", "081234567", "08123456789", "0812345678, 0898765432", "ไม่มี", "0112345678"]
)
def test_what_is_no_telephone_number_is_not_guessed_at(typed):
    with pytest.raises(Unreadable, match="ให้พิมพ์เบอร์เดียว"):
        read_phone(typed)
