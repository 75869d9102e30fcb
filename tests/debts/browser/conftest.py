"""The committee's browser, signed in; and a village to type in."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from debts.grid import accounts_of, loans_by_cell, shown
from debts.models import Loan
from members.models import User
from tests.builders import make_household, make_loan, make_person, make_user
from tests.debts.browser.desk import Desk


@pytest.fixture
def browser_of(chromium, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """A browser that a user is signed in to; two are two computers."""
    contexts = []

    def sign_in(user: User, **options) -> BrowserContext:
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(20_000)
        give_session(context, user, live_server.url)
        contexts.append(context)
        return context

    yield sign_in
    for context in contexts:
        context.close()


def give_session(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])


@pytest.fixture
def desk(browser_of, treasurer) -> Desk:
    """The treasurer's window on the grid; open() shows it."""
    return Desk(browser_of(treasurer).new_page())


@pytest.fixture
def secretary(institution) -> User:
    """Somebody else of the same committee."""
    user = make_user("committee", institution=institution)
    user.display_name = "นางสาวสอง ทดสอบ"
    user.save()
    return user


@pytest.fixture
def three_households(institution, village_fund, savings_group) -> list:
    households = []
    for number in (1, 2, 3):
        household = make_household(institution, str(number))
        make_person(household, f"นางคนที่{number} ทดลอง")
        make_loan(household, village_fund, 1000 * number)
        make_loan(household, savings_group, 100 * number)
        households.append(household)
    return households


@pytest.fixture
def books(institution) -> Callable[[], list[list[str]]]:
    """House, name and what is owed account by account, as the books have it."""

    def read() -> list[list[str]]:
        accounts = accounts_of(institution)
        households = institution.households.listed().with_head().order_by("house_key", "pk")
        booked = loans_by_cell(Loan.objects.filter(household__institution=institution))
        return [
            [
                household.house_number,
                household.head_name,
                *(shown(booked[household.pk][account.pk].value) for account in accounts),
            ]
            for household in households
        ]

    return read
