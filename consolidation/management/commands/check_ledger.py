from dataclasses import asdict
from typing import Any

from consolidation.ledger import CHECKS, check_ledger
from fundinst.commands import ActCommand


class Command(ActCommand):
    help = "คำนวณยอดทุกยอดใหม่จากรายการบัญชี และตรวจกฎทุกข้อ"

    def act(self, **options: Any) -> dict[str, Any]:
        problems = check_ledger()
        return {
            "ok": not problems,
            "checks": [*CHECKS, "guard_stands"],
            "problems": [asdict(problem) for problem in problems],
        }

    def words(self, result: dict[str, Any]) -> str:
        if result["ok"]:
            return f"ตรวจ {len(result['checks'])} ข้อ ถูกต้องทุกข้อ"
        lines = [f"ไม่ถูกต้อง {len(result['problems'])} แห่ง"]
        return "\n".join(lines + [f"- {p['check']}: {p['subject']}" for p in result["problems"]])

    def exit_status(self, result: dict[str, Any]) -> int:
        return 0 if result["ok"] else 1
