from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fundinst.commands import ActCommand
from members.lockout import forget_attempts


class Command(ActCommand):
    """Run daily by the machine's timer: names and addresses of sign-ins stay 30 days at most."""

    help = "ลบบันทึกการเข้าสู่ระบบที่ผิด (ชื่อผู้ใช้และหมายเลขเครื่อง) ที่เก่ากว่า 30 วัน"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--days", type=int, default=30, help="เก็บไว้กี่วัน (ปกติ 30)")

    def act(self, **options: Any) -> dict[str, Any]:
        before = timezone.now() - timedelta(days=options["days"])
        return {"forgotten": forget_attempts(before=before)}

    def words(self, result: dict[str, Any]) -> str:
        return f"ลบบันทึกการเข้าสู่ระบบที่เก่าแล้ว {result['forgotten']} รายการ"
