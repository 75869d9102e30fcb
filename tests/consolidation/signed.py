"""Contracts with guarantors and signatures, made by the acts."""

from datetime import date
from decimal import Decimal

from consolidation.guaranteeing import add_guarantor
from consolidation.models import Contract, ContractGuarantor
from consolidation.signature_state import old_funds
from consolidation.signing_contract import Part, Signer, sign
from members.models import Person, User
from tests.builders import SIGNED

UNTIL = date(2030, 12, 31)
LENDERS = ("นายนำ กรรมการ", "นางจด กรรมการ")
WITNESSES = ("นายเห็น พยานดี", "นางรู้ พยานดี")


def stand(
    contract: Contract,
    actor: User,
    name: str = "นายค้ำ มั่นคง",
    *,
    most: Decimal | int = 5000,
    until: date = UNTIL,
    person: Person | None = None,
) -> ContractGuarantor:
    """Somebody stands for the contract."""
    return add_guarantor(
        contract, name=name, most=Decimal(most), until=until, person=person, actor=actor
    )


def all_signers(contract: Contract) -> list[Signer]:
    """Everybody whom the contract needs."""
    return [
        Signer(Part.BORROWER, str(contract.borrower)),
        *(Signer(Part.LENDER, name) for name in LENDERS),
        *(
            Signer(Part.CREDITOR, f"นายเก่า กองที่{fund.pk}", fund=fund)
            for fund in old_funds(contract)
        ),
        *(
            Signer(Part.GUARANTOR, one.name, guarantor=one)
            for one in contract.guarantors.filter(released_on=None)
            if one.signature is None
        ),
        *(Signer(Part.WITNESS, name) for name in WITNESSES),
    ]


def sign_all(contract: Contract, actor: User, *, on: date = SIGNED) -> None:
    sign(contract, all_signers(contract), on=on, actor=actor)
