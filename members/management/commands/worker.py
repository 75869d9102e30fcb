"""The worker: does the long work that pages ask for, beside the server."""

import asyncio
import gc
import os
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from members.resuming import SILENT_WORKER_AFTER, take_up_again

AT_ONCE = 2  # a long register does not keep a short one waiting
TIME_TO_FINISH = 2.0  # seconds a job has when the worker is told to end; then it is rolled back
SHARE = 5  # signs of life, and looks for the dead, in the time after which a worker counts as dead


class Command(BaseCommand):
    """Ended by SIGTERM or Ctrl-C; a job under way then waits for the next worker."""

    help = "ทำงานที่ใช้เวลาอยู่เบื้องหลัง เช่น บันทึกทะเบียนหลายพันแถว"
    requires_system_checks = ()  # the server has asked them; a worker that died is soon back

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--silent-after",
            type=float,
            default=SILENT_WORKER_AFTER.total_seconds(),
            help="วินาทีที่ตัวทำงานเงียบไปแล้วถือว่าหยุด งานของมันจะมีตัวอื่นทำต่อ (ปกติ 10)",
        )
        parser.add_argument(
            "--with-parent",
            type=int,
            metavar="PID",
            help="ปิดตามโปรแกรมที่เปิดคำสั่งนี้ แม้โปรแกรมนั้นถูกหยุดทันที",
        )

    def handle(
        self, *args: Any, silent_after: float, with_parent: int | None, **options: Any
    ) -> None:
        gc.freeze()  # as in fundinst/wsgi.py
        try:
            if not app.check_connection():
                raise CommandError("ฐานข้อมูลยังไม่พร้อม ให้สั่ง manage.py migrate ก่อน")
            with app.replace_connector(app.connector.get_worker_connector()):
                asyncio.run(_work(silent_after, with_parent))
        except (ConnectorException, DatabaseError) as error:
            raise CommandError("ติดต่อฐานข้อมูลไม่ได้ งานเบื้องหลังจึงหยุด") from error


async def _work(silent_after: float, parent: int | None) -> None:
    """Until the worker is told to end, or one of the three breaks off: then all of them end."""
    async with app.open_async():
        work = app.run_worker_async(
            concurrency=AT_ONCE,
            delete_jobs="always",  # how a job ended stands in our own table
            shutdown_graceful_timeout=TIME_TO_FINISH,
            update_heartbeat_interval=silent_after / SHARE,
            stalled_worker_timeout=silent_after,
        )
        together = [work, _look_after_the_dead(silent_after), _wait_for_the_end_of(parent)]
        tasks = [asyncio.create_task(part) for part in together]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


async def _look_after_the_dead(silent_after: float) -> None:
    while True:
        await sync_to_async(_take_up)(timedelta(seconds=silent_after))
        await asyncio.sleep(silent_after / SHARE)


def _take_up(silent_after: timedelta) -> None:
    close_old_connections()
    take_up_again(silent_after=silent_after)


async def _wait_for_the_end_of(parent: int | None) -> None:
    while parent in (None, os.getppid()):
        await asyncio.sleep(1)
