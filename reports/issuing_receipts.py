"""Receipts as they were issued: one, or those of a whole due day in one file."""

import io
from collections.abc import Sequence
from datetime import date

from consolidation.models import Receipt
from members.models import User
from reports.binding import Binder
from reports.issuing import issue, subject_name
from reports.keeping import file_of
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG
from reports.voided import RECEIPT, with_voided

KIND = BY_SLUG[RECEIPT]


def issued_receipt(receipt: Receipt) -> IssuedPaper | None:
    """The paper that stands for the receipt, whatever changed since; None where there is none yet.

    One that was taken back has no such paper until it is issued anew, saying so.
    """
    return issued_receipts([receipt]).get(receipt)


def issued_receipts(receipts: Sequence[Receipt]) -> dict[Receipt, IssuedPaper]:
    """The same by receipt, of those that have one; one question for a whole day's."""
    named = {subject_name(one): one for one in receipts}
    papers = IssuedPaper.objects.filter(kind=KIND.slug, subject__in=named).defer("content")
    last = with_voided(papers.order_by("subject", "-pk").distinct("subject"))
    return {named[one.subject]: one for one in last if not getattr(one, "voided_on", None)}


def not_issued(receipts: Sequence[Receipt]) -> list[Receipt]:
    issued = issued_receipts(receipts)
    return [one for one in receipts if one not in issued]


def issue_receipts(receipts: Sequence[Receipt], *, on: date, actor: User) -> None:
    """Issue those that aren't yet, each by itself: told twice, each is issued once.

    Raises Refused at the first that can't be printed; those before it are issued.
    """
    for receipt in not_issued(receipts):
        issue(KIND, receipt, on=on, actor=actor)


def receipts_file(receipts: Sequence[Receipt], *, title: str) -> bytes:
    """The issued papers of the receipts, bound in their order; its outline names each."""
    out = io.BytesIO()
    binder = Binder(out, title=title)
    binder.chapter(title)
    issued = issued_receipts(receipts)
    for receipt in receipts:
        if paper := issued.get(receipt):
            binder.add(file_of(paper), f"ใบเสร็จ {receipt}")
    binder.close()
    return out.getvalue()
