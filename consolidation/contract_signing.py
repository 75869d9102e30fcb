"""What a contract's page says of its signatures, its guarantors and its stamps."""

from collections.abc import Sequence
from dataclasses import dataclass

from consolidation.guarantee_rules import warnings_of_number
from consolidation.models import Contract, ContractGuarantor
from consolidation.signature_state import SignatureState, signature_state
from consolidation.stamp_duty import EXEMPT_KINDS, StampDuty, stamp_duty
from fundinst.errors import Refusal


@dataclass(frozen=True)
class Signing:
    """``missing``: that fewer stand for it than the holding fund's rules ask."""

    state: SignatureState
    guarantors: Sequence[ContractGuarantor]
    missing: Sequence[Refusal]
    duty: StampDuty


def signing_of(contract: Contract) -> Signing:
    """Of one contract that stands; its stamps are those of the guarantors who stand for it."""
    guarantors = [*contract.guarantors.filter(released_on=None).order_by("pk")]
    return Signing(
        signature_state(contract),
        guarantors,
        [*warnings_of_number(contract)],
        duty_of(contract, guarantors),
    )


def duty_of(contract: Contract, guarantors: Sequence[ContractGuarantor]) -> StampDuty:
    """The stamps on the contract's paper and on each guarantee."""
    exempt = contract.fund.kind in EXEMPT_KINDS
    return stamp_duty(contract.amount, [one.most for one in guarantors], exempt=exempt)
