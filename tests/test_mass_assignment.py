"""Every form, sent with every field of every model beside its own: nothing more changes."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.builders import make_institution
from tests.crawling import form_on
from tests.filled import filled
from tests.pressing import Press, presses
from tests.row_changes import Changes, all_rows, changes_by, columns_that_differ, without
from tests.test_every_form import AT_THE_DOOR, BY_SCRIPT, WRITES

pytestmark = pytest.mark.django_db

__all__ = ["filled"]
APPS = ("members", "debts", "consolidation", "auth")


def extras(institution) -> dict[str, Any]:
    """A value for every column of every model, of somebody else's or higher than one's own."""
    found: dict[str, Any] = {}
    for model in apps.get_models():
        if model._meta.app_label in APPS:
            for column in model._meta.concrete_fields:
                value = _foreign(column, institution)
                found |= {name: value for name in (column.name, column.attname)}
    return found


def _foreign(column: models.Field, institution) -> str:
    if column.is_relation:
        rows = column.related_model._default_manager
        if hasattr(column.related_model, "institution"):
            rows = rows.exclude(institution=institution)
        last = rows.order_by("pk").last()
        return str(last.pk if last else 1)
    if column.choices:
        return str(column.flatchoices[-1][0])
    kinds = {
        models.BooleanField: "on",
        models.DateField: "1/1/2555",
        models.DateTimeField: "2012-01-01T00:00",
        models.JSONField: '{"a": 1}',
        models.UUIDField: "11111111-1111-4111-8111-111111111111",
    }
    if type(column) in kinds:
        return kinds[type(column)]
    return "แปลกปลอม" if isinstance(column, (models.CharField, models.TextField)) else "777"


def beside(own: Iterable[str], extra: Mapping[str, Any]) -> dict[str, Any]:
    """The extras that are none of the form's own fields, also with the prefixes its fields have."""
    own = {*own}
    prefixes = {name.rpartition("-")[0] for name in own if "-" in name}
    named = dict(extra) | {
        f"{prefix}-{name}": value for prefix in prefixes for name, value in extra.items()
    }
    return {name: value for name, value in named.items() if name not in own}


# They take a code, a password or nothing at all, and change one's own account or a second step;
# practice is invented altogether; registration_home is registration for who has one institution;
# the grid's rows are in tests/debts/test_grid_row.py.
NOT_TRIED = {"members:own_password", "members:text_size", "members:switch_office"}
NOT_TRIED |= {f"members:second_step{way}" for way in ("", "_off", "_papers")}
NOT_TRIED |= {"members:user_second_step", "consolidation:registration_home"}
NOT_TRIED |= {f"consolidation:practice{way}" for way in ("", "_leave", "_remove")}
NOT_TRIED |= {"consolidation:netting_of"}  # a batch is open
NOT_TRIED |= {"debts:read_register"}  # takes no field; in tests/debts/test_reading_job.py
NOT_TRIED |= {"debts:grid", "members:found_user"} | BY_SCRIPT | AT_THE_DOOR
SHOWS_FIRST = {"consolidation:figure"}  # what stands there is shown beside it before it goes


@pytest.fixture
def known(filled, other_institution) -> dict[str, Press]:
    """The forms; a sister institution and one of another district are there to be reached for."""
    make_institution("331206", moo=93, name="บ้านพี่น้อง")
    return presses(filled)


def test_every_form_is_tried(known):
    assert {*known} == WRITES - NOT_TRIED


def test_a_form_with_every_other_column_beside_its_own_changes_nothing_more(
    known, filled, client, request
):
    extra, idle, more = extras(filled), set(), {}
    for name, press in known.items():
        client.force_login(request.getfixturevalue(press.who))
        form = form_on(client, press.page, name)
        data, added = press.sent(form), beside({*form.names, *press.typed}, extra)
        before = all_rows()

        def send(data: dict[str, Any], address: str = form.action, press: Press = press) -> Any:
            return client.post(address, data | press.attached())

        _answer, once = changes_by(lambda data=data, send=send: send(data), before)
        _answer, again = changes_by(lambda data=data, send=send: send(data), before)
        forged = {**added, **data}
        _answer, stuffed = changes_by(lambda forged=forged, send=send: send(forged), before)
        noise = columns_that_differ(once, again)
        if without(once, noise) != without(stuffed, noise):
            more[name] = differences(without(once, noise), without(stuffed, noise))
        if not once:
            idle.add(name)

    assert (more, idle) == ({}, SHOWS_FIRST)


def differences(plain: Changes, stuffed: Changes) -> list[Any]:
    keys = [key for key in plain.keys() | stuffed.keys() if plain.get(key) != stuffed.get(key)]
    return [(key, plain.get(key), stuffed.get(key)) for key in keys]
