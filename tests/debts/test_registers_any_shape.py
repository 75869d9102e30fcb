"""One village's loans, written down in any order, under any heading, in any kind of file."""

import csv
import random
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fundinst.thai import SHORT_MONTHS, to_thai_digits

from .register_files_made import ods, read, text, xls, xlsx

SPELLINGS = {
    "number": ["ที่", "ลำดับ", "ลำดับที่", "ลำดับ\nที่"],
    "name": ["ชื่อ-สกุล", "ชื่อ - นามสกุล", "ผู้กู้", "ลูกหนี้", "หัวหน้าครัวเรือน/ผู้กู้", "ชื่อสมาชิก"],
    "house": ["บ้านเลขที่", "เลขบ้าน", "เลขที่บ้าน", "บ.เลขที่"],
    "loan": ["เลขที่สัญญา", "สัญญาเลขที่", "เลขสัญญา"],
    "principal": ["เงินต้นคงเหลือ", "เงินต้นค้าง", "ยอดเงินกู้คงเหลือ", "ยอดหนี้ (บาท)", "คงเหลือ ณ 30 มิ.ย. 60"],
    "interest": ["ดอกเบี้ยค้าง", "ดอกเบี้ยค้างชำระ", "ดอกเบี้ย (บาท)"],
    "due": ["ครบกำหนด", "วันครบกำหนด", "กำหนดส่งคืน", "กำหนดชำระ"],
}
LOANS = [
    ("นางจันทร์เพ็ญ ทดลองชัย", "", "ก.1/2559", Decimal("8700"), Decimal("700"), date(2017, 3, 31)),
    ("นางสาววิไล นามสมมุติ", "32/1", "ก.2/2559", Decimal("1234567.50"), Decimal(0), date(2018, 12, 1)),
    ("นายชาลี จำลองสุข", "12ก", "ก.3/2559", Decimal("0.30"), Decimal("1100"), date(2017, 2, 28)),
    ("ด.ต.อุดม ลองดู", "๘๙", "ก.4/2559", Decimal("35000"), Decimal("25.25"), date(2019, 10, 9)),
]  # fmt: skip
EXPECTED = [
    (name, {"๘๙": "89"}.get(house, house), *rest)
    for name, house, *rest in LOANS
]  # fmt: skip


def amount_written(amount, choose, kind):
    """An amount as a fund writes it; a number where the file can hold one."""
    written = [
        f"{amount:,.2f}",
        f"{amount:,.2f} บาท",
        to_thai_digits(f"{amount:,.2f}"),
        f"{amount}",
    ]
    if amount == amount.to_integral_value():
        written += [f"{amount:,.0f}.-", to_thai_digits(f"{amount:,.0f}")]
    if not amount:
        written += ["-"]
    return choose([float(amount), float(amount), *written] if kind != "csv" else written)


def date_written(day, choose, kind):
    """A date as a fund writes it: พ.ศ. in several shapes, an Excel date, a serial number."""
    be = day.year + 543
    written = [
        f"{day.day}/{day.month}/{be}",
        f"{day.day:02}/{day.month:02}/{be % 100}",
        to_thai_digits(f"{day.day} {SHORT_MONTHS[day.month - 1]} {be}"),
        (day - date(1899, 12, 30)).days,
    ]
    return choose(written if kind == "csv" else [*written, day])


def table(choose, shuffle, kind):
    """The loans as rows under a heading, columns in any order, perhaps titles and a total."""
    columns = list(SPELLINGS)
    shuffle(columns)
    rows = [{column: choose(SPELLINGS[column]) for column in columns}]
    for number, (name, house, loan, principal, interest, due) in enumerate(LOANS, 1):
        rows.append({
            "number": number, "name": name, "house": house, "loan": loan,
            "principal": amount_written(principal, choose, kind),
            "interest": amount_written(interest, choose, kind),
            "due": date_written(due, choose, kind),
        })  # fmt: skip
    if choose([True, False]):
        total = {"name": "รวมทั้งสิ้น", "principal": "1,278,267.80", "interest": "1,825.25"}
        rows.append({**dict.fromkeys(columns, ""), **total})
    titles = choose([[], [["ทะเบียนลูกหนี้กองทุน"], []], [["กองทุน", "หมู่ที่ 3"]]])
    return titles + [[row[column] for column in columns] for row in rows]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["xlsx", "xls", "ods", "csv"]))
def test_the_same_loans_are_read_however_they_are_written(seed, kind):
    chosen = random.Random(seed)
    rows = table(chosen.choice, chosen.shuffle, kind)
    if kind == "csv":
        encoding = chosen.choice(["utf-8", "utf-8-sig", "cp874", "utf-16"])
        quoting = chosen.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        content = text(rows, chosen.choice(",;\t"), encoding, quoting)
    else:
        content = {"xlsx": xlsx, "xls": xls, "ods": ods}[kind](rows)

    register = read(content, f"a.{kind}")

    assert register.unreadable == ()
    assert [
        (str(r.name), r.house_number, r.loan_number, r.principal, r.interest_under_year, r.due_on)
        for r in register.rows
    ] == EXPECTED
    assert register.own_total in (None, register.total)
