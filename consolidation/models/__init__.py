from consolidation.models.cases import Case, Transition
from consolidation.models.contracts import Contract
from consolidation.models.months import MonthClosing
from consolidation.models.negotiations import NegotiationRound, Offer
from consolidation.models.netting import NetPayment, NettingBatch, NettingLine
from consolidation.models.parts import ContractPart
from consolidation.models.periods import PeriodClosing
from consolidation.models.plans import AgreedPlan, Instalment
from consolidation.models.receipts import Receipt, ReceiptCharge, ReceiptReversal
from consolidation.models.registrations import Consent, Registration, Submission, SubmittedLoan
from consolidation.models.reopenings import ContractReopening
from consolidation.models.reviews import Remark, Review
from consolidation.models.routes import DecidingPaper, HolderChoice, RouteChoice
from consolidation.models.signatures import ContractGuarantor, GuarantorNotice, Signature
from consolidation.models.slips import PaymentSlip, SlipReversal
from consolidation.models.targets import CriteriaSet, CriterionAnswer
from consolidation.models.transfers import Transfer

__all__ = [
    "AgreedPlan",
    "Case",
    "Consent",
    "Contract",
    "ContractGuarantor",
    "ContractPart",
    "ContractReopening",
    "CriteriaSet",
    "CriterionAnswer",
    "DecidingPaper",
    "GuarantorNotice",
    "HolderChoice",
    "Instalment",
    "MonthClosing",
    "NegotiationRound",
    "NetPayment",
    "NettingBatch",
    "NettingLine",
    "Offer",
    "PaymentSlip",
    "PeriodClosing",
    "Receipt",
    "ReceiptCharge",
    "ReceiptReversal",
    "Registration",
    "Remark",
    "Review",
    "RouteChoice",
    "Signature",
    "SlipReversal",
    "Submission",
    "SubmittedLoan",
    "Transfer",
    "Transition",
]
