from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from debts.drafting import read_for, recorded_elsewhere
from debts.previewing import Preview, preview_register
from debts.recording import import_register
from fundinst.commands import ActCommand, a_day_until_today
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from members.access import command_line_user
from members.models import FundAccount

OUTCOMES = {
    "new": "รายใหม่",
    "changed": "เปลี่ยน",
    "same": "เหมือนเดิม",
    "doubtful": "ต้องตัดสิน",
    "unreadable": "อ่านไม่ได้",
}


class Command(ActCommand):
    help = "อ่านทะเบียนลูกหนี้ของกองทุน: ดูก่อนโดยไม่บันทึก หรือบันทึกด้วย --commit"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="แฟ้ม .xlsx .xls .ods หรือ .csv")
        parser.add_argument("--fund", required=True, help="รหัสกองทุน")
        parser.add_argument("--account", type=int, default=1, help="บัญชีที่ (ปกติคือ 1)")
        parser.add_argument(
            "--as-of", required=True, type=a_day_until_today, help="ข้อมูล ณ วันที่ เช่น 2017-06-30"
        )
        parser.add_argument("--commit", action="store_true", help="บันทึกเข้าระบบ")
        parser.add_argument(
            "--accept-difference",
            action="store_true",
            help="ยอดรวมที่เขียนไว้ในแฟ้มไม่ตรงกับที่อ่านได้ ตรวจแล้ว ให้บันทึกต่อ",
        )

    def act(self, **options: Any) -> dict[str, Any]:
        account = _account(options["fund"], options["account"])
        content = _content(options["file"])
        as_of = options["as_of"]
        name = options["file"].name
        register = read_for(account, file_name=name, content=content, as_of=as_of)
        preview = preview_register(register, account=account, as_of=as_of, choices={})
        self.known = as_data(preview)
        if other := recorded_elsewhere(account, register):
            self.known["notes"].append(f"แฟ้มเดียวกันนี้เคยบันทึกเป็นทะเบียนของ {other.account.fund}")
        if options["commit"]:
            import_register(
                account,
                file_name=name,
                content=content,
                as_of=as_of,
                actor=command_line_user(),
                difference_seen=preview.difference if options["accept_difference"] else None,
            )
        return {"committed": options["commit"], **self.known}

    def words(self, result: dict[str, Any]) -> str:
        counts = " ".join(f"{word} {result[name]}" for name, word in OUTCOMES.items())
        lines = [f"{counts} แถว", f"ยอดรวมที่อ่านได้ {_baht(result['our_total'])} บาท"]
        if result["file_total"] is not None:
            lines.append(f"ยอดรวมในแฟ้ม {_baht(result['file_total'])} บาท")
        lines += [f"* {note}" for note in result["notes"]]
        lines += [f"- {reason['where']}: {reason['reason']}" for reason in result["reasons"]]
        lines.append(
            "บันทึกเข้าระบบแล้ว" if result["committed"] else "ยังไม่ได้บันทึก (ใส่ --commit เพื่อบันทึก)"
        )
        return "\n".join(lines)


def _baht(amount: str) -> str:
    return format_baht(Decimal(amount))


def _account(fund: str, number: int) -> FundAccount:
    account = (
        FundAccount.objects.filter(fund__code=fund, number=number)
        .select_related("fund__institution")
        .first()
    )
    if account is None:
        raise Refused([Refusal("fund_unknown", "", f"ไม่พบกองทุนรหัส {fund} บัญชี {number}")])
    return account


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refused([Refusal("file_missing", "", f"เปิดแฟ้ม {path} ไม่ได้ ตรวจชื่อแฟ้มอีกครั้ง")]) from None


def as_data(preview: Preview) -> dict[str, Any]:
    """The preview as plain data: counts, totals in baht, and every reason with its place."""
    read = preview.register
    own_total = None if read.unsaid else read.own_total  # what the file doesn't say, it doesn't say
    reasons = [
        {"kind": "unreadable", "where": _where(cell), **asdict(cell)} for cell in preview.unreadable
    ] + [
        {
            "kind": "doubtful",
            "where": _where(row.row),
            "sheet": row.row.sheet,
            "row": row.row.row,
            "name": str(row.row.name),
            "house_number": row.row.house_number,
            "reason": row.doubt,
            "candidates": [
                {"name": str(one.name), "house_number": one.home.house_number}
                for one in row.candidates
            ],
        }
        for row in preview.rows
        if row.outcome == "doubtful"
    ]
    return {
        **preview.counts,
        "our_total": format_total(preview.total),
        "file_total": None if own_total is None else format_total(own_total),
        "missing": [f"{loan.borrower} {format_baht(loan.outstanding)}" for loan in preview.missing],
        "notes": list(preview.register.notes),
        "reasons": reasons,
    }


def format_total(amount: Any) -> str:
    return f"{amount:.2f}"


def _where(place: Any) -> str:
    return f"แผ่นงาน {place.sheet} แถว {place.row}" if place.sheet else f"แถว {place.row}"
