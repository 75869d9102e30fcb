"""Reading the history: what a table held at a moment; what was changed by whom, where and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from fundinst.history import Chained
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.acts_behind import Acts, Told
from members.models import AccessEntry, AuditEntry, Household, User
from members.page_names import command_called
from members.persons import SECRET

BY_COMMAND = "ผู้ดูแลระบบ"
"""Who changed a row by a command on the server."""
OUTSIDE = "นอกระบบ"
"""Who changed a row when the database wasn't told: raw SQL, a bare shell."""
MOST = 500
"""Entries of one table that are read for a household."""
_NAMES = {"number", "full_name", "abbreviation"}
_OF_THE_ENTRY = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "chain"}
_OF_THE_ENTRY |= {"pgh_context_id", "recorded_at"}


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

    ``kind`` is insert, update or delete; ``what`` the thing's Thai name; ``where`` the address.
    ``why`` are the sentences of the acts that were done in the same circumstances.
    """

    at: datetime
    kind: str
    what: str
    fields: tuple[tuple[str, str, str], ...]
    who: str
    where: str
    why: tuple[str, ...]


TOLD_ELSEWHERE = (AuditEntry, AccessEntry)
"""Written once about a household, and no changes of it: an act is the why of what it changed; who
looked stands on a page of its own."""


def changes_of(household: Household) -> list[Change]:
    """Everything that was changed in the household's rows or written of it, the latest first."""
    told = sorted(
        [*_told_by_histories(household), *_told_by_rows(household)],
        key=lambda one: (one.at, one.tracked._meta.label, one.of, one.order),
    )
    if not told:
        return []
    before, names, who = _befores(told), _names(told), _who(told)
    acts = Acts(household, told)
    return [
        Change(
            one.at,
            one.kind,
            str(one.tracked._meta.verbose_name),
            tuple(_differences(earlier, one, names)),
            _name(one, who),
            acts.page_of(one),
            tuple(acts.why(one)),
        )
        for earlier, one in reversed([*zip(before, told, strict=True)])
    ]


def ways_to_household() -> dict[type[models.Model], str]:
    """Every model of which a row, or its history, tells of one household; with the way there."""
    ways = {}
    for model in apps.get_models():
        if not hasattr(model, "institution_path") or model in TOLD_ELSEWHERE:
            continue
        if (hasattr(model, "pgh_event_models") or issubclass(model, Chained)) and (
            way := _way(model)
        ):
            ways[model] = way
    return ways


def _way(model: type[models.Model]) -> str:
    if model is Household:
        return "pk"
    if model.institution_path.endswith("household__institution"):
        return model.institution_path.removesuffix("__institution")
    own = [one for one in model._meta.fields if one.related_model is Household]
    return own[0].name if own else _way_through_another(model)


def _way_through_another(model: type[models.Model]) -> str:
    """By a row that this one can't be without, where its own way leads to no household."""
    keys = [one for one in model._meta.fields if one.related_model and not one.null]
    further = [one for one in keys if hasattr(one.related_model, "institution_path")]
    ways = ((one.name, _way(one.related_model)) for one in further if one.related_model != model)
    return next((f"{name}__{way}" for name, way in ways if way and way != "pk"), "")


def _told_by_histories(household: Household) -> Iterator[Told]:
    for model, way in ways_to_household().items():
        if issubclass(model, Chained):
            continue
        of = {"pgh_obj" if way == "pk" else way: household.pk}
        for one in history_of(model)._default_manager.filter(**of).order_by("-pgh_id")[:MOST]:
            yield Told(
                one,
                model,
                one.pgh_created_at,
                one.pgh_obj_id,
                one.pgh_id,
                one.pgh_label,
                (one.pgh_context or {}).get("user"),
                one.pgh_context_id,
                one.pgh_context,
            )


def _told_by_rows(household: Household) -> Iterator[Told]:
    """Rows that are written once: their own time and hand, or those of what they are a part of."""
    for model, way in ways_to_household().items():
        if not issubclass(model, Chained):
            continue
        whole, _, at = model.recorded_by.rpartition("__")
        rows = model._default_manager.filter(**{way: household.pk}).order_by("-pk")
        for row in (rows.select_related(whole) if whole else rows)[:MOST]:
            signed = getattr(row, whole) if whole else row
            yield Told(row, model, getattr(signed, at), row.pk, row.pk, "insert", signed.actor_id)


def _befores(told: Iterable[Told]) -> list[Told | None]:
    """For each entry the one of the same row before it."""
    last: dict[tuple[type, int], Told] = {}
    before = []
    for one in told:
        before.append(last.get((one.tracked, one.of)))
        last[one.tracked, one.of] = one
    return before


def _differences(
    before: Told | None, told: Told, names: dict[tuple[type, int], str]
) -> Iterator[tuple[str, str, str]]:
    for field in _fields(told.row) if told.kind != "delete" else ():
        if before is None and field.is_relation and not _has_a_name(field.related_model):
            continue
        old = getattr(before.row, field.attname, None) if before else None
        new = getattr(told.row, field.attname)
        said_once = told.is_once and isinstance(new, bool)
        if said_once or (old or "") != (new or ""):
            yield str(field.verbose_name), _shown(field, old, names), _shown(field, new, names)


def _has_a_name(model: type[models.Model]) -> bool:
    """A new row's keys say where it belongs, which its page does too; not so of which loan it is,
    in which account or fund, and of whom.
    """
    return bool(_NAMES & {field.name for field in model._meta.concrete_fields})


def _fields(entry: Any) -> Iterator[models.Field]:
    """The columns that people fill in; not those that follow from them, nor whole papers."""
    for field in entry._meta.concrete_fields:
        own = field.name not in _OF_THE_ENTRY and not field.primary_key and field.name != "id"
        if own and field.editable and not isinstance(getattr(entry, field.attname), dict):
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


def _names(told: Iterable[Told]) -> dict[tuple[type, int], str]:
    """What the keys in rows point at, by name: one question a table."""
    asked: dict[type, set[int]] = {}
    for one in told:
        for field in _fields(one.row):
            if field.is_relation:
                asked.setdefault(field.related_model, set()).add(getattr(one.row, field.attname))
    return {
        (model, found.pk): str(found)
        for model, keys in asked.items()
        for found in model._default_manager.filter(pk__in=keys)
    }


def _who(told: Iterable[Told]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in={one.hand for one in told})}


def _name(told: Told, who: dict[int, str]) -> str:
    """A user, a command, or nobody whom the database knows."""
    if command := (told.context or {}).get("command"):
        return f"{BY_COMMAND} {command_called(command)}"
    return who.get(told.hand, OUTSIDE)
