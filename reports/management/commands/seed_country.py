import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection

from fundinst.commands import ActCommand
from reports.country import seed_country
from reports.country.own_database import use_database

EVERY = 1000


class Command(ActCommand):
    help = (
        "สร้างประเทศสมมุติไว้วัดความเร็ว: หมู่บ้านละ 147 ครัวเรือน 5 กองทุน 331 สัญญา"
        " เลขตั้งต้นเดียวกันได้ข้อมูลเดียวกันทุกแถว ใช้กับฐานข้อมูลเปล่าเท่านั้น"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--villages", type=int, required=True, help="จำนวนหมู่บ้าน ทั้งประเทศคือ 75000"
        )
        parser.add_argument("--seed", type=int, default=1, help="ตัวเลขตั้งต้น (ปกติ 1)")
        parser.add_argument(
            "--database",
            metavar="NAME",
            help="สร้างฐานข้อมูลชื่อนี้ขึ้นใหม่บนเครื่องเดียวกัน แล้วใส่ข้อมูลไว้ในนั้น",
        )
        parser.add_argument(
            "--without-history",
            action="store_true",
            help="ไม่เขียนประวัติและลายนิ้วมือของรายการ: แถวลดลงครึ่งหนึ่ง แต่ verify_history จะบอกว่าไม่ครบ"
            " และรายงานย้อนหลังจะว่าง ใช้เมื่อที่ว่างในเครื่องไม่พอ",
        )

    def act(self, **options: Any) -> dict[str, Any]:
        if options["database"]:
            use_database(options["database"])
            self._migrate()
        chained = not options["without_history"]
        made = seed_country(options["villages"], options["seed"], chained=chained, told=self._tell)
        return {**made.as_data(), "database": connection.settings_dict["NAME"]}

    def _migrate(self) -> None:
        """Without the act's circumstances, which are put into each statement as parameters.

        A package's migration holds a per cent sign, and a statement with parameters no bare one.
        """
        wrappers, connection.execute_wrappers = connection.execute_wrappers, []
        try:
            call_command("migrate", verbosity=0)
        finally:
            connection.execute_wrappers = wrappers

    def _tell(self, villages: int) -> None:
        if villages % EVERY == 0 and sys.stderr.isatty():
            self.stderr.write(f"{villages:,} หมู่บ้าน")

    def words(self, result: dict[str, Any]) -> str:
        rate = result["rows"] / result["seconds"]
        return (
            f"ประเทศสมมุติ {result['villages']:,} หมู่บ้าน {result['rows']:,} แถว"
            f" ใน {result['seconds']:,} วินาที ({rate:,.0f} แถวต่อวินาที) ฐานข้อมูล {result['database']}"
        )
