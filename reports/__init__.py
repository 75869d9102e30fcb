"""What the institution hands to others: reads everything, decides nothing, writes no table.

A report is a frozen dataclass (what it says), one function that builds it from the books, and a
template. The page, the PDF, the workbook and the plain table are all made from that dataclass, so
they cannot disagree, and its totals are tested without opening a file.

Nothing may import this app; it may import every other (``fundinst``, ``members``, ``debts``,
``consolidation``).
"""
