"""Whose figures they are (ครัวเรือนในตัวเลข): the households and contracts behind one number.

Counted from the same rows as the number itself (``road_figures.py``, ``contract_figures.py``), so a
list has exactly as many lines as the number says, or sums up to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add

from django.db.models import F, Sum

from consolidation.ageing import bucket_of
from consolidation.open_instalments import NOTHING
from consolidation.portfolio import BUCKETS
from debts.models import COMPONENTS, JournalEntry
from members.models import Fund, Household
from reports.contract_figures import Made, contracts_made
from reports.figures import AGES
from reports.repaid_figures import Standing, standings
from reports.road_figures import road_households


@dataclass(frozen=True, slots=True)
class Behind:
    """One line: a household, and its contract where the number is of contracts.

    ``baht`` is what it adds to a number of baht; ``days`` how long something of it is overdue.
    """

    household: int
    contract: int | None = None
    baht: Decimal | None = None
    days: int | None = None


Value = Callable[[Made, Standing | None], Decimal | None]
"""What a contract adds to the number; None where it doesn't belong to it."""

ROAD = {
    "targets": "ครัวเรือนเป้าหมาย",
    "registered": "ส่งขึ้นทะเบียนแล้ว",
    "approved": "ผ่านการตรวจของอำเภอ",
}
MADE: dict[str, tuple[str, Value]] = {
    "contracted": ("ทำสัญญาเดียวแล้ว", lambda made, now: made.after),
    "before": ("หนี้ก่อนรวมสัญญา", lambda made, now: made.before),
    "waived": ("กองทุนลดให้", lambda made, now: made.waived or None),
    "void": ("ดอกเบี้ยที่กฎหมายไม่ให้คิด", lambda made, now: made.void or None),
    "after": ("วงเงินสัญญาใหม่", lambda made, now: made.after),
    "outstanding": ("หนี้คงเหลือ ไม่รวมดอกเบี้ยหลังทำสัญญา", lambda made, now: now.debt if now else None),
    "overdue": ("ค้างชำระ รวมดอกเบี้ย", lambda made, now: now.overdue if now and now.days else None),
    "cleared": ("ปลดหนี้แล้ว", lambda made, now: None if now else made.after),
}
OWED = "หนี้เดิมที่ยังไม่ได้รวม"
HOLDERS = {f"holder-{kind}": (kind, f"สัญญาที่{label}ถือ") for kind, label in Fund.Kind.choices}
OLD = {f"overdue-{least}": least for least in AGES}
HOUSEHOLDS = {*ROAD, "contracted", "cleared", "owed"}
"""Numbers of households: one with two contracts is one line."""


def label_of(name: str) -> str | None:
    """What the number is called; None for a name that is none."""
    if name in ROAD:
        return ROAD[name]
    if name in MADE:
        return MADE[name][0]
    if name == "owed":
        return OWED
    if name in HOLDERS:
        return HOLDERS[name][1]
    if name in OLD:
        bucket = next(one for one in BUCKETS if one.least == OLD[name])
        return f"ค้างชำระ {bucket.words}"
    return None


def behind(institutions: Sequence[int], name: str, *, on: date) -> list[Behind]:
    """The lines behind one of these institutions' numbers (by pk) on that day, or behind their sum.

    ``name`` has a label.
    """
    if name in ROAD:
        found = road_households(institutions, on).values()
        return [Behind(one) for names in found for one in sorted(names.get(name, ()))]
    if name == "owed":
        return _owing(institutions, on)
    lines = [*_of_contracts(institutions, _value_of(name), on)]
    return _by_household(lines) if name in HOUSEHOLDS else lines


def in_order(lines: Sequence[Behind]) -> list[Behind]:
    """As the registers stand: by institution and house."""
    homes = Household.objects.filter(pk__in={line.household for line in lines})
    ordered = homes.order_by("institution__code", "house_key", "pk").values_list("pk", flat=True)
    place = {pk: at for at, pk in enumerate(ordered)}
    known = [line for line in lines if line.household in place]
    return sorted(known, key=lambda line: (place[line.household], line.contract or 0))


def _value_of(name: str) -> Value:
    if name in MADE:
        return MADE[name][1]
    if name in HOLDERS:
        kind, _label = HOLDERS[name]
        return lambda made, now: made.after if made.holder == kind else None
    least = OLD[name]
    return lambda made, now: (
        now.overdue if now and now.days and bucket_of(now.days, BUCKETS).least == least else None
    )


def _of_contracts(institutions: Sequence[int], value: Value, on: date) -> Iterator[Behind]:
    now: Mapping[int, Standing] = standings(institutions, on)
    for made in contracts_made(institutions, on):
        stands = now.get(made.pk)
        if (baht := value(made, stands)) is not None:
            yield Behind(made.household, made.pk, baht, stands.days if stands else None)


def _owing(institutions: Sequence[int], on: date) -> list[Behind]:
    """Households with what their old loans came to on that day."""
    entries = JournalEntry.objects.filter(loan__household__institution__in=institutions, on__lte=on)
    owed: defaultdict[int, Decimal] = defaultdict(Decimal)
    by_loan = entries.order_by().values_list("loan__household", "loan")
    for household, _loan, baht in by_loan.annotate(baht=Sum(reduce(add, map(F, COMPONENTS)))):
        owed[household] += max(baht, NOTHING)
    return [Behind(household, baht=baht) for household, baht in owed.items() if baht]


def _by_household(lines: list[Behind]) -> list[Behind]:
    found: dict[int, Behind] = {}
    for line in lines:
        before = found.get(line.household)
        baht = (line.baht or NOTHING) + ((before.baht if before else None) or NOTHING)
        found[line.household] = Behind(line.household, line.contract, baht, line.days)
    return [*found.values()]
