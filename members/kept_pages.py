"""How a kept form is shown: of which page and household it is, its fields by their labels."""

from collections.abc import Iterator
from typing import Any

from django import forms

from fundinst.forms import ActForm
from members.kept_forms import KeptForm
from members.models import User
from members.page_names import address_called, household_of


def about(kept: KeptForm, user: User) -> dict[str, Any]:
    """For templates/members/kept.html: ``page`` and ``household`` it is about, and its ``rows``.

    A row is (field, what was sent, label, what it says); the label is empty where only the page
    itself knows it.
    """
    labelled = _labels()
    return {
        "page": address_called(kept.address),
        "household": household_of(kept.address, user),
        "rows": [(name, value, *_said(labelled, name, value)) for name, value in kept.typed],
    }


def _said(labelled: dict[str, forms.Field], name: str, value: str) -> tuple[str, str]:
    field = labelled.get(name) or labelled.get(name.rpartition("-")[2])
    if field is None:
        return "", value
    choices = dict(getattr(field, "choices", None) or ())
    return str(field.label), str(choices.get(value, value))


def _labels() -> dict[str, forms.Field]:
    """The fields of all our forms by their names, but for names that mean different things."""
    found: dict[str, forms.Field] = {}
    unclear = set()
    for form in _forms(ActForm):
        for name, field in form.base_fields.items():
            if name in found and found[name].label != field.label:
                unclear.add(name)
            found[name] = field
    return {name: field for name, field in found.items() if name not in unclear and field.label}


def _forms(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for further in form.__subclasses__():
        yield further
        yield from _forms(further)
