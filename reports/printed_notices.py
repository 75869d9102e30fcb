"""Tells the pages of contracts in default which letters to guarantors were printed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from consolidation.models import ContractGuarantor
from consolidation.printed_notices import PrintedNotice, tell_of_printed
from reports.issuing import subject_named
from reports.models import IssuedPaper

KIND = "default-notice"


def printed_notices(guarantors: Collection[int]) -> Mapping[int, Sequence[PrintedNotice]]:
    named = {subject_named(ContractGuarantor, one): one for one in guarantors}
    issued = IssuedPaper.objects.filter(kind=KIND, subject__in=named).defer("content")
    found: defaultdict[int, list[PrintedNotice]] = defaultdict(list)
    for one in issued.order_by("pk"):
        notice = PrintedNotice(one.issued_on, f"{one.number}/{one.year}", one.pk)
        found[named[one.subject or ""]].append(notice)
    return found


tell_of_printed(printed_notices)
