"""Which issued papers hold no more: a closing letter, once its contract was opened again."""

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from consolidation.models import ContractReopening
from reports.models import IssuedPaper

CLOSING_LETTER = "closing-letter"


def with_voided(papers: QuerySet[IssuedPaper]) -> QuerySet[IssuedPaper]:
    """The same papers; ``voided_on`` is the day since which one holds no more, None while it does.

    What was handed out stays as it was, with its number; that it is void stands beside it.
    """
    since = ContractReopening.objects.filter(
        contract=OuterRef("contract"), recorded_at__gt=OuterRef("recorded_at")
    )
    first = Subquery(since.order_by("pk").values("on")[:1])
    return papers.annotate(voided_on=Case(When(kind=CLOSING_LETTER, then=first)))
