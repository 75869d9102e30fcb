"""Do the main job on a fictional village, by the same commands that committees' helpers script."""

import json
import os
import secrets
import shutil
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fundinst.management.commands.serve import HOST, refuse_taken
from fundinst.money import format_baht

FILES = Path(__file__).resolve().parents[2] / "fixtures" / "demo_village"
REGISTERS = {
    "village_fund": "village_fund.xlsx",
    "savings_group": "savings_group.xlsx",
    "kkj": "kor_khor_khor_jor.csv",
}
SUBDISTRICT, AS_OF, SIGNED = "331206", "2017-06-30", "2017-07-31"
# Two villages that don't exist: one finished, one for people to try the job on themselves.
FINISHED, EMPTY = (98, "บ้านหนองสมมุติ"), (99, "บ้านลองทำ")
NEIGHBOURS = {"tenants": "3", "seed": "1"}
"""Three more invented villages in two districts, with households everywhere on the road: so that
the district and the province have something to sum up."""
COMMITTEE = [("chair", "นายประสิทธิ์ ทดลองงาน"), ("secretary", "นางสาวมาลี สมมุติดี")]
ACCOUNTS = (
    ("committee", "นางสาวมาลี สมมุติดี", "committee", "กรรมการ หมู่บ้านที่ทำเสร็จแล้ว"),
    ("practice", "นายลองทำ ทดสอบ", "committee", "กรรมการ หมู่บ้านว่าง สำหรับลองทำเอง"),
    ("district", "นางสุดา พัฒนาดี", "district", "พัฒนาการอำเภอ"),
    ("province", "นายวิชัย พัฒนาสุข", "province", "พัฒนาการจังหวัด"),
    ("department", "นางสาวกรม ภาพรวม", "department", "กรมการพัฒนาชุมชน ดูได้ทั้งประเทศ"),
)
"""User name, name, role and what the account is for."""


class Command(BaseCommand):
    help = "ทำงานหลักให้ดูทั้งหมดกับหมู่บ้านสมมุติ แล้วเปิดหน้าเว็บ"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="ทำเสร็จแล้วไม่ต้องเปิดหน้าเว็บ")
        parser.add_argument("--port", type=int, default=8000, help="หมายเลขพอร์ต (ปกติ 8000)")

    def handle(self, *args: Any, no_serve: bool, port: int, **options: Any) -> None:
        if not no_serve:
            refuse_taken(port)  # before the work, which takes a while
        folder = settings.VAR_DIR / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        areas = _done("load_areas")["areas"]
        self.stdout.write(f"๑. เขตการปกครองทั่วประเทศ {areas:,} แห่ง")
        village = self._main_job(folder)
        practice = _institution(*EMPTY)["institution"]
        for name in [*REGISTERS.values(), "decisions.csv"]:
            shutil.copyfile(FILES / name, folder / name)
        password = _password(folder / "password.txt")
        neighbours = self._neighbours(password)
        self._make_accounts(password, village, practice)
        self._send_reports(village, neighbours, site=f"http://{HOST}:{port}/")
        self._say_accounts(password)
        if no_serve:
            return
        call_command("serve", port=port)

    def _main_job(self, folder: Path) -> str:
        made = _institution(*FINISHED)
        village = made["institution"]
        self._seat_and_import(village, made["funds"])
        merged = _done(
            "merge_village", institution=village, decisions=str(FILES / "decisions.csv"), on=SIGNED
        )
        self._say_what_was_done(merged)
        self._write_forms(folder, village)
        ledger = _done("check_ledger")
        self.stdout.write(f"๕. ตรวจบัญชีใหม่ทั้งหมด {len(ledger['checks'])} ข้อ ถูกต้องทุกข้อ")
        return village

    def _seat_and_import(self, village: str, funds: dict[str, str]) -> None:
        for position, name in COMMITTEE:
            _done(
                "seat_committee",
                institution=village,
                position=position,
                name=name,
                since="2017-01-01",
            )
        for kind, name in REGISTERS.items():
            read = _done(
                "import_register",
                str(FILES / name),
                "--commit",
                fund=funds[kind],
                as_of=AS_OF,
            )
            self.stdout.write(
                f"๒. ทะเบียน {name}: รายใหม่ {read['new']} เปลี่ยน {read['changed']} "
                f"เหมือนเดิม {read['same']} แถว รวม {_baht(read['our_total'])} บาท"
            )

    def _write_forms(self, folder: Path, village: str) -> None:
        for file_format in ("xlsx", "csv", "pdf"):
            path = folder / f"district_form.{file_format}"
            _done(
                "district_form",
                institution=village,
                format=file_format,
                output=str(path),
                on=SIGNED,
            )
            self.stdout.write(f"๔. แบบรายงานอำเภอ var/demo/{path.name}")

    def _say_what_was_done(self, merged: dict[str, Any]) -> None:
        lines = merged["lines"]
        old = sum(line["old_debts"] for line in lines)
        before = sum(Decimal(line["before"]) for line in lines)
        after = sum(Decimal(line["after"]) for line in lines)
        self.stdout.write(
            f"๓. ครัวเรือน {len(lines)} หนี้เดิม {old} รายการ สัญญาเดียว {len(lines)} ฉบับ "
            f"ก่อน {_baht(before)} บาท หลัง {_baht(after)} บาท"
        )

    def _neighbours(self, password: str) -> list[dict[str, str]]:
        tenants = _done("demo_data", "--once", **NEIGHBOURS, password=password)["tenants"]
        names = " ".join(tenant["name"] for tenant in tenants)
        districts = len({tenant["district"] for tenant in tenants})
        self.stdout.write(f"๖. หมู่บ้านสมมุติข้างเคียงใน {districts} อำเภอ {names}")
        return list(tenants)

    def _send_reports(self, village: str, neighbours: list[dict[str, str]], *, site: str) -> None:
        """The finished village has sent its report; a neighbour's came back, the third still owes
        its own; the other district is through with all of its."""
        ours, elsewhere = (
            [one["code"] for one in neighbours if (one["district"] == SUBDISTRICT[:4]) is here]
            for here in (True, False)
        )
        others = sorted({one["district"] for one in neighbours} - {SUBDISTRICT[:4]})
        certified = [village, ours[0], *elsewhere, *others]
        words = [f"--certify={code}" for code in certified]
        _done("demo_reports", *words, f"--return={ours[0]}", site=site)
        self.stdout.write("๗. รายงานที่รับรองแล้ว: หมู่บ้านที่ทำเสร็จ และอำเภอข้างเคียงทั้งอำเภอ ถูกส่งกลับ ๑ ฉบับ")

    def _make_accounts(self, password: str, village: str, practice: str) -> None:
        for username, name, role, _what in ACCOUNTS:
            institution = {"committee": village, "practice": practice}.get(username, "")
            area = {"district": SUBDISTRICT[:4], "province": SUBDISTRICT[:2]}.get(role, "")
            _done(
                "create_user",
                username,
                name=name,
                role=role,
                institution=institution,
                area=area,
                password=password,
            )

    def _say_accounts(self, password: str) -> None:
        self.stdout.write(f"\nบัญชีสำหรับเข้าใช้ รหัสผ่านเดียวกันทุกบัญชี: {password}")
        for username, _name, _role, what in ACCOUNTS:
            self.stdout.write(f"  {username:<13} {what}")
        self.stdout.write(f"  {'district-3305':<13} พัฒนาการอำเภอข้างเคียง")
        self.stdout.write("แฟ้มทะเบียนสำหรับลองนำเข้าเอง: var/demo/\n")


def _done(command: str, *args: str, **options: str) -> dict[str, Any]:
    """Run one of the project's commands and read what it says; raise CommandError if it refused."""
    told, complaint = StringIO(), StringIO()
    said = [f"--{name.replace('_', '-')}={value}" for name, value in options.items() if value]
    try:
        call_command(command, *args, *said, "--json", stdout=told, stderr=complaint)
    except SystemExit as stopped:
        raise CommandError(complaint.getvalue() or told.getvalue()) from stopped
    return json.loads(told.getvalue())


def _institution(moo: int, name: str) -> dict[str, Any]:
    funds = [f"--fund={kind}" for kind in REGISTERS]
    return _done("create_institution", *funds, subdistrict=SUBDISTRICT, moo=str(moo), name=name)


def _baht(amount: Decimal | str) -> str:
    return format_baht(Decimal(amount))


def _password(path: Path) -> str:
    """This machine's demo password, made on the first run; no two installations share one."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"demo-{secrets.randbelow(10**8):08d}")
    return path.read_text()
