"""Serve the pages on this machine, as ``make run`` and ``make demo`` do."""

import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper

HOST = "127.0.0.1"  # this machine only; a proxy with HTTPS stands before a real installation
GUNICORN = "--workers 2 --threads 4 --timeout 120 --log-level warning --no-control-socket"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a worker that ended is started again
STEADY = 60  # seconds after which a worker's earlier ends are forgotten
TIME_TO_END = 20  # seconds a worker has to roll its job back


class Command(BaseCommand):
    """gunicorn and the worker as children; this process stays, and the embedded PostgreSQL with it.

    The database stops last: this process and the worker both hold it until they have ended.
    """

    help = "เปิดหน้าเว็บบนเครื่องนี้ พร้อมตัวทำงานเบื้องหลัง"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="หมายเลขพอร์ต (ปกติ 8000)")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        refuse_taken(port)
        self.stdout.write(f"เปิดหน้าเว็บที่ http://{HOST}:{port} (กด Ctrl-C เพื่อปิด)")
        self.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "fundinst.wsgi", "--bind", f"{HOST}:{port}"]
        gunicorn = subprocess.Popen([*command, *GUNICORN.split()], cwd=settings.BASE_DIR)
        worker = Worker(self.stderr)
        try:
            status = _watch(gunicorn, worker)
        except KeyboardInterrupt:
            status = 0
        finally:  # also when manage.py is told to end by SIGTERM
            gunicorn.terminate()
            worker.end()
            gunicorn.wait()
        if status:
            raise CommandError("หน้าเว็บหยุดทำงาน ให้ดูสาเหตุในข้อความด้านบน")
        self.stdout.write("ปิดหน้าเว็บแล้ว")


class Worker:
    """``manage.py worker`` as a child that is started again when it ends."""

    def __init__(self, stderr: OutputWrapper) -> None:
        self.stderr = stderr
        self.pause = FIRST_PAUSE
        self.again_at: float | None = None  # set while it has ended and waits to be started
        self._start()

    def _start(self) -> None:
        self.started_at, self.again_at = time.monotonic(), None
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", f"--with-parent={os.getpid()}"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we end the worker
        )

    def keep_running(self) -> None:
        """Asked every second or so."""
        now = time.monotonic()
        if self.again_at is not None and now >= self.again_at:
            self._start()
        elif self.again_at is None and self.process.poll() is not None:
            steady = now - self.started_at > STEADY
            pause = FIRST_PAUSE if steady else self.pause
            self.again_at, self.pause = now + pause, min(pause * 2, LONGEST_PAUSE)
            self.stderr.write(
                f"งานเบื้องหลังหยุดไป จะเริ่มใหม่ใน {pause:.0f} วินาที"
                f" / the worker ended ({self.process.returncode}) and starts again"
            )

    def end(self) -> None:
        """Tell it to end; a job under way is rolled back and waits for the next start."""
        self.process.terminate()
        try:
            self.process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()  # taken up again at the next start all the same
            self.process.wait()


def _watch(gunicorn: subprocess.Popen[bytes], worker: Worker) -> int:
    """Until the server ends; its exit status."""
    while True:
        try:
            return gunicorn.wait(timeout=1)
        except subprocess.TimeoutExpired:
            worker.keep_running()


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
