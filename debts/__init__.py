"""What is owed (หนี้), fund by fund: loans, their journal, and the registers they come from.

``fundinst`` and ``members`` lie below and may be imported here; ``consolidation`` and ``reports``
lie above and import from here. Debts know nothing of cases or contracts: a debt says only that it
was merged.
"""
