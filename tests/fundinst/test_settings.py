"""Settings as an installation meets them: manage.py in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "FUNDINST_ENV": "production",
    "DATABASE_URL": "postgres://fund:secret@db.example.org:5432/fund",
    "ALLOWED_HOSTS": "fund.example.org",
    "SECRET_KEY": "กุญแจยาวๆ ที่ไม่มีใครเดาได้ 0123456789 abcdefghijklmnopqrstuvwxyz",
    "NATIONAL_ID_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "NATIONAL_ID_SEARCH_KEY": "กุญแจอีกดอกที่ไม่มีใครเดาได้ 9876543210 zyxwvutsrqponmlkjihgfedcba",
}
SHOWN = """
from django.conf import settings as s
print([getattr(s, name) for name in %r])
"""


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = set(PRODUCTION) | {"DEBUG", "FINAL_ONE", "BEHIND_HTTPS_PROXY", "FUNDINST_TEST_RUN"}
    ours |= {"DJANGO_ALLOW_ASYNC_UNSAFE"}  # the browser's tests set it, for this process alone
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=clean | environment,
        capture_output=True,
        text=True,
    )


def test_the_checks_for_production_find_nothing() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DEBUG": "maybe"}, "ค่า DEBUG=maybe ใช้ไม่ได้ ให้ใช้ 1 (เปิด) หรือ 0 (ปิด)"),
        (
            {"FUNDINST_ENV": "prod"},
            "ค่า FUNDINST_ENV=prod ใช้ไม่ได้ ให้ใช้ค่าใดค่าหนึ่งต่อไปนี้: development, production",
        ),
        (
            {"DATABASE_URL": "mysql://fund:secret@db.example.org/fund"},
            "ค่า DATABASE_URL ใช้ไม่ได้ ระบบนี้ใช้ PostgreSQL เท่านั้น"
            " ให้เขียนแบบ postgres://ผู้ใช้:รหัสผ่าน@เครื่อง:5432/ชื่อฐานข้อมูล",
        ),
        (
            PRODUCTION | {"ALLOWED_HOSTS": " "},
            "ยังไม่ได้ตั้งค่า ALLOWED_HOSTS ซึ่งระบบจริง (FUNDINST_ENV=production) ต้องมี",
        ),
        (
            PRODUCTION | {"DATABASE_URL": ""},
            "ยังไม่ได้ตั้งค่า DATABASE_URL ซึ่งระบบจริง (FUNDINST_ENV=production) ต้องมี",
        ),
        (
            PRODUCTION | {"NATIONAL_ID_KEYS": "ไม่ใช่กุญแจ"},
            "ค่า NATIONAL_ID_KEYS ใช้ไม่ได้ กุญแจแต่ละดอกต้องเป็น base64 ของ 32 ไบต์ที่สุ่มมา"
            " ถ้ามีหลายดอกให้คั่นด้วยจุลภาค ดอกใหม่อยู่หน้า",
        ),
        (
            PRODUCTION | {"DEBUG": "1"},
            "DEBUG=1 ใช้กับ FUNDINST_ENV=production ไม่ได้ ให้ตั้ง DEBUG=0",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bad_value_ends_in_one_sentence_that_names_it(
    wrong: dict[str, str], sentence: str
) -> None:
    ran = manage("migrate", **wrong)

    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", sentence + "\n")


def test_production_speaks_https_only_and_hides_its_faults() -> None:
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "CSRF_COOKIE_SECURE"]

    shown = manage("shell", "--no-imports", "-c", SHOWN % names, **PRODUCTION)

    assert shown.stdout == "[False, True, '__Host-session', True]\n"
