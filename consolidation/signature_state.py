"""Whose signatures the one contract waits for: its status follows from them, and is stored nowhere.

Needed are the borrower, two of the lender's committee, one of each old fund, every guarantor, and
two witnesses (ป.พ.พ. ๖๕๓, ๖๘๐, ๓๐๖). A spouse signs where there is one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least

from consolidation.models import Contract, ContractGuarantor, ContractPart, Signature
from fundinst.days import day_in_words
from members.models import Fund

LENDERS = 2
WITNESSES = 2

Part = Signature.Part


@dataclass(frozen=True)
class Needed:
    """One signature that the contract needs; ``name`` is empty where several people could sign.

    ``field`` names it on the page. ``signed`` is the signature, once it is there.
    """

    part: str
    field: str
    words: str
    name: str = ""
    guarantor: ContractGuarantor | None = None
    fund: Fund | None = None
    signed: Signature | None = None


@dataclass(frozen=True)
class SignatureState:
    """What a contract needs signed, and what is there."""

    contract: Contract
    needed: Sequence[Needed]
    signatures: Sequence[Signature]

    @property
    def waiting(self) -> list[Needed]:
        return [one for one in self.needed if one.signed is None]

    @property
    def extra(self) -> list[Signature]:
        """Signatures beyond what is needed: the spouse's, further witnesses', of who was let go."""
        counted = {one.signed.pk for one in self.needed if one.signed}
        return [one for one in self.signatures if one.pk not in counted]

    @property
    def is_signed(self) -> bool:
        return not self.waiting

    @property
    def signed_on(self) -> date | None:
        """The day of the last signature that was needed; None while any is missing."""
        if not self.is_signed:
            return None
        return max(one.signed.on for one in self.needed if one.signed)

    @property
    def tone(self) -> str:
        return "done" if self.is_signed else "wait"

    @property
    def label(self) -> str:
        """Drafted, waiting for whom, or signed on which day."""
        if on := self.signed_on:
            return f"ลงชื่อครบแล้วเมื่อ {day_in_words(on)}"
        if not self.signatures:
            return "ยังไม่ได้บันทึกการลงชื่อ"
        return f"รอลงชื่ออีก {len(self.waiting)} คน"

    @property
    def waits_for(self) -> str:
        """Who is missing, in one sentence's words."""
        counted = Counter(one.name or one.words for one in self.waiting)
        return ", ".join(f"{who} {n} คน" if n > 1 else who for who, n in counted.items())


def signature_state(contract: Contract) -> SignatureState:
    """Of one contract, in three queries."""
    signatures = [*_standing_of(contract)]
    left = [*signatures]
    needed = [_taken(one, left) for one in _needed_of(contract)]
    return SignatureState(contract, needed, signatures)


def _standing_of(contract: Contract) -> QuerySet[Signature]:
    signatures = contract.signatures.standing().select_related("guarantor", "fund", "actor")
    return signatures.order_by("pk")


def taken_back(contract: Contract) -> list[Signature]:
    """Rows that took a signature back, the latest first; each says why and by whom."""
    rows = contract.signatures.filter(takes_back__isnull=False).select_related("actor")
    return [*rows.order_by("-pk")]


def _needed_of(contract: Contract) -> list[Needed]:
    borrower = Needed(Part.BORROWER, "borrower", "ผู้กู้", str(contract.borrower))
    lenders = [
        Needed(Part.LENDER, f"lender-{at}", f"กรรมการ{contract.fund} (ผู้ให้กู้)")
        for at in range(1, LENDERS + 1)
    ]
    creditors = [
        Needed(Part.CREDITOR, f"creditor-{fund.pk}", f"กรรมการ{fund} (เจ้าหนี้เดิม)", fund=fund)
        for fund in old_funds(contract)
    ]
    standing = contract.guarantors.filter(released_on=None).order_by("pk")
    guarantors = [
        Needed(Part.GUARANTOR, f"guarantor-{one.pk}", "ผู้ค้ำประกัน", one.name, guarantor=one)
        for one in standing
    ]
    witnesses = [Needed(Part.WITNESS, f"witness-{at}", "พยาน") for at in range(1, WITNESSES + 1)]
    return [borrower, *lenders, *creditors, *guarantors, *witnesses]


def old_funds(contract: Contract) -> list[Fund]:
    """The creditors whose loans went into the contract, but for the one that holds it."""
    parts = ContractPart.objects.filter(contract=contract, cancelled_on=None)
    funds = Fund.objects.filter(pk__in=parts.values("loan__account__fund"))
    return [*funds.exclude(pk=contract.fund_id).order_by("position", "pk")]


def _taken(needed: Needed, left: list[Signature]) -> Needed:
    """The same with the first signature that fits, which then counts for nothing else."""
    for one in left:
        same = (one.part, one.guarantor_id, one.fund_id) == (
            needed.part,
            needed.guarantor.pk if needed.guarantor else None,
            needed.fund.pk if needed.fund else None,
        )
        if same:
            left.remove(one)
            return replace(needed, name=one.name, signed=one)
    return needed


def with_unsigned(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Annotate ``waits_for_signatures``: how many of the needed are missing, as above, in SQL."""
    return contracts.annotate(waits_for_signatures=_missing())


@cache
def _missing() -> Combinable:
    """Built once: no row is in it, and building it takes longer than the database's answer."""
    standing = Signature.objects.standing()
    signed = standing.filter(contract=OuterRef("pk")).order_by()
    parts = ContractPart.objects.filter(contract=OuterRef("pk"), cancelled_on=None).order_by()
    old = parts.exclude(loan__account__fund=OuterRef("fund"))
    creditors = standing.filter(contract=OuterRef("contract"), fund=OuterRef("loan__account__fund"))
    theirs = standing.filter(guarantor=OuterRef("pk"))
    unsigned = ContractGuarantor.objects.filter(
        ~Exists(theirs), contract=OuterRef("pk"), released_on=None
    ).order_by()
    missing = [
        1 - _at_most(signed.filter(part=Part.BORROWER), 1),
        LENDERS - _at_most(signed.filter(part=Part.LENDER), LENDERS),
        WITNESSES - _at_most(signed.filter(part=Part.WITNESS), WITNESSES),
        _count(old.filter(~Exists(creditors)), "loan__account__fund"),
        _count(unsigned, "pk"),
    ]
    return sum(missing[1:], missing[0])


def unsigned(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Open contracts that wait for a signature."""
    return with_unsigned(contracts.filter(status=Contract.Status.OPEN)).filter(
        waits_for_signatures__gt=0
    )


def _at_most(rows: QuerySet[Signature], most: int) -> Least:
    return Least(_count(rows, "pk"), Value(most))


def _count(rows: QuerySet[Any], column: str) -> Coalesce:
    counted = rows.values("contract").annotate(number=Count(column, distinct=True))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
