"""What every test stands on: a real PostgreSQL, a real browser, and (below) the cast of people."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pgtrigger
import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from consolidation.ledger import check_ledger
from debts.models import JournalEntry
from fundinst import postgres
from members.models import Fund, Household, Institution, User
from tests.builders import make_household, make_institution, make_loan, make_person, make_user
from tests.longest import LONGEST

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM = CHROMIUM or shutil.which("google-chrome")
# A test marked with one of these is left out where the program is missing.
PROGRAMS = {
    "browser": ("chromium", CHROMIUM),
    "poppler": ("poppler-utils", shutil.which("pdftotext") and shutil.which("pdftoppm")),
}
MISSING = {mark: package for mark, (package, found) in PROGRAMS.items() if not found}
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded PostgreSQL unless DATABASE_URL names another one."""
    config.addinivalue_line("markers", "poppler: needs poppler-utils")
    database = settings.DATABASES["default"]
    # Nobody needs these rows after a power cut; the tests of the crash have a cluster of their own.
    database["OPTIONS"]["options"] += " -c synchronous_commit=off"
    # The same hash in fewer rounds: no test waits for what is to hold up somebody who guesses.
    PBKDF2PasswordHasher.iterations = 1_000
    # Two runs at once don't meet: a run's databases carry the number of its first process.
    run = os.environ.setdefault("FUNDINST_TEST_RUN", str(os.getpid()))
    database.setdefault("TEST", {})["NAME"] = f"test_fundinst_{run}"
    if settings.EMBEDDED_POSTGRES:
        address = postgres.ensure_running()
        if run == str(os.getpid()):
            _drop_what_killed_runs_left(address)
            os.environ["FUNDINST_TEST_TEMPLATE"] = _migrated_template(address)
        database["TEST"]["TEMPLATE"] = os.environ["FUNDINST_TEST_TEMPLATE"]


def _drop_what_killed_runs_left(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_fundinst_[0-9]+'"
        ).fetchall()
        for (name,) in names:
            if not Path("/proc", name.split("_")[2]).exists():
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _migrated_template(address: str) -> str:
    """The name of an empty database with every migration done, which each run's are copies of.

    Made once for these migrations and these packages: migrating takes longer than most tests.
    """
    told = [PROJECT / "requirements.lock", PROJECT / "members" / "past.py"]
    told += sorted(PROJECT.glob("*/migrations/*.py"))
    digest = sha256(b"".join(path.read_bytes() for path in told)).hexdigest()[:16]
    name = f"template_fundinst_{digest}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('template_fundinst'))")
        made = "SELECT datname FROM pg_database WHERE starts_with(datname, 'template_fundinst_')"
        old = [row[0] for row in connection.execute(f"{made} ORDER BY oid DESC")]
        if name in old:
            return name
        # The newest may be of a run that goes on, of another branch; not so what isn't finished.
        for other in [*old[2:], f"{name}_new"]:
            connection.execute(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}_new"')
        where = urlsplit(address)._replace(path=f"/{name}_new").geturl()
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=PROJECT,
            env={**os.environ, "DATABASE_URL": where},
            check=True,
        )
        connection.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what can't run here, and begin with what takes longest; the summary says so.

    A test through the browser, where two programs and a network take turns, is tried a second time
    when it fails, and the summary names it. A test that fails twice has failed.
    """
    left_out = [item for item in items if any(map(item.get_closest_marker, MISSING))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    turns = {name: turn for turn, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(item.path.stem, len(turns)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for mark, package in MISSING.items():
        terminalreporter.write_line(
            f"ไม่ได้ทดสอบส่วน {mark} เพราะไม่พบ {package} (ติดตั้ง: sudo apt-get install {package})"
            f" / {mark} tests left out: no {package}"
        )


def and_reads_on(press: Callable) -> Callable:
    """A press that opens another page ends when that page's text is there.

    Playwright comes back as soon as the answer begins, and a test that reads at once reads nothing.
    """

    @wraps(press)
    def pressed(of: Page | Locator, *args, **kwargs) -> None:
        press(of, *args, **kwargs)
        page = of if isinstance(of, Page) else of.page
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    return pressed


for kind in (Page, Locator):
    kind.click = and_reads_on(kind.click)
    kind.press = and_reads_on(kind.press)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's browser, started once a run; open a new context for every test."""
    # Playwright's loop runs in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    arguments = CHROMIUM_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def institution(db) -> Institution:
    return make_institution(moo=91, name="บ้านทดลอง")


@pytest.fixture
def other_institution(db) -> Institution:
    """A village of another district of the same province."""
    return make_institution("330502", moo=92, name="บ้านนอกเขต")


@pytest.fixture
def village_fund(institution) -> Fund:
    return institution.funds.get(kind="village_fund")


@pytest.fixture
def savings_group(institution) -> Fund:
    return institution.funds.get(kind="savings_group")


@pytest.fixture
def kkj(institution) -> Fund:
    return institution.funds.get(kind="kkj")


@pytest.fixture
def treasurer(institution) -> User:
    return make_user("committee", institution=institution)


@pytest.fixture
def outsider(other_institution) -> User:
    return make_user("committee", institution=other_institution)


@pytest.fixture
def district_officer(institution) -> User:
    return make_user("district", area="3312")


@pytest.fixture
def other_district_officer(other_institution) -> User:
    return make_user("district", area="3305")


@pytest.fixture
def province_officer(institution) -> User:
    return make_user("province", area="33")


@pytest.fixture
def other_province_officer(institution) -> User:
    return make_user("province", area="34")


@pytest.fixture
def department(db) -> User:
    return make_user("department")


@pytest.fixture
def administrator(db) -> User:
    return make_user("administrator")


@pytest.fixture
def household(institution, village_fund, savings_group, kkj) -> Household:
    """The household of 32/1: three loans in three funds, 13,200 baht, one of them her husband's."""
    household = make_household(institution, "32/1")
    make_person(household, "นางทองม้วน แบบอย่าง")
    husband = make_person(household, "นายบุญเลิศ แบบอย่าง")
    make_loan(household, village_fund, 4100, interest_under_year=300, number="กทบ. ๕/๒๕๕๙")
    make_loan(household, savings_group, 2900, interest_under_year=200)
    make_loan(household, kkj, 5700, borrower=husband)
    return household


@pytest.fixture(autouse=True)
def books_hold(request):
    """Whatever a test did to the books, they are right to the satang at its end."""
    uses_database = {"db", "transactional_db"} & set(request.fixturenames)
    marked = request.node.get_closest_marker("django_db")
    yield
    if (uses_database or marked) and JournalEntry.objects.exists():
        with connection.execute_wrapper(planned_once):
            assert check_ledger() == []


def planned_once(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """The proof of the books as a prepared statement: planning it takes 40 times its answering."""
    prepared = context["connection"].connection.__dict__.setdefault("planned_by_tests", {})
    if sql not in prepared:
        name = f"planned_by_tests_{len(prepared)}"
        execute(f"PREPARE {name} AS {sql}", None, False, context)
        prepared[sql] = name
    return execute(f"EXECUTE {prepared[sql]}", None, False, context)


# What migrations wrote, and Django's own lists of what there is, stand as they are.
KEPT_TABLES = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}
KEPT_TABLES |= {"django_migrations"}


DJANGOS_OWN = TransactionTestCase._fixture_teardown


def empty_what_was_written(test: TransactionTestCase) -> None:
    """After a test that commits, in place of Django's own way, which truncates all 130 tables.

    As a replica, which checks nothing: no trigger, not even those that refuse a delete. That takes
    a superuser, so another database than the embedded one is emptied in Django's way.
    """
    if not settings.EMBEDDED_POSTGRES:
        with pgtrigger.ignore():
            return DJANGOS_OWN(test)
    names = set(connection.introspection.table_names()) - KEPT_TABLES
    with connection.cursor() as cursor:
        filled = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)
        cursor.execute(filled)
        deletes = [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]
        cursor.execute("; ".join(["SET session_replication_role = replica", *deletes]))
        cursor.execute("RESET session_replication_role")


TransactionTestCase._fixture_teardown = empty_what_was_written
