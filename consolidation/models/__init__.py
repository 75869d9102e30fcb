from consolidation.models.cases import Case, Transition
from consolidation.models.contracts import Contract, ContractPart
from consolidation.models.plans import AgreedPlan, Instalment
from consolidation.models.receipts import Receipt, ReceiptReversal
from consolidation.models.registrations import Consent, Registration, Submission, SubmittedLoan
from consolidation.models.reviews import Remark, Review
from consolidation.models.targets import CriteriaSet, CriterionAnswer
from consolidation.models.transfers import Transfer

__all__ = [
    "AgreedPlan",
    "Case",
    "Consent",
    "Contract",
    "ContractPart",
    "CriteriaSet",
    "CriterionAnswer",
    "Instalment",
    "Receipt",
    "ReceiptReversal",
    "Registration",
    "Remark",
    "Review",
    "Submission",
    "SubmittedLoan",
    "Transfer",
    "Transition",
]
