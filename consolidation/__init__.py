"""The road of one household from chosen to cleared (๑ ครัวเรือน ๑ สัญญา).

Stands on ``fundinst``, ``members`` and ``debts``; only ``reports`` may import it.
"""
