from consolidation.models.cases import Case, Transition
from consolidation.models.contracts import Contract, ContractPart
from consolidation.models.registrations import (
    Consent,
    Registration,
    Remark,
    Review,
    Submission,
    SubmittedLoan,
)
from consolidation.models.targets import CriteriaSet, CriterionAnswer
from consolidation.models.transfers import Transfer

__all__ = [
    "Case",
    "Consent",
    "Contract",
    "ContractPart",
    "CriteriaSet",
    "CriterionAnswer",
    "Registration",
    "Remark",
    "Review",
    "Submission",
    "SubmittedLoan",
    "Transfer",
    "Transition",
]
