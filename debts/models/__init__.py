from debts.models.loans import COMPONENTS, Guarantor, JournalEntry, Loan
from debts.models.registers import MatchDecision, Register

__all__ = ["COMPONENTS", "Guarantor", "JournalEntry", "Loan", "MatchDecision", "Register"]
