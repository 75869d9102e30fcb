"""A database of the invented country's own, beside the one of the installation."""

import re
from collections.abc import Iterator

from django.db import connection

from fundinst.errors import Refusal, Refused

NAME = re.compile("[a-z][a-z0-9_]{0,50}")


def use_database(name: str) -> None:
    """Make the database on the same server, and go on in it. Raises Refused if there is one."""
    with connection.cursor() as cursor:
        if refusals := [*_refusals(cursor, name)]:
            raise Refused(refusals)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connection.close()
    connection.settings_dict["NAME"] = name


def _refusals(cursor, name: str) -> Iterator[Refusal]:
    if not NAME.fullmatch(name):
        yield Refusal(
            "database_name",
            "",
            "ชื่อฐานข้อมูลใช้ได้เฉพาะ a-z 0-9 และ _ ขึ้นต้นด้วยตัวอักษร เช่น fundinst_country",
        )
        return
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone():
        yield Refusal("database_exists", "", f"มีฐานข้อมูล {name} อยู่แล้ว ให้ใช้ชื่ออื่น")
