from reports.models.certified import CertifiedReport, ReportFile, ReportPart, ReportReturn
from reports.models.papers import IssuedPaper, PaperKey, Wording

__all__ = [
    "CertifiedReport",
    "IssuedPaper",
    "PaperKey",
    "ReportFile",
    "ReportPart",
    "ReportReturn",
    "Wording",
]
