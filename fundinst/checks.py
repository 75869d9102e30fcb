"""What must be true before the doors open; ``manage.py check`` and ``migrate`` ask."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

OLDEST_POSTGRES = 150_000  # 15.0, as PostgreSQL counts
PRINT_FONTS = ("Sarabun-Regular.ttf", "Sarabun-Bold.ttf")


def print_fonts(**_: Any) -> list[CheckMessage]:
    """Without Sarabun a PDF is printed in whatever font there is, with wrong digits and vowels."""
    fonts = settings.BASE_DIR / "static" / "fonts"
    return [
        Error(f"ไม่มีแบบอักษรสำหรับพิมพ์เอกสาร {fonts / name} ให้ดาวน์โหลดโครงการใหม่", id="fundinst.E001")
        for name in PRINT_FONTS
        if not (fonts / name).is_file()
    ]


def postgres_version(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The guards are triggers and constraints of PostgreSQL 15 and newer."""
    return [
        Error(
            f"ต้องใช้ PostgreSQL รุ่น 15 ขึ้นไป แต่ {database_name(alias)} ไม่ใช่ ให้ปรับรุ่นของฐานข้อมูลก่อน",
            id="fundinst.E002",
        )
        for alias in databases or ()
        if connections[alias].pg_version < OLDEST_POSTGRES
    ]


def database_name(alias: str) -> str:
    """The database as its keeper knows it: the host and the name, never the password."""
    database = connections[alias].settings_dict
    return f"{database['HOST'] or 'localhost'}/{database['NAME']}"
