"""Somebody of every role and every place, who asks every address; nothing they do is kept."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test import client as test_client

from debts.models import Register
from debts.tasks import record_later
from members.models import Institution, Office, User
from members.notices import tell
from reports.demo_data import DemoData, Tenant, make_demo_data
from tests.addresses import addresses_of
from tests.answers import letter
from tests.answers_read import said
from tests.crawling import Form, read
from tests.reports.certified import certified, village
from tests.reports.made import made_file

R = Office.Role
OWN, SISTER, DISTRICT, PROVINCE = range(4)
"""The institutions: whose objects are asked for, and one each that is further away."""

WHO: dict[str, tuple[str, int]] = {
    "committee": (R.COMMITTEE, OWN),
    "committee of the sister institution": (R.COMMITTEE, SISTER),
    "committee in another district": (R.COMMITTEE, DISTRICT),
    "committee in another province": (R.COMMITTEE, PROVINCE),
    "district officer": (R.DISTRICT, OWN),
    "officer of another district": (R.DISTRICT, DISTRICT),
    "district officer in another province": (R.DISTRICT, PROVINCE),
    "province officer": (R.PROVINCE, OWN),
    "officer of another province": (R.PROVINCE, PROVINCE),
    "department": (R.DEPARTMENT, OWN),
    "administrator": (R.ADMINISTRATOR, OWN),
    "nobody signed in": ("", OWN),
}
"""Who asks: the role, and an institution that is theirs or in their area."""
OWNERS = ("committee", "district officer", "administrator")
"""Who between them see every form."""
DIGITS = {R.COMMITTEE: 8, R.DISTRICT: 4, R.PROVINCE: 2, R.DEPARTMENT: 0, R.ADMINISTRATOR: 0}
"""Of an institution's code, that say whose it is."""
TYPED = {
    **dict.fromkeys(["on", "signed_on", "started_on", "effective_on"], "15/12/2568"),
    **dict.fromkeys(["reason", "own", "document", "slip", "source", "what"], "ตามที่ประชุม"),
    **dict.fromkeys(["amount", "value", "number"], "900"),
    **{"name": "นายเพิ่ม สมมุติ", "minutes_number": "9/2568", "keys": "off"},
}
"""What is typed where a form has nothing yet."""


@dataclass(frozen=True)
class World:
    """Four institutions with households in every state; addresses with objects of the first."""

    data: DemoData
    addresses: dict[str, str]
    clients: dict[str, Client]
    forms: dict[str, Form] = field(default_factory=dict)

    @property
    def own(self) -> Tenant:
        return self.data.tenants[OWN]

    def ask(self, who: str, method: str, address: str, data: Any = None) -> HttpResponse:
        """The answer, with all that it says as ``said``; nothing that it did is kept.

        Django's client isn't to copy what each template was rendered with: nobody asks for it here.
        """
        client = self.clients[who]
        cookies = client.cookies.output(header="", sep=";")
        with taken_back(), patch.object(test_client, "store_rendered_templates"):
            answer = getattr(client, method)(address, data)
            answer.said = said(answer)
        client.cookies = SimpleCookie(cookies)
        return answer

    def hidden_from(self, who: str) -> list[Tenant]:
        """The institutions of which this person sees nothing."""
        role, place = WHO[who]
        if not role:
            return [*self.data.tenants]
        scope = self.data.tenants[place].code[: DIGITS[role]]
        return [one for one in self.data.tenants if not one.code.startswith(scope)]

    def filled_in(self, name: str) -> dict[str, Any] | None:
        """What its owner sends from the form of the address; None where it has none."""
        form = self.forms.get(name)
        if form is None:
            return None
        button = dict(form.buttons[:1])
        typed = {one: TYPED.get(one.rpartition("-")[2], "") for one in form.data}
        sent = {one: value if any(value) else typed[one] for one, value in form.data.items()}
        return button | sent


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done in it is undone; acts may begin their transaction in it (Django's own mark)."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """As pytest-django's own, but for all tests of a module at once."""
    with django_db_blocker.unblock(), taken_back():
        yield


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    """Made once for all tests of a module, none of which leaves anything in it."""
    logging.disable(logging.ERROR)  # every refusal is logged, and most answers are refusals
    yield make_world()
    logging.disable(logging.NOTSET)


def make_world() -> World:
    data = make_demo_data(4, 1, canary=True)
    own = data.tenants[OWN]
    asking, looked_after = (
        User.objects.get(username=f"committee-{own.code}-{number}") for number in (1, 2)
    )
    institution = Institution.objects.get(code=own.code)
    draft = Register.objects.get(account__fund__institution=institution, status="draft")
    record_later(draft, user=asking, options={})
    words = {"key": "returned:1", "sentence": own.sign("ส่งกลับ"), "url": "/households/"}
    tell([asking], institution=institution, **words)
    certified(village(institution), asking)
    made_file(institution, asking)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the rows are new, and a thousand questions are still to come
    addresses = addresses_of(institution, user=asking, of_user=looked_after)
    world = World(data, addresses, {who: client_of(data, *where) for who, where in WHO.items()})
    for who in OWNERS:
        find_forms(world, who)
    return world


def client_of(data: DemoData, role: str, place: int) -> Client:
    client = Client(raise_request_exception=False)
    if role:
        persona = data.persona(role, data.tenants[place].code[: DIGITS[role]])
        client.force_login(User.objects.get(username=persona.username))
    return client


def find_forms(world: World, who: str) -> None:
    """Keep the forms on the pages that are shown to this owner and to none before."""
    place, before = [*WHO].index(who), [*WHO].index(OWNERS[0])
    for name, address in world.addresses.items():
        shown_before = place != before and letter(name, "get", before) == "s"
        if letter(name, "get", place) != "s" or shown_before:
            continue
        answer = world.ask(who, "get", address)
        if "html" in answer["Content-Type"]:
            for form in read(address, answer.said).forms:
                if form.method == "post":
                    world.forms.setdefault(form.url_name, form)
