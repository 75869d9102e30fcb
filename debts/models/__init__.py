from debts.models.classes import Classification, ClassScheme
from debts.models.confirmations import Confirmation
from debts.models.journal import JournalEntry
from debts.models.lawful import Acknowledgment, RateDecision
from debts.models.loans import COMPONENTS, Guarantor, Loan
from debts.models.registers import MatchDecision, Register
from debts.models.surveys import LedgerTotal, SurveyRow

__all__ = [
    "COMPONENTS",
    "Acknowledgment",
    "ClassScheme",
    "Classification",
    "Confirmation",
    "Guarantor",
    "JournalEntry",
    "LedgerTotal",
    "Loan",
    "MatchDecision",
    "RateDecision",
    "Register",
    "SurveyRow",
]
