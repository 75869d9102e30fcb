from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fundinst.commands import ActCommand, a_day_until_today
from fundinst.errors import Refusal, Refused
from members.models import Institution
from reports.district_form import district_form
from reports.files import FORMATS


class Command(ActCommand):
    help = "ทำแบบรายงานอำเภอ เป็น csv xlsx หรือ pdf"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--institution", required=True, help="รหัสสถาบัน")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS), help="ชนิดแฟ้ม")
        parser.add_argument("--output", required=True, type=Path, help="แฟ้มที่จะเขียน")
        parser.add_argument("--on", type=a_day_until_today, help="ข้อมูล ณ วันที่ (ไม่บอกคือวันนี้)")

    def act(self, **options: Any) -> dict[str, Any]:
        institution = Institution.objects.filter(code=options["institution"]).first()
        if institution is None:
            raise Refused(
                [Refusal("institution_unknown", "", f"ไม่พบสถาบันรหัส {options['institution']}")]
            )
        form = district_form(institution, on=options["on"] or timezone.localdate())
        content = FORMATS[options["format"]].make(form)
        try:
            options["output"].write_bytes(content)
        except OSError:
            raise Refused(
                [Refusal("file_not_written", "", f"เขียนแฟ้ม {options['output']} ไม่ได้")]
            ) from None
        return {
            "file": str(options["output"]),
            "households": form.households,
            "before": f"{form.total_debt:.2f}",
            "after": f"{form.total_new:.2f}",
        }

    def words(self, result: dict[str, Any]) -> str:
        return (
            f"{result['file']}: {result['households']} ครัวเรือน "
            f"หนี้เดิม {result['before']} บาท สัญญาใหม่ {result['after']} บาท"
        )
