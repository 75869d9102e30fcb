"""The benchmarks stand on what the tests stand on: the same database, browser and people."""

import gc

import pytest

from tests.conftest import books_hold, chromium, pytest_configure
from tests.debts.browser.conftest import browser_of

__all__ = ["books_hold", "browser_of", "chromium", "pytest_configure"]


@pytest.fixture(autouse=True, scope="session")
def _loaded():
    """As in a server that has been at work (``fundinst/wsgi.py``)."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def _unblocked(django_db_blocker):
    """Databases of the benchmark's own: none is made for it, and none emptied."""
    with django_db_blocker.unblock():
        yield
