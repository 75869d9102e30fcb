"""What the machine tells the project, read once and checked: a bad value stops the start.

Values come from the environment, or from a file ``.env`` in the project's folder; the environment
wins. Every function raises ImproperlyConfigured with one Thai sentence that names the variable.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from fundinst import postgres

PROJECT = Path(__file__).resolve().parent.parent
environ.Env.read_env(PROJECT / ".env")


def text(name: str) -> str:
    """The variable's value without surrounding spaces; empty when it is not set."""
    return os.environ.get(name, "").strip()


def required(name: str) -> str:
    """The variable's value, which a real installation cannot do without."""
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"ยังไม่ได้ตั้งค่า {name} ซึ่งระบบจริง (FUNDINST_ENV=production) ต้องมี")


def one_of(name: str, *allowed: str) -> str:
    """The variable's value, one of those allowed; the first of them when it is not set."""
    value = text(name) or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(
            f"ค่า {name}={value} ใช้ไม่ได้ ให้ใช้ค่าใดค่าหนึ่งต่อไปนี้: {', '.join(allowed)}"
        )
    return value


def yes(name: str) -> bool:
    """Whether the variable says yes; no when it is not set."""
    no, sure = ("0", "false", "no", "off"), ("1", "true", "yes", "on")
    value = text(name).lower() or "0"
    if value not in (*no, *sure):
        raise ImproperlyConfigured(f"ค่า {name}={value} ใช้ไม่ได้ ให้ใช้ 1 (เปิด) หรือ 0 (ปิด)")
    return value in sure


def hosts(name: str, *, needed: bool) -> list[str]:
    """Host names parted by commas; this machine's own when a laptop names none."""
    named = [host.strip() for host in (required(name) if needed else text(name)).split(",")]
    found = [host for host in named if host] or ["127.0.0.1", "localhost", "[::1]"]
    if needed and "*" in found:
        raise ImproperlyConfigured(
            f"ค่า {name}=* ใช้ไม่ได้กับระบบจริง ให้ระบุชื่อเว็บไซต์ เช่น fund.example.org"
        )
    return found


def public_address(name: str, found: list[str]) -> str:
    """Where people open the installation: https://fund.example.org, without a slash at its end.

    Unset it is the first of the host names that were ``found``, if that is a whole one; or else "",
    and whoever needs it asks the request.
    """
    value = text(name).rstrip("/")
    if not value:
        whole = [host for host in found[:1] if not host.startswith(".")]
        return f"https://{whole[0]}" if whole else ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or value != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(
            f"ค่า {name}={value} ใช้ไม่ได้ ให้เขียนที่อยู่เว็บไซต์แบบ https://fund.example.org"
        )
    return value


def database(name: str, *, needed: bool) -> dict[str, Any]:
    """The connection of DATABASE_URL, or the embedded PostgreSQL's when there is none."""
    address = required(name) if needed else text(name)
    if not address:
        return {"NAME": "fundinst", "USER": "postgres", "HOST": str(postgres.socket_folder())}
    found: dict[str, Any] = {}
    if address.startswith(("postgres://", "postgresql://")):
        with suppress(ValueError):  # a port that is no number
            found = environ.Env.db_url_config(address)
    if not found.get("NAME"):
        raise ImproperlyConfigured(
            f"ค่า {name} ใช้ไม่ได้ ระบบนี้ใช้ PostgreSQL เท่านั้น"
            " ให้เขียนแบบ postgres://ผู้ใช้:รหัสผ่าน@เครื่อง:5432/ชื่อฐานข้อมูล"
        )
    return found


def secret_key(file: Path, *, make: bool) -> str:
    """The key that signs sessions: SECRET_KEY, or what ``file`` holds.

    The first run makes the file when ``make`` allows; a real installation is given its key.
    """
    key = _kept("SECRET_KEY", file, made=secrets.token_urlsafe(64) if make else "")
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured("SECRET_KEY เดาง่ายเกินไป ต้องยาวอย่างน้อย 50 ตัวอักษรที่สุ่มมา")
    return key


def national_id_keys(file: Path, *, make: bool) -> list[str]:
    """The keys that national IDs are encrypted with: NATIONAL_ID_KEYS, or what ``file`` holds.

    Parted by commas, the newest first; older ones still open what they closed. Each is Fernet's: 32
    random bytes in URL-safe base64.
    """
    kept = _kept("NATIONAL_ID_KEYS", file, made=Fernet.generate_key().decode() if make else "")
    keys = [key.strip() for key in kept.split(",") if key.strip()]
    if not keys or not all(map(_is_fernet_key, keys)):
        raise ImproperlyConfigured(
            "ค่า NATIONAL_ID_KEYS ใช้ไม่ได้ กุญแจแต่ละดอกต้องเป็น base64 ของ 32 ไบต์ที่สุ่มมา"
            " ถ้ามีหลายดอกให้คั่นด้วยจุลภาค ดอกใหม่อยู่หน้า"
        )
    return keys


def national_id_search_key(file: Path, *, make: bool) -> str:
    """The key that national IDs are found by: NATIONAL_ID_SEARCH_KEY, or what ``file`` holds.

    A key of its own, so that IDs are still found while those they are encrypted with are changed.
    """
    key = _kept("NATIONAL_ID_SEARCH_KEY", file, made=secrets.token_urlsafe(64) if make else "")
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured(
            "NATIONAL_ID_SEARCH_KEY เดาง่ายเกินไป ต้องยาวอย่างน้อย 50 ตัวอักษรที่สุ่มมา"
        )
    return key


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _kept(name: str, file: Path, *, made: str) -> str:
    """The variable's value, or the file's; ``made`` is put into the file where there is none."""
    if made and not text(name) and not file.exists():
        _put_into(file, made)
    try:
        return text(name) or file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"ยังไม่ได้ตั้งค่า {name} ซึ่งระบบจริง (FUNDINST_ENV=production) ต้องมี หรือวางไฟล์ไว้ที่ {file}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            f"อ่าน {file} ไม่ได้ ({error}) ให้ตรวจสิทธิ์ของไฟล์ หรือตั้งค่า {name}"
        ) from None


def _put_into(file: Path, key: str) -> None:
    """Two first runs at once end with one key: the finished file is linked into its place."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(key)
        os.link(draft, file)
    except FileExistsError:
        pass  # the other run was quicker
    except OSError as error:
        raise ImproperlyConfigured(f"สร้าง {file} ไม่ได้ ({error}) ให้ตรวจสิทธิ์ของโฟลเดอร์") from None
    finally:
        draft.unlink(missing_ok=True)
