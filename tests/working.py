"""A worker inside the test's own process, at work until the queue is empty."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections
from procrastinate.contrib.django import app

OPTIONS = {"listen_notify": False, "install_signal_handlers": False}


def work_off() -> None:
    """Do all the jobs that wait, as ``manage.py worker`` would.

    In a thread: a browser test's loop may stand in ours.
    """
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_work, None).result()


def work_until(condition: Callable[[], bool]) -> None:
    """Work until that is so; then the worker is told to end and gives its job no more time."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_work, condition).result()


def _work(told_to_end: Callable[[], bool] | None) -> None:
    try:
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(_until(told_to_end) if told_to_end else _until_empty())
    finally:
        connections.close_all()


async def _until_empty() -> None:
    async with app.open_async():
        await app.run_worker_async(wait=False, **OPTIONS)


async def _until(told_to_end: Callable[[], bool]) -> None:
    async with app.open_async():
        work = app.run_worker_async(shutdown_graceful_timeout=0, **OPTIONS)
        working = asyncio.create_task(work)
        while not await asyncio.to_thread(_asked, told_to_end):
            await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def _asked(told_to_end: Callable[[], bool]) -> bool:
    try:
        return told_to_end()
    finally:
        connections.close_all()


def empty_the_queue() -> None:
    """After a test that commits: the queue's tables belong to no model that is flushed."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
