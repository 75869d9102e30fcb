"""Which fields a household's registration has, in the order and words in which people read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from consolidation.models import CriterionAnswer
from debts.models import Classification, Loan
from fundinst.money import format_baht
from fundinst.thai import SHORT_MONTHS, format_date
from members.models import Expense, Household, Income, Person

NOTHING = "ไม่มี"


def _text(value: Any) -> str:
    return str(value) if value not in (None, "", []) else NOTHING


def _baht(value: Any) -> str:
    return format_baht(Decimal(value)) if value is not None else NOTHING


def _day(value: Any) -> str:
    if not value:
        return NOTHING
    return format_date(date.fromisoformat(value), style="medium", digits="arabic")


def _months(value: Any) -> str:
    if len(value or []) == 12:
        return "ทุกเดือน"
    return " ".join(SHORT_MONTHS[month - 1] for month in value or []) or NOTHING


def _yes(value: Any) -> str:
    return "ใช่" if value else "ไม่ใช่"


def _list(value: Any) -> str:
    return ", ".join(value or []) or NOTHING


def _rate(value: Any) -> str:
    return f"{Decimal(value).normalize():f}" if value is not None else NOTHING


@dataclass(frozen=True, slots=True)
class Column:
    """One field: its name in the content, its label, and how its value is shown."""

    name: str
    label: str
    shown: Callable[[Any], str] = _text

    @property
    def is_money(self) -> bool:
        return self.shown is _baht


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the content: one record, or (``named``) a list of records told apart by their id.

    ``named`` says how a record of the list is called; ``total`` is its column that sums it up.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    named: Callable[[Mapping[str, Any]], str] | None = None
    total: str = ""


def _word(model: type[models.Model], field: str) -> str:
    return str(getattr(model._meta.get_field(field), "verbose_name", field))


def _loan_name(loan: Mapping[str, Any]) -> str:
    number = f" เลขที่ {loan['number']}" if loan["number"] else ""
    return f"{loan['fund']}{number} ชื่อ {loan['borrower']}"


COMPONENT_COLUMNS = tuple(
    Column(name, _word(Loan, name), _baht)
    for name in ("principal", "interest_over_year", "interest_under_year", "penalty", "fee")
)

SECTIONS = (
    Section(
        "sums",
        "ยอดที่ขึ้นทะเบียน",
        (
            Column("total", "ยอดรวม", _baht),
            *COMPONENT_COLUMNS,
            Column("disputed", "ยอดที่โต้แย้ง (ไม่รวม)", _baht),
        ),
    ),
    Section(
        "loans",
        "หนี้ทีละสัญญา",
        (
            Column("total", "ยอดรวม", _baht),
            *COMPONENT_COLUMNS,
            Column("disputed", "ครัวเรือนโต้แย้งว่า"),
            Column("confirmed", "รับรองด้วย"),
            Column("confirmed_on", "รับรองเมื่อ", _day),
            Column("witnesses", "พยาน", _list),
            Column("fund", "กองทุน"),
            Column("account", "บัญชี"),
            Column("number", _word(Loan, "number")),
            Column("borrower", _word(Loan, "borrower")),
            Column("opened_on", _word(Loan, "lent_on"), _day),
            Column("due_on", _word(Loan, "due_on"), _day),
            Column("rate_percent", _word(Loan, "rate_percent"), _rate),
            Column("guarantors", "ผู้ค้ำประกัน", _list),
        ),
        named=_loan_name,
        total="total",
    ),
    Section(
        "household",
        "ครัวเรือน",
        (
            Column("house_number", _word(Household, "house_number")),
            Column("village", _word(Household, "village")),
        ),
    ),
    Section(
        "persons",
        "สมาชิกในครัวเรือน",
        (
            Column("name", "ชื่อ-สกุล"),
            Column("is_head", _word(Person, "is_head"), _yes),
            Column("phone", _word(Person, "phone")),
            Column("occupation", _word(Person, "occupation")),
        ),
        named=lambda person: person["name"],
    ),
    Section(
        "incomes",
        "รายได้",
        (
            Column("source", _word(Income, "source")),
            Column("amount", "รายได้ต่อเดือน (บาท)", _baht),
            Column("months", "เดือน", _months),
        ),
        named=lambda income: income["source"],
        total="amount",
    ),
    Section(
        "expenses",
        "ค่าใช้จ่าย",
        (
            Column("purpose", _word(Expense, "purpose")),
            Column("amount", "ค่าใช้จ่ายต่อเดือน (บาท)", _baht),
            Column("months", "เดือน", _months),
        ),
        named=lambda expense: expense["purpose"],
        total="amount",
    ),
    Section(
        "class",
        "ประเภทลูกหนี้",
        (
            Column("judged", _word(Classification, "judged_name")),
            Column("overdue", _word(Classification, "overdue_name")),
            Column("ability", _word(Classification, "ability")),
            Column("willingness", _word(Classification, "willingness")),
            Column("reason", _word(Classification, "reason")),
            Column("on", _word(Classification, "on"), _day),
        ),
    ),
    Section(
        "criteria",
        "เกณฑ์คัดเลือก",
        (Column("found", "ผล"), Column("reason", _word(CriterionAnswer, "reason"))),
        named=lambda criterion: criterion["sentence"],
    ),
    Section(
        "minutes",
        "มติที่คัดเลือก",
        (
            Column("document", "เอกสาร"),
            Column("on", "วันที่ประชุม", _day),
            Column("reason", "เหตุผลที่คัดเลือก"),
        ),
    ),
    Section("consent", "ความยินยอม", (Column("signed_on", "ลงชื่อเมื่อ", _day),)),
)
"""The order in which a reviewer reads: money first, then loan by loan, then the rest."""
