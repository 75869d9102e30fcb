from typing import Any

from django.core.management.base import CommandParser

from fundinst.commands import ActCommand
from members.geography import load_areas
from members.models import Institution
from reports.demo_data import make_demo_data, plan_demo_data


class Command(ActCommand):
    help = "สร้างสถาบันสมมุติสำหรับทดลองและทดสอบ พร้อมผู้ใช้ทุกหน้าที่ (ใช้กับระบบจริงไม่ได้)"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--tenants", type=int, default=4, help="จำนวนสถาบัน (ปกติ 4)")
        parser.add_argument(
            "--seed", type=int, required=True, help="ตัวเลขตั้งต้น เลขเดียวกันได้ข้อมูลเดียวกันทุกครั้ง"
        )
        parser.add_argument(
            "--canary", action="store_true", help="ใส่คำเฉพาะของแต่ละสถาบันในทุกข้อความ เพื่อค้นหาข้อมูลรั่ว"
        )

        parser.add_argument("--password", default="", help="รหัสผ่านของทุกคน (ปกติได้จากตัวเลขตั้งต้น)")
        parser.add_argument("--once", action="store_true", help="สร้างไว้แล้วก็ไม่สร้างซ้ำ และไม่ถือว่าผิด")

    def act(self, **options: Any) -> dict[str, Any]:
        asked = (options["tenants"], options["seed"], options["canary"])
        planned = plan_demo_data(*asked, secret=options["password"])
        codes = [tenant.code for tenant in planned.tenants]
        if options["once"] and Institution.objects.filter(code__in=codes).count() == len(codes):
            return planned.as_data()
        data = make_demo_data(*asked, secret=options["password"])
        load_areas()  # whoever tries it out may found an institution anywhere
        return data.as_data()

    def words(self, result: dict[str, Any]) -> str:
        lines = ["สถาบันสมมุติ"]
        for tenant in result["tenants"]:
            households = sum(tenant["statuses"].values())
            word = f" คำเฉพาะ {tenant['canary']}" if tenant["canary"] else ""
            lines.append(f"  {tenant['code']} {tenant['name']} {households} ครัวเรือน{word}")
        lines.append("ผู้ใช้สมมุติ (ชื่อผู้ใช้ รหัสผ่าน หน้าที่ ขอบเขต ชื่อ)")
        for one in result["personas"]:
            scope = one["scope"] or "ทั้งประเทศ"
            columns = f"{one['username']:<24} {one['password']} {one['role']:<14} {scope:<10}"
            lines.append(f"  {columns} {one['name']}")
        return "\n".join(lines)
