from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from consolidation.deciding import Outcome, carry_out
from consolidation.decision_lists import read_decisions
from consolidation.restructured import restructured
from fundinst.commands import REFUSED, ActCommand, a_day_until_today, as_data
from fundinst.errors import Refusal, Refused
from members.access import command_line_user
from members.models import Institution

STATUS = {"done": "ทำสัญญาแล้ว", "already": "ทำไว้แล้ว", "refused": "ไม่ได้ทำ"}


class Command(ActCommand):
    help = "ทำสัญญาเดียวให้ทุกครัวเรือนตามรายการที่ประชุมตัดสินใจ ทีละครัวเรือน ทำต่อจากเดิมได้"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--institution", required=True, help="รหัสสถาบัน")
        parser.add_argument("--decisions", required=True, type=Path, help="แฟ้มรายการตัดสินใจ")
        parser.add_argument(
            "--on", required=True, type=a_day_until_today, help="วันทำสัญญา เช่น 2017-07-31"
        )

    def act(self, **options: Any) -> dict[str, Any]:
        institution = Institution.objects.filter(code=options["institution"]).first()
        if institution is None:
            raise Refused(
                [Refusal("institution_unknown", "", f"ไม่พบสถาบันรหัส {options['institution']}")]
            )
        path = options["decisions"]
        try:
            content = path.read_bytes()
        except OSError:
            raise Refused([Refusal("file_missing", "", f"เปิดแฟ้ม {path} ไม่ได้")]) from None
        decisions = read_decisions(content, path.name)
        outcomes = carry_out(
            institution,
            decisions,
            source=path.name,
            on=options["on"],
            actor=command_line_user(),
        )
        lines = [_line(outcome) for outcome in outcomes]
        return {**{status: _count(lines, status) for status in STATUS}, "lines": lines}

    def words(self, result: dict[str, Any]) -> str:
        counts = " ".join(f"{word} {result[status]}" for status, word in STATUS.items())
        lines = [*map(_words, result["lines"])]
        before = [line["unreviewed"] for line in result["lines"] if line["unreviewed"]]
        if before:
            lines.append(f"ทำสัญญาก่อนอำเภอตรวจ {len(before)} ครัวเรือน เพราะ {before[0]}")
        return "\n".join([counts, *lines])

    def exit_status(self, result: dict[str, Any]) -> int:
        """3 when a household was refused: its own transaction wrote nothing, the others stand."""
        return REFUSED if result["refused"] else 0


def _words(line: dict[str, Any]) -> str:
    reasons = " ".join(reason["sentence"] for reason in line["reasons"])
    return f"- แถว {line['row']} {line['debtor']}: {STATUS[line['status']]} " + (
        reasons or line["contract"]
    )


def _count(lines: list[dict[str, Any]], status: str) -> int:
    return sum(line["status"] == status for line in lines)


def _line(outcome: Outcome) -> dict[str, Any]:
    contract = outcome.contract
    return {
        "row": outcome.decision.row,
        "house_number": outcome.decision.house_number,
        "debtor": outcome.decision.debtor,
        "fund": outcome.decision.fund,
        "status": outcome.status,
        "contract": str(contract) if contract else None,
        "before": f"{restructured(contract).owed:.2f}" if contract else None,
        "after": f"{contract.principal + contract.carried:.2f}" if contract else None,
        "unreviewed": outcome.unreviewed,
        "old_debts": contract.parts.count() if contract else 0,
        "reasons": [as_data(reason) for reason in outcome.reasons],
        "warnings": [as_data(warning) for warning in outcome.warnings],
    }
