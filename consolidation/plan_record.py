"""A plan's terms as the database keeps them, and back again: nothing is rounded or left out."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from consolidation.plan_terms import Terms


def written(terms: Terms) -> dict[str, Any]:
    """The terms as JSON: amounts and fractions as text, days as in ISO 8601."""
    content: dict[str, Any] = _written(terms)
    return content


def read(content: dict[str, Any]) -> Terms:
    """The terms that were written; what a later version of the program added has its default."""
    terms: Terms = _read(Terms, content)
    return terms


def _written(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _written(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, Decimal | Fraction | date | StrEnum):
        return str(value)
    return value


def _read(kind: Any, content: Any) -> Any:
    if content is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in content)
    if isinstance(kind, UnionType):
        return _read(next(one for one in get_args(kind) if one is not NoneType), content)
    if is_dataclass(kind) and isinstance(kind, type):
        kinds = get_type_hints(kind)
        return kind(**{name: _read(kinds[name], value) for name, value in content.items()})
    if kind is date:
        return date.fromisoformat(content)
    return content if isinstance(content, kind) else kind(content)
