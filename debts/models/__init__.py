from debts.models.journal import JournalEntry
from debts.models.loans import COMPONENTS, Guarantor, Loan
from debts.models.registers import MatchDecision, Register

__all__ = ["COMPONENTS", "Guarantor", "JournalEntry", "Loan", "MatchDecision", "Register"]
