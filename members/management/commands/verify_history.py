from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from fundinst.commands import ActCommand
from fundinst.thai import format_date
from members.verifying import verify_history

SHOWN = 100
WHOLE = "ครบถ้วน ไม่มีรายการใดถูกแก้หรือถูกเอาออก"
NOT_SETTLED = (
    "ยังจดลงกระดาษไม่ได้ มีงานของผู้ใช้ฐานข้อมูลอื่นซึ่งคำสั่งนี้มองไม่เห็น รายการก่อนเวลานี้อาจยังเพิ่มได้\n"
    "ให้หยุดงานนั้นแล้วเรียกใหม่ หรือให้สิทธิ pg_read_all_stats"
)


def a_moment(typed: str) -> datetime:
    """A moment on a command line, as verify_history prints it (ISO 8601)."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as unreadable:
        raise ArgumentTypeError("เวลาต้องเป็นแบบ 2026-11-23T17:00:00+07:00") from unreadable
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class Command(ActCommand):
    """Exit status 0: all of it holds; 1: something doesn't, or the fingerprint is another."""

    help = "ตรวจว่าประวัติ บัญชี และบันทึกการเข้าดูครบถ้วน ไม่มีรายการใดถูกแก้หรือถูกเอาออก"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--until", type=a_moment, metavar="MOMENT", help="ลายนิ้วมือ ณ เวลาที่จดไว้บนกระดาษ"
        )
        parser.add_argument("--fingerprint", metavar="DIGEST", help="ลายนิ้วมือที่จดไว้ ใช้คู่กับ --until")

    def act(self, **options: Any) -> dict[str, Any]:
        verdict = verify_history(options["until"])
        noted = _joined(options["fingerprint"] or "")
        same = not noted or noted == verdict.fingerprint
        return {
            "ok": not verdict.broken and same,
            "entries": verdict.entries,
            "broken": [asdict(broken) for broken in verdict.broken],
            "until": timezone.localtime(verdict.until).isoformat(),
            "fingerprint": verdict.fingerprint,
            "settled": verdict.settled,
            "same_as_noted": same if noted else None,
        }

    def words(self, result: dict[str, Any]) -> str:
        lines = [f"ตรวจประวัติ {result['entries']:,} รายการ"]
        broken = result["broken"]
        lines += [
            f"พบที่ผิดปกติ {len(broken):,} แห่ง" if broken else "ครบถ้วน ไม่มีรายการใดถูกแก้หรือถูกเอาออก"
        ]
        lines += [f"- {_line(one)}" for one in broken[:SHOWN]]
        if len(broken) > SHOWN:
            lines.append(f"และอีก {len(broken) - SHOWN:,} แห่ง (ดูทั้งหมดด้วย --json)")
        if result["same_as_noted"] is not None:
            same = result["same_as_noted"]
            lines.append("ลายนิ้วมือตรงกับที่จดไว้" if same else "ลายนิ้วมือไม่ตรงกับที่จดไว้")
        lines += [
            "ลายนิ้วมือของประวัติ (จดไว้บนกระดาษพร้อมเวลา)",
            f"  {_in_groups(result['fingerprint'])}",
        ]
        lines.append(f"  ถึงเวลา {result['until']}")
        return "\n".join(lines if result["settled"] else [*lines, NOT_SETTLED])

    def exit_status(self, result: dict[str, Any]) -> int:
        return 0 if result["ok"] else 1


def _line(broken: dict[str, Any]) -> str:
    at = timezone.localtime(broken["at"]) if broken["at"] else None
    when = f" เมื่อ {format_date(at.date(), style='medium')} {at:%H:%M} น." if at else ""
    return f"{broken['table']} {broken['row']}{when}: {broken['sentence']}"


def _in_groups(digest: str) -> str:
    """Eight letters at a time, which a hand can write and an eye can compare."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _joined(noted: str) -> str:
    return "".join(noted.split()).lower()
