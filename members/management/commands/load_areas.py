from typing import Any

from fundinst.commands import ActCommand
from members.geography import load_areas


class Command(ActCommand):
    help = "โหลดรหัสและชื่อจังหวัด อำเภอ ตำบล ทั่วประเทศ"

    def act(self, **options: Any) -> dict[str, Any]:
        return {"areas": load_areas()}

    def words(self, result: dict[str, Any]) -> str:
        return f"มีเขตการปกครอง {result['areas']:,} แห่ง"
