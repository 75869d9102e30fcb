import os
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fundinst.commands import ActCommand
from members.access import command_line_user
from members.appointing import appoint
from members.models import Office


class Command(ActCommand):
    help = "สร้างผู้ใช้พร้อมตำแหน่งหน้าที่ รหัสผ่านอ่านจากตัวแปร FUNDINST_PASSWORD"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username", help="ชื่อผู้ใช้")
        parser.add_argument("--name", required=True, help="ชื่อที่แสดง")
        parser.add_argument("--role", required=True, choices=Office.Role.values, help="หน้าที่")
        parser.add_argument("--institution", default="", help="รหัสสถาบัน (กรรมการ)")
        parser.add_argument(
            "--password", help="ให้ใช้ตัวแปร FUNDINST_PASSWORD แทน เพราะคำสั่งที่พิมพ์คนอื่นในเครื่องเห็นได้"
        )
        parser.add_argument("--area", default="", help="รหัสอำเภอหรือจังหวัด (เจ้าหน้าที่)")

    def act(self, **options: Any) -> dict[str, Any]:
        office = appoint(
            username=options["username"],
            display_name=options["name"],
            password=options["password"] or os.environ.get("FUNDINST_PASSWORD", ""),
            role=options["role"],
            institution_code=options["institution"],
            area_code=options["area"],
            on=timezone.localdate(),
            actor=command_line_user(),
        )
        return {"username": office.user.username, "role": office.role, "place": office.place}

    def words(self, result: dict[str, Any]) -> str:
        return f"ผู้ใช้ {result['username']} {result['role']} {result['place']}"
