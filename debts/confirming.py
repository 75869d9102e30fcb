"""Act: a household confirms what it owes on a cut-off date, or disputes it, loan by loan.

What was said is written once. A mistake is mended by confirming anew: the last word holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from debts.balances import Balance, balances_on
from debts.confirmation_rules import (
    read_witnesses,
    refusals_of_day,
    refusals_of_disputes,
    refusals_of_last,
    refusals_of_seen,
    refusals_of_sign,
)
from debts.confirmations import is_disputed, last_words, named
from debts.models import Confirmation
from debts.void_interest import counted
from fundinst.days import day_in_words
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Household, User

ACT_NAME = "loans_confirmed"


@transaction.atomic
def confirm_loans(
    household: Household,
    *,
    cut_off: date,
    signed_on: date,
    sign: str,
    witnesses: Sequence[str],
    disputed: Mapping[int, str],
    actor: User,
    seen: Mapping[int, Decimal] | None = None,
    last: int | None = None,
) -> list[Confirmation]:
    """Write what the household said of every loan it owed on the cut-off date (รับรองยอดหนี้).

    ``disputed`` says by loan what the household says instead; all others are confirmed, by
    signature or by a thumb mark before two ``witnesses`` (ป.พ.พ. มาตรา ๙ วรรคสอง). Void interest
    stands in the amount, as in the books, and nobody confirms it. ``seen`` is what the page showed
    of each loan, in baht, and ``last`` the last word it knew of (its primary key, 0 for
    none): what changed meanwhile is not confirmed unseen. Told the very same again, nothing is
    written. Raises Refused with every reason. An outer act may hold the transaction.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    disputed = {loan: mask_ids(reason.strip()) for loan, reason in disputed.items()}
    balances = balances_on([household], cut_off)[household.pk]
    known = last_words([balance.loan.pk for balance in balances], cut_off=cut_off)
    new = [*_words(balances, cut_off, signed_on, sign, read_witnesses(witnesses), disputed, actor)]
    if known and [*map(_said, new)] == [_said(known.get(word.loan_id)) for word in new]:
        return [known[word.loan_id] for word in new]
    if refusals := [
        *refusals_of_day(household, balances, cut_off, signed_on),
        *refusals_of_sign(new, sign, witnesses),
        *refusals_of_disputes(balances, disputed),
        *refusals_of_seen(balances, seen),
        *refusals_of_last(known, last),
    ]:
        raise Refused(refusals)

    written = Confirmation.objects.bulk_create(new)
    _write_down(household, written, balances, actor)
    return written


def _words(
    balances: Sequence[Balance],
    cut_off: date,
    signed_on: date,
    sign: str,
    witnesses: Sequence[str],
    disputes: Mapping[int, str],
    actor: User,
) -> Iterator[Confirmation]:
    seen_by = [*witnesses, "", ""][:2]
    for balance in balances:
        reason = disputes.get(balance.loan.pk)
        same = {"loan": balance.loan, "cut_off": cut_off, "amount": balance.total}
        if reason is not None:
            yield Confirmation(
                **same,
                outcome=Confirmation.Outcome.DISPUTED,
                reason=reason,
                signed_on=signed_on,
                actor=actor,
            )
        else:
            yield Confirmation(
                **same,
                outcome=Confirmation.Outcome.CONFIRMED,
                sign=sign,
                witness_1=seen_by[0],
                witness_2=seen_by[1],
                signed_on=signed_on,
                actor=actor,
            )


_FIELDS = ("amount", "outcome", "sign", "witness_1", "witness_2", "reason", "signed_on", "actor_id")


def _said(word: Confirmation | None) -> list[object]:
    return [getattr(word, field) for field in _FIELDS] if word else []


def _write_down(
    household: Household,
    words: Sequence[Confirmation],
    balances: Sequence[Balance],
    actor: User,
) -> None:
    against = [word for word in words if is_disputed(word)]
    agreed = [word for word in words if not is_disputed(word)]
    said = []
    if agreed:
        signed_for = {word.loan_id for word in agreed}
        owed = counted([balance for balance in balances if balance.loan.pk in signed_for])
        sign = agreed[0].get_sign_display()
        said.append(f"รับรองหนี้ {len(agreed)} สัญญา {format_baht(owed.total)} บาท ({sign})")
        if owed.void:
            said.append(f"ไม่นับดอกเบี้ยเกินอัตรา {format_baht(owed.void_total)} บาท")
    loans = {balance.loan.pk: balance.loan for balance in balances}
    said += [f"โต้แย้ง {named(loans[word.loan_id])}: {word.reason}" for word in against]
    record(
        ACT_NAME,
        household,
        f"ยอด ณ {day_in_words(words[0].cut_off)} ครัวเรือน{' · '.join(said)}"[:500],
        actor=actor,
        institution=household.institution,
        household=household,
    )
