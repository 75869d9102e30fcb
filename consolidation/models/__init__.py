from consolidation.models.cases import Case, Transition
from consolidation.models.contracts import Contract, ContractPart, Transfer

__all__ = ["Case", "Contract", "ContractPart", "Transfer", "Transition"]
