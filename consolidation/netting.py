"""Acts: bring what the funds owe each other together, ask each fund, and net what is agreed.

Held in this order: the institution, so that its batches are one after another; the households of
the lines, so that no merge is undone meanwhile; the funds.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet

from consolidation.holding_funds import hold_funds
from consolidation.models import Contract, NetPayment, NettingBatch, NettingLine, Transfer
from consolidation.netting_lines import (
    batch_version,
    lines_of,
    netted_of,
    slip_of_batch,
    sum_of,
    why_out,
)
from consolidation.netting_rules import (
    Answered,
    refusals_to_answer,
    refusals_to_cancel,
    refusals_to_net,
    refusals_to_open,
)
from consolidation.worklist import unpaid
from fundinst.days import day_in_words
from fundinst.errors import Refused
from fundinst.id_numbers import mask_ids
from fundinst.money import format_baht
from fundinst.thai import buddhist_year
from members.audit import record
from members.joining import held
from members.models import Fund, Household, Institution, User
from members.versions import refusals_if_other

A, S = NettingLine.Answer, NettingBatch.Status


@transaction.atomic(durable=True)
def open_batch(institution: Institution, *, on: date, actor: User) -> NettingBatch:
    """Take every transfer that is unpaid up to the day into a batch, for the funds to answer.

    Told twice for the same day, it is one batch. Raises Refused while another one is open, or
    where nothing is owed.
    """
    institution = held(institution)
    owed = unpaid(Transfer.objects.filter(contract__household__institution=institution))
    owed = owed.filter(contract__opened_on__lte=on)
    households = _hold_households(Contract.objects.filter(transfers__in=owed))
    hold_funds(institution.funds.values_list("pk", flat=True))
    standing: NettingBatch | None = institution.netting_batches.filter(status=S.OPEN).first()
    if standing and (standing.on, standing.actor_id) == (on, actor.pk):
        return standing
    transfers = [*owed.filter(contract__household__in=households).order_by("pk")]
    if refusals := [*refusals_to_open(standing, transfers, on=on)]:
        raise Refused(refusals)

    year = buddhist_year(on)
    last = institution.netting_batches.filter(year=year).aggregate(last=Max("number"))["last"]
    batch = NettingBatch.objects.create(
        institution=institution, year=year, number=(last or 0) + 1, on=on, actor=actor
    )
    NettingLine.objects.bulk_create(
        NettingLine(batch=batch, transfer=transfer) for transfer in transfers
    )
    sentence = f"เปิดใบหักล้างระหว่างกองทุน {batch} ณ วันที่ {day_in_words(on)} {len(transfers)} รายการ"
    record("netting_opened", batch, sentence, actor=actor, institution=institution)
    return batch


@transaction.atomic(durable=True)
def answer_lines(
    batch: NettingBatch,
    fund: Fund,
    answers: Mapping[int, Answered],
    *,
    by: str,
    on: date,
    seen: str | None = None,
    actor: User,
) -> NettingBatch:
    """What the receiving fund says of the lines (by pk) that it is to be paid.

    The receiving fund answers: it is its claim that is set off; the paying fund owes by a contract
    of its own. ``by`` is who spoke for it. While the batch is open an answer may be changed.
    Raises Refused with every line's every reason.
    """
    institution = held(batch.institution)
    batch = NettingBatch.objects.get(pk=batch.pk)
    if changed := [*refusals_if_other(seen, batch_version(batch))]:
        raise Refused(changed)
    own = {line.pk: line for line in lines_of(batch) if line.transfer.to_fund_id == fund.pk}
    open_lines = [line for line in own.values() if not why_out(line)]
    if refusals := [*refusals_to_answer(batch, open_lines, answers, by=by, on=on)]:
        raise Refused(refusals)

    by = mask_ids(by.strip())[:200]
    for pk, answer in answers.items():
        said = A.ACCEPTED if answer.accepted else A.REFUSED
        reason = "" if answer.accepted else mask_ids(answer.reason.strip())[:300]
        _write_answer(own[pk], said, by=by, on=on, reason=reason)
    refused = sum(not answer.accepted for answer in answers.values())
    sentence = f"{fund} ตอบใบหักล้าง {batch} ตกลง {len(answers) - refused} ไม่ตกลง {refused} รายการ"
    record("netting_answered", batch, sentence, actor=actor, institution=institution)
    return batch


def _write_answer(line: NettingLine, said: str, *, by: str, on: date, reason: str) -> None:
    line.answer, line.answered_by, line.answered_on, line.reason = said, by, on, reason
    line.save(update_fields=["answer", "answered_by", "answered_on", "reason"])


@transaction.atomic(durable=True)
def net_batch(batch: NettingBatch, *, seen: str | None = None, actor: User) -> NettingBatch:
    """Settle the accepted lines by the batch, and say what is still to be paid, fund to fund.

    A refused line stays open for a later batch. One that isn't owed any more, since its merge was
    undone or it was paid by itself, falls out with the reason. ``seen`` is the ``batch_version``
    that people looked at. Told twice, it is netted once. Raises Refused until every fund answered.
    """
    institution = held(batch.institution)
    _hold_households(Contract.objects.filter(transfers__netting_lines__batch=batch.pk))
    hold_funds(institution.funds.values_list("pk", flat=True))
    batch = NettingBatch.objects.get(pk=batch.pk)
    if batch.status == S.NETTED:
        return batch
    if changed := [*refusals_if_other(seen, batch_version(batch))]:
        raise Refused(changed)
    lines = lines_of(batch)
    if refusals := [*refusals_to_net(batch, lines)]:
        raise Refused(refusals)

    for line in lines:
        if why := why_out(line):
            _write_answer(line, A.REFUSED, by=str(actor)[:200], on=batch.on, reason=why[:300])
    accepted = [line for line in lines if line.answer == A.ACCEPTED]
    _settle(batch, lines, accepted, actor)
    _write_down(batch, accepted, actor)
    return batch


def _settle(
    batch: NettingBatch, lines: Sequence[NettingLine], accepted: Sequence[NettingLine], actor: User
) -> None:
    """The lines' transfers are paid by the batch; the batch is netted; the nets are to be paid."""
    funds = {fund.code: fund for fund in batch.institution.funds.all()}
    netted = netted_of(lines)
    Transfer.objects.filter(pk__in=[line.transfer_id for line in accepted]).update(
        paid_on=batch.on, paid_by=actor, slip=slip_of_batch(batch)
    )
    batch.status = S.NETTED
    batch.save(update_fields=["status"])
    for one in netted.transfers:
        NetPayment.objects.create(
            batch=batch, from_fund=funds[one.payer], to_fund=funds[one.payee], amount=one.amount
        )


def _write_down(batch: NettingBatch, accepted: Sequence[NettingLine], actor: User) -> None:
    """Once for the institution, and in the history of every household whose line was settled."""
    institution = batch.institution
    count = batch.payments.count()
    sentence = (
        f"หักล้างระหว่างกองทุน {batch} {len(accepted)} รายการ {format_baht(sum_of(accepted))} บาท "
        f"เหลือโอนสุทธิ {count} รายการ"
    )
    record("netting_done", batch, sentence, actor=actor, institution=institution)
    for line in accepted:
        transfer = line.transfer
        record(
            "transfer_paid",
            transfer,
            f"หักล้าง {format_baht(transfer.amount)} บาท ที่ {transfer.from_fund} ต้องโอนให้ "
            f"{transfer.to_fund} ตาม{slip_of_batch(batch)}",
            actor=actor,
            institution=institution,
            household=transfer.contract.household,
        )


@transaction.atomic(durable=True)
def cancel_batch(batch: NettingBatch, *, reason: str, actor: User) -> NettingBatch:
    """Give an open batch up: every line is owed as before, and the number isn't used again.

    Told twice for the same reason, it is cancelled once. Raises Refused when it isn't open.
    """
    institution = held(batch.institution)
    batch = NettingBatch.objects.get(pk=batch.pk)
    reason = mask_ids(reason.strip())[:300]
    if (batch.status, batch.closed_because) == (S.CANCELLED, reason):
        return batch
    if refusals := [*refusals_to_cancel(batch, reason=reason)]:
        raise Refused(refusals)

    batch.status, batch.closed_because = S.CANCELLED, reason
    batch.save(update_fields=["status", "closed_because"])
    sentence = f"ยกเลิกใบหักล้าง {batch}: {reason}"
    record("netting_cancelled", batch, sentence, actor=actor, institution=institution)
    return batch


def _hold_households(contracts: QuerySet[Contract]) -> list[int]:
    homes = Household.objects.filter(pk__in=contracts.values("household")).order_by("pk").locked()
    return [home.pk for home in homes]
