from reports.models.certified import CertifiedReport, ReportFile, ReportPart
from reports.models.kept import FiguresChanged, PlaceFigures
from reports.models.made import MadeFile, MadeFilePiece, RenderedSection
from reports.models.papers import IssuedPaper, PaperKey, Wording
from reports.models.returns import ReportReturn

__all__ = [
    "CertifiedReport",
    "FiguresChanged",
    "IssuedPaper",
    "MadeFile",
    "MadeFilePiece",
    "PaperKey",
    "PlaceFigures",
    "RenderedSection",
    "ReportFile",
    "ReportPart",
    "ReportReturn",
    "Wording",
]
