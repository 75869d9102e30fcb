"""Act: the contract's paper was signed (ลงชื่อในสัญญา), by several people at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from consolidation.guarantee_rules import key_of, refusals_of_signer
from consolidation.models import Contract, ContractGuarantor, Signature
from consolidation.signature_state import old_funds, signature_state
from fundinst.days import day_in_words
from fundinst.errors import Refusal, Refused
from fundinst.id_numbers import mask_ids
from members.audit import record
from members.models import Fund, Household, User

Part = Signature.Part
OWN_NAMES = {Part.BORROWER, Part.GUARANTOR}
"""Who signs as these is said by the contract, and by nobody else."""
THUMB_LAW = "ป.พ.พ. มาตรา ๙"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, and as what; ``witnesses`` are the two of a thumb mark, none of a signature."""

    part: str
    name: str
    guarantor: ContractGuarantor | None = None
    fund: Fund | None = None
    witnesses: tuple[str, ...] = ()

    @property
    def is_thumb(self) -> bool:
        return bool(self.witnesses)


@transaction.atomic(durable=True)
def sign(
    contract: Contract, signers: Sequence[Signer], *, on: date, actor: User
) -> list[Signature]:
    """Write down who signed that day; all or nothing, and the signatures that are new.

    Somebody who signed as the same already is left as it is: told twice, it is written once.
    Raises Refused, with every reason.
    """
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    contract = Contract.objects.select_related("fund", "borrower").get(pk=contract.pk)
    guarantors = {one.pk: one for one in contract.guarantors.all()}  # as they stand now
    signers = [_as_written(one, guarantors) for one in signers]
    known = {_same(one.part, one.name, one.fund_id) for one in contract.signatures.standing()}
    new = [one for one in signers if _same(one.part, one.name, _pk(one.fund)) not in known]
    if signers and not new:
        return []
    if refusals := [*refusals_to_sign(contract, new, on=on)]:
        raise Refused(refusals)

    signatures = [_write(contract, one, on, actor) for one in new]
    record(
        "contract_signed",
        contract,
        f"ลงชื่อในสัญญาเลขที่ {contract} เมื่อ {day_in_words(on)}: {', '.join(map(str, signatures))} "
        f"· {signature_state(contract).label}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return signatures


@transaction.atomic(durable=True)
def take_back_signature(signature: Signature, *, reason: str, actor: User) -> Signature:
    """Say that a signature was written down by mistake, and why; both rows stay.

    Whoever really signed may then be written down. Taken back before, it is that row. Raises
    Refused, with every reason.
    """
    contract = Contract.objects.select_related("fund").get(pk=signature.contract_id)
    household = (
        Household.objects.locked().select_related("institution").get(pk=contract.household_id)
    )
    contract.refresh_from_db(fields=["status"])
    known: Signature | None = Signature.objects.filter(takes_back=signature).first()
    if known:
        return known
    reason = mask_ids(" ".join(reason.split()))[:300]
    if refusals := [*refusals_to_take_back(contract, signature, reason=reason)]:
        raise Refused(refusals)

    back = Signature.objects.create(
        contract=contract,
        part=signature.part,
        name=signature.name,
        guarantor_id=signature.guarantor_id,
        fund_id=signature.fund_id,
        kind=signature.kind,
        thumb_witnesses=signature.thumb_witnesses,
        on=signature.on,
        takes_back=signature,
        because=reason,
        actor=actor,
    )
    record(
        "signature_taken_back",
        back,
        f"ถอนลายมือชื่อที่บันทึกผิดในสัญญาเลขที่ {contract}: {signature} เพราะ {reason} "
        f"· {signature_state(contract).label}",
        actor=actor,
        institution=household.institution,
        household=household,
    )
    return back


def refusals_to_take_back(
    contract: Contract, signature: Signature, *, reason: str
) -> Iterator[Refusal]:
    """Every reason why the signature can't be taken back."""
    if contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status} ถอนลายมือชื่อไม่ได้แล้ว")
    if signature.takes_back_id:
        yield Refusal("not_a_signature", "", "รายการนี้เป็นการถอน ถอนอีกไม่ได้ ให้บันทึกการลงชื่อใหม่")
    if not reason.strip():
        yield Refusal("reason_missing", "", "ให้เขียนเหตุผลที่ถอนรายการ เช่น เลือกชื่อผิด")


def _write(contract: Contract, signer: Signer, on: date, actor: User) -> Signature:
    return Signature.objects.create(
        contract=contract,
        part=signer.part,
        name=signer.name,
        guarantor=signer.guarantor,
        fund=signer.fund,
        kind=Signature.Kind.THUMB if signer.is_thumb else Signature.Kind.SIGNED,
        thumb_witnesses=", ".join(signer.witnesses)[:300],
        on=on,
        actor=actor,
    )


def _as_written(signer: Signer, guarantors: Mapping[int, ContractGuarantor]) -> Signer:
    witnesses = tuple(_plain(name) for name in signer.witnesses)
    told = signer.guarantor
    guarantor = guarantors.get(told.pk, told) if told else None
    return Signer(signer.part, _plain(signer.name), guarantor, signer.fund, witnesses)


def _plain(name: str) -> str:
    return mask_ids(" ".join(name.split()))[:200]


def _same(part: str, name: str, fund: int | None) -> tuple[str, str, int | None]:
    return part, name, fund


def _pk(fund: Fund | None) -> int | None:
    return fund.pk if fund else None


def refusals_to_sign(
    contract: Contract, signers: Sequence[Signer], *, on: date
) -> Iterator[Refusal]:
    """Every reason why these can't have signed the contract that day."""
    if contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status} บันทึกการลงชื่ออีกไม่ได้")
    if on < contract.opened_on:
        since = day_in_words(contract.opened_on)
        yield Refusal("before_contract", "", f"วันที่ลงชื่อต้องไม่ก่อนวันทำสัญญา ({since}) ให้แก้วันที่")
    if not signers:
        yield Refusal("nobody_signed", "", "ให้เลือกหรือพิมพ์ชื่อคนที่ลงชื่อแล้วอย่างน้อย 1 คน")
    for signer in signers:
        yield from refusals_of_signer(signer.name)
        yield from _refusals_of_part(contract, signer)
        yield from _refusals_of_thumb(signer)
    yield from _refusals_of_twice(contract, signers)
    yield from _refusals_of_both_sides(contract, signers)


def _refusals_of_twice(contract: Contract, signers: Sequence[Signer]) -> Iterator[Refusal]:
    """One person is not two of the lender's committee, nor two witnesses."""
    taken = {
        _same(one.part, key_of(one.name), one.fund_id) for one in contract.signatures.standing()
    }
    for signer in signers:
        place = _same(signer.part, key_of(signer.name), _pk(signer.fund))
        if place in taken:
            said = Part(signer.part).label
            sentence = f"{signer.name} ลงชื่อเป็น{said}แล้ว คนหนึ่งนับครั้งเดียว ให้ใส่ชื่อคนอื่น"
            yield Refusal("signs_twice", "", sentence)
        taken.add(place)


def _refusals_of_part(contract: Contract, signer: Signer) -> Iterator[Refusal]:
    guarantor = signer.guarantor
    if signer.part == Part.BORROWER and key_of(signer.name) != key_of(str(contract.borrower)):
        yield Refusal("not_the_borrower", "", f"ผู้กู้ตามสัญญาคือ {contract.borrower} คนอื่นลงชื่อแทนไม่ได้")
    if (signer.part == Part.GUARANTOR) != (guarantor is not None):
        yield Refusal("guarantor_unsaid", "", "ให้เพิ่มผู้ค้ำประกันในสัญญาก่อน แล้วค่อยบันทึกว่าลงชื่อ")
    elif guarantor and guarantor.contract_id != contract.pk:
        yield Refusal("guarantor_elsewhere", "", f"{guarantor} ไม่ใช่ผู้ค้ำประกันของสัญญานี้")
    elif guarantor and guarantor.released_on:
        yield Refusal("guarantor_free", "", f"{guarantor} พ้นความรับผิดแล้ว ไม่ต้องลงชื่อ")
    elif guarantor and guarantor.name != signer.name:
        yield Refusal("not_the_guarantor", "", f"ผู้ค้ำประกันคือ {guarantor} คนอื่นลงชื่อแทนไม่ได้")
    elif guarantor and guarantor.signature:
        yield Refusal("guarantor_signed", "", f"{guarantor} ลงชื่อไว้แล้ว")
    if (signer.part == Part.CREDITOR) != (signer.fund is not None):
        yield Refusal("fund_unsaid", "", "ให้บอกว่าลงชื่อแทนกองทุนเดิมกองทุนใด")
    elif signer.fund and signer.fund not in old_funds(contract):
        yield Refusal("fund_elsewhere", "", f"{signer.fund}ไม่ใช่เจ้าหนี้เดิมในสัญญานี้")


def _refusals_of_thumb(signer: Signer) -> Iterator[Refusal]:
    keys = {key_of(name) for name in signer.witnesses} - {key_of(signer.name)}
    if signer.witnesses and len(keys) < 2:
        yield Refusal(
            "thumb_needs_two",
            THUMB_LAW,
            f"ลายพิมพ์นิ้วมือของ {signer.name} ต้องมีพยานรับรอง 2 คน ซึ่งไม่ใช่เจ้าของลายนิ้วมือ ให้พิมพ์ชื่อทั้งสองคน",
        )
    for name in signer.witnesses:
        yield from refusals_of_signer(name)


def _refusals_of_both_sides(contract: Contract, signers: Sequence[Signer]) -> Iterator[Refusal]:
    """A witness is none of the parties, and nobody lends to themselves."""
    parts: dict[str, set[str]] = {part: set() for part in Part.values}
    parts[Part.BORROWER].add(key_of(str(contract.borrower)))
    for one in [*contract.signatures.standing(), *signers]:
        parts[one.part].add(key_of(one.name))
    parties = {key for part, keys in parts.items() if part != Part.WITNESS for key in keys} | {
        key_of(one.name) for one in contract.guarantors.filter(released_on=None)
    }
    for signer in signers:
        if signer.part == Part.WITNESS and key_of(signer.name) in parties:
            yield Refusal(
                "witness_is_a_party",
                "",
                f"{signer.name} เป็นคู่สัญญาหรือผู้ค้ำ เป็นพยานไม่ได้ ให้หาคนอื่นเป็นพยาน",
            )
        elif signer.part != Part.WITNESS and key_of(signer.name) in parts[Part.WITNESS]:
            yield Refusal(
                "witness_is_a_party", "", f"{signer.name} เป็นพยานของสัญญานี้แล้ว เป็นคู่สัญญาด้วยไม่ได้"
            )
        lends = signer.part in (Part.LENDER, Part.CREDITOR)
        if lends and key_of(signer.name) in parts[Part.BORROWER] | parts[Part.SPOUSE]:
            yield Refusal(
                "borrower_lends",
                "",
                f"{signer.name} เป็นฝ่ายผู้กู้ ลงชื่อแทนกองทุนไม่ได้ ให้กรรมการคนอื่นลงชื่อ",
            )
