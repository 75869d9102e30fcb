from members.models.areas import Area, Village
from members.models.funds import Fund, FundAccount, FundRule
from members.models.households import Household, Person
from members.models.institutions import CommitteeMember, Institution
from members.models.offices import AuditEntry, Office, User

__all__ = [
    "Area",
    "AuditEntry",
    "CommitteeMember",
    "Fund",
    "FundAccount",
    "FundRule",
    "Household",
    "Institution",
    "Office",
    "Person",
    "User",
    "Village",
]
