"""Which issued papers hold no more: a closing letter, once its contract was opened again; a
receipt, once it was taken back."""

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from consolidation.models import ContractReopening, Receipt, ReceiptReversal
from reports.models import IssuedPaper

CLOSING_LETTER, RECEIPT = "closing-letter", "receipt"


def with_voided(papers: QuerySet[IssuedPaper]) -> QuerySet[IssuedPaper]:
    """The same papers; ``voided_on`` is the day since which one holds no more, None while it does.

    What was handed out stays as it was, with its number; that it is void stands beside it.
    """
    since = ContractReopening.objects.filter(
        contract=OuterRef("contract"), recorded_at__gt=OuterRef("recorded_at")
    )
    named = Concat(Value(f"{Receipt._meta.label}:"), Cast("receipt_id", CharField()))
    taken_back = ReceiptReversal.objects.filter(
        receipt__contract=OuterRef("contract"), recorded_at__gt=OuterRef("recorded_at")
    ).alias(of=named)
    return papers.annotate(
        voided_on=Case(
            When(kind=CLOSING_LETTER, then=Subquery(since.order_by("pk").values("on")[:1])),
            When(
                kind=RECEIPT, then=Subquery(taken_back.filter(of=OuterRef("subject")).values("on"))
            ),
        )
    )
