from consolidation.models.cases import Case, Transition
from consolidation.models.contracts import Contract, ContractPart
from consolidation.models.targets import CriteriaSet, CriterionAnswer
from consolidation.models.transfers import Transfer

__all__ = [
    "Case",
    "Contract",
    "ContractPart",
    "CriteriaSet",
    "CriterionAnswer",
    "Transfer",
    "Transition",
]
