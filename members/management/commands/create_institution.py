from typing import Any

from django.core.management.base import CommandParser

from fundinst.commands import ActCommand
from members.access import command_line_user
from members.registering import create_institution


class Command(ActCommand):
    help = "ตั้งสถาบันของหมู่บ้าน (หรือของตำบล ถ้าไม่บอกหมู่ที่) พร้อมกองทุนสมาชิก"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--subdistrict", required=True, help="รหัสตำบล 6 หลัก")
        parser.add_argument("--moo", type=int, help="หมู่ที่ (ไม่บอกคือสถาบันของตำบล)")
        parser.add_argument("--name", required=True, help="ชื่อหมู่บ้านหรือสถาบัน")
        parser.add_argument(
            "--fund",
            action="append",
            default=[],
            metavar="KIND[=NAME]",
            help="ประเภทกองทุน หรือ ประเภท=ชื่อ ใส่ซ้ำได้ เรียงตามที่ให้พิมพ์ในเอกสาร",
        )

    def act(self, **options: Any) -> dict[str, Any]:
        pairs = [fund.partition("=") for fund in options["fund"]]
        institution = create_institution(
            subdistrict=options["subdistrict"],
            moo=options["moo"],
            name=options["name"].strip(),
            funds=[(kind.strip(), name.strip()) for kind, _equals, name in pairs],
            actor=command_line_user(),
        )
        funds: dict[str, Any] = {}
        for fund in institution.funds.order_by("position"):
            # The first fund of a kind answers to the kind; another one to its own name.
            funds.setdefault(fund.name if fund.kind in funds else fund.kind, fund.code)
        return {"institution": institution.code, "funds": funds}

    def words(self, result: dict[str, Any]) -> str:
        lines = [f"สถาบันรหัส {result['institution']}"]
        lines += [f"  กองทุน {name} รหัส {code}" for name, code in result["funds"].items()]
        return "\n".join(lines)
