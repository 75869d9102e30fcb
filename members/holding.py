"""While somebody above looks at a household, its data is held: acts ask here before they write.

What holds a household is known by an app further up; it says so here (``register_lock``) when the
project starts, so that the acts of members and debts can ask without knowing whom they ask.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from fundinst.errors import Refusal

LockRule = Callable[[Iterable[int]], Mapping[int, Refusal]]
"""Of these households, those that are held, each with the reason; in one query."""

lock_rules: list[LockRule] = []


def register_lock(rule: LockRule) -> None:
    """Let the rule hold households; registered twice it is one."""
    if rule not in lock_rules:
        lock_rules.append(rule)


def held_among(households: Iterable[int]) -> dict[int, Refusal]:
    """Of these households (primary keys), those whose data can't be changed now, and why."""
    wanted = [*households]
    return {pk: why for rule in lock_rules for pk, why in rule(wanted).items()}


def refusals_of_holding(household_id: int | None) -> Iterator[Refusal]:
    """Why this household's data can't be changed now; nothing of one that isn't there yet."""
    if household_id is not None:
        yield from held_among([household_id]).values()
