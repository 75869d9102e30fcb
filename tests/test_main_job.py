"""The main job from the command line: registers in, one contract a household, the form out."""

import csv
import io
import json
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from consolidation.models import Contract
from debts.models import JournalEntry, Loan, Register
from members.models import Household
from tests.builders import make_areas

pytestmark = pytest.mark.django_db

FILES = Path(__file__).resolve().parent.parent / "fundinst" / "fixtures" / "demo_village"
REGISTERS = {
    "village_fund": FILES / "village_fund.xlsx",
    "savings_group": FILES / "savings_group.xlsx",
    "kkj": FILES / "kor_khor_khor_jor.csv",
}


def run(*words) -> tuple[int, dict]:
    """Exit status and what was said as JSON."""
    told = io.StringIO()
    try:
        call_command(*map(str, words), "--json", stdout=told, stderr=io.StringIO())
    except SystemExit as stopped:
        return stopped.code, json.loads(told.getvalue())
    return 0, json.loads(told.getvalue())


@pytest.fixture
def village(db) -> dict:
    make_areas()
    kinds = [word for kind in REGISTERS for word in ("--fund", kind)]
    status, made = run(
        "create_institution", "--subdistrict", "331206", "--moo", 3, "--name", "บ้านหนองฮะ", *kinds
    )
    assert status == 0
    return made


def take_in(village, registers=REGISTERS, *options) -> list[tuple[int, dict]]:
    return [
        run(
            "import_register",
            path,
            "--fund",
            village["funds"][kind],
            "--as-of",
            "2017-06-30",
            *options,
        )
        for kind, path in registers.items()
    ]


def merge(village, decisions=FILES / "decisions.csv") -> tuple[int, dict]:
    return run(
        "merge_village",
        *("--institution", village["institution"]),
        *("--decisions", decisions),
        *("--on", "2017-07-31"),
    )


def form(village, tmp_path, file_format="csv") -> Path:
    output = tmp_path / f"form.{file_format}"
    status, _said = run(
        "district_form",
        *("--institution", village["institution"]),
        *("--format", file_format),
        *("--output", output),
    )
    assert status == 0
    return output


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def plain(value) -> str:
    """A cell of the workbook as the csv writes it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


EXPECTED = table(FILES / "expected_district_form.csv")


def test_three_registers_and_the_decisions_give_the_expected_form_cell_for_cell(village, tmp_path):
    read = take_in(village, REGISTERS, "--commit")
    status, merged = merge(village)

    assert [(s, r["new"], r["our_total"], r["file_total"]) for s, r in read] == [
        (0, 13, "142200.00", "142200.00"),
        (0, 13, "220600.00", None),
        (0, 10, "244400.00", None),
    ]
    assert (status, merged["done"], merged["refused"]) == (0, 15, 0)
    assert {line["unreviewed"] for line in merged["lines"]} == {
        "ตามมติที่ประชุมในแฟ้มผลการตัดสิน decisions.csv"
    }
    assert sum(Decimal(line["before"]) for line in merged["lines"]) == Decimal(607200)
    assert sum(Decimal(line["after"]) for line in merged["lines"]) == Decimal(607200)
    assert table(form(village, tmp_path)) == EXPECTED
    assert run("check_ledger")[0] == 0


def test_the_summary_says_that_the_contracts_came_before_the_districts_review(village):
    take_in(village, REGISTERS, "--commit")
    told = io.StringIO()
    call_command(
        "merge_village",
        f"--institution={village['institution']}",
        f"--decisions={FILES / 'decisions.csv'}",
        "--on=2017-07-31",
        stdout=told,
    )

    assert told.getvalue().splitlines()[-1] == (
        "ทำสัญญาก่อนอำเภอตรวจ 15 ครัวเรือน เพราะ ตามมติที่ประชุมในแฟ้มผลการตัดสิน decisions.csv"
    )


def test_the_workbook_says_the_same_as_the_csv(village, tmp_path):
    take_in(village, REGISTERS, "--commit")
    merge(village)

    sheet = openpyxl.load_workbook(form(village, tmp_path, "xlsx")).active
    rows = [[plain(cell.value) for cell in row[:7]] for row in sheet.iter_rows()]
    body = [row for row in rows if row[0].isdigit()]
    assert body == EXPECTED[1:]


def test_a_dry_run_counts_and_writes_nothing(village):
    read = take_in(village)

    assert [(said["committed"], said["new"]) for _status, said in read] == [
        (False, 13),
        (False, 13),
        (False, 10),
    ]
    assert not Household.objects.exists() and not Register.objects.exists()


def test_done_twice_nothing_is_doubled(village, tmp_path):
    take_in(village, REGISTERS, "--commit")
    merge(village)
    entries = JournalEntry.objects.count()

    again = take_in(village, REGISTERS, "--commit")
    status, merged = merge(village)

    assert [(said["new"], said["changed"], said["same"]) for _status, said in again] == [
        (0, 0, 13),
        (0, 0, 13),
        (0, 0, 10),
    ]
    assert (status, merged["done"], merged["already"]) == (0, 0, 15)
    assert (JournalEntry.objects.count(), Register.objects.count()) == (entries, 3)
    assert table(form(village, tmp_path)) == EXPECTED


@pytest.mark.parametrize(
    "order", [("kkj", "savings_group", "village_fund"), ("savings_group", "kkj", "village_fund")]
)
def test_the_order_in_which_registers_come_changes_nothing(order, village, tmp_path):
    take_in(village, {kind: REGISTERS[kind] for kind in order}, "--commit")
    merge(village)

    assert table(form(village, tmp_path)) == EXPECTED


HEADINGS = {
    "house": ["บ้านเลขที่", "เลขที่บ้าน", "บ้าน เลขที่"],
    "name": ["ชื่อ - สกุล", "ชื่อ-นามสกุล", "ชื่อผู้กู้"],
    "amount": ["ยอดหนี้คงเหลือ", "เงินต้นคงเหลือ (บาท)", "คงเหลือ"],
}


@pytest.mark.parametrize(
    ("seed", "separator", "encoding"),
    [(1, ",", "utf-8"), (2, ";", "cp874"), (3, "\t", "utf-8-sig"), (4, ";", "utf-8")],
)
def test_another_village_with_other_columns_works_without_a_change(
    seed, separator, encoding, village, tmp_path
):
    dice = random.Random(seed)
    homes = [
        (house, f"{title}{given} {surname}", dice.sample(list(REGISTERS), dice.randint(2, 3)))
        for house, title, given, surname in zip(
            ["", "9", "10", "32/1", "32/2", "101 ก", "7"],
            ["นาย", "นาง", "น.ส.", "นาย", "นาง", "นาย", "นาง"],
            dice.sample(["ก้าน", "ขวัญ", "คำ", "จำปา", "ทองดี", "บัวลอย", "เพ็ญ"], 7),
            dice.sample(["ลองดี", "ทดสอบ", "สมมุติ", "ตัวอย่าง", "จำลอง", "แบบดี", "นามดี"], 7),
            strict=True,
        )
    ]
    total = 0
    for kind in REGISTERS:
        columns = dice.sample(list(HEADINGS), 3)
        lines = [[dice.choice(HEADINGS[column]) for column in columns]]
        for house, name, funds in homes:
            if kind in funds:
                amount = dice.randrange(100, 90000)
                total += amount
                cells = {"house": house, "name": name, "amount": f"{amount:,}.00"}
                lines.append([cells[column] for column in columns])
        path = tmp_path / f"{kind}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows(lines)
        ((status, said),) = take_in(village, {kind: path}, "--commit")
        assert (status, said["doubtful"], said["unreadable"]) == (0, 0, 0), said
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(
        "แหล่งกู้ยืมใหม่,ชื่อ-สกุล,บ้านเลขที่\n"
        + "".join(f"กทบ.,{name},{house}\n" for house, name, _funds in homes)
    )

    status, merged = merge(village, decisions)

    assert (status, merged["done"]) == (0, 7)
    assert [row[2] for row in table(form(village, tmp_path))[1:]] == [
        *["", "7", "9", "10", "32/1", "32/2", "101ก"]
    ]
    assert sum(contract.amount for contract in Contract.objects.all()) == total


def test_what_cannot_be_done_is_said_with_status_3_and_nothing_is_written(village, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายหนึ่ง สมมุติ,1,หนึ่งพัน\nนายสอง สมมุติ,2,500\n")
    ((status, said),) = take_in(village, {"kkj": bad}, "--commit")
    unknown = run("import_register", bad, "--fund", "999", "--as-of", "2017-06-30")
    missing = run(
        "import_register",
        tmp_path / "no.csv",
        "--fund",
        village["funds"]["kkj"],
        "--as-of",
        "2017-06-30",
    )

    assert (status, said["new"], said["unreadable"]) == (3, 1, 1)
    assert [refusal["code"] for refusal in said["refused"]] == ["row_unreadable"]
    assert [(s, r["refused"][0]["code"]) for s, r in (unknown, missing)] == [
        (3, "fund_unknown"),
        (3, "file_missing"),
    ]
    assert not Loan.objects.exists()


def test_a_village_goes_on_where_it_stopped_and_says_what_it_could_not_do(village, tmp_path):
    take_in(village, REGISTERS, "--commit")
    decisions = tmp_path / "decisions.csv"
    lines = (FILES / "decisions.csv").read_text().splitlines()
    wrong = lines[3].replace("นางกองแก้ว", "นางกองแก้วมา")
    decisions.write_text("\n".join([*lines[:3], wrong, *lines[4:]]))

    status, first = merge(village, decisions)
    assert (status, first["done"], first["refused"]) == (3, 14, 1)
    assert [
        (line["house_number"], line["reasons"][0]["code"])
        for line in first["lines"]
        if line["reasons"]
    ] == [("24", "debtor_unknown")]

    status, second = merge(village)
    assert (status, second["done"], second["already"]) == (0, 1, 14)


def test_an_unknown_place_or_fund_is_refused_with_every_reason(village):
    status, said = run(
        "create_institution",
        "--subdistrict",
        "999999",
        "--moo",
        100,
        "--name",
        "x",
        "--fund",
        "bank",
    )
    other, taken = run(
        "create_institution",
        "--subdistrict",
        "331206",
        "--moo",
        3,
        "--name",
        "บ้านอื่น",
        "--fund",
        "kkj",
    )

    assert (status, [refusal["code"] for refusal in said["refused"]]) == (
        3,
        ["subdistrict_unknown", "moo_unknown", "fund_kind_unknown"],
    )
    assert (other, [refusal["code"] for refusal in taken["refused"]]) == (3, ["institution_exists"])


def test_an_institution_made_twice_is_one_with_the_same_codes(village):
    kinds = [word for kind in REGISTERS for word in ("--fund", kind)]
    again = run(
        "create_institution", "--subdistrict", "331206", "--moo", 3, "--name", "บ้านหนองฮะ", *kinds
    )

    assert again == (0, village)
    assert village == {
        "institution": "33120603",
        "funds": {
            "village_fund": "33120603-01",
            "savings_group": "33120603-02",
            "kkj": "33120603-03",
        },
    }
