"""A fund's written rules as the arithmetic takes them: interest, rounding, fine."""

from decimal import Decimal

from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, RatePer, Tier
from debts.lawful_rates import Fine, FineKind
from debts.rounding import Place, Rounding
from members.models import Fund, FundRule


def interest_of(fund: Fund, rule: FundRule | None) -> Interest:
    """How the fund takes interest under its rule: not at all where it never does or hasn't said."""
    if rule is None or rule.rate_percent is None or fund.is_interest_free:
        return Interest()
    tiers = tuple(Tier(tier.above, tier.percent) for tier in rule.tiers.order_by("above"))
    rate = Rate(rule.rate_percent, RatePer(rule.rate_per), tiers)
    return Interest(Method(rule.method), rate, DayCount(rule.day_count))


def rounding_of(rule: FundRule | None) -> Rounding:
    """To whole baht, the last instalment taking the rest, where the fund hasn't said otherwise."""
    if rule is None:
        return Rounding(Decimal(1))
    return Rounding(rule.rounding_unit, place=Place(rule.rounding_place))


def fine_of(rule: FundRule | None) -> Fine:
    """What the fund takes from who pays late: nothing unless its rule says so."""
    return Fine() if rule is None else Fine(FineKind(rule.fine), rule.fine_amount)
