"""Write the pattern for every place of the country, by ``COPY``.

A copy's rows have numbers of their own: those of the n-th copy of a group stand together in every
table, so a village's rows lie together on disk too.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from reports.country.lines import Key, Pattern, Sheet, Text
from reports.country.places import Place, surname, surname_key

HEADS = "members_chainhead"
AT_ONCE = 50  # villages held in memory before they are sent

Told = Callable[[int], None]
"""Told how many villages are written."""


@dataclass(frozen=True, slots=True)
class Group:
    """One pattern and where it is copied to: a place of each copy, in order."""

    name: str
    pattern: Pattern
    places: Sequence[Place]


class Numbers:
    """Which number a row of a copy has: ``base`` of its group in its table and the copy's turn."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.base: dict[tuple[str, str], int] = {}
        self.rank: dict[tuple[str, str, str], int] = {}
        self.next: dict[str, int] = {}
        self.turn: dict[str, dict[str, int]] = {}
        for group in groups:
            for table, sheet in group.pattern.items():
                self.base[group.name, table] = self.next.setdefault(table, 1)
                self.next[table] += len(sheet.lines) * len(group.places)
                for rank, number in enumerate(sheet.numbers):
                    self.rank[group.name, table, number] = rank
            scope = SCOPES.get(group.name, 8)
            self.turn[group.name] = {
                place.code[:scope]: turn for turn, place in enumerate(group.places)
            }
        self.size = {
            (group.name, table): len(sheet.lines)
            for group in groups
            for table, sheet in group.pattern.items()
        }

    def first(self, group: str, table: str, place: Place) -> int:
        turn = self.turn[group][place.code[: SCOPES.get(group, 8)]]
        return self.base[group, table] + turn * self.size[group, table]


SCOPES = {"command_line": 0, "department": 0, "province": 2, "district": 4}
"""How many digits of a village's code say which copy of a group it has to do with."""


def write_groups(cursor, groups: Sequence[Group], seed: int, told: Told) -> int:
    """Write all copies of all groups; says how many rows."""
    numbers = Numbers(groups)
    written = 0
    for group in groups:
        filler = Filler(group, numbers, seed)
        for start in range(0, len(group.places), AT_ONCE):
            some = range(start, min(start + AT_ONCE, len(group.places)))
            for sheet, lines in filler.fill(some):
                columns = ", ".join(f'"{column}"' for column in sheet.columns)
                with cursor.copy(f"COPY {sheet.table} ({columns}) FROM STDIN") as copy:
                    copy.write("".join(lines))
            if group.name == "village":
                told(some.stop)
        written += sum(len(sheet.lines) for sheet in group.pattern.values()) * len(group.places)
    for table, following in numbers.next.items():
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, attname), %s, false) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname IN ('id', 'pgh_id')"
            " AND pg_get_serial_sequence(%s, attname) IS NOT NULL",
            [table, following, table, table],
        )
    return written


class Filler:
    """Fills a group's pattern in: everything that differs is looked up once a copy."""

    def __init__(self, group: Group, numbers: Numbers, seed: int) -> None:
        self.group, self.numbers, self.seed = group, numbers, seed
        self.at: dict[Key, int] = {}
        # The heads of the chains come last: they say how the others end.
        ordered = sorted(group.pattern.values(), key=lambda sheet: sheet.table == HEADS)
        self.sheets = [(sheet, self._parts(sheet)) for sheet in ordered]
        self.keys = [*self.at]

    def _parts(self, sheet: Sheet) -> "list[_Part]":
        """A table without chains is one long text; in chains each line is its own."""
        if any(line.said for line in sheet.lines) or sheet.table == HEADS:
            return [
                _Part(self._placed(line.written), self._placed(line.said), line.after)
                for line in sheet.lines
            ]
        form = "".join(line.written.form for line in sheet.lines)
        keys = tuple(key for line in sheet.lines for key in line.written.keys)
        return [_Part(self._placed(Text(form, keys)), None, None)]

    def _placed(self, text: Text | None) -> "_Placed | None":
        if text is None:
            return None
        places = [self.at.setdefault(key, len(self.at)) for key in text.keys]
        if len(places) < 2:  # itemgetter gives a tuple from two on
            places += [self.at.setdefault(("code",), len(self.at))] * 2
            return _Placed(text.form + "%.0s" * (len(places) - len(text.keys)), itemgetter(*places))
        return _Placed(text.form, itemgetter(*places))

    def fill(self, turns: range) -> Iterator[tuple[Sheet, list[str]]]:
        """The lines of some copies, table by table."""
        values = [self._values(turn) for turn in turns]
        ends: list[dict[Key, str]] = [{} for _turn in turns]
        for sheet, parts in self.sheets:
            if sheet.table == HEADS:
                yield sheet, [*self._heads(sheet, parts, values, ends)]
            elif parts and parts[0].said:
                lines = []
                for one, end in zip(values, ends, strict=True):
                    digests: list[str] = []
                    for part in parts:
                        before = digests[part.after] if part.after is not None else ""
                        said = before + part.said.form % part.said.of(one)
                        digests.append(hashlib.sha256(said.encode()).hexdigest())
                        lines.append(f"{part.written.form % part.written.of(one)}{digests[-1]}\n")
                    for chain, place in sheet.ends.items():
                        end["end", sheet.table, chain] = digests[place]
                yield sheet, lines
            else:
                (part,) = parts
                yield sheet, [part.written.form % part.written.of(one) for one in values]

    def _heads(self, sheet: Sheet, parts: "list[_Part]", values, ends) -> Iterator[str]:
        places = {self.at[key]: key for key in self.keys if key[0] == "end"}
        for one, end in zip(values, ends, strict=True):
            for place, key in places.items():
                one[place] = end[key]
            for part in parts:
                yield part.written.form % part.written.of(one)

    def _values(self, turn: int) -> list[object]:
        place = self.group.places[turn]
        firsts: dict[tuple[str, str], int] = {}
        return [self._value(key, turn, place, firsts) for key in self.keys]

    def _value(self, key: Key, turn: int, place: Place, firsts) -> object:
        kind = key[0]
        if kind == "id":
            _id, table, number, group = key
            first = firsts.get((group, table))
            if first is None:
                first = firsts[group, table] = self.numbers.first(group, table, place)
            return first + self.numbers.rank[group, table, number]
        if kind in {"surname", "sort_key"}:
            household = turn * SURNAMES_A_VILLAGE + int(key[1])
            return (surname if kind == "surname" else surname_key)(self.seed, household)
        if kind == "area":
            return place.code[: int(key[1])]
        return {
            "code": place.code,
            "name": place.name,
            "village": f"{place.name} หมู่ที่ {place.moo}",
            "moo": place.moo,
            "key": f"{self.seed:08x}-0000-4000-8000-{turn:012x}",
            "end": "",
        }[kind]


SURNAMES_A_VILLAGE = 147


@dataclass(frozen=True, slots=True)
class _Placed:
    form: str
    of: itemgetter


@dataclass(frozen=True, slots=True)
class _Part:
    written: _Placed
    said: _Placed | None
    after: int | None
