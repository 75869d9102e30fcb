from members.models.areas import Area, Village
from members.models.chains import ChainHead
from members.models.desk import Job, SavedFilter
from members.models.fund_money import CashCount
from members.models.fund_rules import FundRule, RateTier
from members.models.funds import Fund, FundAccount
from members.models.households import Household, Person
from members.models.institutions import CommitteeMember, Institution
from members.models.living import Expense, Income, VillageFigure
from members.models.notices import AccessEntry, Notice, SentForm
from members.models.offices import AuditEntry, Office, User

__all__ = [
    "AccessEntry",
    "Area",
    "AuditEntry",
    "CashCount",
    "ChainHead",
    "CommitteeMember",
    "Expense",
    "Fund",
    "FundAccount",
    "FundRule",
    "Household",
    "Income",
    "Institution",
    "Job",
    "Notice",
    "Office",
    "Person",
    "RateTier",
    "SavedFilter",
    "SentForm",
    "User",
    "Village",
    "VillageFigure",
]
