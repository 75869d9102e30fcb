from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fundinst.commands import ActCommand
from reports.chain import name_of, number_of, place_of
from reports.demo_data.sending_up import send_reports


class Command(ActCommand):
    help = "รับรองรายงานของสถาบันสมมุติและส่งตามลำดับ (ใช้กับระบบจริงไม่ได้)"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--certify", action="append", default=[], help="รหัสสถาบันหรืออำเภอที่รับรอง ใส่ซ้ำได้ ตามลำดับ"
        )
        parser.add_argument("--return", action="append", default=[], help="รหัสที่ถูกส่งกลับ ใส่ซ้ำได้")
        parser.add_argument("--site", required=True, help="ที่อยู่ของเว็บที่ใช้ตรวจรหัส")

    def act(self, **options: Any) -> dict[str, Any]:
        made = send_reports(
            options["certify"],
            options["return"],
            on=timezone.localdate(),
            site=options["site"],
        )
        return {
            "certified": [
                {"place": name_of(place_of(one)), "number": number_of(one), "code": one.code}
                for one in made
            ]
        }

    def words(self, result: dict[str, Any]) -> str:
        lines = [f"  {one['place']} เลขที่ {one['number']}" for one in result["certified"]]
        return "\n".join(["รับรองรายงานแล้ว", *lines])
