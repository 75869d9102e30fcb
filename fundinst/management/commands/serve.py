"""Serve the pages on this machine, as ``make run`` and ``make demo`` do."""

import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"  # this machine only; a proxy with HTTPS stands before a real installation
GUNICORN = "--workers 2 --threads 4 --timeout 120 --log-level warning --no-control-socket"


class Command(BaseCommand):
    """gunicorn as a child: this process stays, and with it the embedded PostgreSQL it holds."""

    help = "เปิดหน้าเว็บบนเครื่องนี้"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="หมายเลขพอร์ต (ปกติ 8000)")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        refuse_taken(port)
        self.stdout.write(f"เปิดหน้าเว็บที่ http://{HOST}:{port} (กด Ctrl-C เพื่อปิด)")
        self.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "fundinst.wsgi", "--bind", f"{HOST}:{port}"]
        gunicorn = subprocess.Popen([*command, *GUNICORN.split()], cwd=settings.BASE_DIR)
        try:
            status = gunicorn.wait()
        except KeyboardInterrupt:
            status = 0
        finally:  # also when manage.py is told to end by SIGTERM
            gunicorn.terminate()
            gunicorn.wait()
        if status:
            raise CommandError("หน้าเว็บหยุดทำงาน ให้ดูสาเหตุในข้อความด้านบน")
        self.stdout.write("ปิดหน้าเว็บแล้ว")


def refuse_taken(port: int) -> None:
    """Raise CommandError when nothing can listen on the port."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"เปิดหน้าเว็บที่พอร์ต {port} ไม่ได้ อาจมีโปรแกรมอื่นใช้อยู่"
                " ให้ปิดโปรแกรมนั้น หรือใช้พอร์ตอื่น เช่น make run PORT=8001"
            ) from error
