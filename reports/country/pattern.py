"""The rows of the model village as a pattern: each a line of ``COPY`` with places to fill in.

What differs from copy to copy is marked: the numbers of rows, the codes of the place, the surnames.
All else is written as it stands in the model, the sums to the satang.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from fundinst.history import Chained
from fundinst.thai_order import sort_key
from members.models import Area, ChainHead, Office, User
from reports.country.lines import (
    BARE,
    Key,
    Line,
    Pattern,
    Sheet,
    Text,
    as_json,
    as_read,
    each_text,
    escaped,
    mark,
)
from reports.country.model_village import NAME, OFFICER, registration_key, words
from reports.country.places import Place

OURS = ("members", "debts", "consolidation", "reports")
_SUBJECT = re.compile(r"\b(members|debts|consolidation|reports)\.([A-Z]\w+):(\d+)")
LEFT_OUT = {"members_notice", "reports_issuedpaper", "reports_paperkey", "reports_wording"}
"""Notices lead to addresses; a paper is a file of its own key. The country has none of either."""
CONTENT_IDS = {
    "loans": "debts_loan",
    "persons": "members_person",
    "incomes": "members_income",
    "expenses": "members_expense",
}
"""The lists of a submission's content whose records are named by a row's number."""


class Reader:
    """Reads the one institution there is into patterns, by group: ``group_of`` names a user's."""

    def __init__(self, cursor, seed: int, place: Place) -> None:
        self.cursor = cursor
        self.replaced = {
            f"{NAME} หมู่ที่ {place.moo}": mark("village"),
            NAME: mark("name"),
            place.code: mark("code"),
            str(registration_key(seed)): mark("key"),
            # Officers are named by what they are set over.
            f"district-{place.district}": f"district-{mark('area', '4')}",
            f"province-{place.province}": f"province-{mark('area', '2')}",
            f"{OFFICER} {place.district}": f"{OFFICER} {mark('area', '4')}",
            f"{OFFICER} {place.province}": f"{OFFICER} {mark('area', '2')}",
        }
        for place, surname in enumerate(words(seed)):
            self.replaced[surname] = mark("surname", str(place))
            self.replaced[sort_key(surname)] = mark("sort_key", str(place))
        longest = sorted(self.replaced, key=len, reverse=True)
        self.words = re.compile("|".join(map(re.escape, longest)))
        self.groups = dict(_groups())

    def read(self, *, chained: bool) -> dict[str, Pattern]:
        """The patterns by group: a village with its staff, and each kind of officer."""
        found: dict[str, Pattern] = defaultdict(dict)
        for model in _tables(chained):
            fields = _columns(model)
            rows = [*self._rows(model, fields)]
            by_group: dict[str, list[_Row]] = defaultdict(list)
            for row in rows:
                if (group := self._group_of(model, row)) is not None:
                    by_group[group].append(row)
            for group, some in by_group.items():
                found[group][model._meta.db_table] = self._sheet(model, fields, some, chained)
        return found

    def _rows(self, model: type[models.Model], fields: list[models.Field]) -> Iterator["_Row"]:
        table, order = model._meta.db_table, f"t.{model._meta.pk.column}"
        if issubclass(model, Chained):
            order = f"t.chain_place, {order}"
        elif hasattr(model, "pgh_tracked_model"):
            # Of rows changed at once the database writes down now the one first, now the other.
            order = f"t.pgh_created_at, t.pgh_obj_id, {order}"
        asked = ", ".join(f'"{one.column}"::text' for one in fields)
        digested = "jsonb_strip_nulls(to_jsonb(t) - 'chain')::text"
        self.cursor.execute(f"SELECT {asked}, {digested} FROM {table} t ORDER BY {order}")
        names = [one.column for one in fields]
        for *values, said in self.cursor.fetchall():
            yield _Row(dict(zip(names, values, strict=True)), said)

    def _group_of(self, model: type[models.Model], row: "_Row") -> str | None:
        """Whose row it is; None leaves it out."""
        if found := self.groups.get((model._meta.db_table, row.values[model._meta.pk.column])):
            return found
        if model is ChainHead:
            without = row.values["key"].startswith("/") or row.values["entries"] in LEFT_OUT
            return None if without else "village"
        if "actor_id" in row.values and row.values.get("institution_id", "") is None:
            return None  # that an officer was appointed
        return "village"

    def _sheet(
        self,
        model: type[models.Model],
        fields: list[models.Field],
        rows: list["_Row"],
        chained: bool,
    ) -> Sheet:
        sheet = Sheet(model._meta.db_table, [one.column for one in fields])
        by = _chained_by(model) if chained else None
        digest = sheet.columns.index("chain") if by else -1
        for place, row in enumerate(rows):
            sheet.numbers.append(row.values[model._meta.pk.column])
            if not chained and "chain" in row.values:
                row.values |= {"chain": "", "chain_place": "0"}
            values = [self._copied(model, one, row) for one in fields]
            if by is None:
                sheet.lines.append(Line(Text.of("\t".join(values) + "\n")))
                continue
            del values[digest]
            chain = row.values[by] or ""
            said = Text.of(self._said(model, fields, row))
            written = Text.of("\t".join(values) + "\t")
            sheet.lines.append(Line(written, said, sheet.ends.get(chain)))
            sheet.ends[chain] = place
        if by is not None:  # filled in last: it is of all the others
            sheet.columns.append(sheet.columns.pop(digest))
        return sheet

    def _copied(self, model: type[models.Model], one: models.Field, row: "_Row") -> str:
        value = row.values[one.column]
        if value is None:
            return r"\N"
        if model is ChainHead and one.column in {"key", "chain"}:
            return self._of_head(one.column, row)
        if key := self._key(model, one, value):
            return mark(*key)
        if isinstance(one, models.JSONField):
            value = as_json(self._filled(one, json.loads(value, parse_float=as_read)))
        return escaped(self._text(value))

    def _of_head(self, column: str, row: "_Row") -> str:
        entries, key = row.values["entries"], row.values["key"]
        institution, _stroke, of = key.partition("/")
        if column == "chain":
            return mark("end", entries, of)
        model = _MODEL_OF[entries]
        link = model._meta.get_field(_without_id(model.chained_by[-1]))
        to = link.related_model._meta.db_table
        return f"{self._number('members_institution', institution)}/{self._number(to, of)}"

    def _said(self, model: type[models.Model], fields: list[models.Field], row: "_Row") -> str:
        words = json.loads(row.said, parse_float=as_read)
        for one in fields:
            if words.get(one.column) is not None:
                key = self._key(model, one, str(row.values[one.column]))
                if key is None:
                    words[one.column] = self._filled(one, words[one.column])
                elif isinstance(words[one.column], int):
                    words[one.column] = f"{BARE}{mark(*key)}{BARE}"
                else:
                    words[one.column] = mark(*key)
        return as_json(words)

    def _key(self, model: type[models.Model], one: models.Field, value: str) -> Key | None:
        """What stands for the column's value in a copy; None when it is a plain value."""
        tracked = getattr(model, "pgh_tracked_model", model)
        if one.column == "moo":
            return ("moo",)
        if one.is_relation and one.related_model is Area:
            return ("area", str(len(value)))
        if one.is_relation:
            return self._row_key(one.related_model._meta.db_table, value)
        if one.column in {"id", "pgh_id"}:
            of = tracked if one.column == "id" else model
            return self._row_key(of._meta.db_table, value)
        return None

    def _row_key(self, table: str, number: str) -> Key:
        return ("id", table, number, self.groups.get((table, number), "village"))

    def _number(self, table: str, number: str) -> str:
        return mark(*self._row_key(table, number))

    def _filled(self, one: models.Field, value: Any) -> Any:
        """A value with its words and the numbers of rows in it marked."""
        if one.column == "before":
            return {}  # the way back, which is open for ten minutes only
        if one.column == "content" and isinstance(value, dict):
            value = {name: self._records(name, said) for name, said in value.items()}
        return each_text(value, self._text)

    def _records(self, name: str, said: Any) -> Any:
        if (table := CONTENT_IDS.get(name)) is None:
            return said
        return [{**one, "id": f"{BARE}{self._number(table, str(one['id']))}{BARE}"} for one in said]

    def _text(self, text: str) -> str:
        text = self.words.sub(lambda found: self.replaced[found.group()], text)
        return _SUBJECT.sub(self._subject, text)

    def _subject(self, found: re.Match[str]) -> str:
        app, model, number = found.groups()
        table = apps.get_model(app, model)._meta.db_table
        if table in LEFT_OUT:
            return f"{app}.{model}:0"
        return f"{app}.{model}:{self._number(table, number)}"


@dataclass(slots=True)
class _Row:
    values: dict[str, str | None]
    said: str


def _groups() -> Iterator[tuple[tuple[str, str], str]]:
    """The rows of users and their offices, each with the group that it is copied in."""
    for model, to_name in (
        (User, "username"),
        (User.pgh_event_models["insert"], "pgh_obj__username"),
        (Office, "user__username"),
        (Office.pgh_event_models["insert"], "user__username"),
    ):
        for pk, username in model.objects.values_list("pk", to_name):
            role, _dash, _scope = username.partition("-")
            yield (model._meta.db_table, str(pk)), "village" if role == "committee" else role


def _tables(chained: bool) -> Iterator[type[models.Model]]:
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            of_history = hasattr(model, "pgh_tracked_model") or model is ChainHead
            kept = getattr(model, "pgh_tracked_model", model)
            wanted = kept is not Area and kept._meta.db_table not in LEFT_OUT
            if wanted and (chained or not of_history):
                yield model


def _columns(model: type[models.Model]) -> list[models.Field]:
    return [one for one in model._meta.concrete_fields if not one.generated]


def _chained_by(model: type[models.Model]) -> str | None:
    """The column whose rows make one chain, inside an institution."""
    if hasattr(model, "pgh_tracked_model"):
        return "pgh_obj_id"
    return model.chained_by[-1] if issubclass(model, Chained) else None


_MODEL_OF = {
    model._meta.db_table: model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if issubclass(model, Chained)
}


def _without_id(column: str) -> str:
    return column.removesuffix("_id")
