"""The guards that migrations write by hand, read from the migrations themselves.

What ``pgtrigger`` makes, it can name. What a migration says in plain SQL stands nowhere else: its
triggers and the bodies of its functions are read here, in the order in which they are run.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

_STATEMENT = re.compile(
    r"""
    CREATE\ (?:OR\ REPLACE\ )?FUNCTION\ (?P<function>[\w."]+)\s*\(
        .*?AS\ \$\$(?P<body>.*?)\$\$
  | CREATE\ (?:CONSTRAINT\ )?TRIGGER\ (?P<trigger>\w+)\s
        (?:(?!CREATE).)*?\sON\ (?P<table>\w+)
        (?:(?!CREATE).)*?EXECUTE\ (?:FUNCTION|PROCEDURE)\ (?P<calls>\w+)\(
  | DROP\ FUNCTION\ (?P<no_function>\w+)
  | DROP\ TRIGGER\ (?P<no_trigger>\w+)\ ON\ (?P<no_table>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Written:
    """``functions``: the body by name; ``triggers``: the function by (table, trigger)."""

    functions: dict[str, str] = field(default_factory=dict)
    triggers: dict[tuple[str, str], str] = field(default_factory=dict)

    def read(self, sql: str) -> None:
        """Take in what a piece of SQL makes and drops."""
        for said in _STATEMENT.finditer(sql):
            if name := said["function"]:
                self.functions[name.rpartition(".")[2]] = said["body"]
            elif name := said["trigger"]:
                self.triggers[said["table"], name] = said["calls"]
            elif name := said["no_function"]:
                self.functions.pop(name, None)
            else:
                self.triggers.pop((said["no_table"], said["no_trigger"]), None)


@cache
def written_by_hand(apps: tuple[str, ...]) -> Written:
    """All that the migrations of these apps have written by hand when the last of them was run."""
    written = Written()
    for sql in _hand_written_sql(apps):
        written.read(sql)
    return written


def _hand_written_sql(apps: Iterable[str]) -> Iterator[str]:
    graph = MigrationLoader(None).graph
    run = {node: None for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf)}
    for app, name in run:
        for operation in graph.nodes[app, name].operations if app in apps else ():
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                yield operation.sql
