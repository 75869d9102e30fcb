"""Whom a paper is about: the rows that an issued one is found by."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from consolidation.models import (
    Contract,
    ContractGuarantor,
    NegotiationRound,
    NettingBatch,
    PaymentSlip,
    Receipt,
)
from debts.models import Guarantor
from members.models import Household, Institution


@dataclass(frozen=True, slots=True)
class About:
    """Whom a paper is about: its institution, and what of it."""

    institution: Institution
    household: Household | None = None
    contract: Contract | None = None
    batch: NettingBatch | None = None


def about(subject: models.Model) -> About:
    """The rows that an issued paper is found by."""
    if isinstance(subject, NettingBatch):
        return About(subject.institution, batch=subject)
    if isinstance(subject, PaymentSlip):
        return About(subject.payment.batch.institution, batch=subject.payment.batch)
    contract = subject if isinstance(subject, Contract) else None
    if isinstance(subject, ContractGuarantor | Receipt):
        contract = subject.contract
    household = _household(contract or subject)
    return About(household.institution, household, contract)


def _household(subject: Any) -> Household:
    if isinstance(subject, Household):
        return subject
    if isinstance(subject, NegotiationRound):
        subject = subject.case
    if isinstance(subject, Guarantor):
        subject = subject.loan
    found: Household = subject.household
    return found
