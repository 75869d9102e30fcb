"""What every test stands on: a real PostgreSQL, a real browser, and (below) the cast of people."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pgtrigger
import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from consolidation.ledger import check_ledger
from debts.models import JournalEntry
from fundinst import postgres
from members.models import Fund, Household, Institution, User
from tests.builders import make_household, make_institution, make_loan, make_person, make_user

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
    # Two runs at once don't meet: a run's databases carry the number of its first process.
    run = os.environ.setdefault("FUNDINST_TEST_RUN", str(os.getpid()))
    database.setdefault("TEST", {})["NAME"] = f"test_fundinst_{run}"
    if settings.EMBEDDED_POSTGRES:
        address = postgres.ensure_running()
        if run == str(os.getpid()):
            _drop_what_killed_runs_left(address)


def _drop_what_killed_runs_left(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_fundinst_[0-9]+'"
        ).fetchall()
        for (name,) in names:
            if not Path("/proc", name.split("_")[2]).exists():
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what can't run here; the summary says so."""
    left_out = [item for item in items if any(map(item.get_closest_marker, MISSING))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for mark, package in MISSING.items():
        terminalreporter.write_line(
            f"ไม่ได้ทดสอบส่วน {mark} เพราะไม่พบ {package} (ติดตั้ง: sudo apt-get install {package})"
            f" / {mark} tests left out: no {package}"
        )


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
        assert check_ledger() == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """Tests with threads commit, so their tables are emptied: only here may truncating pass."""
    marked = item.get_closest_marker("django_db")
    if marked and marked.kwargs.get("transaction"):
        with pgtrigger.ignore():
            return (yield)
    return (yield)
