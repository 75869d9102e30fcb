"""A contract's status follows from who has signed it."""

from datetime import date

import pytest

from consolidation.guaranteeing import release_guarantor
from consolidation.merging import undo_merge
from consolidation.models import Contract, Signature
from consolidation.signature_state import old_funds, signature_state, unsigned, with_unsigned
from consolidation.signing_contract import Part, Signer, sign, take_back_signature
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import SIGNED, make_contract
from tests.consolidation.repaid import make_repayable
from tests.consolidation.signed import LENDERS, WITNESSES, all_signers, sign_all, stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(household, village_fund, treasurer):
    return make_contract(household, village_fund, treasurer)


def codes(contract, actor, *signers, on=SIGNED):
    before = Signature.objects.count()
    with pytest.raises(Refused) as stopped:
        sign(contract, signers, on=on, actor=actor)
    assert Signature.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def counted(contract):
    return with_unsigned(Contract.objects.filter(pk=contract.pk)).get().waits_for_signatures


def test_a_new_contract_waits_for_everybody(contract, treasurer):
    stand(contract, treasurer)
    state = signature_state(contract)

    assert state.label == "ยังไม่ได้บันทึกการลงชื่อ"
    assert [(one.words, one.name) for one in state.waiting] == [
        ("ผู้กู้", "นางทองม้วน แบบอย่าง"),
        ("กรรมการกองทุนหมู่บ้าน (ผู้ให้กู้)", ""),
        ("กรรมการกองทุนหมู่บ้าน (ผู้ให้กู้)", ""),
        ("กรรมการกลุ่มออมทรัพย์เพื่อการผลิต (เจ้าหนี้เดิม)", ""),
        ("กรรมการกข.คจ. (เจ้าหนี้เดิม)", ""),
        ("ผู้ค้ำประกัน", "นายค้ำ มั่นคง"),
        ("พยาน", ""),
        ("พยาน", ""),
    ]
    assert counted(contract) == 8


def test_signature_by_signature_it_comes_to_be_signed(contract, treasurer):
    stand(contract, treasurer)
    signers = all_signers(contract)

    for at, signer in enumerate(signers):
        left = signature_state(contract)
        assert (len(left.waiting), counted(contract)) == (8 - at, 8 - at)
        assert [*unsigned(Contract.objects.all())] == [contract]
        sign(contract, [signer], on=date(2017, 8, 1 + at), actor=treasurer)

    state = signature_state(contract)
    assert (state.is_signed, state.signed_on, state.label) == (
        True,
        date(2017, 8, 8),
        "ลงชื่อครบแล้วเมื่อ 8 ส.ค. 2560",
    )
    assert [*unsigned(Contract.objects.all())] == []


def test_all_at_once_is_one_act_and_told_twice_is_told_once(contract, treasurer):
    signers = all_signers(contract)
    first = sign(contract, signers, on=SIGNED, actor=treasurer)
    again = sign(contract, signers, on=SIGNED, actor=treasurer)

    assert (len(first), again) == (7, [])
    assert AuditEntry.objects.filter(act="contract_signed").count() == 1


def test_what_waits_is_said_with_names(contract, treasurer):
    sign(contract, all_signers(contract)[:2], on=SIGNED, actor=treasurer)
    state = signature_state(contract)

    assert state.label == "รอลงชื่ออีก 5 คน"
    assert state.waits_for == (
        "กรรมการกองทุนหมู่บ้าน (ผู้ให้กู้), กรรมการกลุ่มออมทรัพย์เพื่อการผลิต (เจ้าหนี้เดิม), "
        "กรรมการกข.คจ. (เจ้าหนี้เดิม), พยาน 2 คน"
    )


def test_more_witnesses_and_a_spouse_are_kept_beside(contract, treasurer):
    sign_all(contract, treasurer)
    more = [Signer(Part.WITNESS, "นายสาม พยาน"), Signer(Part.SPOUSE, "นายบุญเลิศ แบบอย่าง")]
    sign(contract, more, on=SIGNED, actor=treasurer)

    state = signature_state(contract)
    assert state.is_signed
    assert [str(one) for one in state.extra] == ["พยาน นายสาม พยาน", "คู่สมรสผู้กู้ นายบุญเลิศ แบบอย่าง"]


def test_who_was_let_go_need_not_sign(contract, treasurer):
    stands = stand(contract, treasurer)
    sign(contract, all_signers(contract)[:5], on=SIGNED, actor=treasurer)
    assert "นายค้ำ มั่นคง" in signature_state(contract).waits_for

    release_guarantor(stands, on=SIGNED, reason="ไม่ค้ำแล้ว", actor=treasurer)

    assert "นายค้ำ มั่นคง" not in signature_state(contract).waits_for
    assert counted(contract) == len(signature_state(contract).waiting) == 2
    assert codes(contract, treasurer, Signer(Part.GUARANTOR, stands.name, guarantor=stands)) == [
        "guarantor_free"
    ]


def test_a_contract_of_one_fund_needs_no_other_creditor(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer)

    assert [one.part for one in signature_state(contract).needed] == [
        *("borrower", "lender", "lender", "witness", "witness")
    ]
    assert (old_funds(contract), counted(contract)) == ([], 5)


def test_one_person_may_sign_for_two_old_funds(contract, treasurer):
    both = [Signer(Part.CREDITOR, "นายทั้ง สองกอง", fund=fund) for fund in old_funds(contract)]

    assert len(sign(contract, both, on=SIGNED, actor=treasurer)) == 2


def test_a_thumb_mark_has_two_witnesses_of_its_own(contract, treasurer):
    name = str(contract.borrower)
    for wrong in (("นายเดียว พยาน",), ("นายเดียว พยาน", "เดียว พยาน"), ("นายเดียว พยาน", name)):
        assert codes(contract, treasurer, Signer(Part.BORROWER, name, witnesses=wrong)) == [
            "thumb_needs_two"
        ]

    thumb = Signer(Part.BORROWER, name, witnesses=WITNESSES)
    (mark,) = sign(contract, [thumb], on=SIGNED, actor=treasurer)
    assert (mark.kind, mark.thumb_witnesses) == ("thumb", ", ".join(WITNESSES))


def test_a_witness_is_none_of_the_parties(contract, treasurer):
    stands = stand(contract, treasurer)
    for name in (str(contract.borrower), "ค้ำ มั่นคง"):
        assert codes(contract, treasurer, Signer(Part.WITNESS, name)) == ["witness_is_a_party"]
    assert codes(
        contract, treasurer, Signer(Part.LENDER, LENDERS[0]), Signer(Part.WITNESS, LENDERS[0])
    ) == ["witness_is_a_party", "witness_is_a_party"]
    sign(contract, [Signer(Part.WITNESS, WITNESSES[0])], on=SIGNED, actor=treasurer)
    assert codes(contract, treasurer, Signer(Part.LENDER, WITNESSES[0])) == ["witness_is_a_party"]
    assert stands.name not in {one.name for one in contract.signatures.all()}


def test_nobody_lends_to_themselves_or_signs_twice_or_for_another(
    contract, treasurer, kkj, village_fund
):
    borrower = str(contract.borrower)
    assert codes(contract, treasurer, Signer(Part.LENDER, borrower)) == ["borrower_lends"]
    assert codes(
        contract, treasurer, Signer(Part.LENDER, "นายนำ ใจดี"), Signer(Part.LENDER, "นำ ใจดี")
    ) == ["signs_twice"]
    assert codes(contract, treasurer, Signer(Part.BORROWER, "นายอื่น ใครไหม")) == ["not_the_borrower"]
    assert codes(contract, treasurer, Signer(Part.CREDITOR, "นายเก่า กอง", fund=village_fund)) == [
        "fund_elsewhere"
    ]
    assert codes(contract, treasurer, Signer(Part.CREDITOR, "นายเก่า กอง")) == ["fund_unsaid"]
    assert codes(contract, treasurer, Signer(Part.GUARANTOR, "นายใคร ก็ไม่รู้")) == ["guarantor_unsaid"]


def test_a_guarantor_signs_for_their_own_contract(
    contract, savings_group, treasurer, other_institution
):
    other = stand(make_repayable(savings_group, treasurer), treasurer)
    own = stand(contract, treasurer, "นางเอง ค้ำเอง")

    assert codes(contract, treasurer, Signer(Part.GUARANTOR, other.name, guarantor=other)) == [
        "guarantor_elsewhere"
    ]
    assert codes(contract, treasurer, Signer(Part.GUARANTOR, "นายอื่น ไป", guarantor=own)) == [
        "not_the_guarantor"
    ]


def test_every_reason_comes_at_once(contract, treasurer):
    assert codes(contract, treasurer, on=date(2017, 7, 1)) == ["before_contract", "nobody_signed"]


def test_a_signature_written_down_by_mistake_is_taken_back_and_the_contract_waits_again(
    contract, treasurer
):
    stands = stand(contract, treasurer)
    sign_all(contract, treasurer)
    wrong = contract.signatures.get(guarantor=stands)

    back = take_back_signature(wrong, reason=" เลือกชื่อผิด ", actor=treasurer)

    state = signature_state(contract)
    assert [one.name for one in state.waiting] == [stands.name]
    assert (counted(contract), state.extra) == (1, [])
    assert unsigned(Contract.objects.all()).get() == contract
    assert (back.takes_back, back.because, stands.signature) == (wrong, "เลือกชื่อผิด", None)
    assert take_back_signature(wrong, reason="อีกครั้ง", actor=treasurer) == back
    entry = AuditEntry.objects.get(act="signature_taken_back")
    assert entry.sentence == (
        f"ถอนลายมือชื่อที่บันทึกผิดในสัญญาเลขที่ {contract}: ผู้ค้ำประกัน นายค้ำ มั่นคง เพราะ เลือกชื่อผิด "
        "· รอลงชื่ออีก 1 คน"
    )

    sign_all(contract, treasurer)

    assert signature_state(contract).is_signed
    assert (counted(contract), stands.signature.pk > back.pk) == (0, True)


def test_who_was_taken_back_as_a_witness_may_sign_as_a_party(contract, treasurer):
    (wrong,) = sign(contract, [Signer(Part.WITNESS, LENDERS[0])], on=SIGNED, actor=treasurer)
    assert codes(contract, treasurer, Signer(Part.LENDER, LENDERS[0])) == ["witness_is_a_party"]

    take_back_signature(wrong, reason="ลงชื่อเป็นผู้ให้กู้", actor=treasurer)
    sign(contract, [Signer(Part.LENDER, LENDERS[0])], on=SIGNED, actor=treasurer)

    assert [one.part for one in contract.signatures.standing()] == ["lender"]


def test_taking_back_says_every_reason_against_it(contract, treasurer):
    (wrong,) = sign(contract, [Signer(Part.WITNESS, WITNESSES[0])], on=SIGNED, actor=treasurer)
    undo_merge(contract, reason="ผิดกองทุน", on=SIGNED, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        take_back_signature(wrong, reason=" ", actor=treasurer)

    found = [refusal.code for refusal in stopped.value.refusals]
    assert found == ["contract_not_open", "reason_missing"]
    assert Signature.objects.count() == 1
