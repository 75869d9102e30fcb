"""Where households stand: what they owe now, to which funds, and how far they have come."""

from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    Expression,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consolidation.models import Case as HouseholdCase
from consolidation.models import Contract
from debts.models import Loan
from members.models import Fund
from members.models.households import HouseholdQuerySet


class Standing(TextChoices):
    """One word for a household: of its open contract, else its open case, else its loans."""

    CONTRACTED = "contracted", _("ทำสัญญาแล้ว")
    SELECTED = "selected", _("คัดเลือกแล้ว")
    SEVERAL = "several", _("มีหนี้หลายกองทุน")
    ONE = "one", _("มีหนี้กองทุนเดียว")
    NONE = "none", _("ไม่มีหนี้")


_BAHT = DecimalField(max_digits=14, decimal_places=2)


def with_standing(households: HouseholdQuerySet) -> HouseholdQuerySet:
    """Annotate ``standing``, ``creditors`` (funds owed by old loans) and ``owed``.

    ``owed`` is baht: what is left on old loans, and the open contract's amount.
    """
    return households.annotate(**_of_standing())


@cache
def _of_standing() -> dict[str, Expression | Combinable]:
    """Built once: no row is in it, and building it takes longer than the database's answer."""
    owing = Loan.objects.owing().filter(household=OuterRef("pk")).order_by()
    loans = owing.values("household")
    creditors = loans.annotate(number=Count("account__fund", distinct=True)).values("number")
    contract = Contract.objects.open().filter(household=OuterRef("pk"))
    case = HouseholdCase.objects.open().filter(household=OuterRef("pk"))
    return {
        "creditors": Coalesce(Subquery(creditors, output_field=IntegerField()), 0),
        "owed": _baht(loans.annotate(sum=Sum("outstanding")).values("sum"))
        + _baht(contract.values("amount")[:1]),
        "standing": Case(
            When(Exists(contract), then=Value(Standing.CONTRACTED)),
            When(Exists(case), then=Value(Standing.SELECTED)),
            When(creditors__gte=2, then=Value(Standing.SEVERAL)),
            When(creditors=1, then=Value(Standing.ONE)),
            default=Value(Standing.NONE),
            output_field=CharField(),
        ),
    }


def _baht(amount: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(amount, output_field=_BAHT), Decimal(0), output_field=_BAHT)


def with_fund_names(households: HouseholdQuerySet) -> HouseholdQuerySet:
    """Annotate ``fund_names``: whom each owes now, in the institution's order."""
    return households.annotate(fund_names=_fund_names())


@cache
def _fund_names() -> ArraySubquery:
    """Built once too."""
    funds = Fund.objects.filter(institution=OuterRef("institution")).filter(
        Exists(
            Loan.objects.owing().filter(
                household=OuterRef(OuterRef("pk")), account__fund=OuterRef("pk")
            )
        )
        | Exists(
            Contract.objects.open().filter(household=OuterRef(OuterRef("pk")), fund=OuterRef("pk"))
        )
    )
    return ArraySubquery(funds.order_by("position").values("name"))


def owing_to(fund: Fund) -> Q:
    """Of households that owe this fund now, by an old loan or by the one contract."""
    loans = Loan.objects.owing().filter(household=OuterRef("pk"), account__fund=fund)
    contracts = Contract.objects.open().filter(household=OuterRef("pk"), fund=fund)
    return Q(Exists(loans)) | Q(Exists(contracts))
