"""Drawing many documents at once: processes of our own that turn HTML into PDF.

WeasyPrint draws one document at a time in a process (``pdf``), so a volume's sections are drawn by
several. Each is fed through its standard input and ends with it: when the worker is killed, nobody
is left behind. What it draws with stands in ``static/`` and here alone; it opens no database.
"""

import json
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import BinaryIO, Self

from django.conf import settings

from fundinst.errors import Refusal, Refused
from reports.pdf import write_pdf

AT_ONCE = 2
AHEAD = 4
"""So many documents a process are asked for before the first of them is taken."""
_LENGTH = struct.Struct(">Q")


class Renderers:
    """A few processes that draw; to be used in a ``with``. They are started when first needed."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(at_once)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
        self._threads.shutdown()
        for process in self._processes:
            process.communicate()

    def draw(self, pages: Iterable[str]) -> Iterator[bytes]:
        """The PDF of each HTML page, in their order; the next ones are drawn meanwhile.

        Raises Refused as ``write_pdf`` does.
        """
        under_way: deque[Future[bytes]] = deque()
        for html in pages:
            under_way.append(self.ask(html))
            if len(under_way) > self._at_once * AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def ask(self, html: str) -> Future[bytes]:
        """Have a page drawn while the asker goes on."""
        if len(self._processes) < self._at_once:
            self._start()
        return self._threads.submit(self._draw, html)

    def _start(self) -> None:
        command = [sys.executable, "manage.py", "draw_papers"]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._processes.append(process)
        self._idle.put(process)

    def _draw(self, html: str) -> bytes:
        process = self._idle.get()
        assert process.stdin is not None
        assert process.stdout is not None
        _send(process.stdin, html.encode())
        answer = _receive(process.stdout)
        if answer is None:
            raise RuntimeError("a process that draws has ended")
        self._idle.put(process)
        if answer[:1] == b"0":
            raise Refused([Refusal(*one) for one in json.loads(answer[1:])])
        return answer[1:]


def draw_until_the_end(asked: BinaryIO, answers: BinaryIO) -> None:
    """What such a process does: a document for each page that comes, until no more can come."""
    while (page := _receive(asked)) is not None:
        try:
            answer = b"1" + write_pdf(page.decode())
        except Refused as refused:
            said = [(one.code, one.clause, one.sentence) for one in refused.refusals]
            answer = b"0" + json.dumps(said).encode()
        _send(answers, answer)


def _send(to: BinaryIO, content: bytes) -> None:
    to.write(_LENGTH.pack(len(content)))
    to.write(content)
    to.flush()


def _receive(of: BinaryIO) -> bytes | None:
    """One message; None when the other side has ended."""
    head = of.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = of.read(length)
    return content if len(content) == length else None
