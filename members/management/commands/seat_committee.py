from typing import Any

from django.core.management.base import CommandParser

from fundinst.commands import ActCommand, a_day
from fundinst.errors import Refusal, Refused
from members.access import command_line_user
from members.models import CommitteeMember, Institution
from members.seating import seat_on_committee


class Command(ActCommand):
    help = "ใส่ชื่อกรรมการของสถาบัน ผู้ลงนามในเอกสาร"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--institution", required=True, help="รหัสสถาบัน")
        parser.add_argument(
            "--position", required=True, choices=CommitteeMember.Position.values, help="ตำแหน่ง"
        )
        parser.add_argument("--name", required=True, help="ชื่อ-สกุล")
        parser.add_argument("--since", required=True, type=a_day, help="เริ่มวาระ เช่น 2017-01-01")

    def act(self, **options: Any) -> dict[str, Any]:
        institution = Institution.objects.filter(code=options["institution"]).first()
        if institution is None:
            raise Refused(
                [Refusal("institution_unknown", "", f"ไม่พบสถาบันรหัส {options['institution']}")]
            )
        member = seat_on_committee(
            institution,
            position=options["position"],
            name=options["name"],
            on=options["since"],
            actor=command_line_user(),
        )
        return {"name": member.name, "position": member.position}

    def words(self, result: dict[str, Any]) -> str:
        return f"{result['name']} เป็น {result['position']}"
