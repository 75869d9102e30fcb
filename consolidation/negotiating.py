"""Acts: a household and its creditors negotiate, round by round, until they agree or don't.

Nothing that is owed changes here. What was agreed is taken off when the one contract is made
(``consolidation/merging.py``). A round is written once; what was wrong in it is put right by a
further round, and the last word on each loan counts.
"""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from consolidation.cases import move
from consolidation.models import Case, NegotiationRound, Offer
from consolidation.negotiated import agreed_terms, last_offers
from consolidation.negotiating_rules import (
    Offered,
    refusals_to_agree,
    refusals_to_fail,
    refusals_to_hold,
    refusals_to_negotiate,
)
from debts.models import COMPONENTS, JournalEntry, Loan
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from members.audit import record
from members.models import Household, User
from members.versions import refusals_of_version

__all__ = ["agree_terms", "agreed_terms", "fail_negotiation", "hold_round", "negotiation_stands"]

S = Case.Status


def negotiation_stands(household: Household) -> object:
    """What a page of negotiation is opened on: who owes what, and how often they have met."""
    loans = _owing(household)
    offers = last_offers(loans.values())
    return [
        [pk, [str(part) for part in loan.components.values()], offers[pk].pk if pk in offers else 0]
        for pk, loan in sorted(loans.items())
    ]


@transaction.atomic(durable=True)
def hold_round(
    household: Household,
    *,
    on: date,
    present: str,
    offers: Mapping[int, Offered],
    actor: User,
    place: str = "",
    minutes: str = "",
    seen: str | None = None,
) -> NegotiationRound:
    """Write down a round of negotiation: who was there, and what each fund said of its loans.

    ``offers`` by loan; one that wasn't spoken of is left out and stays as it was. The first round
    takes the case to negotiating, one after an agreement or a failure takes it back there. Told the
    same again it is that round. ``seen`` is the version (``negotiation_stands``) that the page was
    opened on. Raises Refused, with every reason, and writes nothing.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    case = Case.objects.open().filter(household=household).first()
    present, minutes, place = (mask_ids(text.strip()) for text in (present, minutes, place))
    offers = {pk: _as_written(offered) for pk, offered in offers.items()}
    if case and (same := _told_again(case, (on, place, present, minutes), offers)):
        return same
    loans = _owing(household)
    refusals = [*refusals_to_negotiate(household, case)]
    if case and not refusals:
        refusals = [*refusals_of_version(seen, negotiation_stands(household))]
        refusals += refusals_to_hold(case, loans, offers, on=on, present=present)
    if case is None or refusals:
        raise Refused(refusals)

    held = NegotiationRound.objects.create(
        case=case,
        number=case.rounds.count() + 1,
        on=on,
        place=place,
        present=present,
        minutes=minutes,
        actor=actor,
    )
    _write_offers(held, offers, actor)
    if case.status != S.NEGOTIATING:
        move(case, S.NEGOTIATING, on=on, actor=actor, document=f"บันทึกการเจรจา{held}")
    _write_down("round_held", held, _in_words(held, loans, offers), actor, household)
    return held


def _owing(household: Household) -> dict[int, Loan]:
    loans = Loan.objects.owing().filter(household=household)
    return {loan.pk: loan for loan in loans.select_related("account__fund", "borrower")}


def _as_written(offered: Offered) -> Offered:
    """What was typed, as it is kept: without a national ID; nothing where nothing was waived."""
    return Offered(
        offered.answer,
        {part: amount for part, amount in offered.waived.items() if amount},
        offered.capitalised,
        mask_ids(offered.agreed_by.strip()),
        mask_ids(offered.paper.strip()),
        offered.paper_on,
        mask_ids(offered.reason.strip()),
    )


def _told_again(
    case: Case, told: tuple[date, str, str, str], offers: Mapping[int, Offered]
) -> NegotiationRound | None:
    last = case.rounds.order_by("number").last()
    if last is None or (last.on, last.place, last.present, last.minutes) != told:
        return None
    written = {offer.loan_id: _as_offered(offer) for offer in last.offers.all()}
    return last if written == offers else None


def _as_offered(offer: Offer) -> Offered:
    return Offered(
        offer.answer,
        {part: amount for part, amount in offer.waived.items() if amount},
        offer.capitalised,
        offer.agreed_by,
        offer.paper,
        offer.paper_on,
        offer.reason,
    )


def _write_offers(held: NegotiationRound, offers: Mapping[int, Offered], actor: User) -> None:
    entries = JournalEntry.objects.filter(loan__in=offers).order_by("pk")
    last = dict(entries.values_list("loan_id", "pk"))
    Offer.objects.bulk_create(
        Offer(
            round=held,
            loan_id=pk,
            capitalised=offered.capitalised,
            answer=offered.answer,
            agreed_by=offered.agreed_by,
            paper=offered.paper,
            paper_on=offered.paper_on,
            reason=offered.reason,
            last_entry_id=last.get(pk),
            actor=actor,
            **{f"waived_{part}": offered.waived.get(part, 0) for part in COMPONENTS},
        )
        for pk, offered in sorted(offers.items())
    )


def _in_words(
    held: NegotiationRound, loans: Mapping[int, Loan], offers: Mapping[int, Offered]
) -> str:
    said = []
    for pk, offered in offers.items():
        waived = sum(offered.waived.values())
        less = f" ลด {format_baht(waived)} บาท" if waived else ""
        more = f" ทบเป็นเงินต้น {format_baht(offered.capitalised)} บาท" if offered.capitalised else ""
        answer = Offer.Answer(offered.answer).label
        said.append(f"{loans[pk].account.fund}{less}{more} ({answer})")
    return f"เจรจา{held}: {' · '.join(said)}"


@transaction.atomic(durable=True)
def agree_terms(household: Household, *, on: date, actor: User) -> Case:
    """Write down that all creditors have agreed (ตกลงแล้ว): every loan's last offer is agreed.

    What the household disputes stays apart. Told twice it is once. Raises Refused with every
    reason, and writes nothing.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    case = Case.objects.open().filter(household=household).first()
    loans = _owing(household)
    refusals = [*refusals_to_negotiate(household, case)]
    if case and not refusals:
        refusals = [*refusals_to_agree(case, [*loans.values()])]
    if case is None or refusals:
        raise Refused(refusals)
    if case.status == S.AGREED:
        return case

    last = case.rounds.order_by("number").last()
    case = move(case, S.AGREED, on=on, actor=actor, document=f"บันทึกการเจรจา{last}")
    _write_down("terms_agreed", case, "เจ้าหนี้ทุกกองทุนตกลงแล้ว", actor, household)
    return case


@transaction.atomic(durable=True)
def fail_negotiation(household: Household, *, reason: str, on: date, actor: User) -> Case:
    """Write down that no agreement was reached (ตกลงไม่ได้), and why; a further round goes on.

    Told twice it is once. Raises Refused with every reason, and writes nothing.
    """
    household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    case = Case.objects.open().filter(household=household).first()
    if case and case.status == S.FAILED:
        return case
    reason = mask_ids(reason.strip())
    refusals = [*refusals_to_negotiate(household, case)]
    if case and not refusals:
        refusals = [*refusals_to_fail(case, reason)]
    if case is None or refusals:
        raise Refused(refusals)

    case = move(case, S.FAILED, on=on, actor=actor, reason=reason)
    _write_down("negotiation_failed", case, f"เจรจาแล้วตกลงไม่ได้ เพราะ {reason}", actor, household)
    return case


def _write_down(
    act: str, subject: NegotiationRound | Case, sentence: str, actor: User, household: Household
) -> None:
    record(
        act,
        subject,
        sentence,
        actor=actor,
        institution=household.institution,
        household=household,
    )
