"""What the single contracts of each institution come to: made of what, held by whom, paid."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Count, F, Q, Sum

from consolidation.ageing import bucket_of
from consolidation.loan_terms import INTEREST, VOID_BY_LAW
from consolidation.models import Contract
from consolidation.open_instalments import NOTHING
from consolidation.past_repayment import fall_of_debt, made_by, with_end
from consolidation.portfolio import BUCKETS
from debts.models import COMPONENTS
from fundinst.days import fiscal_year_began
from fundinst.thai import fiscal_year
from reports.fingerprints import fingerprint
from reports.repaid_figures import Standing, standings

COUNTED, IN_BAHT = ("contracts", "old_loans"), ("before", "waived", "void", "after")


@dataclass(frozen=True, slots=True)
class Made:
    """A contract and what it was made of, in baht: before = after + waived + void.

    ``ended_on`` is when it had ended, None where it still ran at the end of the day that is asked.
    """

    pk: int
    institution: int
    household: int
    holder: str
    fund: int
    opened_on: date
    ended_on: date | None
    after: Decimal
    old_loans: int
    parts: Decimal
    off: Decimal | None
    void_off: Decimal | None

    @property
    def contracts(self) -> int:
        return 1

    @property
    def void(self) -> Decimal:
        return -(self.void_off or NOTHING)

    @property
    def waived(self) -> Decimal:
        return -(self.off or NOTHING) - self.void

    @property
    def before(self) -> Decimal:
        return self.parts - (self.off or NOTHING)

    @property
    def fingerprint(self) -> int:
        baht = (self.before, self.waived, self.void, self.after)
        return fingerprint(self.household, self.fund, *baht)


def contract_figures(pks: Sequence[int], on: date) -> dict[int, dict[str, Any]]:
    """By institution, the ``Figures`` of its contracts by their names.

    ``holders`` are (contracts, baht) by fund kind, ``ages`` (contracts, overdue, principal) by the
    least days of the age.
    """
    by_institution: defaultdict[int, list[Made]] = defaultdict(list)
    for made in contracts_made(pks, on):
        by_institution[made.institution].append(made)
    began = fiscal_year_began(fiscal_year(on))
    now, before = standings(pks, on), standings(pks, began - timedelta(days=1))
    return {
        pk: {
            **_of_making(contracts, began),
            **_of_ended([one for one in contracts if one.ended_on], began),
            **_of_running([now[one.pk] for one in contracts if one.pk in now]),
            **_of_reduced([one for one in contracts if one.pk in now], began, now, before),
        }
        for pk, contracts in by_institution.items()
    }


def contracts_made(pks: Sequence[int], on: date) -> Iterator[Made]:
    """The contracts made by that day; one query."""
    off, interest, parts = (
        reduce(add, (F(f"{path}{component}") for component in components))
        for path, components in (
            ("parts__waiver_entry__", COMPONENTS),
            ("parts__waiver_entry__", INTEREST),
            ("parts__", COMPONENTS),
        )
    )
    by_law = Q(parts__waiver_entry__reference__endswith=VOID_BY_LAW)
    contracts = made_by(Contract.objects.filter(household__institution__in=pks), on).order_by()
    rows = (
        with_end(contracts, on)
        .values_list(
            "pk",
            "household__institution",
            "household",
            "fund__kind",
            "fund",
            "opened_on",
            "ended_on",
            "amount",
        )
        .annotate(
            number=Count("parts"),
            in_parts=Sum(parts),
            taken_off=Sum(off),
            taken_by_law=Sum(interest, filter=by_law),
        )
    )
    yield from (Made(*row) for row in rows)


def _of_making(contracts: Sequence[Made], began: date) -> dict[str, Any]:
    this_year = [one for one in contracts if one.opened_on >= began]
    of_this_year = {f"{name}_this_year": sum_ for name, sum_ in _sums(this_year).items()}
    holders: defaultdict[str, list[Made]] = defaultdict(list)
    for one in contracts:
        holders[one.holder].append(one)
    held = {kind: (len(of_kind), _after(of_kind)) for kind, of_kind in holders.items()}
    same = sum(one.fingerprint for one in contracts)
    return {**_sums(contracts), **of_this_year, "holders": held, "fingerprint": same}


def _sums(contracts: Sequence[Made]) -> dict[str, Any]:
    counted = {name: sum(getattr(one, name) for one in contracts) for name in COUNTED}
    baht = {name: sum((getattr(one, name) for one in contracts), NOTHING) for name in IN_BAHT}
    return {"contracted": _households(contracts), **counted, **baht}


def _of_ended(contracts: Sequence[Made], began: date) -> dict[str, Any]:
    """ปลดหนี้: ended by the day, with the debt they began with."""
    this_year = [one for one in contracts if one.ended_on and one.ended_on >= began]
    return {
        "cleared": _households(contracts),
        "cleared_baht": _after(contracts),
        "cleared_this_year": _households(this_year),
        "cleared_baht_this_year": _after(this_year),
    }


def _of_reduced(
    contracts: Sequence[Made],
    began: date,
    now: Mapping[int, Standing],
    before: Mapping[int, Standing],
) -> dict[str, Any]:
    """ลดหนี้: running contracts whose debt is smaller than when the fiscal year, or they, began.

    Both figures are of those whose debt fell; one that grew, because a payment of the year before
    was taken back, takes nothing off.
    """
    fell = {
        one: fall_of_debt(
            one.after,
            one.opened_on,
            since=began,
            before=before[one.pk].debt if one.pk in before else None,
            now=now[one.pk].debt,
        )
        for one in contracts
    }
    smaller = {one: baht for one, baht in fell.items() if baht > 0}
    return {
        "reduced_this_year": _households([*smaller]),
        "reduced_baht_this_year": sum(smaller.values(), NOTHING),
    }


def _of_running(standing: Sequence[Standing]) -> dict[str, Any]:
    late = [one for one in standing if one.days]
    ages: defaultdict[int, list[Standing]] = defaultdict(list)
    for one in late:
        ages[bucket_of(one.days, BUCKETS).least].append(one)
    return {
        "running": len(standing),
        "outstanding": sum((one.debt for one in standing), NOTHING),
        "principal": sum((one.principal for one in standing), NOTHING),
        "overdue_contracts": len(late),
        "overdue": sum((one.overdue for one in late), NOTHING),
        "overdue_principal": sum((one.overdue_principal for one in late), NOTHING),
        "ages": {
            least: (
                len(found),
                sum((one.overdue for one in found), NOTHING),
                sum((one.principal for one in found), NOTHING),
            )
            for least, found in ages.items()
        },
    }


def _households(contracts: Sequence[Made]) -> int:
    return len({one.household for one in contracts})


def _after(contracts: Sequence[Made]) -> Decimal:
    return sum((one.after for one in contracts), NOTHING)
