import http.client
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from fundinst.management.commands.serve import HOST, refuse_taken


def free_port() -> int:
    with socket.create_server((HOST, 0)) as trial:
        return trial.getsockname()[1]


def answers(port: int) -> bool:
    """Whether something speaks HTTP there."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/static/fonts/OFL.txt")
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()


def test_a_port_in_use_is_refused_in_words() -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as stopped:
            refuse_taken(port)

    assert str(stopped.value) == (
        f"เปิดหน้าเว็บที่พอร์ต {port} ไม่ได้ อาจมีโปรแกรมอื่นใช้อยู่"
        " ให้ปิดโปรแกรมนั้น หรือใช้พอร์ตอื่น เช่น make run PORT=8001"
    )
    refuse_taken(port)  # free again


def test_the_pages_are_served_until_the_command_is_told_to_end() -> None:
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    serving = subprocess.Popen(
        command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert serving.stdout.readline() == (f"เปิดหน้าเว็บที่ http://{HOST}:{port} (กด Ctrl-C เพื่อปิด)\n")
        deadline = time.monotonic() + 30
        while not answers(port) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert answers(port)
    finally:
        serving.terminate()
    assert serving.wait(30) == 128 + 15
    assert not answers(port)
