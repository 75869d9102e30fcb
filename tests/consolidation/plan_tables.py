"""More tables than the cases' own: of public test suites, and conventions of ours.

Sources: TalasZh/opencbs @49c6f9c8 CalculateInstallments (LGPL header), apache/fineract @4198b0bc
LoanInstallmentMultiplesOfTest, LoanRepayment.feature RS01 to RS07, ProgressiveEMICalculatorTest.
Facts only: a row is interest/principal.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from consolidation.due_dates import MONTHLY, NO_HOLIDAYS, Frequency, Holidays, Unit, regular
from consolidation.plan_terms import (
    NO_GRACE,
    DeferredTo,
    Grace,
    GraceKind,
    Rounds,
    Shape,
    Terms,
)
from debts.day_count import DayCount
from debts.interest import Interest, Method, Rate, RateChange, RatePer, Tier
from debts.rounding import Direction, Place, Rounding

WEEKEND = Holidays(frozenset({5, 6}), frozenset({date(2006, 1, 1)}))
FOLLOWED = Holidays(frozenset({5, 6}), interest_follows=True)
EVERY_14_DAYS = Frequency(14, Unit.DAY)
HALF_EVEN = Direction.HALF_EVEN
TENTHS = "10 10 10 10 10 50"


def percents(text):
    return tuple(Decimal(percent) for percent in text.split())


def whole(place=Place.SPREAD, direction=Direction.HALF_UP, unit="1"):
    return Rounding(Decimal(unit), direction, place)


def by_period(  # rates by the period, as that suite has them
    principal, percent, count, shape, rounding, *, grace=NO_GRACE, flat=False, **more
):
    frequency = more.pop("frequency", MONTHLY)
    holidays = more.pop("holidays", WEEKEND)
    method = Method.FLAT if flat else Method.ON_BALANCE
    starts = more.pop("starts", date(2006, 1, 1))
    first_by_days = holidays is FOLLOWED
    return Terms(
        Decimal(principal),
        regular(starts, count, frequency, holidays=holidays, first_by_days=first_by_days),
        Interest(method, Rate(Decimal(percent), RatePer.PERIOD)),
        shape,
        rounding,
        grace=grace,
        **more,
    )


def yearly(principal, percent, count, shape, rounding, *, flat=False, **more):
    rate = Rate(Decimal(percent), changes=more.pop("changes", ()), tiers=more.pop("tiers", ()))
    method = Method.FLAT if flat else Method.ON_BALANCE
    periods = regular(more.pop("starts", date(2024, 1, 1)), count, holidays=NO_HOLIDAYS)
    interest = Interest(method, rate, DayCount.THIRTY_360)
    return Terms(Decimal(principal), periods, interest, shape, rounding, **more)


EQUAL, PRINCIPAL, PATTERN = Shape.EQUAL_INSTALMENTS, Shape.EQUAL_PRINCIPAL, Shape.PATTERN
FORGIVEN = Grace(1, GraceKind.INTEREST_FORGIVEN)
MULTIPLES = {"rounds": Rounds.INSTALMENT, "starts": date(2022, 11, 1)}
SIX_OF_GRACE = (
    "50/394 46.06/397.94 42.08/401.92 38.06/405.94 34/410 29.9/414.1 25.76/418.24 21.58/422.42 "
    "17.35/426.65 13.09/430.91 8.78/435.22 4.43/442.66"
)
TABLES = {
    "annuity-grace-3": (
        by_period(1000, 3, 6, EQUAL, whole(), grace=Grace(3)),
        "30/0 30/0 30/0 30/324 20/333 10/343",
    ),
    "annuity-spread": (
        by_period(1000, 3, 6, EQUAL, whole()),
        "30/155 25/160 21/163 16/169 11/173 5/180",
    ),
    "annuity-spread-800": (
        by_period(800, 3, 6, EQUAL, whole()),
        "24/124 20/128 16/131 13/134 8/140 4/143",
    ),
    "annuity-spread-2pct": (
        by_period(1000, 2, 6, EQUAL, whole(), starts=date(2010, 1, 1)),
        "20/159 17/161 14/165 10/169 7/171 4/175",
    ),
    "annuity-first": (
        by_period(1000, 3, 6, EQUAL, whole(Place.FIRST)),
        "30/153 25/160 21/164 16/169 11/174 5/180",
    ),
    "annuity-first-10000": (
        by_period(10_000, 5, 6, EQUAL, whole(Place.FIRST)),
        "500/1471 427/1543 349/1621 268/1702 183/1787 94/1876",
    ),
    "annuity-last-10000": (
        by_period(10_000, 5, 6, EQUAL, whole(Place.LAST)),
        "500/1470 427/1543 349/1621 268/1702 183/1787 94/1877",
    ),
    "annuity-satang-spread": (
        by_period(100, 1, 10, EQUAL, whole(unit="0.01")),
        "1/9.56 0.9/9.66 0.81/9.75 0.71/9.85 0.61/9.95 0.51/10.05 0.41/10.14 0.31/10.24 "
        "0.21/10.35 0.1/10.45",
    ),
    "principal-grace-3": (
        by_period(1000, 3, 6, PRINCIPAL, whole(direction=HALF_EVEN), grace=Grace(3)),
        "30/0 30/0 30/0 30/333 20/334 10/333",
    ),
    "first-period-by-days": (
        by_period(
            1000, 3, 5, PRINCIPAL, whole(unit="0.01"), frequency=EVERY_14_DAYS, holidays=FOLLOWED
        ),
        "32.14/200 24/200 18/200 12/200 6/200",
    ),
    "annuity-first-period-by-days-on-top": (
        by_period(
            1000,
            3,
            6,
            EQUAL,
            whole(unit="0.01"),
            frequency=EVERY_14_DAYS,
            holidays=FOLLOWED,
            odd_on_top=True,
        ),
        "32.14/154.6 25.36/159.24 20.58/164.02 15.66/168.93 10.6/173.99 5.38/179.22",
    ),
    "annuity-first-period-by-days-in-all": (
        by_period(
            1000, 3, 6, EQUAL, whole(unit="0.01"), frequency=EVERY_14_DAYS, holidays=FOLLOWED
        ),
        "32.14/152.84 25.41/159.57 20.63/164.35 15.7/169.28 10.62/174.36 5.39/179.6",
    ),
    "harvest-on-balance": (
        by_period(950, 3, 6, PATTERN, whole(direction=HALF_EVEN), pattern=percents(TENTHS)),
        "28/95 26/95 23/95 20/95 17/95 14/475",
    ),
    "harvest-on-balance-satang": (
        by_period(954, 3, 6, PATTERN, whole(unit="0.01"), pattern=percents(TENTHS)),
        "28.62/95.4 25.76/95.4 22.9/95.4 20.03/95.4 17.17/95.4 14.31/477",
    ),
    "flat-interest-spread": (
        by_period(1000, "0.33", 6, PRINCIPAL, whole(), flat=True),
        "3/167 3/167 4/167 3/166 4/167 3/166",
    ),
    "flat-grace-forgiven": (
        by_period(1000, "0.33", 6, PRINCIPAL, whole(), flat=True, grace=FORGIVEN),
        "0/0 3/200 4/200 3/200 4/200 3/200",
    ),
    "flat-harvest-of-odd-sum": (
        by_period(
            1001,
            3,
            6,
            PATTERN,
            whole(direction=HALF_EVEN),
            flat=True,
            pattern=percents("0 0 50 0 0 50"),
            interest_pattern=percents("0 50 0 0 0 50"),
        ),
        "0/0 90/0 0/500 0/0 0/0 90/501",
    ),
    "flat-harvest-grace": (
        by_period(
            1000,
            3,
            7,
            PATTERN,
            whole(),
            flat=True,
            grace=Grace(1),
            pattern=percents(TENTHS),
            interest_pattern=percents("0 0 0 0 50 50"),
        ),
        "30/0 0/100 0/100 0/100 0/100 90/100 90/500",
    ),
    "flat-multiple-of-1": (
        yearly(
            1250,
            12,
            3,
            EQUAL,
            whole(Place.LAST, HALF_EVEN),
            flat=True,
            rounds=Rounds.INSTALMENT_OF_ROUNDED,
        ),
        "12.5/416.5 12.5/416.5 12.5/417",
    ),
    "flat-multiple-of-20": (
        yearly(
            1250,
            12,
            3,
            EQUAL,
            whole(Place.LAST, HALF_EVEN, "20"),
            flat=True,
            rounds=Rounds.INSTALMENT_OF_ROUNDED,
        ),
        "12.5/427.5 12.5/427.5 12.5/395",
    ),
    "flat-multiple-18": (
        yearly(5000, 12, 18, EQUAL, whole(Place.LAST, HALF_EVEN), flat=True, **MULTIPLES),
        "50/278 " * 17 + "50/274",
    ),
    "annuity-multiple-18": (
        yearly(5000, 12, 18, EQUAL, whole(Place.LAST, HALF_EVEN), **MULTIPLES),
        "50/255 47.45/257.55 44.87/260.13 42.27/262.73 39.65/265.35 36.99/268.01 34.31/270.69 "
        "31.61/273.39 28.87/276.13 26.11/278.89 23.32/281.68 20.5/284.5 17.66/287.34 "
        "14.79/290.21 11.88/293.12 8.95/296.05 5.99/299.01 3/300.22",
    ),
    "annuity-multiple-by-days": (
        replace(
            yearly(5000, 12, 18, EQUAL, whole(Place.LAST, HALF_EVEN), **MULTIPLES),
            interest=Interest(Method.ON_BALANCE, Rate(Decimal(12)), DayCount.ACTUAL_365),
        ),
        "49.32/255.68 48.35/256.65 45.74/259.26 38.92/266.08 40.38/264.62 36.47/268.53 "
        "34.95/270.05 31.16/273.84 29.41/275.59 26.6/278.4 22.99/282.01 20.89/284.11 "
        "17.41/287.59 15.06/289.94 12.1/292.9 8.53/296.47 6.1/298.9 2.95/299.38",
    ),
    "equal-principal-18": (
        yearly(5000, 12, 18, PRINCIPAL, whole(Place.LAST, HALF_EVEN, "0.01")),
        "50/277.78 47.22/277.78 44.44/277.78 41.67/277.78 38.89/277.78 36.11/277.78 "
        "33.33/277.78 30.56/277.78 27.78/277.78 25/277.78 22.22/277.78 19.44/277.78 "
        "16.67/277.78 13.89/277.78 11.11/277.78 8.33/277.78 5.56/277.78 2.78/277.74",
    ),
    "annuity-multiple-grace-6": (
        yearly(5000, 12, 18, EQUAL, whole(Place.LAST, HALF_EVEN), grace=Grace(6), **MULTIPLES),
        "50/0 " * 6 + SIX_OF_GRACE,
    ),
    "annuity-multiple-interest-deferred-3": (
        yearly(
            5000,
            12,
            18,
            EQUAL,
            whole(Place.LAST, HALF_EVEN),
            grace=Grace(6, GraceKind.INTEREST_DEFERRED, 3),
            **MULTIPLES,
        ),
        "0/0 0/0 0/0 200/0 50/0 50/0 " + SIX_OF_GRACE,
    ),
    "annuity-rate-cut-after-first": (
        yearly(
            100,
            7,
            6,
            EQUAL,
            whole(Place.LAST, HALF_EVEN, "0.01"),
            changes=(RateChange(date(2024, 2, 1), Decimal(4)),),
        ),
        "0.58/16.43 0.28/16.6 0.22/16.66 0.17/16.71 0.11/16.77 0.06/16.83",
    ),
    # Ours from here on: conventions that no suite has a table of, reckoned by hand.
    "deferred-spread": (
        yearly(
            1200,
            12,
            4,
            PRINCIPAL,
            whole(Place.LAST, unit="0.01"),
            grace=Grace(1, GraceKind.INTEREST_DEFERRED, deferred_to=DeferredTo.SPREAD),
        ),
        "0/0 16/400 12/400 8/400",
    ),
    "deferred-last": (
        yearly(
            1200,
            12,
            4,
            PRINCIPAL,
            whole(Place.LAST, unit="0.01"),
            grace=Grace(1, GraceKind.INTEREST_DEFERRED, deferred_to=DeferredTo.LAST),
        ),
        "0/0 12/400 8/400 16/400",
    ),
    "flat-deferred-spread": (
        yearly(
            1200,
            12,
            4,
            PRINCIPAL,
            whole(Place.LAST, unit="0.01"),
            flat=True,
            grace=Grace(1, GraceKind.INTEREST_DEFERRED, deferred_to=DeferredTo.SPREAD),
        ),
        "0/0 16/400 16/400 16/400",
    ),
    "interest-with-principal": (
        yearly(
            1200,
            12,
            4,
            PATTERN,
            whole(Place.LAST),
            pattern=percents("0 50 0 50"),
            interest_with_principal=True,
        ),
        "0/0 24/600 0/0 12/600",
    ),
    "interest-every-row-balloon": (
        yearly(1200, 12, 3, PATTERN, whole(Place.LAST), pattern=percents("0 0 100")),
        "12/0 12/0 12/1200",
    ),
    "amounts-as-agreed": (
        yearly(
            1000,
            12,
            3,
            Shape.AMOUNTS,
            whole(Place.LAST),
            amounts=(Decimal("100.50"), Decimal(0), Decimal("899.50")),
        ),
        "10/100.5 9/0 9/899.5",
    ),
    "tiers-first-20000-free": (
        yearly(
            30_000,
            0,
            3,
            PRINCIPAL,
            whole(Place.LAST, unit="0.01"),
            tiers=(Tier(Decimal(20_000), Decimal(12)),),
        ),
        "100/10000 0/10000 0/10000",
    ),
}
