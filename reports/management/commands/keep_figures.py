from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fundinst.commands import ActCommand
from fundinst.errors import Refusal, Refused
from members.models import Institution
from reports.keeping_figures import BATCH, keep_all, mark_all, off


class Command(ActCommand):
    """The worker does it every ten minutes; by hand after data were loaded round the product."""

    help = "นับยอดของทุกสถาบันที่เปลี่ยนไปใหม่ หรือตรวจว่ายอดที่เก็บไว้ตรงกับที่นับใหม่"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--all", action="store_true", help="นับทุกสถาบันใหม่ทั้งหมด")
        parser.add_argument("--check", action="store_true", help="ตรวจอย่างเดียว ไม่นับใหม่")

    def act(self, **options: Any) -> dict[str, Any]:
        today = timezone.localdate()
        if not options["check"]:
            if options["all"]:
                mark_all()
            return {"counted": keep_all(on=today)}
        codes = Institution.objects.filter(is_practice=False).order_by("pk")
        wrong: dict[str, list[str]] = {}
        for start in range(0, codes.count(), BATCH):
            wrong |= off(codes[start : start + BATCH], on=today)
        if wrong:
            raise Refused(
                [
                    Refusal("figures_off", code, f"สถาบัน {code} ยอดที่เก็บไว้ไม่ตรง: {', '.join(names)}")
                    for code, names in wrong.items()
                ]
            )
        return {"counted": 0, "checked": codes.count()}

    def words(self, result: dict[str, Any]) -> str:
        if "checked" in result:
            return f"ยอดที่เก็บไว้ของ {result['checked']:,} สถาบันตรงกับที่นับใหม่"
        return f"นับใหม่ {result['counted']:,} สถาบัน"
