"""Reading the history: what a table held at a moment; what was changed by whom, where and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from fundinst.history import Chained
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.models import AuditEntry, Household, User
from members.persons import SECRET

OUTSIDE = "นอกระบบ"
"""Who changed a row when the database wasn't told: raw SQL, a bare shell."""
MOST_CHANGES = 500
_OF_THE_ENTRY = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "chain"}
_OF_THE_ENTRY |= {"pgh_context_id"}


def history_of(model: type[models.Model]) -> type[models.Model]:
    """The table of the model's entries. Raises KeyError for a model without a history."""
    return model.pgh_event_models["insert"]


def state_at(model: type[models.Model], moment: datetime) -> dict[int, dict[str, Any]]:
    """The rows the model's table held at the moment, by their primary keys.

    Of a tracked model its columns as the last entry until then has them; of rows written once,
    those that were written by then.
    """
    if issubclass(model, Chained):
        written = model._default_manager.filter(**{f"{model.recorded_by}__lte": moment})
        return {row["id"]: row for row in written.values()}
    entries = history_of(model)._default_manager.filter(pgh_created_at__lte=moment)
    last = entries.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values()
    return {row["pgh_obj_id"]: row for row in last if row["pgh_label"] != "delete"}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: what was changed (field, before, after), who did it, on which page, and why.

    ``kind`` is insert, update or delete; ``what`` the thing's Thai name. ``why`` are the sentences
    of the acts that were done in the same circumstances.
    """

    at: datetime
    kind: str
    what: str
    fields: tuple[tuple[str, str, str], ...]
    who: str
    where: str
    why: tuple[str, ...]


def changes_of(household: Household) -> list[Change]:
    """Everything that was changed in the household's rows, the latest first."""
    entries = sorted(
        (
            entry
            for event, path in _histories_of_household()
            for entry in _of(household, event, path)
        ),
        key=lambda entry: (entry.pgh_created_at, entry.pgh_obj_id, entry.pgh_id),
    )
    before = _befores(entries)
    who, why, names = _who(entries), _why(entries), _names([*entries, *before.values()])
    return [
        Change(
            entry.pgh_created_at,
            entry.pgh_label,
            str(entry.pgh_tracked_model._meta.verbose_name),
            tuple(_differences(before.get((type(entry), entry.pgh_id)), entry, names)),
            _name(entry.pgh_context, who),
            (entry.pgh_context or {}).get("url", ""),
            tuple(why.get(entry.pgh_context_id, ())),
        )
        for entry in reversed(entries)
    ]


def _histories_of_household() -> Iterator[tuple[type[models.Model], str]]:
    """Every history with the way from its entries to the household."""
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        path = getattr(tracked, "institution_path", None) or ""
        if tracked is Household:
            yield model, "pgh_obj"
        elif path.endswith("household__institution"):
            yield model, path.removesuffix("__institution")


def _of(household: Household, event: type[models.Model], path: str) -> QuerySet:
    entries = event._default_manager.filter(**{path: household.pk})
    return entries.order_by("-pgh_id")[:MOST_CHANGES]


def _befores(entries: Iterable[Any]) -> dict[tuple[type, int], Any]:
    """The entry of the same row before each entry."""
    last: dict[tuple[type, int], Any] = {}
    before = {}
    for entry in entries:
        row = (type(entry), entry.pgh_obj_id)
        if row in last:
            before[type(entry), entry.pgh_id] = last[row]
        last[row] = entry
    return before


def _differences(
    before: Any, entry: Any, names: dict[tuple[type, int], str]
) -> Iterator[tuple[str, str, str]]:
    for field in _fields(entry) if entry.pgh_label != "delete" else ():
        # A new row's keys say where it belongs, which its page does too.
        if before is None and field.is_relation:
            continue
        old = getattr(before, field.attname, None)
        new = getattr(entry, field.attname)
        if (old or "") != (new or ""):
            yield str(field.verbose_name), _shown(field, old, names), _shown(field, new, names)


def _fields(entry: Any) -> Iterator[models.Field]:
    """The columns that people fill in; not those that follow from them."""
    for field in entry._meta.concrete_fields:
        own = field.name not in _OF_THE_ENTRY and not field.primary_key and field.name != "id"
        if own and field.editable:
            yield field


def _shown(field: models.Field, value: Any, names: dict[tuple[type, int], str]) -> str:
    if value is None or value == "":
        return ""
    if field.name.startswith(SECRET):
        return "(ไม่แสดง)"
    if field.is_relation:
        return names.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, Decimal):
        return format_baht(value)
    return format_date(value, style="medium", digits="arabic") if _is_day(value) else str(value)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _names(entries: Iterable[Any]) -> dict[tuple[type, int], str]:
    """What the keys in changed rows point at, by name: one question a table."""
    asked: dict[type, set[int]] = {}
    for entry in entries:
        for field in _fields(entry):
            if field.is_relation and entry.pgh_label == "update":
                asked.setdefault(field.related_model, set()).add(getattr(entry, field.attname))
    return {
        (model, found.pk): str(found)
        for model, keys in asked.items()
        for found in model._default_manager.filter(pk__in=keys)
    }


def _who(entries: Iterable[Any]) -> dict[int, str]:
    users = {(entry.pgh_context or {}).get("user") for entry in entries} - {None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=users)}


def _name(context: dict[str, Any] | None, who: dict[int, str]) -> str:
    """A user, a command, or nobody whom the database knows."""
    if not context:
        return OUTSIDE
    if command := context.get("command"):
        return f"คำสั่ง {command}"
    return who.get(context.get("user"), OUTSIDE)


def _why(entries: Iterable[Any]) -> dict[UUID, list[str]]:
    contexts = {entry.pgh_context_id for entry in entries} - {None}
    acts = AuditEntry.objects.filter(context__in=contexts).order_by("pk")
    why: dict[UUID, list[str]] = {}
    for context, sentence in acts.values_list("context", "sentence"):
        why.setdefault(context, []).append(sentence)
    return why
