"""Which guarantors of old loans should still get a letter (หนังสือถึงผู้ค้ำประกันเดิม), asked in SQL.

The same as ``GuarantorOutcome.due`` says one by one, for counting a whole village at once.
"""

from functools import cache

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from consolidation.models import Contract, ContractPart, DecidingPaper, Offer, RouteChoice
from consolidation.routes import CONSENT, NOVATION, RELEASE, TOLD, TRANSFER
from debts.models import COMPONENTS, Guarantor


def with_letters_due(guarantors: QuerySet[Guarantor]) -> QuerySet[Guarantor]:
    """Those who stood for a loan that an open contract closed, and whose letters aren't all in.

    By novation the release letter; by transfer the consent to more time, or the release; and where
    the debt was made less, but not by novation, the notice of it (ป.พ.พ. ๖๙๑).
    """
    return guarantors.annotate(**_of_the_case()).filter(_is_due(), case__isnull=False)


@cache
def _of_the_case() -> dict[str, Expression]:
    """Built once: no row is in it, and building it takes longer than the database's answer."""
    parts = ContractPart.objects.filter(
        loan=OuterRef("loan"), cancelled_on=None, contract__status=Contract.Status.OPEN
    )
    routes = RouteChoice.objects.filter(case=OuterRef("case")).order_by("-pk").values("route")
    return {
        "case": Subquery(parts.values("contract__case")[:1]),
        "by_route": Coalesce(Subquery(routes[:1]), Value(NOVATION)),
        "made_less": Exists(_made_less()),
    }


@cache
def _is_due() -> Q:
    """The same for the condition."""
    return (
        Q(by_route=NOVATION) & ~_is_in(RELEASE)
        | Q(by_route=TRANSFER) & ~_is_in(CONSENT, RELEASE)
        | ~Q(by_route=NOVATION) & Q(made_less=True) & ~_is_in(TOLD)
    )


def _is_in(*kinds: str) -> Exists:
    return Exists(
        DecidingPaper.objects.filter(
            case=OuterRef("case"), guarantor=OuterRef("pk"), cancelled_on=None, kind__in=kinds
        )
    )


def _made_less() -> QuerySet[Offer]:
    """The loan's last offer of the case, where it was agreed and let something go."""
    offers = Offer.objects.filter(round__case=OuterRef("case"), loan=OuterRef("loan"))
    later = Offer.objects.filter(
        round__case=OuterRef("round__case"), loan=OuterRef("loan"), pk__gt=OuterRef("pk")
    )
    something = Q(capitalised__gt=0)
    for one in COMPONENTS:
        something |= Q(**{f"waived_{one}__gt": 0})
    return offers.filter(something, ~Exists(later), answer=Offer.Answer.AGREED)
