from consolidation.models.cases import Case, Transition
from consolidation.models.contracts import Contract, ContractPart
from consolidation.models.transfers import Transfer

__all__ = ["Case", "Contract", "ContractPart", "Transfer", "Transition"]
