"""The benchmarks stand on what the tests stand on: the same database, browser and people."""

from tests.conftest import books_hold, chromium, pytest_configure
from tests.debts.browser.conftest import browser_of

__all__ = ["books_hold", "browser_of", "chromium", "pytest_configure"]
