import socket

import pytest
from django.core.management.base import CommandError

from fundinst.management.commands.serve import HOST, refuse_taken


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
